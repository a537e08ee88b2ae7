"""What is filled in about an activity, and at the list of who comes."""

import re

from flask_babel import lazy_gettext as _

from buurtservice.activities.models import Activity
from buurtservice.activities.values import (
    MAX_DESCRIPTION,
    MAX_PLACE,
    MAX_TITLE,
    MOST_PLACES,
    ActivityValues,
)
from buurtservice.web import fields
from buurtservice.web.forms import BuurtForm

LATEST_DAYS = 2 * 366
LONG_AGO_DAYS = -10 * 366
MOST_OTHERS = 10_000
STEP = re.compile(r"([0-9]{1,9}):(komt|komt-niet)")


class StepForm(BuurtForm):
    """A form of one button."""


class PlaceStepForm(BuurtForm):
    """One button of a list of people: whose, and what. Each button sends "12:komt" or "12:komt-niet"."""

    step = fields.TextLine()  # Sent by the buttons; it is never drawn.

    @property
    def place_and_step(self) -> tuple[int, str] | None:
        """Return the id of the place, and the step; None for what no button of ours sends."""
        found = STEP.fullmatch(str(self.step.data or ""))
        return (int(found[1]), found[2]) if found else None


class ActivityForm(BuurtForm):
    """What, where, when and for how many."""

    title = fields.TextLine(
        _("Hoe heet de activiteit?"),
        longest=MAX_TITLE,
        required=_("Geef de activiteit een naam."),
        hint=_("Zoals het op de deur kan hangen. Bijvoorbeeld: samen koken op donderdag."),
    )
    description = fields.FreeText(
        _("Wat gaan we doen?"),
        longest=MAX_DESCRIPTION,
        rows=3,
        hint=_("Twee of drie zinnen, voor wie erover denkt om te komen."),
        about_person=False,
    )
    kind = fields.OneChoice(_("Bij welke soort hulp hoort het?"), look="select", coerce=int)
    place = fields.TextLine(
        _("Waar?"), longest=MAX_PLACE, hint=_("Bijvoorbeeld: in het buurthuis, de keuken.")
    )
    neighbourhood = fields.OneChoice(_("In welke buurt?"), look="select", coerce=int)
    day = fields.Day(_("Op welke dag?"), latest=LATEST_DAYS, hint=_("Bijvoorbeeld: morgen, of 23 november."))
    begins = fields.TimeOfDay(_("Hoe laat begint het?"), hint=_("Bijvoorbeeld: 14.30."))
    ends = fields.TimeOfDay(_("Hoe laat is het klaar?"))
    capacity = fields.WholeNumber(
        _("Hoeveel plaatsen zijn er?"),
        least=1,
        most=MOST_PLACES,
        hint=_("Leeg laten mag: dan kan iedereen komen."),
    )
    worker = fields.OneChoice(_("Wie van ons helpt mee?"), look="select", coerce=int)
    public = fields.YesNo(
        _("Mag iedereen dit op de website zien?"),
        yes=_("Ja, zet het op de lijst"),
        no=_("Nee, alleen voor wie wij uitnodigen"),
        required=_("Kies of iedereen dit mag zien."),
    )

    def values(self) -> ActivityValues:
        """Return what was filled in."""
        return ActivityValues(
            title=self.title.data,
            description=self.description.data,
            place=self.place.data,
            category_id=self.kind.data,
            neighbourhood_id=self.neighbourhood.data,
            takes_place_on=self.day.data,
            begins_at=self.begins.data,
            ends_at=self.ends.data,
            capacity=self.capacity.data,
            public=self.public.data,
            supported_by_id=self.worker.data,
        )


class ChangeActivityForm(ActivityForm):
    """The same, of an activity that is there: its day may be past, where it stays as it was."""

    day = fields.Day(
        _("Op welke dag?"),
        earliest=LONG_AGO_DAYS,
        latest=LATEST_DAYS,
        hint=_("Bijvoorbeeld: morgen, of 23 november."),
    )


class SearchForm(BuurtForm):
    """Whom to look for, as at the desk."""

    q = fields.TextLine(
        _("Wie zoekt u?"),
        longest=80,
        required=_("Typ een naam, een straat of een telefoonnummer."),
        hint=_("Naam, straat of telefoon."),
    )


class ChooseForm(BuurtForm):
    """Who was found and chosen; for a host also whether the first name may be read by everybody."""

    who = fields.TextLine()  # Sent by the buttons; it is never drawn.
    name_agreed = fields.Tick(_("De voornaam mag op de openbare lijst. Ik heb het gevraagd."))

    @property
    def resident_id(self) -> int | None:
        """Return the number of the resident; None for what no button of ours sends."""
        text = str(self.who.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class HeldForm(BuurtForm):
    """When it was, and who came besides those on the list."""

    day = fields.Day(_("Op welke dag was het?"), past=True, required=_("Vul de dag in."))
    others = fields.WholeNumber(
        _("Hoeveel mensen kwamen er nog meer?"),
        most=MOST_OTHERS,
        hint=_("Mensen die niet op de lijst staan. Niemand? Vul 0 in."),
        required=_("Vul in hoeveel mensen er nog meer kwamen."),
    )


class CancelForm(BuurtForm):
    """Why it does not go on."""

    note = fields.TextLine(
        _("Waarom gaat het niet door?"),
        longest=200,
        hint=_("Wie zou komen, leest of hoort dit. Bijvoorbeeld: de kok is er niet."),
    )


def as_it_is(activity: Activity) -> dict[str, object]:
    """Return what stands in the form of an activity that is changed."""
    return {
        "title": activity.title,
        "description": activity.description,
        "kind": activity.category_id,
        "place": activity.place,
        "neighbourhood": activity.neighbourhood_id,
        "day": activity.takes_place_on,
        "begins": activity.begins_at,
        "ends": activity.ends_at,
        "capacity": activity.capacity,
        "worker": activity.supported_by_id,
        "public": activity.public,
    }
