"""What else a helper could do for somebody they help already: now, or after one question.

An existing pair that clicks is worth more than a new one; the question behind the question has a place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from matching.askable import Askable
from matching.asking import Asking
from matching.best_questions import RADIUS_STEP_M
from matching.checks import ProblemError, shown
from matching.market import Market, open_market
from matching.masks import Mask, bits
from matching.problem import Id, Problem
from matching.questions import Question
from matching.reaches import Reaches
from matching.rules import validate


@dataclass(frozen=True, kw_only=True, slots=True)
class Also:
    """A request that an offer could serve; ``question`` is what would have to be asked first, if anything."""

    request: Id
    offer: Id
    question: Question | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        plain: dict[str, Any] = {"request": self.request, "offer": self.offer, "question": None}
        if self.question is not None:
            about = "offer" if self.question.request is None else "request"
            asked = {"kind": self.question.kind, about: getattr(self.question, about)}
            plain["question"] = {**asked, "change": self.question.change}
        return plain


def also_possible(
    problem: Problem, *, asker: Id | None, helper: Id, asking: Asking | None = None
) -> tuple[Also, ...]:
    """The requests of ``asker`` that ``helper`` could answer, by request, one way each.

    None for ``asker`` means everybody's; then only the helper is asked something.

    First an offer that suits as it is, then one that does after one question to the helper, then to the
    asker; in the order of the questions. How many places are free is not looked at: they know each other.
    Nobody is asked who rests, was called this week, or refused it.

    Raises:
        ProblemError: the problem breaks a rule, or one of the two is not in it.
    """
    validate(problem)
    market = open_market(problem)
    for name, person in (("asker", asker), ("helper", helper)):
        if person is not None and person not in market.resident_at:
            raise ProblemError(name, f"no resident has the id {shown(person)}")
    asks, helps = None if asker is None else market.resident_at[asker], market.resident_at[helper]
    reaches = Reaches(market)
    wanted: Mask = sum(1 << at for at, person in enumerate(market.asker.tolist()) if asks in (None, person))
    askable = Askable(reaches, asking or Asking(), wanted=wanted)
    found: dict[int, Also] = {}
    for request, way in _ways(market, askable, helps, asks, wanted):
        found.setdefault(request, way)
    return tuple(found[request] for request in sorted(found))


def _ways(
    market: Market, askable: Askable, helps: int, asks: int | None, wanted: Mask
) -> Iterator[tuple[int, Also]]:
    offers = [at for at, person in enumerate(market.helper.tolist()) if person == helps]
    reaches = askable.reaches
    given = reaches.now() if reaches.given else None
    for offer in offers:
        for request in bits((given[offer] if given else reaches.after(offer)) & wanted):
            yield request, Also(request=market.requests[request].id, offer=market.offers[offer].id)
    for question in askable.questions(helps) if askable.may_call(helps) else []:
        if question.offer is not None:
            for request in bits(_opened(askable.reaches, question) & wanted):
                asked = _narrowed(askable.reaches, question, request)
                yield request, Also(request=market.requests[request].id, offer=question.offer, question=asked)
    for question in askable.questions(asks) if asks is not None and askable.may_call(asks) else []:
        if question.request is not None:
            request = market.request_at[question.request]
            for offer in askable.offers_at(request, int(str(question.change))):
                if offer in offers:
                    yield (
                        request,
                        Also(request=question.request, offer=market.offers[offer].id, question=question),
                    )


def _opened(reaches: Reaches, question: Question) -> Mask:
    """The requests that the offer of a question to a helper can serve after a yes."""
    if question.offer is None:
        return 0
    offer, change = reaches.market.offer_at[question.offer], question.change
    match question.kind:
        case "daypart":
            return reaches.after(offer, dayparts=[int(str(change))])
        case "radius":
            return reaches.after(offer, radius_m=float(change or 0))
        case "need":
            return reaches.after(offer, needs=[str(change)])
        case "category" if isinstance(change, (int, str)):
            return reaches.after(offer, category=change)
    return 0


def _narrowed(reaches: Reaches, question: Question, request: int) -> Question:
    """A radius in the hundred metres that this request needs."""
    if question.kind != "radius" or question.offer is None:
        return question
    metres = float(reaches.distance_m(reaches.market.offer_at[question.offer])[request])
    return replace(question, change=math.ceil(metres / RADIUS_STEP_M) * RADIUS_STEP_M)
