"""A largest set of matches that grows when something is added: the flow of ``flow``, one path at a time.

It counts served requests only; it looks at no worth and no rings, and does not know why a pair is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from matching.market import Market
from matching.masks import Mask, bits


@dataclass(frozen=True, kw_only=True, slots=True)
class Addition:
    """What an answer adds; it takes nothing away, so a flow never becomes smaller.

    ``reach`` gives the requests that an offer can serve afterwards, at least those of before. ``room`` and
    ``free`` are places more at an offer and matches more for a helper. ``offers`` are new offers of
    (helper, requests it can serve), each with one place.
    """

    reach: Mapping[int, Mask] = field(default_factory=dict)
    room: Mapping[int, int] = field(default_factory=dict)
    free: Mapping[int, int] = field(default_factory=dict)
    offers: Sequence[tuple[int, Mask]] = ()


@dataclass(slots=True)
class Search:
    """How far the way back from free places has come; kept, so that it can go on after an addition.

    ``kicks`` has the offers that could take one more request: it is the request that would move elsewhere,
    or -1 where there is a free place. ``moves_to`` is the offer a request in ``seen`` would move to.
    ``eased`` are helpers who could take one more match.
    """

    seen: Mask = 0
    kicks: dict[int, int] = field(default_factory=dict)
    moves_to: dict[int, int] = field(default_factory=dict)
    eased: dict[int, int] = field(default_factory=dict)

    def copy(self) -> Search:
        """One that can go on by itself."""
        return Search(self.seen, self.kicks.copy(), self.moves_to.copy(), self.eased.copy())


@dataclass(slots=True)
class Flow:
    """Matches of requests (each at most once), offers (``room``) and helpers (``free``).

    ``reach`` per offer are the requests it can serve, ``held`` those it serves; ``offer_of`` is per served
    request its offer; ``waiting`` are the requests without. ``room`` and ``free`` are what is left. All are
    kept by position, so that a part of a flow, of the ``known`` requests, needs no numbers of its own.
    """

    reach: dict[int, Mask]
    room: dict[int, int]
    helper: dict[int, int]
    free: dict[int, int]
    held: dict[int, Mask]
    offer_of: dict[int, int]
    waiting: Mask
    known: Mask
    next_offer: int
    offers_of: dict[int, list[int]]

    @classmethod
    def of(cls, market: Market, reach: Sequence[Mask]) -> Flow:
        """Nothing matched yet; ``reach`` per offer of the market are the requests it can serve."""
        every = (1 << len(market.requests)) - 1
        helper = dict(enumerate(market.helper.tolist()))
        return cls(
            reach=dict(enumerate(reach)),
            room=dict(enumerate(market.places.tolist())),
            helper=helper,
            free=dict(enumerate(market.free.tolist())),
            held=dict.fromkeys(helper, 0),
            offer_of={},
            waiting=every,
            known=every,
            next_offer=len(helper),
            offers_of=by_helper(helper),
        )

    @property
    def served(self) -> int:
        """How many requests are matched."""
        return len(self.offer_of)

    def copy(self) -> Flow:
        """One that can grow by itself; what a yes seldom changes is shared until it does."""
        return Flow(
            self.reach.copy(),
            self.room.copy(),
            self.helper,
            self.free.copy(),
            self.held.copy(),
            self.offer_of.copy(),
            self.waiting,
            self.known,
            self.next_offer,
            self.offers_of,
        )

    def add(self, addition: Addition) -> list[int]:
        """Make the addition; the offers at which something changed come back. No request is matched yet.

        What it adds to offers and requests outside this part is passed over.
        """
        touched = {offer for offer in (*addition.reach, *addition.room) if offer in self.reach}
        for offer in touched:
            self.reach[offer] |= addition.reach.get(offer, 0) & self.known
            self.room[offer] += addition.room.get(offer, 0)
        for person, more in addition.free.items():
            self.free[person] = self.free.get(person, 0) + more
            touched.update(self.offers_of.get(person, ()))
        for person, mask in addition.offers:
            new, self.next_offer = self.next_offer, self.next_offer + 1
            self.offers_of = {**self.offers_of, person: [*self.offers_of.get(person, ()), new]}
            self.helper = {**self.helper, new: person}
            self.reach[new], self.room[new], self.held[new] = mask & self.known, 1, 0
            touched.add(new)
        return sorted(touched)

    def changed_by(self, addition: Addition) -> bool:
        """Whether an addition adds anything to this part."""
        if addition.room or any(mask & self.known for _, mask in addition.offers):
            return True
        return any(
            offer in self.reach and mask & self.known & ~self.reach[offer]
            for offer, mask in addition.reach.items()
        )

    def fill(self) -> Search:
        """Match as many requests as can be; the search that found no more way comes back.

        Augmenting paths (Ford and Fulkerson, Canadian Journal of Mathematics 8, 1956), shortest first as in
        Edmonds and Karp (Journal of the ACM 19, 1972), looked for from the free places back to the requests.
        """
        return self.grow(Search(), self.reach)

    def grow(self, search: Search, touched: Iterable[int]) -> Search:
        """The same after an addition at ``touched``; ``search`` is that of the flow before it."""
        while self.extend(search, touched):
            search, touched = Search(), self.reach
        return search

    def extend(self, search: Search, touched: Iterable[int]) -> bool:
        """Go on with a search from offers where something changed; whether one more request was matched.

        1. An offer with a free place at it and at its helper can take a request.
        2. So can an offer one of whose requests can move to another offer that can take it.
        3. So can an offer with a place whose helper could give up a match that can move.
        4. As soon as a waiting request is in reach of such an offer, it moves in, and all others on.
        """
        queue = list(touched)
        kicks, room, reach, held = search.kicks, self.room, self.reach, self.held
        for offer in queue:
            if offer not in kicks and room[offer] > 0:
                person = self.helper[offer]
                if self.free[person] > 0:
                    kicks[offer] = -1
                    search.eased.setdefault(person, -1)
                elif person in search.eased:
                    kicks[offer] = search.eased[person]
        for offer in queue:
            if offer not in kicks:
                continue
            new = reach[offer] & ~held[offer] & ~search.seen
            if not new:
                continue
            found = new & self.waiting
            if found:
                self._move(search, (found & -found).bit_length() - 1, offer)
                return True
            search.seen |= new
            for request in bits(new):
                search.moves_to[request] = offer
                queue.extend(self._ease(search, request))
        return False

    def _ease(self, search: Search, request: int) -> list[int]:
        """Offers that could take one more request now that this one can move."""
        offer, eased = self.offer_of[request], []
        if offer not in search.kicks:
            search.kicks[offer] = request
            eased.append(offer)
        person = self.helper[offer]
        if person not in search.eased:
            search.eased[person] = request
            for other in self.offers_of[person]:
                if other not in search.kicks and self.room[other] > 0:
                    search.kicks[other] = request
                    eased.append(other)
        return eased

    def _move(self, search: Search, request: int, offer: int) -> None:
        """Match a waiting request with an offer, and move others along until a free place is taken."""
        self.waiting ^= 1 << request
        while True:
            self.held[offer] |= 1 << request
            self.offer_of[request] = offer
            moving = search.kicks[offer]
            self.room[offer] -= 1
            if moving < 0:
                self.free[self.helper[offer]] -= 1
                return
            left = self.offer_of[moving]
            self.held[left] ^= 1 << moving
            self.room[left] += 1
            request, offer = moving, search.moves_to[moving]


def by_helper(helper: Mapping[int, int]) -> dict[int, list[int]]:
    """Per helper the offers."""
    offers_of: dict[int, list[int]] = {}
    for offer, person in helper.items():
        offers_of.setdefault(person, []).append(offer)
    return offers_of
