"""Reads the ledger for a period, and follows what became of each request, offer and match in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind, ReciprocityKind

_OFFER_LEAVES = (FactKind.OFFER_PAUSED, FactKind.OFFER_WITHDRAWN)
_MATCH_ENDS = (
    FactKind.MATCH_COMPLETED,
    FactKind.MATCH_DECLINED,
    FactKind.MATCH_WITHDRAWN,
    FactKind.MATCH_STOPPED,
)
_HELP_BEGINS = (FactKind.MATCH_STARTED, FactKind.TEAM_TASK_DONE)


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


def read_facts(*, until: date) -> list[FactRow]:
    """Return all facts up to and including a local day, in the order they happened."""
    columns = [getattr(Fact, name) for name in FactRow._fields]
    query = select(*columns).where(Fact.occurred_on <= until).order_by(Fact.occurred_on, Fact.id)
    return [FactRow(*row) for row in db.session.execute(query)]


@dataclass(kw_only=True)
class RequestStory:
    """What became of one request by the last day that was read."""

    received_on: date
    asker_offers: bool
    helped_on: date | None = None  # The day help first happened.
    withdrawn: bool = False
    with_team: bool = False
    team_done: bool = False
    agreed: dict[str, ReciprocityKind | None] = field(
        default_factory=dict
    )  # By match, unless it was stopped.

    @property
    def outcome(self) -> str:
        """Return one of reciprocal, other, team, withdrawn, open; every request has exactly one."""
        if self.agreed:
            return "reciprocal" if any(self.agreed.values()) else "other"
        if self.with_team:
            return "team"
        return "withdrawn" if self.withdrawn else "open"

    @property
    def helped(self) -> bool:
        """Tell whether a neighbour agreed to help, or the team did it."""
        return bool(self.agreed) or self.team_done


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


def request_stories(facts: Iterable[FactRow]) -> dict[str, RequestStory]:
    """Follow each request through the facts, in the order they happened."""
    stories: dict[str, RequestStory] = {}
    for fact in facts:
        if fact.request_key is None:
            continue
        if fact.kind == FactKind.REQUEST_RECEIVED:
            stories[fact.request_key] = RequestStory(
                received_on=fact.occurred_on, asker_offers=bool(fact.asker_offers)
            )
        elif fact.request_key in stories:
            _follow_request(stories[fact.request_key], fact)
    return stories


def offer_stories(facts: Iterable[FactRow]) -> dict[str, OfferStory]:
    """Follow each offer through the facts, in the order they happened."""
    stories: dict[str, OfferStory] = {}
    for fact in facts:
        if fact.offer_key is None:
            continue
        if fact.kind == FactKind.OFFER_RECEIVED:
            stories[fact.offer_key] = OfferStory(capacity=1 if fact.capacity is None else fact.capacity)
        elif fact.offer_key in stories:
            _follow_offer(stories[fact.offer_key], fact)
    return stories


def in_period(facts: Sequence[FactRow], kind: FactKind, *, start: date, end: date) -> list[FactRow]:
    """Return the facts of one kind in a period, both days included."""
    return [fact for fact in facts if fact.kind == kind and start <= fact.occurred_on <= end]


def _follow_request(story: RequestStory, fact: FactRow) -> None:
    if fact.kind in _HELP_BEGINS and story.helped_on is None:
        story.helped_on = fact.occurred_on
    if fact.kind == FactKind.REQUEST_WITHDRAWN:
        story.withdrawn = True
    elif fact.kind == FactKind.TEAM_TASK_OPENED:
        story.with_team = True
    elif fact.kind == FactKind.TEAM_TASK_DONE:
        story.team_done = True
    elif fact.kind == FactKind.MATCH_AGREED and fact.match_key:
        story.agreed[fact.match_key] = fact.reciprocity
    elif fact.kind == FactKind.MATCH_STOPPED and fact.match_key:
        story.agreed.pop(fact.match_key, None)


def _follow_offer(story: OfferStory, fact: FactRow) -> None:
    if fact.kind in _OFFER_LEAVES:
        story.taking_part = False
    elif fact.kind == FactKind.OFFER_RESUMED:
        story.taking_part = True
    elif fact.kind == FactKind.CALL_ANSWERED and fact.capacity is not None:
        story.capacity = fact.capacity  # The helper said yes to one more at a time.
    elif fact.kind == FactKind.MATCH_APPROVED and fact.match_key:
        story.live_matches.add(fact.match_key)
    elif fact.kind in _MATCH_ENDS and fact.match_key:
        story.live_matches.discard(fact.match_key)
