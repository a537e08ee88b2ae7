"""A site with scooters on a Monday in March, and the clock on its wall."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from buurtservice.clock import LOCAL_ZONE, moved_clock
from buurtservice.residents.models import Resident
from buurtservice.scooters.drivers import record_check
from buurtservice.scooters.fleet import add_scooter
from buurtservice.scooters.models import Reservation
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.services import reserve
from buurtservice.scooters.spans import Span
from buurtservice.sites.opening import CLOCK, set_hours
from buurtservice.sites.services import SiteValues, save_site
from tests.factories import resident

MONDAY = date(2026, 3, 2)
MORNING, AFTERNOON, EVENING = range(3)
EVERY_DAYPART = {(weekday, daypart): hours for weekday in range(7) for daypart, hours in CLOCK.items()}


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    """Return a local time as a moment."""
    return datetime.combine(day, time(hour, minute), LOCAL_ZONE)


@contextmanager
def clock_at(hour: int, minute: int = 0, day: date = MONDAY) -> Iterator[None]:
    """Let the block live at this local time."""
    with moved_clock(at(hour, minute, day) - datetime.now(UTC)):
        yield


def scooter_site(name: str = "Oost", *, scooters: int = 2, accessories: str | None = None) -> int:
    """Add a site that is open on every daypart, with scooters "Oost 1" and so on; return its number."""
    site = save_site(None, SiteValues(name=name, is_desk=False, lends_scooters=True), now=at(7))
    set_hours(site.id, EVERY_DAYPART)
    for number in range(1, scooters + 1):
        add_scooter(site_id=site.id, name=f"{name} {number}", accessories=accessories, now=at(7))
    return site.id


def driver(name: str = "Mia Hermans", phone: str | None = "043 555 01 01") -> Resident:
    """Add somebody with a riding check."""
    person = resident(name, phone=phone)
    record_check(person.id, on=MONDAY, today=MONDAY, by=None, valid_until=date(2030, 1, 1))
    return person


def reserved(
    site_id: int, person: Resident, daypart: int = MORNING, day: date = MONDAY, *, hour: int = 8
) -> Reservation:
    """Reserve a scooter of a site for somebody."""
    wish = Wish(span=Span.of(day, daypart), site_id=site_id)
    return reserve(resident_id=person.id, wish=wish, now=at(hour))
