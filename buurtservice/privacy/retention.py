"""Throws away what has had its time. How long each is kept stands in `KEPT`, and why in docs/privacy.md."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Text, Update, delete, func, or_, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.exc import SQLAlchemyError

from buurtservice.accounts.models import AccessLog, RateCount, SignIn, SignInCode, StaffInvitation
from buurtservice.extensions import db
from buurtservice.job_runs.due import BY_HAND
from buurtservice.job_runs.models import JobRequest, JobRequestState, JobRun, JobRunState
from buurtservice.merging.services import UNDO_WITHIN
from buurtservice.messages.models import MessageState, OutboxMessage
from buurtservice.privacy import referrals, scooters
from buurtservice.privacy.erasing import NOBODY
from buurtservice.residents.models import Resident, ResidentMerge
from buurtservice.transactions import savepoint, transaction
from buurtservice.web.models import Draft, FormToken

logger = logging.getLogger(__name__)

KEPT = {
    "drafts": timedelta(days=1),
    "sign_in_codes": timedelta(days=1),
    "rate_counts": timedelta(days=2),
    "merged_cards": UNDO_WITHIN + timedelta(days=1),  # Who undoes it in the last minute must find it whole.
    "merge_notes": UNDO_WITHIN + timedelta(days=1),
    "sign_ins": timedelta(days=30),
    "invitations": timedelta(days=30),
    "form_tokens": timedelta(days=30),
    "message_words": timedelta(days=90),
    "job_requests": timedelta(days=90),
    "job_failures": timedelta(days=90),
    "job_quarters": timedelta(days=3),
    "job_runs": timedelta(days=400),  # Of a month: for ever, so that it is never frozen by a second run.
    "access_log": timedelta(days=2 * 365),
    **referrals.KEPT,
    **scooters.KEPT,
}
LENGTH_OF_MONTH = len("2026-11")
LENGTH_OF_QUARTER = len("2026-11-23T08:15Z")
# Of a merged card: all that says who it was. Its fingerprint stays, by which the card box knows it (a hash).
BLANK_CARD = {name: value for name, value in NOBODY.items() if name != "person_key"}
BLANK_MESSAGE = {"to": "", "subject": "", "body": ""}


def throw_away(*, today: date, now: datetime) -> dict[str, Any]:
    """Throw away what has had its time; return how many of each. What fails is named; the rest goes on."""
    del today
    counted: dict[str, int] = {}
    failed: list[str] = []
    with transaction():
        for name, statement in _STATEMENTS.items():
            try:
                with savepoint():
                    counted[name] = _run(statement(now - KEPT[name]))
            except SQLAlchemyError as fault:
                logger.error("retention: %s was not thrown away: %s", name, type(fault).__name__)
                failed.append(name)
        db.session.expire_all()  # Rows were changed in the database; nobody may go on with what they were.
    return {"touched": sum(counted.values()), **counted, "failed": failed}


def _run(statement: Delete | Update) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


def _drafts(before: datetime) -> Delete:
    return delete(Draft).where(Draft.updated_at < before)


def _codes(before: datetime) -> Delete:
    return delete(SignInCode).where(SignInCode.expires_at < before)


def _rate_counts(before: datetime) -> Delete:
    return delete(RateCount).where(RateCount.window_start < before)


def _sign_ins(before: datetime) -> Delete:
    return delete(SignIn).where(SignIn.started_at < before)


def _invitations(before: datetime) -> Delete:
    return delete(StaffInvitation).where(StaffInvitation.expires_at < before)


def _form_tokens(before: datetime) -> Delete:
    return delete(FormToken).where(FormToken.used_at < before)


def _message_words(before: datetime) -> Update:
    """The row stays: its key keeps a message from being written twice."""
    over = OutboxMessage.state != MessageState.WAITING
    has_words = or_(OutboxMessage.to != "", OutboxMessage.subject != "", OutboxMessage.body != "")
    which = (over, OutboxMessage.created_at < before, has_words)
    return update(OutboxMessage).where(*which).values(**BLANK_MESSAGE)


def _merged_cards(before: datetime) -> Update:
    """Its history is with the other card; what was given to undo it goes with `_merge_notes`."""
    standing = ResidentMerge.undone_at.is_(None) & (ResidentMerge.merged_at < before)
    which = Resident.id.in_(select(ResidentMerge.merged_id).where(standing))
    is_somebody = Resident.name.is_not(None) | Resident.lat.is_not(None)
    return update(Resident).where(which, Resident.merged_into_id.is_not(None), is_somebody).values(BLANK_CARD)


def _merge_notes(before: datetime) -> Update:
    """What a merge moved, with the contact details that it filled in: nobody can undo it any more."""
    holds = sql_cast(ResidentMerge.moved, Text) != "{}"
    return update(ResidentMerge).where(ResidentMerge.merged_at < before, holds).values(moved={})


def _job_requests(before: datetime) -> Delete:
    """Of each job the last one that was done stays: pages show what it found."""
    last = select(func.max(JobRequest.id)).where(JobRequest.state == JobRequestState.DONE)
    over = JobRequest.finished_at < before
    return delete(JobRequest).where(over, JobRequest.id.not_in(last.group_by(JobRequest.job)))


def _job_failures(before: datetime) -> Delete:
    by_hand_or_failed = or_(JobRun.state == JobRunState.FAILED, JobRun.period.startswith(BY_HAND))
    return delete(JobRun).where(by_hand_or_failed, JobRun.claimed_at < before)


def _job_quarters(before: datetime) -> Delete:
    """Of what runs every quarter of an hour."""
    return delete(JobRun).where(JobRun.claimed_at < before, func.length(JobRun.period) == LENGTH_OF_QUARTER)


def _job_runs(before: datetime) -> Delete:
    return delete(JobRun).where(JobRun.claimed_at < before, func.length(JobRun.period) != LENGTH_OF_MONTH)


def _access_log(before: datetime) -> Delete:
    return delete(AccessLog).where(AccessLog.at < before)


_STATEMENTS: dict[str, Callable[[datetime], Delete | Update]] = {
    "drafts": _drafts,
    "sign_in_codes": _codes,
    "rate_counts": _rate_counts,
    "merged_cards": _merged_cards,
    "merge_notes": _merge_notes,
    "sign_ins": _sign_ins,
    "invitations": _invitations,
    "form_tokens": _form_tokens,
    "message_words": _message_words,
    "job_requests": _job_requests,
    "job_failures": _job_failures,
    "job_quarters": _job_quarters,
    "job_runs": _job_runs,
    "access_log": _access_log,
    **referrals.STATEMENTS,
    **scooters.STATEMENTS,
}
