"""Reads a day or a time as Dutch people write it: "23-11-2026", "23 nov", "morgen", "14.30"."""

import re
from datetime import date, time, timedelta

MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
# Longer words and other languages that begin differently.
OTHER_MONTHS = {"maa": 3, "mar": 3, "may": 5, "oct": 10}
NEAR_DAYS = {
    "vandaag": 0,
    "morgen": 1,
    "overmorgen": 2,
    "gisteren": -1,
    "today": 0,
    "tomorrow": 1,
    "yesterday": -1,
}
WEEKDAY = re.compile(r"^(?:ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
NUMBERS = re.compile(r"^(\d{1,2})[-/. ]+(\d{1,2})(?:[-/. ]+(\d{4}|\d{2}))?$")
NAMED = re.compile(r"^(\d{1,2})(?:e|th|st|nd|rd)?[-/. ]*([a-z]{3,9})\.?(?:[-/ ]+(\d{4}|\d{2}))?$")
TIME = re.compile(r"^(\d{1,2})(?:[.:u ]?(\d{2}))?(?:\s*(?:uur|u|h))?$", re.IGNORECASE)


def read_day(text: str, *, today: date, past: bool = False) -> date:
    """Return the day. Without a year it is the first one from today on, or the last one when `past`.

    Raises ValueError for what is no day.
    """
    words = WEEKDAY.sub("", " ".join(text.casefold().split()))
    if words in NEAR_DAYS:
        return today + timedelta(days=NEAR_DAYS[words])
    if found := ISO.match(words):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := NUMBERS.match(words):
        return _day(int(found[1]), int(found[2]), found[3], today=today, past=past)
    if found := NAMED.match(words):
        return _day(int(found[1]), _month(found[2]), found[3], today=today, past=past)
    raise ValueError(text)


def read_time(text: str) -> time:
    """Return the time of day. Raises ValueError for what is none."""
    found = TIME.match(text.strip())
    if not found:
        raise ValueError(text)
    return time(int(found[1]), int(found[2] or 0))


def _month(name: str) -> int:
    start = name[:3]
    return OTHER_MONTHS.get(start) or MONTHS.index(start) + 1  # index raises ValueError.


def _day(day: int, month: int, year: str | None, *, today: date, past: bool) -> date:
    if year is not None:
        century = 0 if len(year) == 4 else 2000
        return date(int(year) + century, month, day)
    years = (today.year, today.year - 1) if past else (today.year, today.year + 1, today.year + 2)
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:  # 29 February, in a year without one.
            continue
        if (found <= today) if past else (found >= today):
            return found
    return date(today.year, month, day)
