"""Says dayparts, distances, days and numbers in the reader's language. Pages and commands share it."""

from collections import defaultdict
from collections.abc import Iterable

from flask_babel import format_decimal, gettext, ngettext

from buurtservice.labels import DAYPARTS, WEEKDAYS

WALKING_M_PER_MINUTE = 75  # 4.5 km an hour, a calm pace.


def daypart_words(dayparts: Iterable[int] | None) -> str:
    """Say which dayparts: "dinsdagochtend en woensdagavond"; None is any time.

    A daypart on all five working days is said as one.
    """
    if dayparts is None:
        return gettext("elk moment van de week")
    by_part: dict[int, list[int]] = defaultdict(list)
    for index in sorted(set(dayparts)):
        by_part[index % 3].append(index // 3)
    words = []
    for part, days in sorted(by_part.items()):
        name = gettext(DAYPARTS[part])
        if set(range(5)) <= set(days):
            words.append(gettext("%(daypart)s van maandag tot en met vrijdag", daypart=name))
            days = [day for day in days if day > 4]
        words += [gettext("%(day)s%(daypart)s", day=gettext(WEEKDAYS[day]), daypart=name) for day in days]
    return join_words(words) if words else gettext("geen enkel moment")


def join_words(words: list[str]) -> str:
    """Join words as a sentence does: "a, b en c"."""
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s en %(last)s", first=", ".join(words[:-1]), last=words[-1])


def distance_words(distance_m: int | None) -> str:
    """Say a distance as minutes on foot, as the crow flies; far ones in kilometres."""
    if distance_m is None:
        return gettext("afstand onbekend")
    minutes = max(1, round(distance_m / WALKING_M_PER_MINUTE))
    if minutes <= 30:
        return ngettext("%(num)d minuut lopen", "%(num)d minuten lopen", minutes)
    return gettext("%(km)s kilometer", km=format_decimal(round(distance_m / 1000, 1)))


def days_words(days: int) -> str:
    """Say a number of days."""
    return ngettext("%(num)d dag", "%(num)d dagen", days)


def number_words(value: float | None, *, percent: bool = False) -> str:
    """Say a number, or a share as a percentage; a dash where there is none."""
    if value is None:
        return "–"
    if percent:
        return gettext("%(number)s %%", number=format_decimal(round(100 * value)))
    return str(format_decimal(value))
