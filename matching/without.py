"""How many requests can be served when some leave the search: asked thousands of times of one market.

A flow as large as can be is made once. For each question the requests that leave give their places free, and
only what those places can do for who waits is searched.
"""

from __future__ import annotations

from collections.abc import Sequence

from matching.augmenting import Flow
from matching.market import Market
from matching.masks import Mask, bits


class Without:
    """The largest number of matches, of all requests and of all but some."""

    def __init__(self, market: Market, reach: Sequence[Mask]) -> None:
        """``reach`` per offer of the market are the requests it can serve."""
        self._flow = Flow.of(market, reach)
        _take_what_is_free(self._flow)
        self._closed = self._flow.fill()
        self.served = self._flow.served
        self._loose = self._list_loose()

    def otherwise_unserved(self, members: Mask) -> int:
        """How many requests more are answered when all members are, and leave the search."""
        return members.bit_count() + self._most_served(members) - self.served

    def most_unserved(self, members: Mask) -> int:
        """At least ``otherwise_unserved``, found at once: who is served in whatever way adds nothing."""
        return (members & self._loose).bit_count()

    def _most_served(self, without: Mask) -> int:
        """Serve as many of the others as can be.

        What the last search for the whole flow came past leads to nobody who waits, whoever leaves: it is
        closed, and each new search begins beside it.
        """
        flow, closed = self._flow.copy(), self._closed.copy()
        freed: set[int] = set()
        for request in bits(without & ~flow.waiting):
            offer = flow.offer_of.pop(request)
            flow.held[offer] ^= 1 << request
            flow.room[offer] += 1
            flow.free[flow.helper[offer]] += 1
            freed.update(flow.offers_of[flow.helper[offer]])
        flow.waiting &= ~without
        closed.seen |= without
        touched = sorted(freed)
        while flow.waiting and flow.extend(closed.copy(), touched):
            pass
        return flow.served

    def _list_loose(self) -> Mask:
        """The requests that some largest flow leaves out: who waits, and whose place they could take.

        The others are served in each largest flow (they are the coloops of the matroid of requests that can
        be served together; a group adds at most as many as it has elements that are none).
        """
        flow = self._flow
        loose = fresh = flow.waiting
        offers = set(flow.reach)
        while fresh:
            reached = {offer for offer in offers if flow.reach[offer] & fresh}
            offers -= reached
            moved = 0
            for offer in reached:
                moved |= flow.held[offer]
                if flow.room[offer] > 0:
                    for other in flow.offers_of[flow.helper[offer]]:
                        moved |= flow.held[other]
            fresh = moved & ~loose
            loose |= moved
        return loose


def _take_what_is_free(flow: Flow) -> None:
    """Match what fits at once, the offers with the least choice first: most of the way, and quickly."""
    for offer in sorted(flow.reach, key=lambda one: (flow.reach[one].bit_count(), one)):
        person = flow.helper[offer]
        for request in bits(flow.reach[offer] & flow.waiting):
            if flow.room[offer] <= 0 or flow.free[person] <= 0:
                break
            flow.held[offer] |= 1 << request
            flow.offer_of[request] = offer
            flow.waiting ^= 1 << request
            flow.room[offer] -= 1
            flow.free[person] -= 1
