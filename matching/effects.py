"""What a yes to some questions of one conversation adds to the flow. It does not say what that is worth."""

from __future__ import annotations

from matching.askable import Askable
from matching.augmenting import Addition
from matching.masks import Mask, bits
from matching.questions import Question


class Effects:
    """The questions to one resident by number; sets of them are bit masks of numbers."""

    def __init__(self, resident: int, askable: Askable) -> None:
        self.resident, self.askable = resident, askable
        self.questions: list[Question] = []
        self._widens: dict[int, Mask] = {}
        self._lets_in: dict[int, list[tuple[int, Mask]]] = {}
        self._loads: dict[int, int] = {}
        self._copies: dict[int, tuple[int, Mask]] = {}
        self._reaches: dict[tuple[int, Mask], Mask] = {}
        for question in askable.questions(resident):
            self.append(question)

    def append(self, question: Question) -> None:
        """One question more, with the next number."""
        number, market = len(self.questions), self.askable.market
        self.questions.append(question)
        if question.request is not None:
            request = market.request_at[question.request]
            offers = self.askable.offers_at(request, int(str(question.change)))
            self._lets_in[number] = [(offer, 1 << request) for offer in offers]
        elif question.offer is not None:
            offer = market.offer_at[question.offer]
            if question.kind == "load":
                self._loads[number] = offer
            elif question.kind == "category" and isinstance(question.change, (int, str)):
                served = self.askable.reaches.after(offer, category=question.change)
                self._copies[number] = (self.resident, served)
            else:
                self._widens[offer] = self._widens.get(offer, 0) | 1 << number

    def addition(self, asked: Mask, before: Mask = 0) -> Addition:
        """What a yes to these questions adds when those of ``before`` were answered yes already."""
        reach = {
            offer: self._reach(offer, (asked | before) & about)
            for offer, about in self._widens.items()
            if asked & about
        }
        for number, let_in in self._lets_in.items():
            if asked >> number & 1:
                for offer, mask in let_in:
                    reach[offer] = reach.get(offer, 0) | mask
        room: dict[int, int] = {}
        for number, offer in self._loads.items():
            if asked >> number & 1:
                room[offer] = room.get(offer, 0) + 1
        free = {self.resident: self._freed(asked | before) - self._freed(before)} if room else {}
        offers = [copy for number, copy in self._copies.items() if asked >> number & 1]
        return Addition(reach=reach, room=room, free=free, offers=offers)

    def opened(self, number: int) -> Mask:
        """The requests for which a question about time, range or needs matters, whatever else is asked."""
        question = self.questions[number]
        offer = self.askable.market.offer_at[question.offer] if question.offer is not None else -1
        every = self._widens[offer]
        same = sum(1 << n for n in bits(every) if self.questions[n].kind == question.kind)
        if question.kind != "daypart":
            same = 1 << number
        return self._reach(offer, every & ~same | 1 << number) & ~self._reach(offer, every & ~same)

    def _freed(self, asked: Mask) -> int:
        """Matches that a higher max_active allows: none while it stays below those under way."""
        person = self.askable.market.residents[self.resident]
        return max(0, person.max_active + sum(asked >> number & 1 for number in self._loads) - person.active)

    def _reach(self, offer: int, asked: Mask) -> Mask:
        """What an offer can serve after a yes to questions that are all about it."""
        if (offer, asked) not in self._reaches:
            questions = [self.questions[number] for number in bits(asked)]
            radii = [float(question.change or 0) for question in questions if question.kind == "radius"]
            self._reaches[offer, asked] = self.askable.reaches.after(
                offer,
                dayparts=[int(str(question.change)) for question in questions if question.kind == "daypart"],
                radius_m=max(radii) if radii else None,
                needs=[str(question.change) for question in questions if question.kind == "need"],
            )
        return self._reaches[offer, asked]
