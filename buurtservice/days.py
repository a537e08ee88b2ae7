"""Rules about days that every service keeps: what is recorded has happened."""

from collections.abc import Callable
from datetime import date, datetime

from buurtservice.clock import LOCAL_ZONE
from buurtservice.errors import DateInFuture, DateTooEarly
from buurtservice.i18n import N_
from buurtservice.labels import MONTHS, WEEKDAYS


def check_not_future(day: date, *, today: date) -> None:
    """Refuse a local day that has not come. Raises DateInFuture."""
    if day > today:
        raise DateInFuture(on=day.isoformat(), today=today.isoformat())


def moment_in_words(moment: datetime, translate: Callable[[str], str]) -> str:
    """Say "maandag 23 november, 10.14 uur", for a refusal that nobody knows the reader of yet."""
    local = moment.astimezone(LOCAL_ZONE)
    return translate(N_("%(weekday)s %(day)s %(month)s, %(time)s uur")) % {
        "weekday": translate(WEEKDAYS[local.weekday()]),
        "day": local.day,
        "month": translate(MONTHS[local.month - 1]),
        "time": f"{local.hour}.{local.minute:02}",
    }


def check_not_before(day: date, previous: date) -> None:
    """Refuse a local day before the step that went before: the facts, read by day, would tell another story.

    Raises DateTooEarly.
    """
    if day < previous:
        raise DateTooEarly(on=day.isoformat(), previous=previous.isoformat())
