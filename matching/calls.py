"""A plan of calls as values, with their JSON form. ``docs/calls.md`` says what the figures mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from matching.problem import Id
from matching.questions import Question

DIGITS: Final = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question in a call. ``p`` is its chance of yes, ``alone`` its gain by itself.

    ``adds`` is what the call would lose without it; ``unlocks`` are the requests it brings within reach of an
    offer, given the call's other questions.
    """

    question: Question
    p: float
    alone: int
    adds: int
    unlocks: tuple[Id, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: ``request`` for a question to an asker, else ``offer``."""
        question = self.question
        about = {"offer": question.offer} if question.request is None else {"request": question.request}
        plain = {"kind": question.kind, **about, "change": question.change}
        new = {} if question.new_offer is None else {"new_offer": question.new_offer}
        ours = {"p": round(self.p, DIGITS), "alone": self.alone, "adds": self.adds}
        return {**plain, **new, **ours, "unlocks": list(self.unlocks)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One conversation. ``gain`` is the increase of served_max if all is answered yes, here and before.

    ``expected_gain`` is the mean over all answers to this call. ``p`` is the share of the gain to be
    expected, expected_gain / gain: for one question its chance of yes. ``p_any`` is the chance that the call
    yields anything.
    """

    resident: Id
    questions: tuple[Asked, ...]
    gain: int
    p: float
    expected_gain: float
    p_any: float
    served_after: int

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; expected_gain is p x gain to the last digit shown."""
        p = round(self.p, DIGITS)
        return {
            "resident": self.resident,
            "questions": [question.to_dict() for question in self.questions],
            "p": p,
            "gain": self.gain,
            "expected_gain": round(p * self.gain, DIGITS),
            "p_any": round(self.p_any, DIGITS),
            "served_after": self.served_after,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """``served_max`` before any call, and the calls in the order to make them."""

    served_max: int
    calls: tuple[Call, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, with the keys that other programs rely on."""
        return {
            "served_max": self.served_max,
            "assumes": "every question of the earlier calls is answered yes; plan anew after each answer",
            "calls": [call.to_dict() for call in self.calls],
        }
