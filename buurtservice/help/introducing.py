"""A request that somebody brings for somebody else: who, and since when the person themselves agrees."""

from dataclasses import dataclass
from datetime import date

from buurtservice.days import check_not_future
from buurtservice.extensions import db
from buurtservice.help.models import BroughtBy, HelpRequest, Introduction
from buurtservice.residents.agreements import record_agreement
from buurtservice.residents.models import AgreementKind, AgreementThrough
from buurtservice.transactions import transaction


@dataclass(frozen=True, kw_only=True)
class Brought:
    """Who came with the request, how to reach them, and on which day the person themselves agreed."""

    by: BroughtBy
    agreed_on: date
    name: str | None = None
    phone: str | None = None


def introduce(
    request: HelpRequest, brought: Brought, *, today: date, recorded_by_id: int | None = None
) -> Introduction:
    """Record who brought this request, with the agreement of whom it is for. Raises DateInFuture."""
    check_not_future(brought.agreed_on, today=today)
    with transaction() as session:
        introduction = Introduction(
            help_request_id=request.id,
            brought_by=brought.by,
            name=brought.name or None,
            phone=brought.phone or None,
            agreed_on=brought.agreed_on,
            recorded_by_id=recorded_by_id,
        )
        session.add(introduction)
        session.flush()
        record_agreement(
            request.resident_id,
            AgreementKind.ON_BEHALF,
            on=brought.agreed_on,
            today=today,
            through=through_whom(brought.by),
            through_name=brought.name or None,
            recorded_by_id=recorded_by_id,
        )
        return introduction


def find_introduction(request_id: int) -> Introduction | None:
    """Return who brought this request, if somebody did."""
    return db.session.get(Introduction, request_id)


def through_whom(by: BroughtBy) -> AgreementThrough:
    """Return through whom the agreement of somebody else reached us."""
    return AgreementThrough.FAMILY if by == BroughtBy.FAMILY else AgreementThrough.OTHER
