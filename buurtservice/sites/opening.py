"""When sites are open: hours per weekday and daypart, Dutch public holidays, own closed days.

Everything here is in local days and local clock times; a moment is made of them at the last step, so that the
days of 23 and 25 hours are days like others.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

import holidays
from sqlalchemy import BindParameter, bindparam, delete, select

from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import db
from buurtservice.sites.models import SiteClosedDay, SiteHours
from buurtservice.transactions import hold_table, transaction

Hours = tuple[time, time]
MORNING, AFTERNOON, EVENING = range(3)
CLOCK: Mapping[int, Hours] = {
    MORNING: (time(9), time(12, 30)),
    AFTERNOON: (time(12, 30), time(17)),
    EVENING: (time(17), time(21)),
}
# Of a site whose hours nobody filled in yet.
USUAL_WEEK: Mapping[tuple[int, int], Hours] = {
    (weekday, daypart): CLOCK[daypart] for weekday in range(5) for daypart in (MORNING, AFTERNOON)
}
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_HOURS = select(
    SiteHours.site_id, SiteHours.weekday, SiteHours.daypart, SiteHours.opens_at, SiteHours.closes_at
).where(SiteHours.site_id.in_(_IDS))
_CLOSED = select(SiteClosedDay.site_id, SiteClosedDay.day, SiteClosedDay.reason).where(
    SiteClosedDay.site_id.in_(_IDS)
)


@cache
def public_holidays(year: int) -> Mapping[date, str]:
    """Return the Dutch public holidays of a year with their Dutch names."""
    return dict(holidays.country_holidays("NL", years=year, language="nl"))


@dataclass(frozen=True, kw_only=True)
class Opening:
    """When one site is open."""

    hours: Mapping[tuple[int, int], Hours]  # By weekday and daypart.
    closed: Mapping[date, str]  # Own closed days, with their reason.

    def closed_because(self, day: date) -> str | None:
        """Return why a whole day is closed: the holiday, or the site's own reason."""
        return self.closed.get(day) or public_holidays(day.year).get(day)

    def is_open(self, day: date, daypart: int) -> bool:
        """Tell whether somebody is there on this daypart."""
        return (day.weekday(), daypart) in self.hours and self.closed_because(day) is None

    def begins(self, day: date, daypart: int) -> datetime:
        """Return the moment at which a daypart begins, also where the site is closed then."""
        return _moment(day, self._clock(day, daypart)[0])

    def ends(self, day: date, daypart: int) -> datetime:
        """Return the moment at which a daypart ends, also where the site is closed then."""
        return _moment(day, self._clock(day, daypart)[1])

    def daypart_at(self, moment: datetime) -> tuple[date, int]:
        """Return the local day and the daypart of a moment; before the morning it is the morning."""
        local = moment.astimezone(LOCAL_ZONE)
        day, clock = local.date(), local.time().replace(tzinfo=None)
        begun = [daypart for daypart in CLOCK if self._clock(day, daypart)[0] <= clock]
        return day, max(begun, default=MORNING)

    def _clock(self, day: date, daypart: int) -> Hours:
        return self.hours.get((day.weekday(), daypart)) or CLOCK[daypart]


def load_openings(site_ids: Collection[int]) -> dict[int, Opening]:
    """Return when these sites are open, in two queries."""
    hours: dict[int, dict[tuple[int, int], Hours]] = {site_id: {} for site_id in site_ids}
    for site_id, weekday, daypart, opens_at, closes_at in db.session.execute(_HOURS, {"ids": list(site_ids)}):
        hours[site_id][weekday, daypart] = (opens_at, closes_at)
    closed: dict[int, dict[date, str]] = {site_id: {} for site_id in site_ids}
    for site_id, day, reason in db.session.execute(_CLOSED, {"ids": list(site_ids)}):
        closed[site_id][day] = reason
    return {
        site_id: Opening(hours=hours[site_id] or USUAL_WEEK, closed=closed[site_id]) for site_id in site_ids
    }


def set_hours(site_id: int, hours: Mapping[tuple[int, int], Hours]) -> None:
    """Write the week of a site anew: per weekday (Monday 0) and daypart, when it opens and closes."""
    with transaction() as session:
        hold_table(SiteHours.__tablename__)
        session.execute(delete(SiteHours).where(SiteHours.site_id == site_id))
        session.add_all(
            SiteHours(site_id=site_id, weekday=weekday, daypart=daypart, opens_at=opens, closes_at=closes)
            for (weekday, daypart), (opens, closes) in sorted(hours.items())
        )


def close_on(site_id: int, day: date, *, reason: str) -> None:
    """Note that a site is closed on a day; said twice, the last reason stands."""
    with transaction() as session:
        hold_table(SiteClosedDay.__tablename__)
        session.execute(
            delete(SiteClosedDay).where(SiteClosedDay.site_id == site_id, SiteClosedDay.day == day)
        )
        session.add(SiteClosedDay(site_id=site_id, day=day, reason=reason))


def open_on(site_id: int, day: date) -> None:
    """Take back that a site is closed on a day."""
    with transaction() as session:
        mine = (SiteClosedDay.site_id == site_id, SiteClosedDay.day == day)
        session.execute(delete(SiteClosedDay).where(*mine))


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LOCAL_ZONE)
