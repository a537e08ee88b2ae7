"""What the team fills in."""

from flask_babel import lazy_gettext as _

from buurtservice.labels import DAYPARTS
from buurtservice.team.planning import Plan
from buurtservice.web import fields
from buurtservice.web.forms import BuurtForm

LATEST_PLAN_DAYS = 60
DAYPART_CHOICES = [(str(number), _(name)) for number, name in enumerate(DAYPARTS)]


class StepForm(BuurtForm):
    """A form of one button."""


class PlanForm(BuurtForm):
    """Who does a task, and when."""

    member = fields.OneChoice(_("Wie doet het?"), required=_("Kies wie het doet."), coerce=int)
    on = fields.Day(
        _("Op welke dag?"),
        required=_("Vul een dag in."),
        latest=LATEST_PLAN_DAYS,
        hint=_("Bijvoorbeeld: morgen, of 23 november."),
    )
    daypart = fields.OneChoice(
        _("In welk dagdeel?"), choices=DAYPART_CHOICES, required=_("Kies een dagdeel."), coerce=int
    )
    anyway = fields.Tick(_("Dit is niet wanneer de bewoner kan. Toch plannen"))
    asks_anyway = False  # The box is there only where the chosen moment does not suit.

    @property
    def plan(self) -> Plan:
        """Return what was filled in; the form is valid."""
        return Plan(member_id=self.member.data, on=self.on.data, daypart=self.daypart.data)


class DoneForm(BuurtForm):
    """When it was done, and how long it took."""

    on = fields.Day(_("Wanneer was het klaar?"), required=_("Vul een dag in."), past=True)
    hours = fields.Hours(_("Hoeveel uur was het?"), hint=_("Bijvoorbeeld: 1,5."))


class HoursForm(BuurtForm):
    """When somebody works, what they do, and from where they set out."""

    dayparts = fields.Dayparts(_("Wanneer werkt u?"))
    tasks_per_daypart = fields.WholeNumber(
        _("Hoeveel taken passen er in één dagdeel?"),
        required=_("Vul in hoeveel taken er passen."),
        least=1,
        most=20,
    )
    categories = fields.Choices(_("Welke soorten hulp doet u?"), hint=_("Niets aangevinkt is: alle soorten."))
    neighbourhood = fields.OneChoice(_("Vanuit welke buurt gaat u op pad?"), look="select", coerce=int)


class WeekForm(BuurtForm):
    """Which lines of the proposal are accepted."""

    lines = fields.Choices(_("Welke taken plant u zo in?"), required=_("Vink minstens één taak aan."))
