"""Reads which one kind of help a card is about; it must not invent kinds: their words are given."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from buurtservice.cards.reading.messages import Assume, CardBoxError, UnreadableError, say
from buurtservice.cards.reading.text import clean, fold
from buurtservice.i18n import N_
from buurtservice.residents.likeness import one_edit_apart

MAX_CATEGORY = 120

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[/,&+;|]")
_BETWEEN = frozenset({"/", ",", "&", "+", ";", "|", "en", "of"})
_FILLERS = frozenset({
    "hulp", "helpen", "in", "de", "het", "een", "mijn", "doen", "huis", "thuis", "klein", "kleine", "voor",
    "van", "met", "bij", "naar", "om", "op", "te", "ziekenhuis", "invullen", "samen", "graag", "gezocht",
})  # fmt: skip
_DENIALS = frozenset({"geen", "niet", "behalve", "zonder"})
_SHORTEST_TYPO = 6
_NEAR = 0.81


@dataclass(frozen=True)
class Spellings:
    """The known words of each category, ready for looking up."""

    phrases: Mapping[tuple[str, ...], str]

    @classmethod
    def of(cls, categories: Mapping[str, Collection[str]]) -> "Spellings":
        """Prepare the words given; raises CardBoxError where two categories claim the same one."""
        phrases: dict[tuple[str, ...], str] = {}
        for code, spellings in sorted(categories.items()):
            for spelling in sorted(spellings):
                phrase = tuple(_tokens(spelling))
                if phrase and phrases.setdefault(phrase, code) != code:
                    raise CardBoxError(
                        "word_of_two_categories",
                        N_("Het woord '%(word)s' hoort bij twee soorten hulp. Haal het bij één ervan weg."),
                        word=spelling,
                    )
        return cls(phrases)

    @cached_property
    def words(self) -> dict[str, str]:
        """The spellings of one word."""
        return {phrase[0]: code for phrase, code in self.phrases.items() if len(phrase) == 1}

    @cached_property
    def longest(self) -> int:
        """The number of words in the longest spelling."""
        return max(map(len, self.phrases), default=1)

    def meant_by(self, word: str) -> tuple[str, str] | None:
        """Return the known word, and its category, that is one typing error away; None if in doubt."""
        if len(word) < _SHORTEST_TYPO:
            return None
        near = sorted(known for known in self.words if one_edit_apart(word, known))
        return (near[0], self.words[near[0]]) if len({self.words[known] for known in near}) == 1 else None


@dataclass
class _Part:
    """What stands between two separators: the categories it names and the words we do not know."""

    codes: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)


def read_category(text: str, spellings: Spellings, assume: Assume) -> str:
    """Return the code of the one category that the words are about.

    Known phrases go before single words, and words that say nothing are passed over ("hulp in de tuin").
    Raises UnreadableError for none, for two and for a word of its own that is not known.
    """
    written = clean(text)
    if not written:
        raise UnreadableError("no_category", N_("De soort hulp ontbreekt. Vul in om welke hulp het gaat."))
    if len(written) > MAX_CATEGORY:
        raise UnreadableError(
            "long_category",
            N_("De soort hulp is langer dan %(longest)s letters. Noem alleen de soort hulp."),
            longest=MAX_CATEGORY,
        )
    parts = list(_parts(_tokens(written), spellings, assume))
    codes = {code for part in parts for code in part.codes}
    for part in parts:
        _judge_unknown(part, written, spellings, assume)
    if not codes:
        raise _unknown(written, written, spellings)
    if len(codes) > 1:
        raise UnreadableError(
            "two_categories",
            N_("'%(value)s' is meer dan één soort hulp. Maak er twee kaarten van."),
            value=written,
        )
    return codes.pop()


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


def _parts(tokens: list[str], spellings: Spellings, assume: Assume) -> Iterator[_Part]:
    part, place = _Part(), 0
    while place < len(tokens):
        length, code = _longest_phrase(tokens[place:], spellings)
        if code:
            part.codes.add(code)
        elif tokens[place] in _BETWEEN:
            yield part
            part = _Part()
        elif tokens[place] not in _FILLERS:
            _take_unknown(tokens[place], part, spellings, assume)
        place += length
    yield part


def _longest_phrase(tokens: list[str], spellings: Spellings) -> tuple[int, str | None]:
    for length in range(min(spellings.longest, len(tokens)), 0, -1):
        if code := spellings.phrases.get(tuple(tokens[:length])):
            return length, code
    return 1, None


def _take_unknown(word: str, part: _Part, spellings: Spellings, assume: Assume) -> None:
    meant = spellings.meant_by(word)
    if meant is None:
        part.unknown.append(word)
        return
    known, code = meant
    part.codes.add(code)
    assume(say("category_typo", N_("'%(value)s' is gelezen als %(read)s."), value=word, read=known))


def _judge_unknown(part: _Part, written: str, spellings: Spellings, assume: Assume) -> None:
    """A word beside a known one explains it ("boodschappen Aldi"); one by itself may be a second kind."""
    if not part.unknown:
        return
    words = " ".join(part.unknown)
    if not part.codes or _DENIALS.intersection(part.unknown):
        raise _unknown(words, written, spellings)
    assume(
        say(
            "category_words",
            N_(
                "In '%(value)s' is '%(words)s' niet meegenomen. "
                "Zet het bij de bijzonderheden als het belangrijk is."
            ),
            value=written,
            words=words,
        )
    )


def _unknown(words: str, written: str, spellings: Spellings) -> UnreadableError:
    near = difflib.get_close_matches(fold(words), spellings.words, n=1, cutoff=_NEAR)
    if near:
        return UnreadableError(
            "unknown_category_near",
            N_(
                "De soort hulp '%(value)s' is niet bekend. Bedoelt u '%(near)s'? Schrijf dat dan op de kaart."
            ),
            value=written,
            near=near[0],
        )
    return UnreadableError(
        "unknown_category",
        N_(
            "De soort hulp '%(value)s' is niet bekend. Kies een soort hulp die bekend is, "
            "of voeg hem toe met: buurtservice category add"
        ),
        value=written,
    )
