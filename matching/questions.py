"""A question of a conversation, and what a yes changes in the problem."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from matching.asking import Kind
from matching.problem import Id, Offer, Problem, order_of

ALWAYS_ASKABLE_M: Final = 1_000
NEVER_ABOVE_M: Final = 4_000
KIND_ORDER: Final[dict[Kind, int]] = {"category": 0, "daypart": 1, "radius": 2, "need": 3, "load": 4}
"""A second category comes first: the further offer is a copy of the offer as it was before the call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question to one resident, about an ``offer`` or a ``request`` of theirs (the other is None).

    ``change`` is the new value: a daypart index, metres, a need, a category, None for one more at a time.
    ``new_offer`` is the id that a further offer of a second category gets.
    """

    kind: Kind
    offer: Id | None = None
    request: Id | None = None
    change: Id | float | None = None
    new_offer: Id | None = None

    def order(self) -> tuple[object, ...]:
        """Sort key: kind, what it is about, the value."""
        about = self.offer if self.request is None else self.request
        value = self.change if isinstance(self.change, str) else int(self.change or 0)
        return (
            KIND_ORDER[self.kind],
            self.offer is None,
            order_of(about if about is not None else ""),
            order_of(value),
        )


def radius_askable_m(radius_m: float) -> float:
    """Twice as far, or 1,000 m if that is more, and never above 4,000 m."""
    return min(max(2 * radius_m, ALWAYS_ASKABLE_M), NEVER_ABOVE_M)


def apply_questions(problem: Problem, questions: Iterable[Question]) -> Problem:
    """The problem after a yes to each of these questions, in their order.

    daypart: added to the offer or request. radius: replaces the offer's. need: added to what the offer can.
    load: one place more at the offer, and one match more for its helper. category: a further offer with the
    id ``new_offer``, capacity 1, else a copy. What given candidates say stays as it is.
    """
    requests = {request.id: request for request in problem.requests}
    offers = {offer.id: offer for offer in problem.offers}
    residents = {resident.id: resident for resident in problem.residents}
    for question in questions:
        if question.request is not None:
            request = requests[question.request]
            dayparts = _with(request.dayparts, question.change)
            requests[request.id] = dataclasses.replace(request, dayparts=dayparts)
        elif question.offer is not None:
            changed = _changed(offers[question.offer], question)
            offers[changed.id] = changed
            if question.kind == "load":
                helper = residents[changed.helper]
                residents[helper.id] = dataclasses.replace(helper, max_active=helper.max_active + 1)
    return dataclasses.replace(
        problem,
        residents=tuple(residents.values()),
        requests=tuple(requests.values()),
        offers=tuple(offers.values()),
    )


def _with(dayparts: tuple[int, ...] | None, daypart: object) -> tuple[int, ...] | None:
    return dayparts if dayparts is None else tuple(sorted({*dayparts, int(str(daypart))}))


def _changed(offer: Offer, question: Question) -> Offer:
    match question.kind:
        case "daypart":
            return dataclasses.replace(offer, dayparts=_with(offer.dayparts, question.change))
        case "radius":
            return dataclasses.replace(offer, radius_m=float(question.change or 0))
        case "need":
            return dataclasses.replace(offer, can=(*offer.can, str(question.change)))
        case "load":
            return dataclasses.replace(offer, capacity=offer.capacity + 1)
        case "category":
            if question.new_offer is None or isinstance(question.change, float):
                raise ValueError("a second category needs the id of the new offer")
            return dataclasses.replace(offer, id=question.new_offer, category=question.change, capacity=1)
