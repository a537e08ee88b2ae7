"""Rules about days that every service keeps: what is recorded has happened."""

from datetime import date

from buurtservice.errors import DateInFuture


def check_not_future(day: date, *, today: date) -> None:
    """Refuse a local day that has not come. Raises DateInFuture."""
    if day > today:
        raise DateInFuture(on=day.isoformat(), today=today.isoformat())
