"""Makes the nightly backup: the copy is prepared, the night is claimed, and then it gets its name."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from buurtservice.clock import utc_now
from buurtservice.errors import Misconfigured
from buurtservice.extensions import db
from buurtservice.job_runs.services import claim_period, finish_run, period_by_hand
from buurtservice.operator.backups import nightly_file, prepare_backup, throw_away_old
from buurtservice.settings import Settings
from buurtservice.transactions import transaction

STAGES = ("copying", "storing")


def run_backup(
    *,
    as_of: date,
    today: date,
    settings: Settings,
    period: str | None = None,
    tell: Callable[[str], None] = lambda _stage: None,
) -> dict[str, Any]:
    """Make a backup and throw old ones away. Raises Misconfigured without a folder, or BackupFailed."""
    del as_of, today
    if settings.backups is None:
        raise Misconfigured(name="BUURTSERVICE_BACKUPS", why="er is geen map voor reservekopieën ingesteld")
    begun = time.monotonic()
    file = nightly_file(settings.backups, db.engine.url, now=utc_now())
    tell("copying")
    half = prepare_backup(db.engine.url, file)
    try:
        size_kb = half.stat().st_size // 1000
        tell("storing")
        outcome = {"backup": file.name, "size_kb": size_kb}
        with transaction():
            run = claim_period("backup", period or period_by_hand())
            finish_run(run, outcome=outcome, touched=1, begun=begun)
            half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    throw_away_old(settings.backups, kept=settings.backups_kept)
    return outcome
