"""Reads for the desk: what stands beside somebody who was found, and how it is with what they asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from buurtservice.extensions import db
from buurtservice.help.helped import list_helped
from buurtservice.help.models import (
    ANSWERS_WHOLE,
    HelpOffer,
    HelpRequest,
    OfferState,
    RequestState,
    Solution,
    SolutionKind,
)
from buurtservice.help.pausing import paused_days_by_request
from buurtservice.help.queries import list_offers_of, list_requests_of
from buurtservice.matches.models import UNDER_WAY_STATES, Match, MatchState
from buurtservice.residents.models import Resident

WAITING = (RequestState.OPEN, RequestState.PAUSED)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Somebody who was found, with what helps to know them: no more than others at the counter may read."""

    resident: Resident
    open_requests: int = 0
    offers: int = 0
    last_here: date | None = None

    @property
    def street(self) -> str:
        """Return the street without the number of the house."""
        return street_without_number(self.resident.address)

    @property
    def phone_end(self) -> str:
        """Return the last two digits of the telephone number."""
        digits = [one for one in self.resident.phone or "" if one.isdecimal()]
        return "".join(digits[-2:])


@dataclass(frozen=True)
class RequestStands:
    """A request and where it stands: what answers it now, or the match that is under way."""

    request: HelpRequest
    answer: SolutionKind | None
    match_state: MatchState | None
    paused_days: int = 0
    is_helped: bool = False  # Closed because its asker was helped already.


def street_without_number(address: str | None) -> str:
    """Return the words of an address before its first number."""
    words = []
    for word in (address or "").split():
        if any(one.isdecimal() for one in word):
            break
        words.append(word)
    return " ".join(words).rstrip(",")


def with_what_is_known(people: Sequence[Resident]) -> list[Hit]:
    """Return the people with their open requests, their offers, and when they were here last."""
    ids = [person.id for person in people]
    asked = _numbers(HelpRequest, ids, HelpRequest.state.in_(WAITING))
    offered = _numbers(HelpOffer, ids, HelpOffer.state == OfferState.ACTIVE)
    nothing: tuple[int, date | None] = (0, None)
    hits = []
    for person in people:
        (requests, asked_on), (offers, offered_on) = (
            asked.get(person.id, nothing),
            offered.get(person.id, nothing),
        )
        last_here = max((day for day in (asked_on, offered_on) if day is not None), default=None)
        hits.append(Hit(resident=person, open_requests=requests, offers=offers, last_here=last_here))
    return hits


def requests_of(resident_id: int, *, today: date) -> list[RequestStands]:
    """Return somebody's requests, the newest first, with where each stands and how long it rested."""
    requests = sorted(list_requests_of(resident_id), key=lambda one: (one.received_on, one.id), reverse=True)
    ids = [one.id for one in requests]
    live = and_(Solution.help_request_id == HelpRequest.id, ANSWERS_WHOLE)
    under_way = and_(Match.help_request_id == HelpRequest.id, Match.state.in_(UNDER_WAY_STATES))
    rows = db.session.execute(
        select(HelpRequest.id, Solution.kind, Match.state)
        .outerjoin(Solution, live)
        .outerjoin(Match, under_way)
        .where(HelpRequest.id.in_(ids))
        .order_by(Match.id)
    )
    stands = {request_id: (answer, state) for request_id, answer, state in rows}
    paused = paused_days_by_request(as_of=today, request_ids=ids) if ids else {}
    helped = list_helped(requests)
    return [RequestStands(one, *stands[one.id], paused.get(one.id, 0), one.id in helped) for one in requests]


def offers_of(resident_id: int) -> list[HelpOffer]:
    """Return somebody's offers, the newest first."""
    return sorted(list_offers_of(resident_id), key=lambda one: (one.received_on, one.id), reverse=True)


def _numbers(
    kind: type[HelpRequest] | type[HelpOffer], ids: list[int], counts: ColumnElement[bool]
) -> dict[int, tuple[int, date | None]]:
    """Return by resident how many count, and on which day the latest of all came in."""
    query = (
        select(kind.resident_id, func.count().filter(counts), func.max(kind.received_on))
        .where(kind.resident_id.in_(ids))
        .group_by(kind.resident_id)
    )
    return {person_id: (number, latest) for person_id, number, latest in db.session.execute(query)}
