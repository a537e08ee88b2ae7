"""Says dayparts, distances, days and numbers in the reader's language. Pages and commands share it."""

from collections.abc import Iterable
from typing import Protocol

from flask_babel import format_decimal, gettext, ngettext

from buurtservice.i18n import N_
from buurtservice.labels import DAYPARTS, WEEKDAYS

WALKING_M_PER_MINUTE = 75  # 4.5 km an hour, a calm pace.
DAYPARTS_IN_WEEK = 21
PARTS_A_DAY = 3
HELP_SENTENCES = {
    "ironing": N_("%(helper)s strijkt voor %(asker)s"),
    "shopping": N_("%(helper)s doet boodschappen voor %(asker)s"),
    "buddy": N_("%(helper)s wordt maatje van %(asker)s"),
    "garden": N_("%(helper)s helpt %(asker)s in de tuin"),
    "odd_jobs": N_("%(helper)s doet klusjes bij %(asker)s"),
    "computer": N_("%(helper)s helpt %(asker)s met de computer"),
    "transport": N_("%(helper)s rijdt voor %(asker)s"),
    "cooking": N_("%(helper)s kookt voor %(asker)s"),
    "pet": N_("%(helper)s zorgt voor het huisdier van %(asker)s"),
    "language": N_("%(helper)s oefent de taal met %(asker)s"),
    "forms": N_("%(helper)s helpt %(asker)s met formulieren"),
}


class Named(Protocol):
    """Somebody who may have a name."""

    @property
    def name(self) -> str | None: ...


def daypart_words(dayparts: Iterable[int] | None, *, either: bool = False) -> str:
    """Say which dayparts: "dinsdagochtend en woensdagavond", or "of" when one will do; None is any time.

    A daypart on all five working days is said as one, first; the others follow in the order of the week. A
    whole week is any time.
    """
    chosen = set(range(DAYPARTS_IN_WEEK)) if dayparts is None else set(dayparts)
    if len(chosen) == DAYPARTS_IN_WEEK:
        return gettext("elk moment van de week")
    words = []
    for part in range(PARTS_A_DAY):
        all_working_days = {PARTS_A_DAY * day + part for day in range(5)}
        if all_working_days <= chosen:
            words.append(_working_days(gettext(DAYPARTS[part]), either=either))
            chosen -= all_working_days
    words += [
        gettext(
            "%(day)s%(daypart)s",
            day=gettext(WEEKDAYS[index // PARTS_A_DAY]),
            daypart=gettext(DAYPARTS[index % PARTS_A_DAY]),
        )
        for index in sorted(chosen)
    ]
    return join_words(words, either=either) if words else gettext("geen enkel moment")


def _working_days(daypart: str, *, either: bool) -> str:
    if either:
        return gettext("een %(daypart)s van maandag tot en met vrijdag", daypart=daypart)
    return gettext("%(daypart)s van maandag tot en met vrijdag", daypart=daypart)


def join_words(words: list[str], *, either: bool = False) -> str:
    """Join words as a sentence does: "a, b en c", or "a, b of c"."""
    if len(words) < 2:
        return "".join(words)
    first = ", ".join(words[:-1])
    if either:
        return gettext("%(first)s of %(last)s", first=first, last=words[-1])
    return gettext("%(first)s en %(last)s", first=first, last=words[-1])


def help_words(category: str, *, helper: str, asker: str, name: str) -> str:
    """Say who does what for whom: "Sjef strijkt voor Mia". `name` is for a kind without a sentence."""
    sentence = HELP_SENTENCES.get(category)
    if sentence is None:
        return gettext("%(helper)s helpt %(asker)s: %(name)s", helper=helper, asker=asker, name=name)
    return str(gettext(sentence, helper=helper, asker=asker))


def first_name(name: str | None, otherwise: str = "") -> str:
    """Return the first word of a name; `otherwise` where there is none."""
    return next(iter((name or "").split()), otherwise)


def name_for_neighbours(person: Named) -> str:
    """Return the first name, all that neighbours read; for who has none, or left, a word for them."""
    return first_name(person.name, gettext("een buurgenoot"))


def name_for_staff(name: str | None) -> str:
    """Return the first name, for talking about somebody; for who has none a word for them."""
    return first_name(name, gettext("iemand"))


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
