"""The blueprint of the figures, who may see all of them, and the period that an address asks for."""

from datetime import date
from typing import Any

from flask import Blueprint, request
from flask_babel import format_date, gettext

from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today
from buurtservice.errors import BuurtserviceError
from buurtservice.figures.months import find_latest_month
from buurtservice.figures.periods import Period, days_between, month_of, read_period
from buurtservice.figures.queries import PeriodBackwards, in_range
from buurtservice.figures.series import last_ended_month
from buurtservice.i18n import N_
from buurtservice.web.dates import read_day
from buurtservice.wording import number_words

figures_pages = Blueprint("figures", __name__)


class DaysBackwards(PeriodBackwards):
    """Two days of the form, of which the last is the earlier one."""

    text = N_("Van (%(start)s) ligt na Tot en met (%(end)s). Draai de twee om.")


@figures_pages.context_processor
def shared_words() -> dict[str, Any]:
    """Return what the templates of these pages call by name."""
    return {"number": number_in_words}


def number_in_words(value: float | None) -> str:
    """Say a number with one decimal at most; a dash where there is none."""
    return number_words(None if value is None else round(value, 1))


def sees_everything() -> bool:
    """Tell whether the visitor knows the people: then small counts are no secret."""
    return current_visitor().may("worker")


def asked_period() -> tuple[Period, str | None]:
    """Return the period of the address, and what was wrong with it when it is another: the last month."""
    today = local_today()
    try:
        asked = _read(today)
        if asked is not None:
            _check(asked)
            if asked.start <= today:
                return asked, None
            return _usual(today), gettext("Deze periode moet nog beginnen.")
    except BuurtserviceError as refused:
        return _usual(today), refused.in_words(gettext)
    except ValueError:
        return _usual(today), gettext("Dit is geen periode. Schrijf een dag zo: 23-11-2026.")
    return _usual(today), None


def _read(today: date) -> Period | None:
    if key := request.args.get("periode", "").strip():
        return read_period(key)
    start, end = (request.args.get(name, "").strip() for name in ("van", "tot"))
    if not start and not end:
        return None
    first, last = (read_day(text, today=today, past=True) for text in (start or end, end or start))
    return days_between(first, last)


def _check(asked: Period) -> None:
    try:
        in_range(asked.start, asked.end)
    except PeriodBackwards:
        raise DaysBackwards(
            start=format_date(asked.start, "d MMMM y"), end=format_date(asked.end, "d MMMM y")
        ) from None


def _usual(today: date) -> Period:
    return month_of(find_latest_month() or last_ended_month(today))
