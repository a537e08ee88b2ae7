"""The rules of the replay: what the people of the card box say and do, as docs/replay.md tells it.

A rule never throws dice. Whether somebody says yes follows from a hash of what is asked, so that the same box
gives the same half year. The shares are assumptions, not measurements.
"""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

APPROVED_A_DAY = 4  # Proposals that the worker decides on one workday.
MATCHES_PHONED_A_DAY = 6
DAYS_TO_FIRST_MEETING = 3
DAYS_OF_HELP = 14
TEAM_TASKS_A_DAY = 1
DAYS_TO_TEAM = 3
TEAM_HOURS = Decimal("1.5")
CALLS_A_WEEK = 3
WORKER_CALLS_A_DAY = 2
ACTIVITIES = 2
LEAST_TOGETHER = 2  # In a thin box no more than two ask the same at once; others may join them.
DAYS_TO_ACTIVITY = 10
PLACES = 12

# Of a hundred who are asked, so many say yes.
ASKER_SAYS_YES = 92
HELPER_SAYS_YES = 82
HELP_GOES_WELL = 90
SAYS_YES_IN_CALL = 45
COMES_WHEN_INVITED = 90
SIGNS_UP = 12  # Of the residents who are known by then, from the public list.
IS_THERE = 90


def says_yes(share: int, *asked: object) -> bool:
    """Tell whether the answer to this question is yes: the same question has the same answer, always."""
    return _number_of(asked) % 100 < share


def hours_of_help(*match: object) -> Decimal:
    """Return how long the help took: one to three hours."""
    return Decimal(1 + _number_of(("hours", *match)) % 3)


def is_workday(day: date) -> bool:
    """Tell whether staff are at work; the replay knows no holidays."""
    return day.weekday() < 5


def is_ago(day: date, days: int, *, today: date) -> bool:
    """Tell whether a day lies at least so many days back."""
    return day <= today - timedelta(days=days)


def _number_of(asked: tuple[object, ...]) -> int:
    words = ":".join(str(one) for one in asked)
    return int.from_bytes(sha256(words.encode()).digest()[:4], "big")
