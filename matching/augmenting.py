"""A largest set of matches that grows when something is added: the flow of ``flow``, one path at a time.

It counts served requests only; it looks at no worth and no rings, and does not know why a pair is possible.
Sets of requests are whole numbers, bit r standing for request r: Python compares a few hundred at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Mask = int


def bits(mask: Mask) -> Iterator[int]:
    """The positions of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


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


class Flow:
    """Matches of requests (each at most once), offers (``room``) and helpers (``free``).

    ``reach`` per offer are the requests it can serve, ``held`` those it serves; ``offer_of`` is per request
    the offer or -1; ``waiting`` are the requests without. ``room`` and ``free`` are what is left.
    """

    def __init__(
        self,
        requests: int,
        reach: Sequence[Mask],
        room: Sequence[int],
        helper: Sequence[int],
        free: Sequence[int],
    ) -> None:
        self.reach = list(reach)
        self.room = list(room)
        self.helper = list(helper)
        self.free = list(free)
        self.offers_of: list[list[int]] = [[] for _ in free]
        for offer, person in enumerate(helper):
            self.offers_of[person].append(offer)
        self.held: list[Mask] = [0] * len(reach)
        self.offer_of = [-1] * requests
        self.waiting: Mask = (1 << requests) - 1

    @property
    def served(self) -> int:
        """How many requests are matched."""
        return len(self.offer_of) - self.waiting.bit_count()

    def copy(self) -> Flow:
        """One that can grow by itself."""
        twin = object.__new__(Flow)
        twin.reach, twin.room, twin.helper = self.reach.copy(), self.room.copy(), self.helper.copy()
        twin.free, twin.offers_of = self.free.copy(), self.offers_of.copy()
        twin.held, twin.offer_of, twin.waiting = self.held.copy(), self.offer_of.copy(), self.waiting
        return twin

    def add(self, addition: Addition) -> list[int]:
        """Make the addition; the offers at which something changed come back. No request is matched yet."""
        touched = {*addition.reach, *addition.room}
        for offer, mask in addition.reach.items():
            self.reach[offer] |= mask
        for offer, more in addition.room.items():
            self.room[offer] += more
        for person, more in addition.free.items():
            self.free[person] += more
            touched.update(self.offers_of[person])
        for person, mask in addition.offers:
            self.offers_of[person] = [*self.offers_of[person], len(self.reach)]
            touched.add(len(self.reach))
            self.reach.append(mask)
            self.room.append(1)
            self.helper.append(person)
            self.held.append(0)
        return sorted(touched)

    def fill(self) -> Search:
        """Match as many requests as can be; the search that found no more way comes back.

        Augmenting paths (Ford and Fulkerson, Canadian Journal of Mathematics 8, 1956), shortest first as in
        Edmonds and Karp (Journal of the ACM 19, 1972), looked for from the free places back to the requests.
        """
        while True:
            search = Search()
            if not self.extend(search, range(len(self.reach))):
                return search

    def grow(self, search: Search, touched: Iterable[int], most: int) -> int:
        """How many more requests are matched after an addition; ``search`` is that of the flow before it.

        ``most`` is a number that it cannot exceed, so that no way is looked for in vain.
        """
        gained = 0
        while gained < most and self.extend(search, touched):
            gained += 1
            search, touched = Search(), range(len(self.reach))
        return gained

    def most_gained(self, addition: Addition, search: Search, wanted: Mask) -> int:
        """A number of requests that an addition to a largest set cannot gain more than.

        Each new way leaves the ``wanted`` requests, and comes to the offers of ``search`` that can take one
        more, by something new: a possibility, of which an offer can use no more than it has places, a place,
        a match more, or a new offer. The fewer of the two count.
        """
        leaving, coming, opened = 0, 0, 0
        for offer, mask in addition.reach.items():
            new = mask & ~self.reach[offer]
            places = self.room[offer] + self.held[offer].bit_count()
            opened |= new & wanted
            leaving += min(places, (new & wanted).bit_count())
            coming += min(places, new.bit_count()) if offer in search.kicks else 0
        more = sum(addition.room.values()) + sum(addition.free.values())
        leaving += sum(1 for _, mask in addition.offers if mask & wanted)
        # A helper with a match free but no place at any offer is met by no search until now.
        coming += sum(1 for person, _ in addition.offers if self.free[person] > 0 or person in search.eased)
        for _, mask in addition.offers:
            opened |= mask & wanted
        return min(leaving, opened.bit_count(), coming) + more

    def wanted(self) -> Mask:
        """Requests at which one more possibility could help: those waiting, and those that could make way.

        The forward half of the search: from a waiting request to the offers that can serve it, on to the
        requests these serve, and to those of the same helper's other offers.
        """
        wanted, fresh, heard = self.waiting, True, set[int]()
        while fresh:
            fresh = False
            for offer, reach in enumerate(self.reach):
                if offer in heard or not reach & wanted:
                    continue
                fresh = True
                shared = self.offers_of[self.helper[offer]] if self.room[offer] > 0 else [offer]
                for other in {offer, *shared}:
                    heard.add(other)
                    wanted |= self.held[other]
        return wanted

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
