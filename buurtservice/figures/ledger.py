"""Reads the ledger for a period, and follows what became of each request, offer and match in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind, ReciprocityKind
from buurtservice.facts.services import UNDONE

_OFFER_LEAVES = (FactKind.OFFER_PAUSED, FactKind.OFFER_WITHDRAWN, FactKind.OFFER_EXPIRED)
# The helper said yes to one more at a time, or changed how many by themselves.
_CAPACITY_CHANGES = (FactKind.CALL_ANSWERED, FactKind.OFFER_CHANGED)
_MATCH_ENDS = (
    FactKind.MATCH_COMPLETED,
    FactKind.MATCH_DECLINED,
    FactKind.MATCH_WITHDRAWN,
    FactKind.MATCH_STOPPED,
    FactKind.MATCH_APPROVAL_UNDONE,
)
# All that tells where an offer stands.
OFFER_KINDS = (
    FactKind.OFFER_RECEIVED,
    FactKind.OFFER_RESUMED,
    FactKind.MATCH_APPROVED,
    *_OFFER_LEAVES,
    *_CAPACITY_CHANGES,
    *_MATCH_ENDS,
)
_TEAM_TASK_ENDS = (FactKind.TEAM_TASK_DONE, FactKind.TEAM_TASK_HANDED_BACK, FactKind.TEAM_TASK_DROPPED)
_HELP_BEGINS = (FactKind.MATCH_STARTED, FactKind.TEAM_TASK_DONE, FactKind.ACTIVITY_ATTENDED)


class FactRow(NamedTuple):
    """The columns of a fact that figures are made from."""

    kind: FactKind
    occurred_on: date
    request_key: str | None = None
    offer_key: str | None = None
    match_key: str | None = None
    reciprocity: ReciprocityKind | None = None
    asker_offers: bool | None = None
    hours: Decimal | None = None
    capacity: int | None = None
    reason: str | None = None
    category: str | None = None
    neighbourhood: str | None = None
    site: str | None = None
    people: int | None = None
    id: int = 0


def read_facts(*, until: date, since: date | None = None, last_id: int | None = None) -> list[FactRow]:
    """Return all facts up to and including a local day, in the order they happened.

    `since` leaves out those of earlier days, `last_id` those that came later.
    """
    columns = [getattr(Fact, name) for name in FactRow._fields]
    query = select(*columns).where(Fact.occurred_on <= until).order_by(Fact.occurred_on, Fact.id)
    if since is not None:
        query = query.where(Fact.occurred_on >= since)
    if last_id is not None:
        query = query.where(Fact.id <= last_id)
    return [FactRow(*row) for row in db.session.execute(query)]


def find_first_day() -> date | None:
    """Return the local day of the first fact, or None while there is none."""
    return db.session.scalar(select(func.min(Fact.occurred_on)))


@dataclass(kw_only=True)
class RequestStory:
    """What became of one request by the last day that was read."""

    received_on: date
    asker_offers: bool
    category: str | None = None
    neighbourhood: str | None = None
    begun_on: list[date] = field(default_factory=list)  # The days on which help began, the first one first.
    withdrawn: bool = False
    team_tasks: int = 0  # Those that wait or are being done; a weekly request has one each week.
    tasks_done: int = 0
    at_activity: bool = False  # Has a place at one, or came.
    attended: bool = False
    agreed: dict[str, ReciprocityKind | None] = field(
        default_factory=dict
    )  # By match, unless it was stopped.

    @property
    def helped_on(self) -> date | None:
        """Return the day on which help first happened."""
        return self.begun_on[0] if self.begun_on else None

    @property
    def team_done(self) -> bool:
        """Tell whether the team did it, or a week of it."""
        return self.tasks_done > 0

    @property
    def with_team(self) -> bool:
        """Tell whether the team did it, or has it. What was handed back or dropped is the team's no more."""
        return self.team_done or self.team_tasks > 0

    @property
    def outcome(self) -> str:
        """Return one of reciprocal, other, team, activity, withdrawn, open; every request has exactly one."""
        if self.agreed:
            return "reciprocal" if any(self.agreed.values()) else "other"
        if self.with_team:
            return "team"
        if self.at_activity:
            return "activity"
        return "withdrawn" if self.withdrawn else "open"

    @property
    def helped(self) -> bool:
        """Tell whether a neighbour agreed to help, the team did it, or an activity answered it."""
        return bool(self.agreed) or self.team_done or self.attended


@dataclass
class Ledger:
    """The stories of all requests and offers, as far as the facts that were added tell them."""

    requests: dict[str, RequestStory] = field(default_factory=dict)
    offers: dict[str, "OfferStory"] = field(default_factory=dict)

    def add(self, facts: Iterable[FactRow]) -> None:
        """Follow further facts, in the order they happened."""
        for fact in facts:
            if fact.request_key is not None:
                self._add_to_request(fact.request_key, fact)
            if fact.offer_key is not None:
                self._add_to_offer(fact.offer_key, fact)

    def _add_to_request(self, key: str, fact: FactRow) -> None:
        if fact.kind == FactKind.REQUEST_RECEIVED:
            self.requests[key] = RequestStory(
                received_on=fact.occurred_on,
                asker_offers=bool(fact.asker_offers),
                category=fact.category,
                neighbourhood=fact.neighbourhood,
            )
        elif key in self.requests:
            _follow_request(self.requests[key], fact)

    def _add_to_offer(self, key: str, fact: FactRow) -> None:
        if fact.kind == FactKind.OFFER_RECEIVED:
            self.offers[key] = OfferStory(capacity=1 if fact.capacity is None else fact.capacity)
        elif key in self.offers:
            _follow_offer(self.offers[key], fact)


@dataclass(kw_only=True)
class OfferStory:
    """Where one offer stood at the end of the last day that was read."""

    capacity: int
    taking_part: bool = True
    live_matches: set[str] = field(default_factory=set)

    @property
    def open(self) -> bool:
        """Tell whether the offer takes part and has a place left."""
        return self.taking_part and len(self.live_matches) < self.capacity


def in_period(facts: Sequence[FactRow], kind: FactKind, *, start: date, end: date) -> list[FactRow]:
    """Return the facts of one kind in a period, both days included."""
    return [fact for fact in facts if fact.kind == kind and start <= fact.occurred_on <= end]


def is_undone(fact: FactRow) -> bool:
    """Tell whether a fact takes back that a task was done, on the day on which it was said to be."""
    return fact.kind == FactKind.TEAM_TASK_OPENED and fact.reason == UNDONE


def _without(days: list[date], day: date) -> list[date]:
    """Return the days without the last one that is this day."""
    at = max((number for number, one in enumerate(days) if one == day), default=None)
    return days if at is None else days[:at] + days[at + 1 :]


def _follow_request(story: RequestStory, fact: FactRow) -> None:
    if fact.kind in _HELP_BEGINS:
        story.begun_on.append(fact.occurred_on)
    if fact.kind == FactKind.REQUEST_WITHDRAWN:
        story.withdrawn = True
    elif fact.kind == FactKind.REQUEST_RESUMED:  # Also what was closed as helped, and opened again.
        story.withdrawn = False
    elif fact.kind == FactKind.TEAM_TASK_OPENED:
        story.team_tasks += 1
        if is_undone(fact):
            story.tasks_done = max(0, story.tasks_done - 1)
            story.begun_on = _without(story.begun_on, fact.occurred_on)
    elif fact.kind in _TEAM_TASK_ENDS:
        story.team_tasks = max(0, story.team_tasks - 1)
        story.tasks_done += fact.kind == FactKind.TEAM_TASK_DONE
    elif fact.kind in (FactKind.ACTIVITY_PLACE_TAKEN, FactKind.ACTIVITY_PLACE_FREED):
        story.at_activity = fact.kind == FactKind.ACTIVITY_PLACE_TAKEN
    elif fact.kind == FactKind.ACTIVITY_ATTENDED:
        story.attended = True
    elif fact.kind == FactKind.MATCH_AGREED and fact.match_key:
        story.agreed[fact.match_key] = fact.reciprocity
    elif fact.kind == FactKind.MATCH_STOPPED and fact.match_key:
        story.agreed.pop(fact.match_key, None)


def _follow_offer(story: OfferStory, fact: FactRow) -> None:
    if fact.kind in _OFFER_LEAVES:
        story.taking_part = False
    elif fact.kind == FactKind.OFFER_RESUMED:
        story.taking_part = True
    elif fact.kind in _CAPACITY_CHANGES and fact.capacity is not None:
        story.capacity = fact.capacity
    elif fact.kind == FactKind.MATCH_APPROVED and fact.match_key:
        story.live_matches.add(fact.match_key)
    elif fact.kind in _MATCH_ENDS and fact.match_key:
        story.live_matches.discard(fact.match_key)
