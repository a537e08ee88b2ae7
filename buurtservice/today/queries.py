"""What waits for the worker, in a constant number of queries, however much it is.

One query puts everything in order and counts it by kind; one per kind of record reads the few that the page
shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from buurtservice.calls.models import Call, CallReason, CallState
from buurtservice.calls.queries import FOUND_NOBODY, may_be_begun
from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.pausing import paused_days_by_request
from buurtservice.matches.models import (
    Appointment,
    AppointmentState,
    Match,
    MatchState,
    Ring,
)
from buurtservice.residents.models import Resident
from buurtservice.today.what_waits import Kind, selects_by_kind, start_of

TOP_CALLS = 3


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits: its kind, the id of its record, and since when somebody waits for it.

    The days on which a request rested are taken off: that much later it began to wait.
    """

    kind: Kind
    id: int
    since: date


@dataclass(frozen=True, kw_only=True)
class Day:
    """What one page of the worker's day shows."""

    waiting: Sequence[Waiting]
    counts: dict[Kind, int]
    matches: dict[int, Match]
    rings: dict[int, list[Match]]
    calls: dict[int, Call]
    requests: dict[int, HelpRequest]
    offers: dict[int, HelpOffer]
    meetings_today: list[Appointment]
    last_meetings: dict[int, Appointment]
    top_calls: list[Call]

    @property
    def residents(self) -> list[Resident]:
        """Return everybody whose name stands on the page; some more than once."""
        meet = [one.match for one in self.meetings_today]
        matches = [*self.matches.values(), *meet, *(link for links in self.rings.values() for link in links)]
        found = [one for match in matches for one in (match.request.resident, match.offer.resident)]
        found += [request.resident for request in self.requests.values()]
        found += [offer.resident for offer in self.offers.values()]
        return found + [call.resident for call in (*self.calls.values(), *self.top_calls)]

    @property
    def people(self) -> set[int]:
        """Return whose names stand on the page."""
        return {person.id for person in self.residents}

    @property
    def total(self) -> int:
        """Return how many things wait."""
        return sum(self.counts.values())


def read_day(*, today: date, kind: Kind | None, limit: int, offset: int) -> Day:
    """Return what waits, oldest first, all kinds or one.

    It is for looking at only, so it is let go of: that the look is written down does not make it read again.
    """
    selects = selects_by_kind(today)
    waiting, counts = _page(selects, kind, limit=limit, offset=offset)
    ids = {one: [w.id for w in waiting if w.kind == one] for one in Kind}
    matches, rings = _matches(ids[Kind.PROPOSAL] + ids[Kind.YES] + ids[Kind.REVIEW])
    calls, top_calls = _calls(ids[Kind.CALL], today=today)
    meetings = _meetings(ids[Kind.REVIEW], today=today)
    day = Day(
        waiting=_without_pauses(waiting, matches, rings, calls, today=today),
        counts=counts,
        matches=matches,
        rings=rings,
        calls=calls,
        requests=_requests(ids[Kind.ROUTED]),
        offers=_offers(ids[Kind.OFFER]),
        meetings_today=[one for one in meetings if _local_day(one.starts_at) == today],
        last_meetings={one.match_id: one for one in meetings if _local_day(one.starts_at) < today},
        top_calls=top_calls,
    )
    db.session.expunge_all()
    return day


def _page(
    selects: dict[Kind, Select[Any]], kind: Kind | None, *, limit: int, offset: int
) -> tuple[list[Waiting], dict[Kind, int]]:
    """Return one page of what waits, oldest first, and how much there is of each kind: in one query.

    What waits is worked out once; the page and the counts are two looks at it.
    """
    every = union_all(*selects.values()).cte("every_one")
    shown = select(every.c.kind, every.c.id, every.c.since)
    if kind is not None:
        shown = shown.where(every.c.kind == kind.value)
    shown = shown.order_by(every.c.since, every.c.kind, every.c.id).limit(limit).offset(offset)
    counted = select(every.c.kind, func.count(), literal(None, Date)).group_by(every.c.kind)
    rows = db.session.execute(union_all(shown.subquery().select(), counted)).all()
    waiting = [Waiting(kind=Kind(row[0]), id=row[1], since=row[2]) for row in rows if row[2] is not None]
    counts: dict[str, int] = {row[0]: row[1] for row in rows if row[2] is None}
    waiting.sort(key=lambda one: (one.since, one.kind, one.id))
    return waiting, {one: counts.get(one.value, 0) for one in Kind}


def _without_pauses(
    waiting: list[Waiting],
    matches: dict[int, Match],
    rings: dict[int, list[Match]],
    calls: dict[int, Call],
    *,
    today: date,
) -> list[Waiting]:
    """Take off the days on which requests rested. Of a ring the one that waits longest counts."""
    about: dict[Waiting, list[int]] = {}
    for one in waiting:
        if one.kind == Kind.ROUTED:
            about[one] = [one.id]
        elif one.kind in (Kind.PROPOSAL, Kind.YES) and one.id in matches:
            match = matches[one.id]
            links = rings.get(match.whole_ring_id or 0, [match])
            about[one] = [link.help_request_id for link in links]
        elif one.kind == Kind.CALL and one.id in calls:
            call = calls[one.id]
            if call.help_request_id is not None and call.reason in FOUND_NOBODY:
                about[one] = [call.help_request_id]
    paused = paused_days_by_request(as_of=today, request_ids={id_ for ids in about.values() for id_ in ids})
    rested = {one: min(paused.get(id_, 0) for id_ in ids) for one, ids in about.items()}
    moved = [replace(one, since=one.since + timedelta(days=rested.get(one, 0))) for one in waiting]
    return sorted(moved, key=lambda one: (one.since, one.kind, one.id))


def _matches(ids: list[int]) -> tuple[dict[int, Match], dict[int, list[Match]]]:
    """Return these matches by id, and the links of the whole rings among them by ring."""
    rings = (
        select(Match.ring_id)
        .join(Ring, Ring.id == Match.ring_id)
        .where(Match.id.in_(ids), Match.state == MatchState.PROPOSED, Ring.broken_on.is_(None))
    )
    query = select(Match).where(or_(Match.id.in_(ids), Match.ring_id.in_(rings))).order_by(Match.id)
    found = list(db.session.scalars(query).unique())
    links: dict[int, list[Match]] = {}
    for match in found:
        if match.whole_ring_id is not None:
            links.setdefault(match.whole_ring_id, []).append(match)
    return {match.id: match for match in found}, links


def _calls(ids: list[int], *, today: date) -> tuple[dict[int, Call], list[Call]]:
    """Return these calls by id, and those of the plan that help most."""
    best = (
        select(Call.id)
        .where(Call.state == CallState.OPEN, Call.reason == CallReason.UNLOCK, Call.called_on.is_(None))
        .where(may_be_begun(today=today))
        .order_by(Call.rank, Call.id)
        .limit(TOP_CALLS)
    )
    query = select(Call).where(or_(Call.id.in_(ids), Call.id.in_(best.subquery().select())))
    found = list(db.session.scalars(query.order_by(Call.rank, Call.id)).unique())
    planned = [call for call in found if call.reason == CallReason.UNLOCK and call.called_on is None]
    return {call.id: call for call in found}, planned[:TOP_CALLS]


def _meetings(match_ids: list[int], *, today: date) -> list[Appointment]:
    """Return the meetings of today, and those that these matches had, the earliest first."""
    begins, ends = start_of(today), start_of(today + timedelta(days=1))
    query = (
        select(Appointment)
        .options(joinedload(Appointment.match))
        .where(
            Appointment.state == AppointmentState.PLANNED,
            or_(
                and_(Appointment.starts_at >= begins, Appointment.starts_at < ends),
                and_(Appointment.match_id.in_(match_ids), Appointment.starts_at < begins),
            ),
        )
        .order_by(Appointment.starts_at)
    )
    return list(db.session.scalars(query).unique())


def _requests(ids: list[int]) -> dict[int, HelpRequest]:
    found = db.session.scalars(select(HelpRequest).where(HelpRequest.id.in_(ids))).unique()
    return {request.id: request for request in found}


def _offers(ids: list[int]) -> dict[int, HelpOffer]:
    found = db.session.scalars(select(HelpOffer).where(HelpOffer.id.in_(ids))).unique()
    return {offer.id: offer for offer in found}


def _local_day(moment: datetime) -> date:
    return moment.astimezone(LOCAL_ZONE).date()
