"""Says whom a change to the fleet touches, before it is made and after; and makes it once that was read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.scooters.affected import Affected
from buurtservice.scooters.errors import options_in_words
from buurtservice.scooters.fleet_queries import names_of
from buurtservice.scooters.forms.fleet import DecideForm
from buurtservice.scooters.models import Reservation
from buurtservice.scooters.rearranging import Consequences
from buurtservice.scooters.spans import span_in_words

WHO_SEES_NAMES = ("host", "desk", "worker")  # They call people; the operator does not.


@dataclass(frozen=True, kw_only=True)
class ToldOne:
    """One reservation that is touched: of whom, when and where, and what is free instead."""

    reservation: Reservation
    name: str
    when: str
    instead: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """Who gets another scooter, as references, and who must choose."""

    moved: list[str] = field(default_factory=list)
    must_choose: list[ToldOne] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Tell whether anybody is touched."""
        return bool(self.moved or self.must_choose)


class _ToRead(Exception):
    def __init__(self, found: Consequences) -> None:
        super().__init__()
        self.found = found


def decide(
    form: DecideForm, change: Callable[[], Consequences], *, action: str, subject: str, location: str
) -> Consequences | None:
    """Make a change of which the page told whom it touches; else take it back. Return whom it touches.

    Nobody touched needs no telling. `form.was_sent` tells whether it was made; None is a refusal.
    """
    found = None
    try:
        with form.sending() as sending:
            found = change()
            if _sign_of(found) not in ("", form.seen.data):
                raise _ToRead(found)
            record_access(action, subject)
            sending.location = location
    except _ToRead as unread:
        form.seen.data = _sign_of(unread.found)
        return unread.found
    return found


def moved_words(found: Consequences | None) -> str:
    """Say after a change who got another scooter; nothing for nobody."""
    moved = [] if found is None else [one.reference for one in found.moved]
    if not moved:
        return ""
    return str(
        ngettext(
            "%(num)d reservering kreeg een andere scootmobiel, op dezelfde plek en tijd: %(which)s.",
            "%(num)d reserveringen kregen een andere scootmobiel, op dezelfde plek en tijd: %(which)s.",
            len(moved),
            which=", ".join(moved),
        )
    )


def tell(affected: Iterable[Affected], moved: Iterable[Reservation] = (), *, scooter_id: int) -> Told:
    """Return whom it touches, in words. That names are read is written down."""
    affected = list(affected)
    names = _names({one.reservation.resident_id for one in affected}, scooter_id)
    return Told(
        moved=[one.reference for one in moved],
        must_choose=[
            ToldOne(
                reservation=one.reservation,
                name=names.get(one.reservation.resident_id, ""),
                when=span_in_words(one.span, gettext),
                instead=options_in_words(one.options, gettext),
            )
            for one in affected
        ],
    )


def _names(resident_ids: set[int], scooter_id: int) -> dict[int, str]:
    if not resident_ids or not current_visitor().may(*WHO_SEES_NAMES):
        return {}
    record_access("scooter.affected", f"scooter:{scooter_id}", resident_ids)
    names = names_of(resident_ids)
    return {one: names.get(one) or gettext("iemand zonder naam") for one in resident_ids}


def _sign_of(found: Consequences) -> str:
    """Return a text that differs when other people are touched."""
    moved = sorted(one.id for one in found.moved)
    affected = sorted(one.reservation.id for one in found.affected)
    return f"{moved}{affected}" if moved or affected else ""
