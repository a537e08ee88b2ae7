"""Says when a site is open: days with the same hours in one line, and the closed days that are near."""

from datetime import date, time, timedelta

from flask_babel import gettext

from buurtservice.labels import WEEKDAYS
from buurtservice.sites.opening import Opening
from buurtservice.web.words import day_words, joined

NEAR_DAYS = 42
Times = tuple[tuple[time, time], ...]


def hours_words(opening: Opening) -> list[str]:
    """Return lines such as "maandag tot en met vrijdag: 9.00 tot 17.00 uur"."""
    lines, weekday = [], 0
    while weekday < len(WEEKDAYS):
        times = _times(opening, weekday)
        last = weekday
        while last + 1 < len(WEEKDAYS) and _times(opening, last + 1) == times:
            last += 1
        if times:
            lines.append(f"{_days(weekday, last)}: {_clock(times)}")
        weekday = last + 1
    return lines


def closed_words(opening: Opening, today: date) -> list[str]:
    """Return the closed days in the coming weeks, each with its reason."""
    days = (today + timedelta(step) for step in range(NEAR_DAYS))
    usual = {weekday for weekday, _daypart in opening.hours}
    found = [(day, opening.closed_because(day)) for day in days if day.weekday() in usual]
    return [f"{day_words(day)} ({why})" for day, why in found if why]


def _times(opening: Opening, weekday: int) -> Times:
    """Return from when to when a site is open on a weekday; dayparts that touch are one stretch."""
    found: list[tuple[time, time]] = []
    for (day, _daypart), (opens, closes) in sorted(opening.hours.items()):
        if day != weekday:
            continue
        if found and found[-1][1] == opens:
            found[-1] = (found[-1][0], closes)
        else:
            found.append((opens, closes))
    return tuple(found)


def _days(first: int, last: int) -> str:
    begin, end = gettext(WEEKDAYS[first]), gettext(WEEKDAYS[last])
    if first == last:
        return str(begin)
    if last == first + 1:
        return joined([begin, end])
    return str(gettext("%(first)s tot en met %(last)s", first=begin, last=end))


def _clock(times: Times) -> str:
    return joined(
        [
            gettext(
                "%(opens)s tot %(closes)s uur",
                opens=f"{opens.hour}.{opens.minute:02}",
                closes=f"{closes.hour}.{closes.minute:02}",
            )
            for opens, closes in times
        ]
    )
