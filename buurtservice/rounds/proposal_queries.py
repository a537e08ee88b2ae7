"""Reads for the pages of proposals: what waits, one proposal or ring with its history, who is who."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from buurtservice.accounts.models import StaffUser
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.help.models import (
    ANSWERS_WHOLE,
    Category,
    HelpOffer,
    HelpRequest,
    OfferState,
    RequestState,
    Solution,
)
from buurtservice.i18n import N_
from buurtservice.matches.models import Match, MatchEvent, MatchState, Ring, Step

_IN_WHOLE_RING = and_(Ring.id.is_not(None), Ring.broken_on.is_(None))
_KEY = case((_IN_WHOLE_RING, -Match.ring_id), else_=Match.id)  # A whole ring is one thing to decide on.


@dataclass(frozen=True, kw_only=True)
class Filters:
    """How the list of proposals is narrowed; None is everything."""

    category: str | None = None
    neighbourhood_id: int | None = None
    put_off: bool = False


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One step: what, on which day, why, by whom of the staff, and when it was written down."""

    match_id: int
    step: Step
    on: date
    at: datetime
    reason: str | None
    note: str | None
    by: str | None


def page_of_keys(filters: Filters, *, today: date, limit: int, offset: int) -> tuple[list[int], int, int]:
    """Return which proposals (match id) and rings (minus its id) stand on a page; how many there are."""
    waiting = _waiting(filters, today).subquery()
    since = waiting.c.since
    keys = db.session.scalars(
        select(waiting.c.key).order_by(since, func.abs(waiting.c.key)).limit(limit).offset(offset)
    )
    put_off = _waiting(Filters(put_off=True), today).subquery()
    counts = select(
        select(func.count()).select_from(waiting).scalar_subquery(),
        select(func.count()).select_from(put_off).scalar_subquery(),
    )
    total, later = db.session.execute(counts).one()
    return list(keys), total, later


def people_of_keys(keys: Iterable[int]) -> list[int]:
    """Return whose data the proposals and rings show: askers and helpers."""
    return sorted({person for row in _people(keys) for person in (row.asker_id, row.helper_id)})


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A first look at a proposal or ring: whose data it shows, its first match, the whole ring it is in."""

    people: list[int]
    match_id: int
    ring_id: int | None


def look_at(key: int) -> Looked:
    """Take a first look, before it is written down that somebody looks. Raises NotFound."""
    rows = _people([key])
    if not rows:
        raise NotFound(what=N_("Voorstel") if key > 0 else N_("Kring"), id=abs(key))
    first = rows[0]
    return Looked(
        people=sorted({person for row in rows for person in (row.asker_id, row.helper_id)}),
        match_id=first.id,
        ring_id=first.ring_id if first.broken_on is None else None,
    )


def _people(keys: Iterable[int]) -> list[Any]:
    query = (
        select(
            Match.id,
            Match.ring_id,
            Ring.broken_on,
            HelpRequest.resident_id.label("asker_id"),
            HelpOffer.resident_id.label("helper_id"),
        )
        .join(HelpRequest, HelpRequest.id == Match.help_request_id)
        .join(HelpOffer, HelpOffer.id == Match.help_offer_id)
        .outerjoin(Ring, Ring.id == Match.ring_id)
        .where(_is_one_of(keys))
        .order_by(Match.id)
    )
    return list(db.session.execute(query))


def read_links(keys: Iterable[int]) -> dict[int, list[Match]]:
    """Return the links of each proposal (match id) and ring (minus ring id), as they are now: one query."""
    keys = list(keys)
    query = select(Match).where(_is_one_of(keys)).order_by(Match.id)
    found: dict[int, list[Match]] = {key: [] for key in keys}
    for match in db.session.scalars(query.execution_options(populate_existing=True)).unique():
        if match.id in found:
            found[match.id].append(match)
        elif match.ring_id is not None and -match.ring_id in found:
            found[-match.ring_id].append(match)
    return {key: in_order(links) for key, links in found.items() if links}


def in_order(links: list[Match]) -> list[Match]:
    """Return the links of a ring in the order of its arrows: each asker helps next."""
    by_helper = {link.offer.resident_id: link for link in links}
    chain = [links[0]]
    while len(chain) < len(links):
        following = by_helper.get(chain[-1].request.resident_id)
        if following is None or following in chain:
            return links  # Broken: some link went elsewhere.
        chain.append(following)
    return chain


def list_history(match_ids: Collection[int]) -> list[HistoryLine]:
    """Return the steps of these matches, oldest first, with who of the staff took them: one query."""
    query = (
        select(MatchEvent, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == MatchEvent.staff_user_id)
        .where(MatchEvent.match_id.in_(match_ids))
        .order_by(MatchEvent.id)
    )
    return [
        HistoryLine(
            match_id=event.match_id,
            step=event.step,
            on=event.happened_on,
            at=event.recorded_at,
            reason=event.reason,
            note=event.note,
            by=name,
        )
        for event, name in db.session.execute(query)
    ]


def staff_names(staff_ids: Collection[int]) -> dict[int, str]:
    """Return the name of each of these members of staff."""
    query = select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_(staff_ids))
    return dict(iter(db.session.execute(query)))


def offered_by(resident_ids: Collection[int]) -> dict[int, list[Category]]:
    """Return what these residents offer now themselves."""
    query = (
        select(HelpOffer.resident_id, Category)
        .join(Category, Category.id == HelpOffer.category_id)
        .where(HelpOffer.resident_id.in_(resident_ids), HelpOffer.state == OfferState.ACTIVE)
        .order_by(HelpOffer.id)
    )
    found: dict[int, list[Category]] = {}
    for resident_id, category in db.session.execute(query):
        if category not in found.setdefault(resident_id, []):
            found[resident_id].append(category)
    return found


def list_open_requests_of(resident_ids: Collection[int]) -> list[HelpRequest]:
    """Return the open requests of these residents that nobody answers, oldest first."""
    answered = select(Solution.help_request_id).where(ANSWERS_WHOLE)
    query = (
        select(HelpRequest)
        .where(
            HelpRequest.resident_id.in_(resident_ids),
            HelpRequest.state == RequestState.OPEN,
            HelpRequest.id.not_in(answered),
        )
        .order_by(HelpRequest.received_on, HelpRequest.id)
    )
    return list(db.session.scalars(query).unique())


def list_active_offers_of(resident_ids: Collection[int]) -> list[HelpOffer]:
    """Return the offers of these residents that take part, oldest first."""
    query = (
        select(HelpOffer)
        .where(HelpOffer.resident_id.in_(resident_ids), HelpOffer.state == OfferState.ACTIVE)
        .order_by(HelpOffer.received_on, HelpOffer.id)
    )
    return list(db.session.scalars(query).unique())


def _waiting(filters: Filters, today: date) -> Select[Any]:
    later = Match.postponed_until > today
    conditions: list[ColumnElement[bool]] = [
        Match.state == MatchState.PROPOSED,
        later if filters.put_off else or_(Match.postponed_until.is_(None), ~later),
    ]
    if filters.category is not None:
        conditions.append(Category.code == filters.category)
    if filters.neighbourhood_id is not None:
        conditions.append(HelpRequest.neighbourhood_id == filters.neighbourhood_id)
    query: Any = (
        select(_KEY.label("key"), func.min(HelpRequest.received_on).label("since"))
        .select_from(Match)
        .join(HelpRequest, HelpRequest.id == Match.help_request_id)
        .join(Category, Category.id == HelpRequest.category_id)
        .outerjoin(Ring, Ring.id == Match.ring_id)
        .where(*conditions)
        .group_by(_KEY)
    )
    return query  # type: ignore[no-any-return]


def _is_one_of(keys: Iterable[int]) -> ColumnElement[bool]:
    keys = list(keys)
    return or_(
        Match.id.in_([key for key in keys if key > 0]),
        Match.ring_id.in_([-key for key in keys if key < 0]),
    )
