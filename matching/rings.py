"""Lists the rings that a set of matches, or of possible matches, can close. It does not choose among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

Ring = tuple[int, ...]
"""Positions of different residents, each helping the next, the last the first; the smallest comes first."""
Arc = tuple[int, int]
"""(helper, asker), positions of residents."""
Successors = dict[int, list[int]]


def arcs_of(ring: Ring) -> tuple[Arc, ...]:
    """The arcs helper to asker along a ring."""
    return tuple(zip(ring, ring[1:] + ring[:1], strict=True))


def list_rings(arcs: Iterable[Arc], longest: int, limit: int) -> list[Ring] | None:
    """All rings of 2 to ``longest`` residents, shortest first, then by position; None if more than ``limit``.

    Each simple cycle of bounded length is found once, from its smallest vertex, and a path is followed only
    as long as it can still return in time. This is the enumeration behind the cycle formulation of kidney
    exchange (Roth, Sonmez, Unver, American Economic Review 97(3), 2007; Abraham, Blum, Sandholm, EC 2007);
    its cost grows with the number of paths, so ``longest`` is small.
    """
    if longest < 2:
        return []
    found = list(islice(_walk_all(_successors(arcs), longest), limit + 1))
    if len(found) > limit:
        return None
    return sorted(found, key=lambda ring: (len(ring), ring))


def list_short_rings(arcs: Iterable[Arc], longest: int, limit: int) -> tuple[list[Ring], bool]:
    """The rings of up to the greatest length, at most ``longest``, of which there are no more than ``limit``.

    Also whether that is all of them.
    """
    arcs = sorted(set(arcs))
    for length in range(longest, 1, -1):
        rings = list_rings(arcs, length, limit)
        if rings is not None:
            return rings, length == longest
    return [], longest < 2


def _successors(arcs: Iterable[Arc]) -> Successors:
    following: Successors = {}
    for helper, asker in sorted(set(arcs)):
        following.setdefault(helper, []).append(asker)
    return following


def _walk_all(following: Successors, longest: int) -> Iterator[Ring]:
    leading: Successors = {}
    for helper, askers in following.items():
        for asker in askers:
            leading.setdefault(asker, []).append(helper)
    for start in sorted(following):
        yield from _walk_from(start, following, _steps_home(start, leading, longest), longest)


def _steps_home(start: int, leading: Successors, longest: int) -> dict[int, int]:
    """Fewest arcs from each vertex above ``start`` back to it, where that is fewer than ``longest``."""
    steps, front = {start: 0}, {start}
    for distance in range(1, longest):
        reached = {before for vertex in front for before in leading.get(vertex, ()) if before > start}
        front = reached - steps.keys()
        steps.update(dict.fromkeys(front, distance))
    return steps


def _walk_from(start: int, following: Successors, home: dict[int, int], longest: int) -> Iterator[Ring]:
    """Rings whose smallest vertex is ``start``, by depth-first search over an explicit stack."""
    stack: list[Ring] = [(start,)]
    while stack:
        path = stack.pop()
        if home[path[-1]] == 1:
            yield path
        if len(path) < longest:
            stack.extend(
                (*path, vertex)
                for vertex in following.get(path[-1], ())
                if vertex > start and len(path) + home.get(vertex, longest) <= longest and vertex not in path
            )
