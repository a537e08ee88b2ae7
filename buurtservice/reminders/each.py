"""Says something for each record, in a savepoint of its own: one bad record keeps no other waiting."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from buurtservice.errors import BuurtserviceError
from buurtservice.transactions import savepoint

logger = logging.getLogger(__name__)


class Record(Protocol):
    """Whatever has a number."""

    @property
    def id(self) -> Any:
        """Its number."""


T = TypeVar("T", bound=Record)
Done = dict[str, Any]  # How many messages are new (`touched`), and the ids of which none could be written.


def say_for_each(records: Iterable[T], say: Callable[[T], int], *, what: str) -> Done:
    """Say it for each record, inside the transaction around it; `say` returns how many messages are new."""
    touched, failed = 0, []
    for record_id, record in [(record.id, record) for record in records]:
        try:
            with savepoint():
                touched += say(record)
        except (BuurtserviceError, SQLAlchemyError, ValueError) as fault:
            # Ids only: this is a log, and what a database says of a row may hold a name.
            logger.error("%s: nothing was written about %s: %s", what, record_id, type(fault).__name__)
            failed.append(record_id)
    return {"touched": touched, "failed": failed}


def together(done: list[Done]) -> Done:
    """Return what came of several."""
    return {
        "touched": sum(one["touched"] for one in done),
        "failed": [failed for one in done for failed in one["failed"]],
    }
