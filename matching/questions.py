"""The questions a conversation may hold, and what a yes changes in the problem. It does not rank them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from matching.asking import Asking, Kind, Refusal
from matching.augmenting import Mask, bits
from matching.columns import ALL_DAYPARTS
from matching.problem import DAYPARTS_IN_WEEK, Id, Offer, Problem, order_of
from matching.reaches import Reaches, daypart_mask

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


class Askable:
    """What could be asked in one market whose largest set of matches leaves the ``wanted`` requests open.

    Only what opens a new possibility for a wanted request is worth asking. ``free`` and ``room`` are what is
    left at helpers and offers.
    """

    def __init__(
        self, reaches: Reaches, asking: Asking, *, wanted: Mask, room: list[int], free: list[int]
    ) -> None:
        self.reaches, self.market = reaches, reaches.market
        self.asking, self.wanted, self.room, self.free = asking, wanted, room, free
        self._refused = {_matter(refusal) for refusal in asking.refused}
        self._ids = {offer.id for offer in self.market.offers}
        self._offers_of: dict[int, list[int]] = {}
        self._requests_of: dict[int, list[int]] = {}
        for position, person in enumerate(self.market.helper.tolist()):
            self._offers_of.setdefault(person, []).append(position)
        for position, person in enumerate(self.market.asker.tolist()):
            self._requests_of.setdefault(person, []).append(position)
        self._times = [daypart_mask(offer) for offer in self.market.offers]
        self._offers_for: dict[int, list[int]] = {}
        self._offers_at: dict[tuple[int, int], list[int]] = {}

    def may_call(self, resident: int) -> bool:
        """Not who rests, and not who was called lately."""
        person = self.market.residents[resident]
        return not person.resting and person.id not in self.asking.called_recently

    def questions(self, resident: int) -> list[Question]:
        """All that is worth asking somebody, in a fixed order."""
        found: list[Question] = []
        for offer in self._offers_of.get(resident, []):
            found.extend(self._load(offer))
            if not self.reaches.given:
                found.extend(self._of_offer(offer))
        if not self.reaches.given:
            for request in self._requests_of.get(resident, []):
                found.extend(self._of_request(request))
        person = self.market.residents[resident].id
        kept = [question for question in found if self._may_ask(person, question)]
        return sorted(kept, key=Question.order)

    def _may_ask(self, person: Id, question: Question) -> bool:
        asked = Refusal(
            resident=person,
            kind=question.kind,
            offer=question.offer,
            request=question.request,
            change=question.change,
        )
        return self.asking.limits[question.kind] > 0 and _matter(asked) not in self._refused

    def _load(self, offer: int) -> list[Question]:
        """One more at a time, where the offer or its helper is full."""
        full = self.room[offer] <= 0 or self.free[int(self.market.helper[offer])] <= 0
        return [Question(kind="load", offer=self.market.offers[offer].id)] if full else []

    def _of_offer(self, offer: int) -> list[Question]:
        reaches, given = self.reaches, self.market.offers[offer]
        helper = int(self.market.helper[offer])
        widest = None if given.radius_m is None else radius_askable_m(given.radius_m)
        if widest is not None and given.radius_m is not None and widest <= given.radius_m:
            widest = given.radius_m
        lacking = reaches.lacking(offer, reaches.of_category.get(given.category, 0) & self.wanted)
        most = reaches.timeless(offer, radius_m=widest, needs=lacking) & self.wanted
        opened = {
            Question(kind="daypart", offer=given.id, change=daypart): most & reaches.by_daypart[daypart]
            for daypart in range(DAYPARTS_IN_WEEK)
            if not self._times[offer] >> daypart & 1
        }
        found = self._not_outdone(helper, opened)
        if most & ~reaches.timeless(offer, needs=lacking) and widest is not None:
            found.append(Question(kind="radius", offer=given.id, change=widest))
        found += [Question(kind="need", offer=given.id, change=need) for need in reaches.lacking(offer, most)]
        return found + self._second_categories(offer)

    def _second_categories(self, offer: int) -> list[Question]:
        given = self.market.offers[offer]
        helper = int(self.market.helper[offer])
        offered = {self.market.offers[other].category for other in self._offers_of[helper]}
        return [
            Question(
                kind="category", offer=given.id, change=category, new_offer=self._new_id(given.id, category)
            )
            for category in self.reaches.of_category
            if category is not None
            and category not in offered
            and self.reaches.after(offer, category=category) & self.wanted
        ]

    def _new_id(self, offer: Id, category: Id) -> str:
        new = f"{offer}+{category}"
        while new in self._ids:
            new += "+"
        return new

    def _of_request(self, request: int) -> list[Question]:
        """Further dayparts of an asker, where an offer would then suit."""
        given = self.market.requests[request]
        if given.dayparts is None or not self.wanted >> request & 1:
            return []
        opened = {
            Question(kind="daypart", request=given.id, change=daypart): sum(
                1 << offer for offer in self.offers_at(request, daypart)
            )
            for daypart in bits(ALL_DAYPARTS & ~daypart_mask(given))
        }
        return self._not_outdone(int(self.market.asker[request]), opened)

    def _not_outdone(self, resident: int, opened: Mapping[Question, Mask]) -> list[Question]:
        """Those that open something, and nothing that another of them opens too, the first of equals."""
        person = self.market.residents[resident].id
        kept: list[tuple[Question, Mask]] = []
        for question, mask in sorted(opened.items(), key=lambda item: -item[1].bit_count()):
            if mask and self._may_ask(person, question) and all(mask & ~other for _, other in kept):
                kept.append((question, mask))
        return [question for question, _ in kept]

    def offers_for(self, request: int) -> list[int]:
        """Offers that would suit a request but for the daypart, or that do."""
        if request not in self._offers_for:
            self._offers_for[request] = [
                offer
                for offer in range(len(self.market.offers))
                if self.reaches.timeless(offer) >> request & 1
            ]
        return self._offers_for[request]

    def offers_at(self, request: int, daypart: int) -> list[int]:
        """Those of them who are free at a daypart."""
        key = (request, daypart)
        if key not in self._offers_at:
            self._offers_at[key] = [o for o in self.offers_for(request) if self._times[o] >> daypart & 1]
        return self._offers_at[key]


def _matter(question: Refusal) -> tuple[object, ...]:
    """What a no is about: a no to a radius is one to any radius of that offer, to one more at a time or to a
    category one for the person, whichever offer it was asked about."""
    match question.kind:
        case "load":
            return (question.resident, "load")
        case "category":
            return (question.resident, "category", question.change)
        case "radius":
            return (question.resident, "radius", question.offer)
        case _:
            return (question.resident, question.kind, question.offer, question.request, question.change)
