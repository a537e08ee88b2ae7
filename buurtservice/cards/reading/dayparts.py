"""Reads when somebody can, from Dutch words; it must not guess a day or daypart that is not written."""

import re

from buurtservice.cards.reading.messages import Assume, UnreadableError, say
from buurtservice.cards.reading.text import clean, clean_lines, fold
from buurtservice.i18n import N_
from buurtservice.residents.likeness import one_edit_apart

MAX_WHEN = 300

_DAY_NAMES = (
    "ma maa maandag maandagen maandags", "di din dinsdag dinsdagen dinsdags",
    "wo woe woensdag woensdagen woensdags", "do don donderdag donderdagen donderdags",
    "vr vrij vrijdag vrijdagen vrijdags",
    "za zat zaterdag zaterdagen zaterdags", "zo zon zondag zondagen zondags",
)  # fmt: skip
_SINGLE = {name: day for day, names in enumerate(_DAY_NAMES) for name in names.split()}
_WORKDAYS = frozenset(range(5))
_DAYS: dict[str, frozenset[int]] = {
    **{name: frozenset({day}) for name, day in _SINGLE.items()},
    **dict.fromkeys(
        ("doordeweeks", "doordeweekse", "weekdag", "weekdagen", "werkdag", "werkdagen"), _WORKDAYS
    ),
    **dict.fromkeys(("weekend", "weekeinde", "weekends", "weekenden"), frozenset({5, 6})),
    **dict.fromkeys(("elkedag", "dagelijks"), frozenset(range(7))),
}
_PARTS: dict[str, frozenset[int]] = {
    **dict.fromkeys(("ochtend", "ochtends", "ochtenden", "voormiddag"), frozenset({0})),
    **dict.fromkeys(("middag", "middags", "middagen", "namiddag"), frozenset({1})),
    **dict.fromkeys(("avond", "avonds", "avonden"), frozenset({2})),
    "overdag": frozenset({0, 1}),
    "heledag": frozenset({0, 1, 2}),
}
_EVERY = frozenset({"elk", "elke", "ieder", "iedere", "alle"})
_FILLERS = frozenset({"op", "in", "de", "het", "en", "of", "/", "&", "+"})
_ANY = frozenset({"altijd", "maakt niet uit", "alle dagdelen", "elk moment"})
_DAY = "(?:" + "|".join(sorted(_SINGLE, key=len, reverse=True)) + ")"
_PART = "(?:" + "|".join(sorted(_PARTS, key=len, reverse=True)) + ")"
_COMPOUND = re.compile(rf"\b({'|'.join(sorted(_DAYS, key=len, reverse=True))})-?({_PART})")
_RANGE = re.compile(rf"\b({_DAY})\s*(?:>|-)\s*({_DAY})\b(?!\s*[->])")
_REWRITTEN = (
    (re.compile(r"[;\n]"), ","),
    (re.compile(r"[–—]"), "-"),
    (re.compile(r"[():]"), " "),
    (re.compile(r"['’`]s\b"), " "),
    (re.compile(r"\bt\s*/\s*m\b\.?|\bt\.?m\b\.?|\btot en met\b"), ">"),
    (re.compile(r"(?<=[a-z])\."), " "),
    (re.compile(r"\bdoor de week(?:s|se)?\b"), "doordeweeks"),
    (re.compile(r"\b(?:elke|iedere) dag\b|\balle dagen\b"), "elkedag"),
    (re.compile(r"\b(?:de )?(?:hele|gehele) dag(?:en)?\b"), "heledag"),
)
_SHORTEST_TYPO = 6


def read_dayparts(text: str, assume: Assume) -> frozenset[int] | None:
    """Return 3 × weekday (Monday 0) + {morning 0, afternoon 1, evening 2} for each daypart; None means any.

    "elke" with a part alone means Monday to Friday, "elke dag" means all seven. A part belongs to all days
    named before it since the last part ("ma en wo ochtend"). Raises UnreadableError for a day without a
    part, a part without a day, and any unknown word.
    """
    written = clean(text)
    if len(written) > MAX_WHEN:
        raise UnreadableError(
            "long_when",
            N_("'Wanneer' is langer dan %(longest)s letters. Noem alleen de dagdelen."),
            longest=MAX_WHEN,
        )
    if written.strip("-") == "":
        assume(say("any_daypart", N_("Bij 'Wanneer' staat niets. Dat is gelezen als: elk dagdeel kan.")))
        return None
    if fold(written).rstrip(".!") in _ANY:
        return None
    return _Week(written, assume).read(_tokens(clean_lines(text), written, assume))


def _tokens(text: str, written: str, assume: Assume) -> list[str]:
    folded = "\n".join(map(fold, text.split("\n")))
    for pattern, replacement in _REWRITTEN:
        folded = pattern.sub(replacement, folded)
    folded = _RANGE.sub(_days_between, _COMPOUND.sub(r"\1 \2", folded))
    folded = re.sub(rf"\b({_DAY})\s*-\s*(?={_PART}\b)", r"\1 ", folded)
    return [_known_word(word, written, assume) for word in re.findall(r"[^\W\d_]+|\S", folded)]


def _days_between(found: re.Match[str]) -> str:
    first, last = _SINGLE[found[1]], _SINGLE[found[2]]
    days = range(first, last + 1 if first <= last else last + 8)
    return " ".join(_DAY_NAMES[day % 7].split()[0] for day in days)


def _known_word(word: str, written: str, assume: Assume) -> str:
    if word in _DAYS or word in _PARTS or word in _EVERY or word in _FILLERS or word == ",":
        return word
    meant = sorted(known for known in (*_DAYS, *_PARTS) if one_edit_apart(word, known))
    if len(word) < _SHORTEST_TYPO or len(meant) != 1:
        raise UnreadableError(
            "unknown_when",
            N_(
                "Bij 'Wanneer' is '%(word)s' niet te lezen (er staat '%(value)s'). "
                "Schrijf bijvoorbeeld 'di ochtend'."
            ),
            word=word,
            value=written,
        )
    assume(say("when_typo", N_("'%(value)s' is gelezen als %(read)s."), value=word, read=meant[0]))
    return meant[0]


class _Week:
    """Collects dayparts word by word: days wait until a part comes, a new day after a part begins anew."""

    def __init__(self, written: str, assume: Assume) -> None:
        self.written, self.assume = written, assume
        self.named: set[int] = set()
        self.days: frozenset[int] = frozenset()
        self.has_part = self.every = self.after_comma = self.carried = False

    def read(self, tokens: list[str]) -> frozenset[int]:
        for word in tokens:
            if word == ",":
                self.after_comma = True
            elif word in _EVERY:
                self._start_anew()
                self.every = True
            elif word in _DAYS:
                self._add_days(_DAYS[word])
            elif word in _PARTS:
                self._add_parts(_PARTS[word])
        self._finish()
        return frozenset(self.named)

    def _start_anew(self) -> None:
        if self.has_part:
            self.days, self.has_part, self.every = frozenset(), False, False

    def _add_days(self, days: frozenset[int]) -> None:
        self._start_anew()
        self.carried |= bool(self.days) and self.after_comma
        self.days |= days
        self.every = self.after_comma = False

    def _add_parts(self, parts: frozenset[int]) -> None:
        days = self.days or (_WORKDAYS if self.every else frozenset())
        if not days:
            raise UnreadableError(
                "no_day",
                N_(
                    "Bij 'Wanneer' ('%(value)s') ontbreekt de dag. "
                    "Schrijf bijvoorbeeld 'ma ochtend' of 'elke ochtend'."
                ),
                value=self.written,
            )
        self.carried |= self.has_part and self.after_comma
        self.named.update(3 * day + part for day in days for part in parts)
        self.has_part, self.after_comma = True, False

    def _finish(self) -> None:
        if not self.has_part:
            raise UnreadableError(
                "no_part",
                N_(
                    "Bij 'Wanneer' ('%(value)s') ontbreekt het dagdeel. Schrijf er ochtend, middag, avond of "
                    "'hele dag' bij, bijvoorbeeld 'ma ochtend'."
                ),
                value=self.written,
            )
        if self.carried:
            self.assume(
                say(
                    "when_shared",
                    N_("'%(value)s' is gelezen met dag en dagdeel over de komma heen. Kijk of dat klopt."),
                    value=self.written,
                )
            )
