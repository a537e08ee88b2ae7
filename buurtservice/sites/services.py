"""Changes to the places where people can walk in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_
from buurtservice.labels import DAYPARTS, WEEKDAYS
from buurtservice.sites.models import Site
from buurtservice.sites.opening import Hours, close_on, open_on, set_hours
from buurtservice.sites.queries import get_site
from buurtservice.transactions import savepoint, transaction


class SiteTaken(Conflict):
    """Two sites of one name could not be told apart."""

    code = "site_taken"
    text = N_("Er is al een locatie die %(name)s heet. Neem een andere naam.")


class SiteIsNothing(InvalidInput):
    """A place that is no desk and lends no scooters is no site."""

    code = "site_is_nothing"
    text = N_("Een locatie is een balie, een uitleenpunt, of allebei. Kies er minstens één.")


class NoHours(InvalidInput):
    """A week in which nobody is ever there."""

    code = "no_hours"
    text = N_("Vul minstens één dagdeel in. Is de locatie voorgoed dicht? Zeg dat dan bij de locatie zelf.")


class HoursNotInOrder(InvalidInput):
    """A daypart ends before it begins, or begins before the one before it ends."""

    code = "hours_not_in_order"
    text = N_(
        "De tijden van %(weekday)s%(daypart)s kloppen niet: een dagdeel begint na het vorige, en eindigt "
        "later dan het begint."
    )


class ReasonForClosing(InvalidInput):
    """Whoever stands before a closed door wants to know why."""

    code = "reason_for_closing"
    text = N_("Zeg waarom de locatie dan dicht is. Bezoekers lezen dit.")


@dataclass(frozen=True, kw_only=True)
class SiteValues:
    """What the operator says of a site."""

    name: str
    address: str = ""
    phone: str | None = None
    email: str | None = None
    opening_hours: str = ""
    directions: str = ""
    neighbourhood_id: int | None = None
    is_desk: bool = True
    lends_scooters: bool = False
    closed: bool = False


def save_site(site_id: int | None, values: SiteValues, *, now: datetime) -> Site:
    """Add a site, or change one. Raises SiteTaken, SiteIsNothing and NotFound."""
    if not values.is_desk and not values.lends_scooters:
        raise SiteIsNothing
    with transaction() as session:
        site = Site() if site_id is None else get_site(site_id)
        try:
            with savepoint():
                _set(site, values, now=now)
                session.add(site)
                session.flush()
        except IntegrityError:
            raise SiteTaken(name=values.name) from None
        return site


def change_hours(site_id: int, hours: Mapping[tuple[int, int], Hours]) -> None:
    """Write the week of a site anew, by weekday (Monday 0) and daypart. What is reserved stays reserved.

    Raises NotFound, NoHours or HoursNotInOrder.
    """
    if not hours:
        raise NoHours
    for weekday in range(len(WEEKDAYS)):
        ended = None
        for daypart, words in enumerate(DAYPARTS):
            opens, closes = hours.get((weekday, daypart), (None, None))
            if opens is None or closes is None:
                continue
            if opens >= closes or (ended is not None and opens < ended):
                raise HoursNotInOrder(weekday=WEEKDAYS[weekday], daypart=words)
            ended = closes
    with transaction():
        get_site(site_id)
        set_hours(site_id, hours)


def close_site_on(site_id: int, day: date, *, reason: str) -> None:
    """Close a site on a day; said twice, the last reason stands. Raises NotFound or ReasonForClosing."""
    if not reason.strip():
        raise ReasonForClosing
    with transaction():
        get_site(site_id)
        close_on(site_id, day, reason=reason.strip())


def open_site_on(site_id: int, day: date) -> None:
    """Take back that a site is closed on a day. A day that was not closed stays open."""
    with transaction():
        open_on(site_id, day)


def _set(site: Site, values: SiteValues, *, now: datetime) -> None:
    site.name = values.name
    site.address = values.address or None
    site.phone, site.email = values.phone, values.email
    site.opening_hours = values.opening_hours or None
    site.directions = values.directions or None
    site.neighbourhood_id = values.neighbourhood_id
    site.is_desk, site.lends_scooters = values.is_desk, values.lends_scooters
    if values.closed != (site.closed_at is not None):
        site.closed_at = now if values.closed else None
