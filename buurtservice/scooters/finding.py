"""What is free at the moment of asking, for one person: where it is asked, elsewhere, and what is nearest."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from buurtservice.scooters.errors import InThePast, Option, SiteNotOpen
from buurtservice.scooters.placing import record_refusal
from buurtservice.scooters.policies import check_driver, check_open, check_sane, check_span, last_number
from buurtservice.scooters.queries import Fleet, Wish, get_policy, get_scooter, load_fleet, window_around
from buurtservice.sites.models import Site
from buurtservice.transactions import transaction


@dataclass(frozen=True, kw_only=True)
class Place:
    """A site where something is free: how many scooters, and between which moments."""

    site: Site
    free: int
    begins: datetime
    ends: datetime
    fetch_until: datetime  # The end of the daypart in which it is fetched.


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is free for a wish: `here` where it was asked, `elsewhere` then too, `options` nearest to it.

    `closed` says that the site is not open then; `can_wait` that somebody is there, so
    that waiting can come to something.
    """

    here: list[Place] = field(default_factory=list)
    elsewhere: list[Place] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    closed: SiteNotOpen | None = None
    can_wait: bool = False


def find_scooters(resident_id: int, wish: Wish, *, now: datetime, ignoring: Collection[int] = ()) -> Found:
    """Return what is free for somebody; what the reservations `ignoring` hold counts as free.

    Raises InThePast, EndBeforeStart, TooFarAhead, TooLong, SiteLendsNone, ScooterUnknown, NoValidCheck,
    CheckExpires or CheckRevoked.
    """
    policy = get_policy()
    check_sane(wish.span, now=now)
    check_span(wish.span, policy, now=now)
    if wish.scooter_id is not None:
        get_scooter(wish.scooter_id)
    check_driver(resident_id, on=wish.span.to_slot[0])
    fleet = load_fleet(window_around(wish.span), now=now, ignoring=ignoring)
    closed = None
    try:
        check_open(fleet, wish.site_id, wish.span, now=now)
    except SiteNotOpen as refused:
        closed = refused
    ends = [one.ends(*wish.span.from_slot) for one in fleet.openings.values()]
    if ends and max(ends) <= now:
        raise InThePast
    places = [_place(fleet, site, wish, now=now) for site in fleet.sites.values()]
    free = [one for one in places if one is not None]
    here = [one for one in free if wish.site_id in (None, one.site.id)]
    options = [] if here else fleet.options(wish, now=now, last=last_number(policy, now=now))
    return Found(
        here=here,
        elsewhere=[one for one in free if one not in here],
        options=options,
        closed=closed,
        can_wait=not here and any(_can_come(fleet, one, wish, now=now) for one in fleet.sites),
    )


def count_refusal(wish: Wish, *, now: datetime) -> None:
    """Count that somebody wanted a scooter and there was none, after what they asked was rolled back."""
    with transaction():
        record_refusal(wish, now=now)


def _can_come(fleet: Fleet, site_id: int, wish: Wish, *, now: datetime) -> bool:
    """Tell whether somebody is there to hand a scooter out and to take it back."""
    is_wanted, begins = wish.site_id in (None, site_id), wish.span.from_slot
    return is_wanted and fleet.openings[site_id].ends(*begins) > now and fleet.is_open(site_id, wish.span)


def _place(fleet: Fleet, site: Site, wish: Wish, *, now: datetime) -> Place | None:
    opening, span = fleet.openings[site.id], wish.span
    mine = [
        one for one in fleet.scooters.values() if one.site_id == site.id and wish.scooter_id in (None, one.id)
    ]
    free = sum(fleet.fits(one, span) for one in mine)
    at = Wish(span=span, site_id=site.id)
    if not free or not _can_come(fleet, site.id, at, now=now):
        return None
    return Place(
        site=site,
        free=free,
        begins=opening.begins(*span.from_slot),
        ends=opening.ends(*span.to_slot),
        fetch_until=opening.ends(*span.from_slot),
    )
