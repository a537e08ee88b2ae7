"""Forms about who works here."""

from flask_babel import lazy_gettext as _

from buurtservice.accounts.models import Role
from buurtservice.accounts.words import ROLES
from buurtservice.web.fields import Choice, Choices, EmailAddress, TextLine
from buurtservice.web.forms import BuurtForm

WHAT_ROLES_DO = {
    Role.DESK: _("schrijft bezoekers in aan de balie"),
    Role.WORKER: _("beoordeelt voorstellen, belt en verwijst door"),
    Role.TEAM: _("doet de taken van het betaalde team"),
    Role.HOST: _("leent scootmobielen uit"),
    Role.POLICY: _("leest de cijfers, zonder namen"),
    Role.OPERATOR: _("beheert accounts en instellingen"),
}


def role_choices() -> list[Choice]:
    """Return the roles as they are chosen from."""
    return [Choice(role.value, _(ROLES[role]), hint=WHAT_ROLES_DO[role]) for role in Role]


class StaffForm(BuurtForm):
    """What somebody is called and does."""

    name = TextLine(_("Naam"), required=_("Vul een naam in."), longest=120)
    roles = Choices(
        _("Wat doet deze persoon?"), required=_("Kies minstens één rol."), choices=role_choices(), coerce=Role
    )


class NewStaffForm(StaffForm):
    """Somebody who comes to work here."""

    email = EmailAddress(
        _("E-mailadres"),
        required=_("Vul een e-mailadres in."),
        hint=_("Hiermee meldt deze persoon zich aan. Hier gaat ook de uitnodiging heen."),
    )
