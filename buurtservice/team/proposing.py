"""Proposes who of the team does what in the coming seven days. A person decides; nothing is stored.

A slot is one member in one daypart of one day, with as many places as are free. Tasks and slots are given to
the solver with which pairs can be and how good each is: near to where the member sets out, and soon.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

import numpy as np

import matching
from buurtservice.accounts.models import StaffUser
from buurtservice.help.services import dayparts_list
from buurtservice.team.models import TaskState, TeamMember, TeamTask
from buurtservice.team.planning import Plan
from buurtservice.team.queries import count_planned, list_tasks, list_team, members_by_id
from matching.geography import distance_m

DAYS_AHEAD = 7
PARTS_A_DAY = 3
MOST_TASKS = 300  # More than a small team does in a week; who waits longest comes first.
TIME_LIMIT_S = 5.0
BEST = 1_000
SOON_POINTS = 300  # Lost over the seven days, evenly.
NEAR_POINTS = 500  # Lost over four kilometres, evenly; somebody whose place is unknown is in the middle.
FAR_M = 4_000


class WhyNot(StrEnum):
    """Why nobody is proposed for a task."""

    NO_HOURS = "no_hours"  # Nobody's hours are known.
    NOBODY_DOES_IT = "nobody_does_it"
    NO_DAYPART = "no_daypart"  # Nobody who does it works when it is wanted.
    FULL = "full"  # Who does it then has no room left.


class Slot(NamedTuple):
    """One member in one daypart of one day."""

    member_id: int
    on: date
    daypart: int


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """One task with who could do it and when, and how far it is from where they set out."""

    task: TeamTask
    member: StaffUser
    plan: Plan
    distance_m: int | None


@dataclass(frozen=True, kw_only=True)
class WeekProposal:
    """What the team could do in the coming days, by day; and what it could not, with the reason."""

    since: date
    until: date
    proposed: list[Proposed]
    left: list[tuple[TeamTask, WhyNot]]


def propose_week(*, today: date) -> WeekProposal:
    """Return the best division of the new tasks over the team's free hours from tomorrow on, seven days.

    The same tasks and hours give the same division. As many tasks as possible are done, the urgent first.
    """
    since, until = today + timedelta(days=1), today + timedelta(days=DAYS_AHEAD)
    near = [task for task in list_tasks(TaskState.NEW) if _is_near(task, until)]
    tasks = sorted(near, key=lambda one: (not one.request.urgent, one.opened_on, one.id))[:MOST_TASKS]
    team = {user.id: user for user in list_team()}
    members = {id_: member for id_, member in members_by_id().items() if id_ in team}
    free = _free_slots(members, since=since, until=until)
    fitting = {task.id: _fitting_slots(task, members, free) for task in tasks}
    solution = _solve(tasks, members, free, fitting, since=since, today=today)
    chosen = {int(str(one.request)): one.offer for one in solution.matches}
    slots = {_name(slot): slot for slot in free}
    proposed, left = [], []
    for task in tasks:
        if task.id in chosen:
            slot = slots[str(chosen[task.id])]
            proposed.append(_proposed(task, slot, team[slot.member_id], members[slot.member_id]))
        else:
            left.append((task, _why_not(task, members, fitting[task.id])))
    proposed.sort(key=lambda one: (one.plan.on, one.plan.daypart, one.member.name, one.task.id))
    return WeekProposal(since=since, until=until, proposed=proposed, left=left)


def _is_near(task: TeamTask, until: date) -> bool:
    """Tell whether it is for these days: what is for a later day or week waits for its turn."""
    first_day = task.occurrence_on or task.request.wanted_on
    return first_day is None or first_day <= until


def _free_slots(members: dict[int, TeamMember], *, since: date, until: date) -> dict[Slot, int]:
    """Return how many tasks still fit in each daypart that each member works."""
    planned = count_planned(members, since=since, until=until)
    free: dict[Slot, int] = {}
    for member_id, member in sorted(members.items()):
        works = set(dayparts_list(member.dayparts) or ())
        for days in range((until - since).days + 1):
            day = since + timedelta(days=days)
            for part in range(PARTS_A_DAY):
                slot = Slot(member_id, day, part)
                left = member.tasks_per_daypart - planned.get(slot, 0)
                if day.weekday() * PARTS_A_DAY + part in works and left > 0:
                    free[slot] = left
    return free


def _fitting_slots(task: TeamTask, members: dict[int, TeamMember], free: Iterable[Slot]) -> list[Slot]:
    return [slot for slot in free if _does_it(members[slot.member_id], task) and suits(task, slot)]


def _does_it(member: TeamMember, task: TeamTask) -> bool:
    return member.categories is None or task.request.category.code in member.categories


def suits(task: TeamTask, slot: Slot | Plan) -> bool:
    """Tell whether the help is wanted on that day and in that daypart."""
    week, wanted_on = task.occurrence_on, task.request.wanted_on
    if week is not None and not week <= slot.on < week + timedelta(days=7):
        return False
    if wanted_on is not None and slot.on != wanted_on:
        return False
    wanted = dayparts_list(task.request.dayparts)
    return wanted is None or slot.on.weekday() * PARTS_A_DAY + slot.daypart in wanted


def first_suiting(task: TeamTask, *, member_id: int, today: date, days: int) -> Plan | None:
    """Return the first day and daypart from tomorrow that suit the asker, today's if no later one does."""
    for ahead in (*range(1, days + 1), 0):
        for part in range(PARTS_A_DAY):
            plan = Plan(member_id=member_id, on=today + timedelta(days=ahead), daypart=part)
            if suits(task, plan):
                return plan
    return None


def _solve(
    tasks: list[TeamTask],
    members: dict[int, TeamMember],
    free: dict[Slot, int],
    fitting: dict[int, list[Slot]],
    *,
    since: date,
    today: date,
) -> matching.Solution:
    askers = tuple(matching.Resident(id=f"task {task.id}") for task in tasks)
    room = Counter[int]()
    for slot, places in free.items():
        room[slot.member_id] += places
    team = tuple(matching.Resident(id=f"member {id_}", max_active=room[id_]) for id_ in members)
    problem = matching.Problem(
        residents=askers + team,
        requests=tuple(
            matching.Request(
                id=task.id,
                asker=f"task {task.id}",
                urgent=task.request.urgent,
                waiting_days=max(0, (today - task.request.received_on).days),
            )
            for task in tasks
        ),
        offers=tuple(
            matching.Offer(id=_name(slot), helper=f"member {slot.member_id}", capacity=places)
            for slot, places in free.items()
        ),
        policy=matching.Policy(ring_max=0),
        candidates=tuple(
            matching.GivenCandidate(task.id, _name(slot), _score(task, members[slot.member_id], slot, since))
            for task in tasks
            for slot in fitting[task.id]
        ),
    )
    solution = matching.solve(problem, time_limit_s=TIME_LIMIT_S)
    faults = matching.verify(problem, solution)
    if faults:
        raise RuntimeError("; ".join(faults[:3]))
    return solution


def _score(task: TeamTask, member: TeamMember, slot: Slot, since: date) -> int:
    """Return how good it is, 1…1000: nearer is better, and so is sooner."""
    distance_m = _distance_m(task, member)
    far = 0.5 if distance_m is None else min(1.0, distance_m / FAR_M)
    late = (slot.on - since).days / DAYS_AHEAD
    return max(1, round(BEST - NEAR_POINTS * far - SOON_POINTS * late))


def _distance_m(task: TeamTask, member: TeamMember) -> int | None:
    place = member.neighbourhood
    if place is None or place.lat is None or place.lon is None:
        return None
    if task.request.lat is None or task.request.lon is None:
        return None
    here, there = np.array([place.lat, place.lon]), np.array([task.request.lat, task.request.lon])
    return round(float(distance_m(here[0], here[1], there[0], there[1])))


def _proposed(task: TeamTask, slot: Slot, user: StaffUser, member: TeamMember) -> Proposed:
    plan = Plan(member_id=slot.member_id, on=slot.on, daypart=slot.daypart)
    return Proposed(task=task, member=user, plan=plan, distance_m=_distance_m(task, member))


def _why_not(task: TeamTask, members: dict[int, TeamMember], fitting: list[Slot]) -> WhyNot:
    if not members:
        return WhyNot.NO_HOURS
    able = [member for member in members.values() if _does_it(member, task)]
    if not able:
        return WhyNot.NOBODY_DOES_IT
    if fitting:
        return WhyNot.FULL
    works = {part for member in able for part in dayparts_list(member.dayparts) or ()}
    wanted = set(dayparts_list(task.request.dayparts) or range(PARTS_A_DAY * 7))
    if task.request.wanted_on is not None:
        day = task.request.wanted_on.weekday() * PARTS_A_DAY
        wanted &= set(range(day, day + PARTS_A_DAY))
    return WhyNot.FULL if works & wanted else WhyNot.NO_DAYPART


def _name(slot: Slot) -> str:
    return f"{slot.member_id} {slot.on.isoformat()} {slot.daypart}"
