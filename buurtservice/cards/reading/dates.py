"""Reads the date on a card; it must not look at the clock: today is given."""

import re
from datetime import date

from buurtservice.cards.reading.messages import Assume, Message, UnreadableError, say
from buurtservice.cards.reading.text import clean, fold
from buurtservice.i18n import N_

EARLIEST = date(1990, 1, 1)

_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januari", "feb februari", "mrt maart", "apr april", "mei", "jun juni", "jul juli",
         "aug augustus", "sep sept september", "okt oktober", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_WEEKDAY = re.compile(r"(?P<weekday>[a-z]{2,9})[.,]?\s+(?=[0-9])")
_MIDNIGHT = re.compile(r"[ t]0?0:00(:00(\.0+)?)?$")
_FORMS = (
    re.compile(r"(?P<d>[0-9]{1,2})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<y>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<d>[0-9]{1,2})[ -](?P<month>[a-z]{3,9})\.?[ -]['’]?(?P<y>[0-9]{4}|[0-9]{2})"),
)


def read_date(text: str, today: date, assume: Assume) -> date:
    """Read "09-06-14", "9/6/2014", "9.6.14", "2014-06-09", "ma 9 juni 2014"; a year of two digits is 20yy.

    Raises UnreadableError for a date that is absent, unclear, nonexistent, after `today` or before 1990.
    """
    written = clean(text)
    if not written:
        raise UnreadableError("no_date", N_("De datum ontbreekt. Vul de datum van de kaart in."))
    folded = _MIDNIGHT.sub("", fold(text))
    weekday = _WEEKDAY.match(folded)
    found = _on_the_calendar(folded[weekday.end() :] if weekday else folded, written)
    if weekday:
        _compare_weekday(weekday["weekday"], found, written, assume)
    _refuse_impossible(found, today, written)
    return found


def _on_the_calendar(folded: str, written: str) -> date:
    match = next((match for form in _FORMS if (match := form.fullmatch(folded))), None)
    parts = match.groupdict() if match else {}
    month = _MONTHS.get(parts["month"]) if "month" in parts else int(parts.get("m", 0))
    if not parts or month is None:
        raise _unclear(written)
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        return date(year, month, int(parts["d"]))
    except ValueError:
        raise UnreadableError(
            "nonexistent_date",
            N_("De datum %(value)s bestaat niet. Verbeter de datum op de kaart."),
            value=written,
        ) from None


def _unclear(written: str) -> UnreadableError:
    return UnreadableError(
        "unclear_date",
        N_("De datum '%(value)s' is niet te lezen. Schrijf dag, maand en jaar, bijvoorbeeld 09-06-2014."),
        value=written,
    )


def _compare_weekday(short: str, found: date, written: str, assume: Assume) -> None:
    named = [day for day, name in enumerate(_WEEKDAYS) if name.startswith(short)]
    if len(named) != 1:
        raise _unclear(written)
    if named[0] != found.weekday():
        assume(
            say(
                "other_weekday",
                N_("%(value)s is een %(weekday)s. De datum is overgenomen; kijk of hij klopt."),
                value=written,
                weekday=Message("weekday", _WEEKDAYS[found.weekday()]),
            )
        )


def _refuse_impossible(found: date, today: date, written: str) -> None:
    if found > today:
        raise UnreadableError(
            "future_date",
            N_("De datum %(value)s ligt in de toekomst. Verbeter de datum op de kaart."),
            value=written,
        )
    if found < EARLIEST:
        raise UnreadableError(
            "early_date",
            N_("De datum %(value)s is te lang geleden (voor %(year)s). Verbeter de datum op de kaart."),
            value=written,
            year=EARLIEST.year,
        )
