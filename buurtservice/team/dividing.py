"""Divides tasks over the team's free places, with the matcher: as many as can be, urgent first, and evenly.

Evenly is by the hours that people work: nobody is given a larger share of their places than the others need
them to take. Among the divisions in which the largest share is as small as can be, the best is chosen: near
to where each sets out, and soon.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import NamedTuple

import numpy as np

import matching
from buurtservice.team.models import TeamMember, TeamTask
from matching.geography import distance_m

DAYS_AHEAD = 7
TIME_LIMIT_S = 5.0
BEST = 1_000
SOON_POINTS = 300  # Lost over the seven days, evenly.
NEAR_POINTS = 500  # Lost over four kilometres, evenly; somebody whose place is unknown is in the middle.
FAR_M = 4_000
SHARES = 20  # A share is so many twentieths of somebody's places.


class Slot(NamedTuple):
    """One member in one daypart of one day."""

    member_id: int
    on: date
    daypart: int


@dataclass(frozen=True, kw_only=True)
class Week:
    """What is to be divided: the tasks, who works, the places still free, and by member those taken."""

    tasks: list[TeamTask]
    members: Mapping[int, TeamMember]
    free: Mapping[Slot, int]
    taken: Mapping[int, int]
    fitting: Mapping[int, list[Slot]]
    since: date
    today: date

    @property
    def places(self) -> dict[int, int]:
        """Return how many places each member has in the week, taken or free."""
        places = Counter(dict(self.taken))
        for slot, count in self.free.items():
            places[slot.member_id] += count
        return dict(places)


def divide(week: Week) -> dict[int, Slot]:
    """Return the slot of each task that can be done, by task id. The same week gives the same division."""
    best = solve_within(week, SHARES)
    served = best.levels.urgent, best.levels.served
    low, high = 0, SHARES
    while high - low > 1:
        share = (low + high) // 2
        found = solve_within(week, share)
        if (found.levels.urgent, found.levels.served) == served:
            best, high = found, share
        else:
            low = share
    slots = {_name(slot): slot for slot in week.free}
    return {int(str(one.request)): slots[str(one.offer)] for one in best.matches}


def solve_within(week: Week, share: int) -> matching.Solution:
    """Return the best division in which nobody fills more than so many twentieths of their places."""
    room = {
        member_id: max(0, ceil(places * share / SHARES) - week.taken.get(member_id, 0))
        for member_id, places in week.places.items()
    }
    askers = tuple(matching.Resident(id=f"task {task.id}") for task in week.tasks)
    team = tuple(matching.Resident(id=f"member {id_}", max_active=room.get(id_, 0)) for id_ in week.members)
    problem = matching.Problem(
        residents=askers + team,
        requests=tuple(
            matching.Request(
                id=task.id,
                asker=f"task {task.id}",
                urgent=task.request.urgent,
                waiting_days=max(0, (week.today - task.request.received_on).days),
            )
            for task in week.tasks
        ),
        offers=tuple(
            matching.Offer(id=_name(slot), helper=f"member {slot.member_id}", capacity=places)
            for slot, places in week.free.items()
        ),
        policy=matching.Policy(ring_max=0),
        candidates=tuple(
            matching.GivenCandidate(
                task.id, _name(slot), _score(task, week.members[slot.member_id], slot, week.since)
            )
            for task in week.tasks
            for slot in week.fitting[task.id]
            if room[slot.member_id]
        ),
    )
    solution = matching.solve(problem, time_limit_s=TIME_LIMIT_S)
    faults = matching.verify(problem, solution)
    if faults:
        raise RuntimeError("; ".join(faults[:3]))
    return solution


def _score(task: TeamTask, member: TeamMember, slot: Slot, since: date) -> int:
    """Return how good it is, 1…1000: nearer is better, and so is sooner."""
    metres = distance_of(task, member)
    far = 0.5 if metres is None else min(1.0, metres / FAR_M)
    late = (slot.on - since).days / DAYS_AHEAD
    return max(1, round(BEST - NEAR_POINTS * far - SOON_POINTS * late))


def distance_of(task: TeamTask, member: TeamMember) -> int | None:
    """Return the metres from where a member sets out, as the crow flies; None where one place is unknown."""
    place = member.neighbourhood
    if place is None or place.lat is None or place.lon is None:
        return None
    if task.request.lat is None or task.request.lon is None:
        return None
    here, there = np.array([place.lat, place.lon]), np.array([task.request.lat, task.request.lon])
    return round(float(distance_m(here[0], here[1], there[0], there[1])))


def _name(slot: Slot) -> str:
    return f"{slot.member_id} {slot.on.isoformat()} {slot.daypart}"
