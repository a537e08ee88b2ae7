"""What the host ticks when a scooter goes out and comes in: by tapping, hardly ever by typing."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.scooters.forms.reserving import ScooterForm
from buurtservice.scooters.loans import Checked
from buurtservice.scooters.models import NextAction
from buurtservice.web import fields
from buurtservice.web.fields import Choice

KEY = "sleutel"
LONGEST_NOTE = 200
CHARGES = (
    Choice("100", _("Vol")),
    Choice("75", _("Driekwart")),
    Choice("50", _("Halfvol")),
    Choice("25", _("Bijna leeg")),
)


def things_of(accessories: str | None) -> list[str]:
    """Return the key and each thing that belongs to a scooter, as written: "lader, mandje"."""
    words = [" ".join(one.split()) for one in (accessories or "").replace(";", ",").split(",")]
    return list(dict.fromkeys([KEY, *(one for one in words if one and one.casefold() != KEY)]))


def _as_choices(things: Iterable[str]) -> list[Choice]:
    """Return the things to tick; they are the operator's own words, but for the key."""
    return [Choice(one, gettext("Sleutel") if one == KEY else one[:1].upper() + one[1:]) for one in things]


class HandOutForm(ScooterForm):
    """A scooter that goes out: how full, what goes along, what can be seen."""

    charge = fields.OneChoice(
        _("Hoe vol is de accu?"),
        choices=CHARGES,
        look="tiles",
        coerce=int,
        required=_("Kijk op het schermpje van de scootmobiel en kies hoe vol de accu is."),
    )
    along = fields.Choices(_("Wat gaat er mee?"), required=_("Geef de sleutel mee en zet er een vinkje bij."))
    condition = fields.TextLine(
        _("Is er iets aan te zien?"),
        longest=LONGEST_NOTE,
        hint=_("Bijvoorbeeld: kras links voor. Alles goed? Laat dit leeg."),
    )

    def __init__(self, *args: Any, things: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.along.choices = [*_as_choices(things)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the key too: without it nobody drives off."""
        fine = super().validate(extra_validators)
        if not self.along.errors and KEY not in self.along.data:
            self.refuse(gettext("Geef de sleutel mee en zet er een vinkje bij."), "along")
            fine = False
        return fine

    def checked(self) -> Checked:
        """Return what the host saw."""
        along = ", ".join(self.along.data)
        return Checked(charge_pct=self.charge.data, condition=self.condition.data, accessories=along)


class WalkInForm(HandOutForm):
    """The same for who has no reservation: which scooter, and until when."""

    scooter = fields.OneChoice(
        _("Welke scootmobiel?"), look="tiles", coerce=int, required=_("Kies een scootmobiel.")
    )
    until = fields.OneChoice(
        _("Tot wanneer?"), look="tiles", coerce=int, required=_("Kies wanneer de scootmobiel terug is.")
    )


class TakeBackForm(ScooterForm):
    """A scooter that comes in: how full, what came back, damage, and what happens to it now."""

    charge = fields.OneChoice(
        _("Hoe vol is de accu?"),
        choices=CHARGES,
        look="tiles",
        coerce=int,
        required=_("Kijk op het schermpje van de scootmobiel en kies hoe vol de accu is."),
    )
    along = fields.Choices(_("Wat is er terug?"), hint=_("Haal het vinkje weg bij wat ontbreekt."))
    damage = fields.YesNo(
        _("Is er iets kapot of beschadigd?"),
        yes=_("Ja"),
        no=_("Nee, alles is heel"),
        look="tiles",
        required=_("Loop er even omheen en kies ja of nee."),
    )
    note = fields.TextLine(
        _("Wat is er te zien?"),
        longest=LONGEST_NOTE,
        hint=_("Alleen over de scootmobiel. Bijvoorbeeld: spiegel rechts is los."),
        required=_("Schrijf kort op wat er kapot is."),
    )
    next = fields.OneChoice(
        _("Wat gebeurt er nu met de scootmobiel?"),
        choices=[
            Choice(NextAction.CHARGE, _("Aan de lader"), _("daarna kan een ander hem hebben")),
            Choice(NextAction.READY, _("Meteen klaar"), _("een ander kan er nu al mee weg")),
            Choice(NextAction.MAINTENANCE, _("Eerst nakijken"), _("niemand kan hem lenen tot hij goed is")),
        ],
        look="tiles",
        coerce=NextAction,
        default=NextAction.CHARGE,
        required=_("Kies wat er nu met de scootmobiel gebeurt."),
    )

    def __init__(self, *args: Any, things: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = [*things]
        self.along.choices = [*_as_choices(self.things)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask what is broken, where something is."""
        required = self.note.required
        self.note.required = required if self.damage.data else None
        fine = super().validate(extra_validators)
        self.note.required = required  # The page never says that it may be left out: it is asked when needed.
        return fine

    def checked(self) -> Checked:
        """Return what the host saw; what did not come back stands in the note."""
        missing = [one for one in self.things if one not in self.along.data]
        notes = [self.note.data] + ([f"niet terug: {', '.join(missing)}"] if missing else [])
        return Checked(
            charge_pct=self.charge.data,
            damage=bool(self.damage.data),
            damage_note="; ".join(one for one in notes if one)[:300],
            next_action=self.next.data,
        )


class LongerForm(ScooterForm):
    """Until when a scooter stays out."""

    until = fields.OneChoice(
        _("Tot wanneer?"), look="tiles", coerce=int, required=_("Kies wanneer de scootmobiel terug is.")
    )


class FindForm(ScooterForm):
    """Whom to look for, as at the desk; sent in the body, so that no name stands in an address."""

    q = fields.TextLine(
        _("Wie staat er voor u?"),
        longest=200,
        required=_("Typ een naam, een straat of een telefoonnummer."),
        hint=_("Naam, straat of telefoon"),
    )
