"""Filters that say things as people write them: dates, dayparts, distances, initials."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import format_date, gettext, ngettext

from buurtservice.clock import LOCAL_ZONE, local_today
from buurtservice.errors import BuurtserviceError
from buurtservice.wording import daypart_words, days_words, distance_words, join_words

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PARTICLES = {"van", "de", "der", "den", "ter", "ten", "te", "het", "'t", "op", "in", "el", "al", "von", "da"}


def init_words(app: Flask) -> None:
    """Make the filters known to the templates."""
    filters: dict[str, Any] = {
        "day": day_words,
        "short_day": short_day_words,
        "moment": moment_words,
        "clock": clock_words,
        "ago": ago_words,
        "dayparts": daypart_words,
        "distance": distance_words,
        "days": days_words,
        "initials": initials,
        "joined": joined,
        "tel": tel,
        "upper_first": upper_first,
    }
    app.jinja_env.filters.update(filters)


def refusal_words(refused: BuurtserviceError) -> str:
    """Say a refusal in the reader's language; a day that fills it as people write it, not as programs do."""
    return refused.in_words(_word)


def _word(text: str) -> str:
    with suppress(ValueError):  # What somebody typed may look like a day and be none.
        if ISO_DAY.fullmatch(text):
            return str(format_date(date.fromisoformat(text), "d MMMM y"))
    return str(gettext(text))


def day_words(day: date | datetime | None, *, year: bool | None = None) -> str:
    """Say "maandag 23 november"; with the year when that is not this one, or when `year` says so."""
    if day is None:
        return gettext("onbekend")
    day = local_day(day)
    with_year = day.year != local_today().year if year is None else year
    return str(format_date(day, "EEEE d MMMM y" if with_year else "EEEE d MMMM"))


def short_day_words(day: date | datetime | None) -> str:
    """Say "23 nov", with the year when that is not this one."""
    if day is None:
        return "–"
    day = local_day(day)
    return str(format_date(day, "d MMM" if day.year == local_today().year else "d MMM y"))


def moment_words(moment: datetime | None) -> str:
    """Say "maandag 23 november, 14.30 uur"."""
    if moment is None:
        return gettext("onbekend")
    return f"{day_words(moment)}, {clock_words(moment)}"


def clock_words(moment: datetime) -> str:
    """Say "14.30 uur" as the clock in the neighbourhood shows it."""
    local = moment.astimezone(LOCAL_ZONE) if moment.tzinfo else moment
    return gettext("%(time)s uur", time=f"{local.hour}.{local.minute:02}")


def ago_words(day: date | datetime) -> str:
    """Say how long ago a day was: "vandaag", "gisteren", "12 dagen geleden"."""
    days = (local_today() - local_day(day)).days
    if days == 0:
        return gettext("vandaag")
    if days == 1:
        return gettext("gisteren")
    if days < 0:
        return day_words(day)
    return ngettext("%(num)d dag geleden", "%(num)d dagen geleden", days)


def initials(name: str | None) -> str:
    """Return initials for a screen that others can see: "Mia van der Berg" is "M.B."."""
    words = [word for word in re.split(r"[\s.]+", name or "") if word and word.casefold() not in PARTICLES]
    letters = [word[0].upper() for word in words if word[0].isalpha()]
    return "".join(f"{letter}." for letter in (letters if len(letters) < 3 else [letters[0], letters[-1]]))


def joined(words: Iterable[str], *, either: bool = False) -> str:
    """Join words as a sentence does: "a, b en c"."""
    return join_words([str(word) for word in words], either=either)


def upper_first(words: str) -> str:
    """Begin a sentence with a capital, and leave the rest: "Tuesday 3 March"."""
    return words[:1].upper() + words[1:]


def tel(number: str) -> str:
    """Return a telephone number as a link dials it: +31430000000."""
    digits = re.sub(r"[^\d+]", "", number)
    return "+31" + digits[1:] if re.match(r"0[1-9]", digits) else digits


def local_day(moment: date | datetime) -> date:
    """Return the local day of a moment; a day is that day already."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(LOCAL_ZONE) if moment.tzinfo else moment).date()
