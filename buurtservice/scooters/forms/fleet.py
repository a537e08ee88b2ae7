"""What is filled in about the fleet: a scooter, its maintenance, where it goes."""

from datetime import date

from flask_babel import lazy_gettext as _

from buurtservice.errors import InvalidInput
from buurtservice.i18n import N_
from buurtservice.labels import DAYPARTS
from buurtservice.scooters.fleet import ScooterValues
from buurtservice.scooters.models import CHARGING_MOST
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span
from buurtservice.web import fields
from buurtservice.web.fields import Choice
from buurtservice.web.forms import BuurtForm, SeenForm

MOST_DAYS = 92  # Longer is "until further notice": nobody knows so far ahead.
PICTOGRAMS = (
    Choice("scooter", _("Gewoon, met mandje"), pictogram="scooter"),
    Choice("scooter-small", _("Klein"), pictogram="scooter-small"),
    Choice("scooter-roof", _("Met dak of scherm"), pictogram="scooter-roof"),
)
PARTS = tuple(Choice(str(number), _(word)) for number, word in enumerate(DAYPARTS))


class AboutScooterForm(BuurtForm):
    """What a scooter is called and what comes with it."""

    name = fields.TextLine(
        _("Naam"),
        longest=40,
        required=_("Geef de scootmobiel een naam."),
        hint=_("Zoals hij aan de balie heet, en op het label aan het stuur. Bijvoorbeeld: Merel."),
    )
    model = fields.TextLine(
        _("Model"), longest=80, hint=_("Bijvoorbeeld: vier wielen, 15 km per uur, brede stoel.")
    )
    pictogram = fields.OneChoice(
        _("Hoe ziet hij eruit?"), choices=PICTOGRAMS, look="tiles", required=_("Kies een plaatje.")
    )
    accessories = fields.TextLine(
        _("Wat hoort erbij?"),
        longest=300,
        hint=_("Met komma's ertussen. Dit ziet u bij uitgeven en terugnemen. Bijvoorbeeld: lader, mandje."),
    )
    charging = fields.WholeNumber(
        _("Hoeveel dagdelen laadt hij na een rit?"),
        most=CHARGING_MOST,
        required=_("Vul een getal in. Hoeft hij niet te laden, vul dan 0 in."),
        hint=_("Zo lang is hij daarna voor niemand. Wat al gereserveerd is, blijft zoals het is."),
    )

    def values(self) -> ScooterValues:
        """Return what was filled in."""
        return ScooterValues(
            name=self.name.data,
            model=self.model.data,
            pictogram=self.pictogram.data,
            accessories=self.accessories.data,
            charging_dayparts=self.charging.data,
        )


class NewScooterForm(AboutScooterForm):
    """The same, and where it will stand."""

    site = fields.OneChoice(
        _("Waar staat hij?"), look="select", coerce=int, required=_("Kies een locatie."), choices=()
    )


class DecideForm(SeenForm):
    """A step that may touch what people reserved; its page told whom."""


class ElsewhereForm(DecideForm):
    """Where a scooter goes."""

    site = fields.OneChoice(
        _("Waar gaat hij naartoe?"), look="picks", coerce=int, required=_("Kies een locatie."), choices=()
    )


class TooLongAhead(InvalidInput):
    """Maintenance for longer than anybody can foresee."""

    code = "maintenance_too_long"
    text = N_(
        "Onderhoud duurt hier hoogstens %(days)s dagen. Weet u niet hoe lang het duurt? Laat de laatste dag "
        "leeg."
    )


class BeginsToday(InvalidInput):
    """Maintenance without an end begins at once."""

    code = "maintenance_begins_today"
    text = N_("Onderhoud zonder laatste dag begint vandaag. Kies vandaag, of vul de laatste dag in.")


class MaintenanceForm(DecideForm):
    """From when to when a scooter is not there; without a last day, until further notice."""

    day = fields.Day(
        _("Vanaf welke dag?"), required=_("Kies een dag."), hint=_("Bijvoorbeeld: morgen, of 23 november.")
    )
    part = fields.OneChoice(
        _("Vanaf welk dagdeel?"), choices=PARTS, coerce=int, look="select", required=_("Kies een dagdeel.")
    )
    to_day = fields.Day(
        _("Tot en met welke dag?"),
        hint=_("Weet u het nog niet? Laat dit leeg. Dan is hij in onderhoud tot u zegt dat hij klaar is."),
    )
    to_part = fields.OneChoice(
        _("Tot en met welk dagdeel?"),
        choices=PARTS,
        coerce=int,
        look="select",
        required=_("Kies een dagdeel."),
    )
    reason = fields.TextLine(
        _("Wat gebeurt er?"), longest=120, hint=_("Bijvoorbeeld: nieuwe accu, of banden nakijken.")
    )

    def span(self, *, today: date) -> Span | None:
        """Return from when to when; None until further notice. Raises TooLongAhead or BeginsToday."""
        if self.to_day.data is None:
            if self.day.data > today:
                raise BeginsToday
            return None
        span = Span.of(self.day.data, self.part.data, self.to_day.data, self.to_part.data)
        if span.last - span.first >= MOST_DAYS * DAYPARTS_A_DAY:
            raise TooLongAhead(days=MOST_DAYS)
        return span
