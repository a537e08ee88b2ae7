"""What a worker fills in about what goes to the team, and the team when it gives a task back."""

from flask_babel import lazy_gettext as _

from buurtservice.fallback.policies import LONGEST_HOLD_DAYS
from buurtservice.team.models import HandBackReason
from buurtservice.web import fields
from buurtservice.web.forms import BuurtForm

LATEST_HAND_OVER_DAYS = 56


class StepForm(BuurtForm):
    """A form of one button."""


class HoldForm(BuurtForm):
    """Until when a request is kept from the team."""

    until = fields.Day(
        _("Tot wanneer houdt u de vraag vast?"),
        required=_("Vul een dag in."),
        earliest=1,
        latest=LONGEST_HOLD_DAYS,
        hint=_("Op die dag gaat de vraag alsnog naar het buurtteam. Hooguit 14 dagen: er wacht iemand."),
    )


class HandBackForm(BuurtForm):
    """Why the team cannot do it."""

    reason = fields.OneChoice(
        _("Waarom kan het team dit niet doen?"),
        choices=[
            (HandBackReason.NOT_OUR_WORK, _("Dit is geen werk voor het team")),
            (HandBackReason.TOO_MUCH, _("Het is meer dan het team kan")),
            (HandBackReason.NOT_REACHED, _("De bewoner is niet bereikt")),
            (HandBackReason.NOT_NEEDED, _("De hulp is niet meer nodig")),
            (HandBackReason.NOT_SAFE, _("Het kan niet veilig")),
            (HandBackReason.OTHER, _("Iets anders")),
        ],
        required=_("Kies waarom niet."),
        coerce=HandBackReason,
    )
    note = fields.FreeText(_("Wilt u er iets bij schrijven?"), longest=300, rows=3)


class HandOverForm(BuurtForm):
    """From which week on a neighbour does what the team did."""

    monday = fields.Day(
        _("Op welke maandag neemt de buur het over?"),
        required=_("Vul een maandag in."),
        earliest=-6,
        latest=LATEST_HAND_OVER_DAYS,
    )
