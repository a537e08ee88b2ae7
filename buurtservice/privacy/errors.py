"""What can be refused about somebody's own data."""

from buurtservice.errors import Conflict
from buurtservice.i18n import N_


class AlreadyLeft(Conflict):
    """Their data was thrown away before."""

    code = "already_left"
    text = N_("Deze bewoner doet niet meer mee. De gegevens zijn al gewist.")
