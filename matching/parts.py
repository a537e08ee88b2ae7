"""Where in a largest flow an addition could make a difference: everything else can be left away.

It matches nothing; it says where ``Flow`` needs to look.
"""

from __future__ import annotations

from collections.abc import Iterable

from matching.augmenting import Addition, Flow, Search, by_helper
from matching.masks import Mask, bits


def wanted_requests(flow: Flow) -> Mask:
    """Requests at which one more possibility could help: those waiting, and those that could make way."""
    return _behind_waiting(flow, flow.reach)[0]


def growing_part(flow: Flow, addition: Addition, search: Search) -> Flow:
    """The part of a largest flow in which this addition, or one that adds less, can make it grow.

    By the theorem of Ford and Fulkerson (Canadian Journal of Mathematics 8, 1956) what a larger flow has more
    than this one is a sum of ways from waiting requests to free places through what is left and what can be
    undone. Each lies wholly in what is reached from the waiting requests and reaches a free place when all is
    added; outside of that nothing need change.

    1. Go on with the ``search`` of the flow (back from free places) from where something was added.
    2. Among the offers found go forward from the waiting requests.
    3. Keep the offers and requests found twice.
    """
    grown, back = flow.copy(), search.copy()
    back.seen |= flow.waiting  # Seen already, so that the search meets none of them and goes on to its end.
    touched = grown.add(addition)
    grown.extend(back, touched)
    requests, found = _behind_waiting(grown, back.kicks)
    offers = sorted(offer for offer in found if offer in flow.reach)
    helper = {offer: flow.helper[offer] for offer in offers}
    held = {offer: flow.held[offer] & requests for offer in offers}
    people = {*helper.values(), *addition.free, *(person for person, _ in addition.offers)}
    return Flow(
        reach={offer: flow.reach[offer] & requests for offer in offers},
        room={offer: flow.room[offer] for offer in offers},
        helper=helper,
        free={person: flow.free[person] for person in sorted(people)},
        held=held,
        offer_of={request: offer for offer, mask in held.items() for request in bits(mask)},
        waiting=flow.waiting & requests,
        known=requests,
        next_offer=flow.next_offer,
        offers_of=by_helper(helper),
    )


def _behind_waiting(flow: Flow, offers: Iterable[int]) -> tuple[Mask, list[int]]:
    """The requests and, of some offers, those that ways from the waiting requests come to.

    From a request a way goes to an offer that can serve it, on to the requests that this one serves, and,
    where it has a place, to those of the same helper's other offers.
    """
    wanted, left, found, fresh = flow.waiting, dict.fromkeys(offers), list[int](), True
    while fresh:
        fresh = False
        for offer in list(left):
            if offer not in left or not flow.reach[offer] & wanted:
                continue
            fresh = True
            shared = flow.offers_of[flow.helper[offer]] if flow.room[offer] > 0 else ()
            for other in (offer, *shared):
                if other in left:
                    del left[other]
                    found.append(other)
                    wanted |= flow.held[other]
    return wanted, found
