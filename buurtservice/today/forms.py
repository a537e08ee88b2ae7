"""What the worker fills in during the day."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from buurtservice.matches.models import NextStep, Went
from buurtservice.matches.reasons import Reason
from buurtservice.web import fields
from buurtservice.web.forms import BuurtForm

LATEST_CALL_BACK_DAYS = 60
LATEST_MEETING_DAYS = 366
NO_REASONS = [
    fields.Choice(Reason.DAYS, _("De dagen kloppen niet meer")),
    fields.Choice(Reason.TOO_FAR_OR_HEAVY, _("Te ver of te zwaar")),
    fields.Choice(
        Reason.ALREADY_HELPED,
        _("Wie vraagt is al geholpen"),
        _("Dan sluit de vraag. U kunt dit terugdraaien."),
    ),
    fields.Choice(Reason.HELPER_RESTS, _("Wie helpt wil even rust")),
    fields.Choice(Reason.OTHER, _("Iets anders")),
    fields.Choice(
        Reason.NEVER,
        _("Deze twee niet bij elkaar"),
        _("Dan komen zij nooit meer bij elkaar in een voorstel. Alleen buurtwerkers zien dit."),
    ),
]


class StepForm(BuurtForm):
    """A form of one button."""


class NoForm(BuurtForm):
    """Why somebody said no."""

    reason = fields.OneChoice(
        _("Waarom niet?"), choices=NO_REASONS, required=_("Kies waarom niet."), coerce=Reason
    )
    note = fields.TextLine(_("Wilt u er iets bij schrijven?"), longest=300)


class CallBackForm(BuurtForm):
    """When to try again."""

    call_back_on = fields.Day(
        _("Wanneer belt u opnieuw?"),
        required=_("Vul een dag in."),
        earliest=1,
        latest=LATEST_CALL_BACK_DAYS,
        hint=_("Bijvoorbeeld: morgen, of 23 november."),
    )


def next_workday(today: date) -> date:
    """Return the next day on which somebody is at work here: what stands in the field already."""
    return today + timedelta(days=1 if today.weekday() not in (4, 5) else 7 - today.weekday())


class MeetingForm(BuurtForm):
    """When and where two people meet."""

    day = fields.Day(
        _("Op welke dag?"),
        required=_("Vul een dag in."),
        latest=LATEST_MEETING_DAYS,
        hint=_("Bijvoorbeeld: morgen, of 23 november."),
    )
    begins = fields.TimeOfDay(_("Hoe laat?"), required=_("Vul een tijd in."), hint=_("Bijvoorbeeld: 14.30."))
    ends = fields.TimeOfDay(_("Tot hoe laat?"), hint=_("Leeg laten mag: dan een uur."))
    place = fields.TextLine(_("Waar?"), longest=200, hint=_("Bijvoorbeeld: in het buurthuis."))
    worker = fields.OneChoice(_("Wie van ons gaat mee?"), look="select", coerce=int)
    version = HiddenField()  # Of the meeting as it was shown, so that a colleague's change is not undone.

    @property
    def version_shown(self) -> int:
        """Return the number of the version; -1 when that is no number."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


class ReviewForm(BuurtForm):
    """How it went, in the words of one side."""

    went = fields.OneChoice(
        _("Hoe ging het?"),
        choices=[(Went.WELL, _("Goed")), (Went.SO_SO, _("Gaat wel")), (Went.BADLY, _("Niet goed"))],
        required=_("Kies hoe het ging."),
        coerce=Went,
    )
    hours = fields.Hours(
        _("Hoeveel uur duurde het, alles bij elkaar?"), hint=_("Bijvoorbeeld: 1,5."), most=1000
    )
    next_step = fields.OneChoice(
        _("Wat wil deze kant verder?"),
        choices=[
            (NextStep.AGAIN, _("Nog een keer")),
            (NextStep.WEEKLY, _("Elke week")),
            (NextStep.STOP, _("Het is klaar zo")),
            (NextStep.NEVER, _("Niet meer met deze ander")),
        ],
        coerce=NextStep,
    )
    note = fields.FreeText(_("In eigen woorden"), longest=300, rows=3)


class HoursForm(BuurtForm):
    """How long the help took, for help that is done."""

    hours = fields.Hours(
        _("Hoeveel uur hulp was het, alles bij elkaar?"),
        required=_("Vul in hoeveel uur hulp het was."),
        hint=_("Bijvoorbeeld: 1,5. De uren tellen mee in de cijfers en staan bij niemand op een pagina."),
        most=1000,
    )


class StopForm(BuurtForm):
    """Why help stops before it is done, and whether it is still needed."""

    reason = fields.OneChoice(
        _("Waarom stoppen zij?"), choices=NO_REASONS[:-1], required=_("Kies waarom."), coerce=Reason
    )
    still_needed = fields.YesNo(
        _("Is de hulp nog nodig van iemand anders?"),
        yes=_("Ja, zet de vraag weer open"),
        no=_("Nee, trek de vraag in"),
        required=_("Kies of de hulp nog nodig is."),
    )
    note = fields.TextLine(_("Wilt u er iets bij schrijven?"), longest=300)


class NeverForm(BuurtForm):
    """Why two people must not be matched again: the worker's alone."""

    note = fields.TextLine(
        _("Wilt u er iets bij schrijven?"), longest=300, hint=_("Alleen buurtwerkers lezen dit.")
    )


class ActivityForm(BuurtForm):
    """The title of an activity that comes out of a suggestion."""

    title = fields.TextLine(
        _("Hoe heet de activiteit?"),
        longest=120,
        required=_("Geef de activiteit een naam."),
        hint=_("Zoals het op de deur kan hangen. Bijvoorbeeld: samen koken op donderdag."),
    )
