"""Gives the demonstration two sites that lend scooters, and a fortnight of their lives.

Everything goes through the real services, in the order in which it happened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from buurtservice.clock import LOCAL_ZONE
from buurtservice.demo.scooter_sites import EAST, WEST, add_fleet, add_sites
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import list_known_residents
from buurtservice.scooters.drivers import record_check, revoke_check
from buurtservice.scooters.lending import Checked, hand_out, record_no_show, take_back
from buurtservice.scooters.maintenance import block_scooter
from buurtservice.scooters.models import NextAction, Reservation
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.services import cancel_reservation, reserve, reserve_weekly
from buurtservice.scooters.spans import Span
from buurtservice.scooters.waiting import wait_for_scooter
from buurtservice.transactions import transaction

MORNING, AFTERNOON, EVENING = range(3)
DRIVERS = 9
GOOD = Checked(charge_pct=95, condition="schoon, banden hard", accessories="sleutel, lader, mandje")


@dataclass(frozen=True, kw_only=True)
class _Life:
    """The days of the story, who drives, and what stands where."""

    today: date
    host_id: int
    drivers: list[int]
    sites: dict[str, int]
    scooters: dict[str, int]

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Return a local time so many days from today."""
        return datetime.combine(self.today + timedelta(days=days), time(hour, minute), LOCAL_ZONE)

    def wish(self, scooter: str, days: int, *dayparts: int) -> Wish:
        """Return the wish for a scooter on dayparts of a day."""
        day = self.today + timedelta(days=days)
        span = Span.of(day, dayparts[0], day, dayparts[-1])
        return Wish(span=span, site_id=None, scooter_id=self.scooters[scooter])

    def reserve(self, driver: int, scooter: str, days: int, *dayparts: int, ahead: int = 3) -> Reservation:
        """Let somebody reserve, some days ahead."""
        placed_at = self.at(min(days - ahead, 0), 9, 2)
        wish = self.wish(scooter, days, *dayparts)
        return reserve(resident_id=self.drivers[driver], wish=wish, now=placed_at, by=self.host_id)

    def lend(self, driver: int, scooter: str, days: int, *dayparts: int, out: datetime) -> Reservation:
        """Let somebody reserve and fetch a scooter."""
        made = self.reserve(driver, scooter, days, *dayparts)
        hand_out(made.id, checked=GOOD, now=out, by=self.host_id)
        return made

    def bring_back(self, made: Reservation, checked: Checked, *, now: datetime) -> None:
        """Let a scooter come back."""
        take_back(made.id, checked=checked, now=now, by=self.host_id)


def add_scooters(*, neighbour: Resident, host_id: int, worker_id: int, today: date) -> None:
    """Add sites, fleet and drivers, of whom the neighbour is one, and play what happened."""
    with transaction():
        began_at = datetime.combine(today - timedelta(days=60), time(9), LOCAL_ZONE)
        sites = add_sites(today=today, now=began_at)
        life = _Life(
            today=today,
            host_id=host_id,
            drivers=_add_drivers(neighbour, by=worker_id, today=today),
            sites=sites,
            scooters=add_fleet(sites, now=began_at, by=worker_id),
        )
        _play_past(life)
        _play_days_ahead(life)
        _play_today(life)


def _add_drivers(neighbour: Resident, *, by: int, today: date) -> list[int]:
    """Check the riding of the neighbour and of some others: one check is over, one was taken back."""
    people = [neighbour.id, *_people_but(neighbour)]
    *_, expired, revoked = people
    for days, resident_id in enumerate(people):
        years = 3 if resident_id == expired else 0
        record_check(resident_id, on=today - timedelta(days=40 + 365 * years + days), today=today, by=by)
    reason = "de drempel bij de poort gaat nog moeilijk. Wij oefenen graag samen"
    revoke_check(revoked, on=today - timedelta(days=5), reason=reason)
    return people


def _people_but(neighbour: Resident) -> Iterator[int]:
    named = (one.id for one in list_known_residents() if one.name and one.id != neighbour.id)
    return (resident_id for resident_id, _ in zip(named, range(DRIVERS), strict=False))


def _play_past(life: _Life) -> None:
    """Play last week: there and back, late, with a scratch, never fetched, cancelled."""
    weekday = -life.today.weekday() - 7  # Monday of last week.
    first = life.lend(1, "Merel", weekday, MORNING, out=life.at(weekday, 9, 5))
    life.bring_back(first, Checked(charge_pct=60), now=life.at(weekday, 11, 50))
    second = life.lend(2, "Zwaluw", weekday + 1, AFTERNOON, out=life.at(weekday + 1, 12, 40))
    life.bring_back(second, Checked(charge_pct=35), now=life.at(weekday + 1, 17, 25))
    third = life.lend(3, "Ekster", weekday + 2, AFTERNOON, out=life.at(weekday + 2, 12, 45))
    scratch = "Spiegel links los, kras op de bak."
    damaged = Checked(charge_pct=40, damage=True, damage_note=scratch, next_action=NextAction.MAINTENANCE)
    life.bring_back(third, damaged, now=life.at(weekday + 2, 16, 30))
    missed = life.reserve(4, "Mus", weekday + 3, MORNING)
    record_no_show(missed.id, now=life.at(weekday + 3, 10, 30), by=life.host_id)
    off = life.reserve(5, "Mus", weekday + 4, AFTERNOON)
    cancel_reservation(off.id, now=life.at(weekday + 3, 15), by=life.host_id)


def _play_days_ahead(life: _Life) -> None:
    """Reserve for the days to come; somebody must wait, and for Mia one comes free."""
    tomorrow, in_two_days = 1, 2
    life.reserve(1, "Vink", tomorrow, MORNING)
    life.reserve(2, "Zwaluw", tomorrow, AFTERNOON)
    life.reserve(3, "Lijster", tomorrow, AFTERNOON)
    off = life.reserve(5, "Merel", in_two_days, AFTERNOON)
    life.reserve(6, "Mus", in_two_days, AFTERNOON)
    life.reserve(2, "Vink", in_two_days, AFTERNOON)
    weekly = life.wish("Mus", 6, MORNING)
    reserve_weekly(resident_id=life.drivers[6], wish=weekly, weeks=3, now=life.at(0, 9, 3), by=life.host_id)
    mine = Wish(span=life.wish("Merel", in_two_days, AFTERNOON).span, site_id=life.sites[WEST])
    wait_for_scooter(resident_id=life.drivers[0], wish=mine, now=life.at(0, 9, 5))
    cancel_reservation(off.id, now=life.at(0, 9, 10))


def _play_today(life: _Life) -> None:
    """Play until this morning: one is out, one should have been back yesterday, one is being repaired."""
    life.lend(4, "Vink", -1, AFTERNOON, out=life.at(-1, 12, 35))
    life.reserve(5, "Mus", 0, MORNING)
    life.reserve(0, "Merel", 0, AFTERNOON)
    life.lend(1, "Zwaluw", 0, MORNING, out=life.at(0, 9, 15))
    day = life.today
    block_scooter(
        life.scooters["Lijster"],
        Span.of(day, MORNING, day + timedelta(days=2), AFTERNOON),
        now=life.at(0, 9, 20),
        reason="de remmen worden nagekeken",
        by=life.host_id,
    )
    waiting = Wish(span=life.wish("Lijster", 1, AFTERNOON).span, site_id=life.sites[EAST])
    wait_for_scooter(resident_id=life.drivers[7], wish=waiting, now=life.at(0, 9, 25))
