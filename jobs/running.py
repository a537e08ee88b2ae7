"""Runs one job, because a person wished it or because it is due, in a thread that can be left behind."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from buurtservice.app import current_settings
from buurtservice.clock import local_today, utc_now
from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.job_runs.due import Due
from buurtservice.job_runs.requests import (
    Claim,
    fail_request,
    finish_request,
    show_life,
    show_progress,
)
from buurtservice.job_runs.services import PeriodAlreadyDone, note_failure
from buurtservice.rounds.services import STAGES as ROUND_STAGES
from jobs.backup import STAGES as BACKUP_STAGES
from jobs.once import JOBS

logger = logging.getLogger(__name__)

SIGN_OF_LIFE_S = 5.0
OUR_FAULT = N_("Er ging iets mis bij ons. Probeer het nog eens, of meld dit aan de beheerder.")
# What a long job says while it works, outside any transaction.
STAGES = {"round": ROUND_STAGES, "backup": BACKUP_STAGES}


def run_request(app: Flask, claim: Claim) -> None:
    """Run the wish to its end and note what came of it. Nothing leaves this function but that note."""
    over = threading.Event()
    living = threading.Thread(target=_live, args=(app, claim, over), daemon=True)
    living.start()
    try:
        with app.app_context():
            _run(claim)
            db.session.remove()
    except SQLAlchemyError as fault:  # The database is away: the wish is taken over when it is back.
        logger.warning("jobs: request %s could not be noted: %s", claim.request_id, type(fault).__name__)
    finally:
        over.set()
        living.join()


def run_due(app: Flask, due: Due) -> bool:
    """Run what is due and note when it came to nothing; tell whether that could be noted."""
    begun = time.monotonic()
    with app.app_context():
        try:
            _run_due(due, begun)
        except SQLAlchemyError as fault:  # The database is away: there is nothing to note it in.
            logger.warning("jobs: %s for %s: %s", due.job, due.period, type(fault).__name__)
            return False
        finally:
            db.session.remove()
    return True


def _run_due(due: Due, begun: float) -> None:
    today = local_today()
    try:
        JOBS[due.job](as_of=due.as_of or today, today=today, settings=current_settings(), period=due.period)
    except PeriodAlreadyDone:
        logger.info("jobs: %s for %s was done by another process", due.job, due.period)
    except BuurtserviceError as refused:
        logger.error("jobs: %s for %s: %s", due.job, due.period, refused.code)
        _note(due, str(refused), begun)
    except Exception as fault:  # noqa: BLE001 - one job that breaks must not stop the others.
        # The kind of fault only: what it says may hold a name.
        logger.error("jobs: %s for %s failed: %s", due.job, due.period, type(fault).__name__)
        _note(due, OUR_FAULT, begun)


def _note(due: Due, error: str, begun: float) -> None:
    db.session.rollback()
    note_failure(due.job, due.period, error=error, begun=begun, now=utc_now())


def _run(claim: Claim) -> None:
    try:
        outcome = _do(claim)
    except BuurtserviceError as refused:
        fail_request(claim, error=str(refused), now=utc_now())
    except Exception as fault:  # noqa: BLE001 - whatever it was, somebody waits for an answer.
        # The kind of fault only: what it says may hold a name.
        logger.error("jobs: request %s (%s) failed: %s", claim.request_id, claim.job, type(fault).__name__)
        db.session.rollback()
        fail_request(claim, error=OUR_FAULT, now=utc_now())
    else:
        finish_request(claim, outcome=outcome, now=utc_now())


def _do(claim: Claim) -> dict[str, Any]:
    more = {"tell": _teller(claim, STAGES[claim.job])} if claim.job in STAGES else {}
    today = local_today()
    return JOBS[claim.job](as_of=today, today=today, settings=current_settings(), **more)


def _teller(claim: Claim, stages: tuple[str, ...]) -> Callable[[str], None]:
    def tell(stage: str) -> None:
        show_progress(claim, done=stages.index(stage), total=len(stages), now=utc_now())

    return tell


def _live(app: Flask, claim: Claim, over: threading.Event) -> None:
    """Give a sign of life every few seconds, until the work is over."""
    while not over.wait(SIGN_OF_LIFE_S):
        with app.app_context():
            try:
                if not show_life(claim, now=utc_now()):
                    return
            except SQLAlchemyError as fault:
                logger.warning("jobs: no sign of life for %s: %s", claim.request_id, type(fault).__name__)
            finally:
                db.session.remove()
