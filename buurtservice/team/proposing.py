"""Proposes who of the team does what in the coming seven days. A person decides; nothing is stored.

A slot is one member in one daypart of one day, with as many places as are free. How tasks are divided over
slots stands in dividing.py.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from buurtservice.accounts.models import StaffUser
from buurtservice.help.services import dayparts_list
from buurtservice.team.dividing import DAYS_AHEAD, Slot, Week, distance_of, divide
from buurtservice.team.models import TaskState, TeamMember, TeamTask
from buurtservice.team.planning import Plan
from buurtservice.team.queries import count_planned, list_tasks, list_team, members_by_id

PARTS_A_DAY = 3
MOST_TASKS = 300  # More than a small team does in a week; who waits longest comes first.


class WhyNot(StrEnum):
    """Why nobody is proposed for a task."""

    NO_HOURS = "no_hours"  # Nobody's hours are known.
    NOBODY_DOES_IT = "nobody_does_it"
    NO_DAYPART = "no_daypart"  # Nobody who does it works when it is wanted.
    FULL = "full"  # Who does it then has no room left.


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """One task with who could do it and when.

    `chose_kind` says that the member chose this kind of help and does not just do all; `distance_m` is from
    the neighbourhood `sets_out_from`.
    """

    task: TeamTask
    member: StaffUser
    plan: Plan
    chose_kind: bool
    distance_m: int | None
    sets_out_from: str | None


@dataclass(frozen=True, kw_only=True)
class Load:
    """One of the team: the tasks of these days with those proposed, and how many fit."""

    member: StaffUser
    tasks: int
    places: int


@dataclass(frozen=True, kw_only=True)
class WeekProposal:
    """What the team could do in the coming days, by day; what it could not, and why; and who has how much."""

    since: date
    until: date
    proposed: list[Proposed]
    left: list[tuple[TeamTask, WhyNot]]
    loads: list[Load]


def propose_week(*, today: date) -> WeekProposal:
    """Return the best division of the new tasks over the team's free hours from tomorrow on, seven days.

    The same tasks and hours give the same division. As many tasks as possible are done, the urgent first.
    """
    since, until = today + timedelta(days=1), today + timedelta(days=DAYS_AHEAD)
    near = [task for task in list_tasks(TaskState.NEW) if _is_near(task, until)]
    tasks = sorted(near, key=lambda one: (not one.request.urgent, one.opened_on, one.id))[:MOST_TASKS]
    team = {user.id: user for user in list_team()}
    members = {id_: member for id_, member in members_by_id().items() if id_ in team}
    planned = count_planned(members, since=since, until=until)
    free = _free_slots(members, planned, since=since, until=until)
    taken = Counter[int]()
    for (member_id, _, _), count in planned.items():
        taken[member_id] += count
    fitting = {task.id: _fitting_slots(task, members, free) for task in tasks}
    week = Week(
        tasks=tasks, members=members, free=free, taken=taken, fitting=fitting, since=since, today=today
    )
    chosen = divide(week)
    proposed, left = [], []
    for task in tasks:
        if task.id in chosen:
            slot = chosen[task.id]
            proposed.append(_proposed(task, slot, team[slot.member_id], members[slot.member_id]))
        else:
            left.append((task, _why_not(task, members, fitting[task.id])))
    proposed.sort(key=lambda one: (one.plan.on, one.plan.daypart, one.member.name, one.task.id))
    loads = _loads(week, [one.plan.member_id for one in proposed], team)
    return WeekProposal(since=since, until=until, proposed=proposed, left=left, loads=loads)


def _loads(week: Week, given: Iterable[int], team: dict[int, StaffUser]) -> list[Load]:
    """Return who has how much, of those who work in these days, by name."""
    more = Counter(given)
    loads = [
        Load(member=team[id_], tasks=week.taken.get(id_, 0) + more[id_], places=places)
        for id_, places in week.places.items()
        if places
    ]
    return sorted(loads, key=lambda one: (one.member.name, one.member.id))


def _is_near(task: TeamTask, until: date) -> bool:
    """Tell whether it is for these days: what is for a later day or week waits for its turn."""
    first_day = task.occurrence_on or task.request.wanted_on
    return first_day is None or first_day <= until


def _free_slots(
    members: dict[int, TeamMember], planned: Mapping[tuple[int, date, int], int], *, since: date, until: date
) -> dict[Slot, int]:
    """Return how many tasks still fit in each daypart that each member works."""
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


def _proposed(task: TeamTask, slot: Slot, user: StaffUser, member: TeamMember) -> Proposed:
    plan = Plan(member_id=slot.member_id, on=slot.on, daypart=slot.daypart)
    metres, place = distance_of(task, member), member.neighbourhood
    return Proposed(
        task=task,
        member=user,
        plan=plan,
        chose_kind=member.categories is not None,
        distance_m=metres,
        sets_out_from=place.name if place is not None and metres is not None else None,
    )


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
