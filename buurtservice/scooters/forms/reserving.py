"""What is filled in when somebody reserves: when and where, the wish itself, and for how many weeks."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.errors import BuurtserviceError
from buurtservice.scooters.asking import IN_FORM, read_wish
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.spans import Span
from buurtservice.web import fields
from buurtservice.web.fields import Choice
from buurtservice.web.forms import BuurtForm

MOST_WEEKS = 26
TODAY, TOMORROW, OTHER, DAYS, ANYWHERE = "today", "tomorrow", "other", "days", "any"
BOTH = "0-1"
PARTS = (("0", _("Ochtend")), ("1", _("Middag")), ("2", _("Avond")))


class ScooterForm(BuurtForm):
    """A form that remembers what refused it, so that the answer has that status and shows the next best."""

    refused: BuurtserviceError | None = None

    def refuse(self, why: BuurtserviceError | str, field: str | None = None) -> None:
        """Add an error, and remember it."""
        if isinstance(why, BuurtserviceError):
            self.refused = why
        super().refuse(why, field)

    @property
    def status(self) -> int:
        """Return the status of the page with this form: of what refused it, 422 for what is filled in."""
        return self.refused.status if self.refused is not None else super().status


class WishForm(ScooterForm):
    """When and where, as the buttons of the pages send it; see docs/scooters.md. None of it is drawn."""

    day = fields.TextLine()
    daypart = fields.TextLine()
    to_day = fields.TextLine()
    to_daypart = fields.TextLine()
    site = fields.TextLine()
    scooter = fields.TextLine()

    def wish(self) -> Wish:
        """Return what is wanted. Raises as `read_wish`."""
        return read_wish({name: self[name].data or "" for name in vars(IN_FORM).values()})

    @property
    def known_wish(self) -> Wish | None:
        """Return what is wanted; None for what cannot be read."""
        try:
            return self.wish()
        except BuurtserviceError:
            return None


class WeeklyForm(WishForm):
    """The same dayparts for some weeks."""

    weeks = fields.WholeNumber(
        _("Hoeveel weken?"), least=2, most=MOST_WEEKS, required=_("Vul in hoeveel weken.")
    )


class WaitingStepForm(ScooterForm):
    """Take what is held, or let it go: the buttons send "take" or "stop"."""

    step = fields.OneChoice(choices=[("take", ""), ("stop", "")], required=_("Kies wat u wilt doen."))


class LookForm(ScooterForm):
    """When and where somebody would like a scooter, as they would say it."""

    when = fields.OneChoice(_("Op welke dag?"), required=_("Kies een dag."))
    day = fields.Day(_("Welke dag?"), hint=_("Bijvoorbeeld: 27 november."))
    part = fields.OneChoice(
        _("Welk deel van de dag?"),
        choices=[
            *PARTS,
            (BOTH, _("Ochtend en middag")),
            (DAYS, _("Langer: tot een andere dag of een ander dagdeel")),
        ],
        required=_("Kies een deel van de dag."),
    )
    from_part = fields.OneChoice(_("Ophalen in de"), choices=PARTS)
    to_day = fields.Day(_("Terugbrengen op welke dag?"), hint=_("Bijvoorbeeld: 28 november."))
    to_part = fields.OneChoice(_("Terugbrengen in de"), choices=PARTS)
    site = fields.OneChoice(_("Waar?"), required=_("Kies waar, of dat het niet uitmaakt."))

    def __init__(self, *args: Any, today: date, sites: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.when.choices = [
            Choice(TODAY, gettext("Vandaag")),
            Choice(TOMORROW, gettext("Morgen")),
            Choice(OTHER, gettext("Een andere dag")),
        ]
        anywhere = Choice(ANYWHERE, gettext("Dat maakt niet uit"))
        self.site.choices = [anywhere, *(Choice(str(one), name) for one, name in sites.items())]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the day, and for the end of something longer, where these are needed."""
        fine = super().validate(extra_validators)
        needed = {"day": gettext("Vul de dag in.")} if self.when.data == OTHER else {}
        if self.part.data == DAYS:
            needed |= {
                "from_part": gettext("Kies wanneer de scootmobiel opgehaald wordt."),
                "to_day": gettext("Vul in op welke dag de scootmobiel terugkomt."),
                "to_part": gettext("Kies in welk deel van de dag de scootmobiel terugkomt."),
            }
        for name, sentence in needed.items():
            if self[name].data is None and not self[name].errors:
                self.refuse(sentence, name)
                fine = False
        return fine

    def wish(self) -> Wish:
        """Return what is wanted, of a form that is valid."""
        day = {TODAY: self.today, TOMORROW: self.today + timedelta(1)}.get(self.when.data, self.day.data)
        site_id = None if self.site.data == ANYWHERE else int(self.site.data)
        if self.part.data == DAYS:
            end = (self.to_day.data, int(self.to_part.data))
            return Wish(span=Span.of(day, int(self.from_part.data), *end), site_id=site_id)
        first, _dash, last = self.part.data.partition("-")
        return Wish(span=Span.of(day, int(first), day, int(last or first)), site_id=site_id)


def as_asked(wish: Wish, *, today: date) -> dict[str, object]:
    """Return the answers of the form above that make this wish."""
    (day, daypart), (to_day, to_daypart) = wish.span.from_slot, wish.span.to_slot
    near = {0: TODAY, 1: TOMORROW}.get((day - today).days, OTHER)
    found: dict[str, object] = {
        "when": near,
        "day": day if near == OTHER else None,
        "site": ANYWHERE if wish.site_id is None else str(wish.site_id),
    }
    if day == to_day and daypart == to_daypart:
        return found | {"part": str(daypart)}
    if day == to_day and (daypart, to_daypart) == (0, 1):
        return found | {"part": BOTH}
    return found | {
        "part": DAYS,
        "from_part": str(daypart),
        "to_day": to_day,
        "to_part": str(to_daypart),
    }
