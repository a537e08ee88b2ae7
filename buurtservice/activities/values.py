"""What somebody fills in about an activity, and what of it cannot be."""

import unicodedata
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from buurtservice.activities.errors import (
    DayPast,
    TimesOutOfOrder,
    TimeWithoutDay,
    TitleOutOfRange,
    UnknownCategory,
)
from buurtservice.errors import InvalidInput
from buurtservice.help.models import Category
from buurtservice.help.queries import find_category, list_categories
from buurtservice.matches.reasons import clean_note

MAX_TITLE = 120
MAX_DESCRIPTION = 500
MAX_PLACE = 200
MOST_PLACES = 10_000


@dataclass(frozen=True, kw_only=True)
class ActivityValues:
    """What, where, when and for how many. Times are local clock times; `capacity` None is whoever comes."""

    title: str
    description: str | None = None
    place: str | None = None
    category_id: int | None = None
    neighbourhood_id: int | None = None
    takes_place_on: date | None = None
    begins_at: time | None = None
    ends_at: time | None = None
    capacity: int | None = None
    public: bool = True
    supported_by_id: int | None = None


def clean_values(values: ActivityValues, *, today: date, day_now: date | None = None) -> dict[str, Any]:
    """Return the columns of an activity. A day before `today` may stay where it was `day_now` already.

    Raises TitleOutOfRange, InvalidInput, DayPast, TimesOutOfOrder or TimeWithoutDay.
    """
    columns = dict(vars(values))
    columns["title"] = clean_note(values.title) or ""
    if not 0 < len(columns["title"]) <= MAX_TITLE:
        raise TitleOutOfRange(most=MAX_TITLE)
    columns["description"] = _lines(values.description, "--description", MAX_DESCRIPTION)
    columns["place"] = clean_note(_lines(values.place, "--place", MAX_PLACE))
    if values.capacity is not None and not 1 <= values.capacity <= MOST_PLACES:
        raise InvalidInput(field="--capacity", value=values.capacity)
    _check_when(values, today=today, day_now=day_now)
    return columns


def find_category_named(code: str) -> Category:
    """Return the kind of help with this code. Raises UnknownCategory."""
    found = find_category(code)
    if found is None:
        raise UnknownCategory(code=code, known=", ".join(category.code for category in list_categories()))
    return found


def _check_when(values: ActivityValues, *, today: date, day_now: date | None) -> None:
    day = values.takes_place_on
    if day is not None and day < today and day != day_now:
        raise DayPast(day=f"{day.day}-{day.month}-{day.year}")
    if day is None and (values.begins_at or values.ends_at):
        raise TimeWithoutDay
    if values.ends_at is not None and (values.begins_at is None or values.ends_at <= values.begins_at):
        raise TimesOutOfOrder


def _lines(words: str | None, field: str, longest: int) -> str | None:
    """Return the words without what could steer a terminal; lines stay lines."""
    kept = "".join(c for c in words or "" if c == "\n" or unicodedata.category(c) != "Cc").strip()
    if len(kept) > longest:
        raise InvalidInput(field=field, value=f"{kept[:40]}…")
    return kept or None
