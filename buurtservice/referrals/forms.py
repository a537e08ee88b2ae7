"""The forms of signals and referrals."""

from flask_babel import lazy_gettext as _

from buurtservice.referrals.signals import MOST_LETTERS
from buurtservice.web import fields
from buurtservice.web.forms import BuurtForm


class RaiseForm(BuurtForm):
    """Something that cannot wait."""

    text = fields.FreeText(
        _("Wat kan niet wachten?"),
        longest=MOST_LETTERS,
        rows=3,
        required=_("Schrijf in een paar woorden wat er aan de hand is."),
        hint=_("Schrijf op wat u zag of hoorde. De buurtwerker ziet dit meteen."),
        about_person=False,
    )


class CloseForm(BuurtForm):
    """What came of a signal."""

    outcome = fields.FreeText(
        _("Wat is er gedaan?"),
        longest=MOST_LETTERS,
        rows=3,
        required=_("Schrijf in een paar woorden wat er is gedaan."),
        about_person=False,
    )


class ButtonForm(BuurtForm):
    """A step that needs no fields."""
