"""What the accounts' codes are called on screen."""

from buurtservice.accounts.models import Role
from buurtservice.i18n import N_

ROLES = {
    Role.DESK: N_("baliemedewerker"),
    Role.WORKER: N_("buurtwerker"),
    Role.TEAM: N_("buurtteam"),
    Role.HOST: N_("uitleenpunt"),
    Role.POLICY: N_("beleidsmedewerker"),
    Role.OPERATOR: N_("beheerder"),
}
