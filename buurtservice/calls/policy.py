"""How this installation holds its conversations: questions at most, and the chance of yes to begin with.

A setting is named as in a problem for the matcher: `questions.daypart`, `response.radius`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from buurtservice.calls.errors import PolicyNotANumber, PolicyOutOfRange, UnknownPolicy
from buurtservice.calls.models import CallPolicy, QuestionKind
from buurtservice.calls.queries import count_answers
from buurtservice.extensions import db
from buurtservice.transactions import savepoint, transaction
from matching.asking import DEFAULT_LIMITS, MOST_QUESTIONS, Asking
from matching.responses import PRIOR, response_table

_ONLY = 1  # The id of the one row.
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?", re.ASCII)
QUESTIONS, RESPONSE = "questions", "response"
NAMES = tuple(f"{group}.{kind.value}" for group in (QUESTIONS, RESPONSE) for kind in QuestionKind)


@dataclass(frozen=True, kw_only=True)
class KindOfQuestion:
    """What holds for one kind: at most `questions` in a conversation, and how likely a yes is.

    `response` is the chance to begin with, `chance` what it has become with the answers on record.
    `yes` and `no` count the answers on record.
    """

    kind: QuestionKind
    questions: int
    response: float
    yes: int
    no: int
    chance: float


def read_call_policy() -> tuple[dict[QuestionKind, int], dict[QuestionKind, float]]:
    """Return per kind how many questions one conversation may hold, and the chance of yes to begin with."""
    row = db.session.get(CallPolicy, _ONLY, populate_existing=True)
    columns = _defaults() if row is None else {name: getattr(row, name) for name in _defaults()}
    return (
        {kind: int(columns[f"{QUESTIONS}_{kind}"]) for kind in QuestionKind},
        {kind: float(columns[f"{RESPONSE}_{kind}"]) for kind in QuestionKind},
    )


def list_kinds_of_question() -> list[KindOfQuestion]:
    """Return what holds for each kind of question now."""
    limits, response = read_call_policy()
    answers = count_answers()
    table = response_table(
        Asking(
            response={kind.value: chance for kind, chance in response.items()},
            answers={kind.value: counts for kind, counts in answers.items()},
        )
    )
    return [
        KindOfQuestion(
            kind=kind,
            questions=limits[kind],
            response=response[kind],
            yes=answers.get(kind, (0, 0))[0],
            no=answers.get(kind, (0, 0))[1],
            chance=table[kind.value],
        )
        for kind in QuestionKind
    ]


def change_call_policy(changes: Mapping[str, str]) -> None:
    """Set these, by name; the others stay as they are, also where a colleague changes them at this moment.

    Raises UnknownPolicy, PolicyNotANumber or PolicyOutOfRange, which name the setting: nothing has changed.
    """
    columns = {name.replace(".", "_"): _read(name, value) for name, value in changes.items()}
    if not columns:
        return
    with transaction() as session:
        _make_row()
        session.execute(
            update(CallPolicy)
            .where(CallPolicy.id == _ONLY)
            .values(**columns)
            .execution_options(synchronize_session=False)
        )


def _make_row() -> None:
    """Store the defaults, so that they can be changed, unless somebody did so before."""
    if db.session.get(CallPolicy, _ONLY) is not None:
        return
    try:
        with savepoint() as session:
            session.add(CallPolicy(id=_ONLY, **_defaults()))
            session.flush()
    except IntegrityError:
        return  # A colleague made it at this moment.


def _defaults() -> dict[str, float]:
    limits = {f"{QUESTIONS}_{kind}": DEFAULT_LIMITS[kind.value] for kind in QuestionKind}
    return {**limits, **{f"{RESPONSE}_{kind}": PRIOR[kind.value] for kind in QuestionKind}}


def _read(name: str, value: str) -> float:
    """Read a value of this setting. A decimal comma is as good as a point."""
    if name not in NAMES:
        raise UnknownPolicy(name=_shown(name), known=", ".join(NAMES))
    whole = name.startswith(QUESTIONS)
    if not _NUMBER.fullmatch(value.strip()):
        raise PolicyNotANumber(field=name, value=_shown(value))
    number = float(value.strip().replace(",", "."))
    most = MOST_QUESTIONS if whole else 1
    if number > most or (whole and number != int(number)):
        raise PolicyOutOfRange(field=name, value=_shown(value))
    return int(number) if whole else number


def _shown(value: str) -> str:
    """Return what was typed, fit to be read: not endless, and nothing that steers a terminal."""
    return "".join(c if c.isprintable() else " " for c in value[:40])
