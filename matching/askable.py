"""What could be asked of somebody as things stand. It does not rank the questions."""

from __future__ import annotations

from collections.abc import Mapping

from matching.asking import Asking, Refusal
from matching.columns import ALL_DAYPARTS
from matching.masks import Mask, bits
from matching.problem import DAYPARTS_IN_WEEK, Id
from matching.questions import Question, radius_askable_m
from matching.reaches import Reaches, daypart_mask


class Askable:
    """What could be asked in one market whose largest set of matches leaves the ``wanted`` requests open.

    Only what opens a new possibility for a wanted request is worth asking, or one more at a time: who has
    a place free may need a second one for what the other answers open.
    """

    def __init__(self, reaches: Reaches, asking: Asking, *, wanted: Mask) -> None:
        self.reaches, self.market = reaches, reaches.market
        self.asking, self.wanted = asking, wanted
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
            found.append(Question(kind="load", offer=self.market.offers[offer].id))
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

    def _of_offer(self, offer: int) -> list[Question]:
        reaches, given = self.reaches, self.market.offers[offer]
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
        found = self._not_outdone(int(self.market.helper[offer]), opened)
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
