"""A slow oracle: tries every set of matches and every way to close rings, by DESIGN's words and nothing else.

It works on the JSON form and imports nothing of ours, so that no misreading of ours can agree with itself.
"""

from functools import cache
from itertools import permutations
from math import asin, cos, radians, sin, sqrt

DEFAULT_WEIGHTS = {"served": 10_000, "urgent": 10_000, "reciprocity": 2_000}


def by_id(items):
    return {item["id"]: item for item in items}


def metres(here, there):
    if here.get("lat") is None or there.get("lat") is None:
        return None
    lat_1, lon_1, lat_2, lon_2 = map(radians, (here["lat"], here["lon"], there["lat"], there["lon"]))
    a = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return 2 * 6_371_008.8 * asin(sqrt(a))


def is_apart(problem, request, offer):
    """Self, household, never and declined: what holds for given candidates too."""
    residents = by_id(problem["residents"])
    asker, helper = residents[request["asker"]], residents[offer["helper"]]
    household = asker.get("household")
    return (
        asker is not helper
        and (household is None or household != helper.get("household"))
        and not any({asker["id"], helper["id"]} == set(pair) for pair in problem.get("never", []))
        and [request["id"], offer["id"]] not in problem.get("excluded", [])
    )


def is_allowed(problem, request, offer):
    helper = by_id(problem["residents"])[offer["helper"]]
    needs_screening = request.get("category") in problem.get("policy", {}).get("screening_required", [])
    return (
        is_apart(problem, request, offer)
        and not helper.get("resting", False)
        and (helper.get("screened", False) or not needs_screening)
    )


def shares_daypart(request, offer):
    every = range(21)
    mine, theirs = request.get("dayparts"), offer.get("dayparts")
    return bool(set(every if mine is None else mine) & set(every if theirs is None else theirs))


def is_in_range(request, offer):
    distance, radius = metres(request, offer), offer.get("radius_m")
    return distance is None or radius is None or distance <= radius


def meets_needs(request, offer):
    return set(request.get("needs") or []) <= set(offer.get("can") or [])


def same_category(request, offer):
    mine, theirs = request.get("category"), offer.get("category")
    return mine is None or theirs is None or mine == theirs


def fits(problem, request, offer):
    return (
        same_category(request, offer)
        and is_allowed(problem, request, offer)
        and shares_daypart(request, offer)
        and is_in_range(request, offer)
        and meets_needs(request, offer)
    )


def feasible_pairs(problem):
    """(request id, offer id) of every candidate."""
    requests, offers = by_id(problem["requests"]), by_id(problem["offers"])
    if problem.get("candidates") is not None:
        listed = [(c["request"], c["offer"]) for c in problem["candidates"]]
        return [(q, o) for q, o in listed if is_apart(problem, requests[q], offers[o])]
    return [(q, o) for q in requests for o in offers if fits(problem, requests[q], offers[o])]


def room_of(helper):
    return max(0, helper.get("max_active", 2) - helper.get("active", 0))


def all_choices(problem, pairs):
    """Every allowed set of matches, as lists of pairs."""
    residents, offers = by_id(problem["residents"]), by_id(problem["offers"])
    requests = sorted({request for request, _ in pairs}, key=str)

    def extend(index, chosen, places, free):
        if index == len(requests):
            yield list(chosen)
            return
        yield from extend(index + 1, chosen, places, free)
        for request, offer in pairs:
            helper = offers[offer]["helper"]
            if request == requests[index] and places[offer] > 0 and free[helper] > 0:
                fewer_places, less_free = (
                    {**places, offer: places[offer] - 1},
                    {**free, helper: free[helper] - 1},
                )
                yield from extend(index + 1, [*chosen, (request, offer)], fewer_places, less_free)

    places = {offer["id"]: offer.get("capacity", 1) for offer in problem["offers"]}
    yield from extend(0, [], places, {resident["id"]: room_of(resident) for resident in residents.values()})


def most_in_rings(arcs, ring_max, earns):
    """The most matches that earn a bonus by rings, over all ways to close rings; arcs are (helper, asker)."""

    def is_ring(order):
        closed = all(arcs[a][1] == arcs[b][0] for a, b in zip(order, order[1:] + order[:1], strict=True))
        return closed and len({arcs[a][0] for a in order}) == len(order)

    numbers = range(len(arcs))
    lengths = range(2, min(ring_max, len(arcs)) + 1)
    rings = {frozenset(o) for length in lengths for o in permutations(numbers, length) if is_ring(o)}

    @cache
    def best(left):
        return max(
            (sum(earns[a] for a in ring) + best(left - ring) for ring in rings if ring <= left), default=0
        )

    return best(frozenset(numbers))


def best_value(problem, scores):
    """The optimum; ``scores`` gives the suitability of each feasible pair."""
    residents, requests, offers = (by_id(problem[key]) for key in ("residents", "requests", "offers"))
    policy = problem.get("policy", {})
    weights = DEFAULT_WEIGHTS | policy.get("weights", {})

    def gives_back(offer):
        helper = residents[offers[offer]["helper"]]
        return helper.get("hours_received", 0) > helper.get("hours_given", 0)

    def value(choice):
        plain = sum(
            weights["served"] + weights["urgent"] * requests[q].get("urgent", False) + scores[q, o]
            for q, o in choice
        )
        arcs = [(offers[o]["helper"], requests[q]["asker"]) for q, o in choice]
        earns = [not gives_back(o) for _, o in choice]
        ring_max = policy.get("ring_max", 3)
        bonuses = earns.count(False) + (most_in_rings(arcs, ring_max, earns) if weights["reciprocity"] else 0)
        return plain + weights["reciprocity"] * bonuses

    return max(value(choice) for choice in all_choices(problem, list(scores)))


def most_served(problem, pairs):
    return max(len(choice) for choice in all_choices(problem, pairs))


def reason(problem, request):
    """Why a request that is not matched is not, as DESIGN lists the codes."""
    offers = [o for o in problem["offers"] if same_category(request, o) and o["helper"] != request["asker"]]
    candidates = [o for q, o in feasible_pairs(problem) if q == request["id"]]
    if not candidates:
        filters = [
            ("no_offer_in_category", lambda offer: True),
            ("not_allowed", lambda offer: is_allowed(problem, request, offer)),
            ("no_shared_daypart", lambda offer: shares_daypart(request, offer)),
            ("out_of_range", lambda offer: is_in_range(request, offer)),
            ("needs_not_met", lambda offer: meets_needs(request, offer)),
        ]
        for code, keeps in filters:
            offers = [offer for offer in offers if keeps(offer)]
            if not offers:
                return code
        return "not_allowed"
    found, residents = by_id(problem["offers"]), by_id(problem["residents"])
    has_room = any(
        found[o].get("capacity", 1) > 0 and room_of(residents[found[o]["helper"]]) > 0 for o in candidates
    )
    return "went_to_others" if has_room else "helpers_full"
