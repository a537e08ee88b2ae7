"""What may be asked of whom: limits of one conversation, people to leave in peace, answers of before.

It reads and checks the keys of a problem that only the call plan looks at. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from matching.checks import Check, ProblemError, identifier, number, refusal, shown, text, whole
from matching.problem import DAYPARTS_IN_WEEK, Id, Problem

Kind = Literal["daypart", "radius", "need", "load", "category"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
MOST_QUESTIONS: Final = 3
"""Of one kind in one conversation. More is no conversation but an interrogation."""

DEFAULT_LIMITS: Final[Mapping[Kind, int]] = {"daypart": 2, "radius": 1, "need": 1, "load": 1, "category": 1}
CHANGES: Final[Mapping[Kind, Check]] = {
    "daypart": whole(0, DAYPARTS_IN_WEEK - 1),
    "radius": number(0, 1_000_000_000),
    "need": text,
    "category": identifier,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """A no of one resident: about an ``offer`` of theirs or a ``request`` of theirs, the other being None."""

    resident: Id
    kind: Kind
    offer: Id | None = None
    request: Id | None = None
    change: Id | float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """``limits`` per kind in one conversation; ``response`` per kind the chance of yes before any answer.

    ``answers`` per kind are (yes, no) counts on record. ``called_recently`` are left in peace, as are those
    who rest.
    """

    limits: Mapping[Kind, int] = field(default_factory=lambda: dict(DEFAULT_LIMITS))
    response: Mapping[Kind, float] = field(default_factory=dict)
    answers: Mapping[Kind, tuple[int, int]] = field(default_factory=dict)
    called_recently: frozenset[Id] = frozenset()
    refused: tuple[Refusal, ...] = ()


def read_asking(document: Mapping[str, Any], problem: Problem) -> Asking:
    """What a decoded JSON document says beside the problem read from it.

    Raises:
        ProblemError: the message begins with the field, for example ``refused[3].kind``.
    """
    policy = document.get("policy") or {}
    residents = {resident.id for resident in problem.residents}
    return Asking(
        limits={**DEFAULT_LIMITS, **_by_kind(policy, "questions", whole(0, MOST_QUESTIONS))},
        response=_by_kind(policy, "response", number(0, 1)),
        answers=_answers(document),
        called_recently=frozenset(
            _known(item, residents, f"called_recently[{at}]", "resident")
            for at, item in enumerate(_list(document, "called_recently"))
        ),
        refused=tuple(
            _refusal(item, problem, f"refused[{at}]") for at, item in enumerate(_list(document, "refused"))
        ),
    )


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    if value is not None and not isinstance(value, list):
        raise refusal(value, key, "must be a list")
    return value or []


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise refusal(value, where, "must be an object")
    return value


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _kind(value: Any, where: str) -> Kind:
    if not isinstance(value, str) or value not in KINDS:
        raise refusal(value, where, f"must be one of {', '.join(KINDS)}")
    return value


def _by_kind(policy: Mapping[str, Any], key: str, check: Check) -> dict[Kind, Any]:
    if policy.get(key) is None:
        return {}
    found = {}
    for name, value in _object(policy[key], f"policy.{key}").items():
        kind = _kind(name, f"policy.{key}")
        if value is not None:
            found[kind] = _plain(value)
            check(found[kind], f"policy.{key}.{kind}")
    return found


def _answers(document: Mapping[str, Any]) -> dict[Kind, tuple[int, int]]:
    """Counts per kind; several rows of a kind add up."""
    counts: dict[Kind, tuple[int, int]] = {}
    for at, item in enumerate(_list(document, "answers")):
        given = _object(item, f"answers[{at}]")
        kind = _kind(given.get("kind"), f"answers[{at}].kind")
        row = [_plain(given.get(key) or 0) for key in ("yes", "no")]
        for key, count in zip(("yes", "no"), row, strict=True):
            whole(0, 1_000_000)(count, f"answers[{at}].{key}")
        yes, no = counts.get(kind, (0, 0))
        counts[kind] = (yes + row[0], no + row[1])
    return counts


def _known(value: Any, known: set[Id], where: str, what: str) -> Id:
    identifier(plain := _plain(value), where)
    if plain not in known:
        raise ProblemError(where, f"no {what} has the id {shown(plain)}")
    found: Id = plain
    return found


def _refusal(value: Any, problem: Problem, where: str) -> Refusal:
    """A refusal about an offer or request that is no longer there is no fault: it may have been withdrawn."""
    given = _object(value, where)
    kind = _kind(given.get("kind"), f"{where}.kind")
    change = _plain(given.get("change"))
    if kind in CHANGES:
        CHANGES[kind](change, f"{where}.change")
    about = {key: _plain(given[key]) for key in ("offer", "request") if given.get(key) is not None}
    for key, named in about.items():
        identifier(named, f"{where}.{key}")
    residents = {resident.id for resident in problem.residents}
    resident = _known(given.get("resident"), residents, f"{where}.resident", "resident")
    return Refusal(resident=resident, kind=kind, change=None if kind == "load" else change, **about)
