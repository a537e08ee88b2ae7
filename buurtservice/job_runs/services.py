"""Claims a period for a job, in the transaction that has the job's effect."""

import secrets

from sqlalchemy.exc import IntegrityError

from buurtservice.clock import utc_now
from buurtservice.errors import Conflict
from buurtservice.i18n import N_
from buurtservice.job_runs.models import JobRun
from buurtservice.transactions import savepoint, transaction


class PeriodAlreadyDone(Conflict):
    """Another process ran this job for this period."""

    code = "period_already_done"
    text = N_("De taak %(job)s is voor %(period)s al gedaan. Er is niets veranderd.")


def claim_period(job: str, period: str) -> JobRun:
    """Claim the period. Raises PeriodAlreadyDone when another process was faster."""
    with transaction() as session:
        run = JobRun(job=job, period=period)
        try:
            with savepoint():
                session.add(run)
                session.flush()
        except IntegrityError:
            raise PeriodAlreadyDone(job=job, period=period) from None
        return run


def period_by_hand() -> str:
    """Return a period of its own for a run that a person asked for."""
    return f"by-hand-{utc_now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
