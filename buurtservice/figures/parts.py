"""What a figure consists of: the facts it counted, with the reference of the request or offer if it is known.

For the community worker, who knows the people. No names are read here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.facts.services import UNDONE
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.matches.models import Match

_KINDS = {
    "requests": FactKind.REQUEST_RECEIVED,
    "offers": FactKind.OFFER_RECEIVED,
    "reciprocal_matches": FactKind.MATCH_AGREED,
    "other_matches": FactKind.MATCH_AGREED,
    "matches_completed": FactKind.MATCH_COMPLETED,
    "hours_given": FactKind.MATCH_COMPLETED,
    "team_tasks_done": FactKind.TEAM_TASK_DONE,
    "requests_withdrawn": FactKind.REQUEST_WITHDRAWN,
    "activities": FactKind.ACTIVITY_HELD,
    "scooter_loans": FactKind.SCOOTER_LENT,
    "scooter_hours": FactKind.SCOOTER_RETURNED,
    "scooter_no_shows": FactKind.SCOOTER_NO_SHOW,
    "scooter_refusals": FactKind.SCOOTER_REFUSED,
    "cases_counted": FactKind.CASE_COUNTED,
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One fact that was counted. Ids are None once the record is erased."""

    day: date
    category: str | None
    neighbourhood: str | None
    reciprocity: str | None
    reference: str | None
    request_id: int | None
    offer_id: int | None
    match_id: int | None


def has_parts(name: str) -> bool:
    """Tell whether a figure is a number of facts that can be listed."""
    return name in _KINDS


def count_parts(name: str, *, start: date, end: date) -> int:
    """Return how many facts a figure counted."""
    return db.session.scalar(select(func.count()).select_from(Fact).where(*_counted(name, start, end))) or 0


def list_parts(name: str, *, start: date, end: date, limit: int, offset: int) -> Sequence[Part]:
    """Return the facts that a figure counted, the latest first."""
    rows = db.session.execute(
        select(Fact, HelpRequest.id, HelpRequest.reference, HelpOffer.id, HelpOffer.reference, Match.id)
        .outerjoin(HelpRequest, HelpRequest.subject_key == Fact.request_key)
        .outerjoin(HelpOffer, HelpOffer.subject_key == Fact.offer_key)
        .outerjoin(Match, Match.subject_key == Fact.match_key)
        .where(*_counted(name, start, end))
        .order_by(Fact.occurred_on.desc(), Fact.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        Part(
            day=fact.occurred_on,
            category=fact.category,
            neighbourhood=fact.neighbourhood,
            reciprocity=fact.reciprocity.value if fact.reciprocity else None,
            reference=request_reference or offer_reference,
            request_id=request_id,
            offer_id=offer_id,
            match_id=match_id,
        )
        for fact, request_id, request_reference, offer_id, offer_reference, match_id in rows
    ]


def _counted(name: str, start: date, end: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Fact.kind == _KINDS[name],
        Fact.occurred_on.between(start, end),
    ]
    if name == "reciprocal_matches":
        conditions.append(Fact.reciprocity.is_not(None))
    elif name == "other_matches":
        conditions.append(Fact.reciprocity.is_(None))
    elif name == "team_tasks_done":
        conditions.append(~_taken_back(FactKind.TEAM_TASK_OPENED, "request_key"))
    elif name == "scooter_loans":
        conditions.append(~_taken_back(FactKind.SCOOTER_RETURNED, "site"))
    elif name == "scooter_hours":
        conditions.append(func.coalesce(Fact.reason, "") != UNDONE)
    return conditions


def _taken_back(by: FactKind, same: str) -> ColumnElement[bool]:
    """Return the condition that a later fact of the same day, and `same`, says that it was not so."""
    back, again = aliased(Fact), aliased(Fact)
    between = exists().where(
        again.kind == Fact.kind,
        getattr(again, same) == getattr(Fact, same),
        again.occurred_on == Fact.occurred_on,
        again.id > Fact.id,
        again.id < back.id,
    )
    return exists().where(
        back.kind == by,
        back.reason == UNDONE,
        getattr(back, same) == getattr(Fact, same),
        back.occurred_on == Fact.occurred_on,
        back.id > Fact.id,
        ~between,
    )
