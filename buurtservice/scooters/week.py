"""A week at the sites, for everybody: how many scooters are free on each daypart. No names stand in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from buurtservice.clock import LOCAL_ZONE
from buurtservice.scooters.availability import Availability, Cell, Row, read_availability
from buurtservice.scooters.policies import last_day
from buurtservice.scooters.queries import get_policy
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span
from buurtservice.sites.models import Site


class Stand(StrEnum):
    """How a site stands on a daypart."""

    FREE = "free"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    LATER = "later"  # Further ahead than one may reserve.


@dataclass(frozen=True, kw_only=True)
class Part:
    """A site on one daypart, and how many scooters are free then."""

    span: Span
    stand: Stand
    free: int


@dataclass(frozen=True, kw_only=True)
class SiteWeek:
    """A site, how many scooters it has, and each day with its dayparts."""

    site: Site
    scooters: int
    days: list[tuple[date, list[Part]]]


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """Some days at the sites, and the first and the last day that can be shown."""

    first: date
    days: int
    today: date
    last_day: date
    sites: list[SiteWeek]

    @property
    def last(self) -> date:
        """Return the last day that is shown."""
        return self.first + timedelta(self.days - 1)

    @property
    def previous(self) -> date | None:
        """Return the first day of the days before; None where these are over."""
        return max(self.today, self.first - timedelta(self.days)) if self.first > self.today else None

    @property
    def next(self) -> date | None:
        """Return the first day of the days after; None where nobody may reserve yet."""
        following = self.first + timedelta(self.days)
        return following if following <= self.last_day else None


def read_weeks(first: date | None, days: int, *, now: datetime, site_id: int | None = None) -> Weeks:
    """Return so many days at each site, or at one; seven queries. A day out of reach becomes the nearest."""
    today = now.astimezone(LOCAL_ZONE).date()
    until = last_day(get_policy(), today)
    begin = min(max(first or today, today), until)
    found = read_availability(begin, days, now=now, site_id=site_id)
    rows: dict[int, list[Row]] = {}
    for row in found.rows:
        rows.setdefault(row.scooter.site_id, []).append(row)
    sites = [_site_week(found, mine, until) for mine in rows.values()]
    return Weeks(
        first=begin,
        days=days,
        today=today,
        last_day=until,
        sites=sorted(sites, key=lambda one: one.site.name),
    )


def _site_week(found: Availability, rows: list[Row], until: date) -> SiteWeek:
    days = []
    for step in range(found.days):
        day = found.first + timedelta(step)
        at = range(step * DAYPARTS_A_DAY, (step + 1) * DAYPARTS_A_DAY)
        parts = [_part(day, number, [row.cells[number] for row in rows], until) for number in at]
        days.append((day, parts))
    return SiteWeek(site=rows[0].scooter.site, scooters=len(rows), days=days)


def _part(day: date, number: int, cells: list[Cell], until: date) -> Part:
    free = cells.count(Cell.FREE)
    stand = Stand.FREE if free else Stand.FULL
    if cells[0] in (Cell.CLOSED, Cell.OVER):
        stand = Stand(cells[0].value)
    if day > until:
        stand, free = Stand.LATER, 0
    return Part(span=Span.of(day, number % DAYPARTS_A_DAY), stand=stand, free=free)
