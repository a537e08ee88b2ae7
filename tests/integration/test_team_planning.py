"""Who of the team does what, and when: by hand, and as it is proposed for the coming week."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.help.services import When
from buurtservice.messages.models import OutboxMessage
from buurtservice.residents.models import Neighbourhood
from buurtservice.team.dividing import SHARES, Slot, Week, divide, solve_within
from buurtservice.team.errors import (
    KindUnknown,
    MemberFull,
    NotInTeam,
    PlanInPast,
    PlanOutsideWeek,
    TaskInOtherState,
    TaskNotOpen,
    TaskTaken,
)
from buurtservice.team.hours import Hours, save_hours
from buurtservice.team.models import TaskState, TeamTask
from buurtservice.team.planning import Plan, plan_of, plan_task, unplan_task
from buurtservice.team.proposing import WhyNot, propose_week
from buurtservice.team.queries import get_task, members_by_id, monday_of
from buurtservice.team.services import begin_task, finish_task, open_task, undo_begin
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY, TUESDAY_MORNING

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)
TUESDAY = TODAY + 6 * DAY  # 10 March, six days after the Wednesday that is today.


def task(category: str = "ironing", *, name: str = "Mia", week=None, **request) -> TeamTask:
    return open_task(factories.request(factories.resident(name), category, **request), on=TODAY, week=week)


def plan(made: TeamTask, staff, *, on=TUESDAY, daypart: int = 0, seen: Plan | None = None) -> TeamTask:
    wanted = Plan(member_id=staff.id, on=on, daypart=daypart)
    return plan_task(made.id, wanted, seen=seen, today=TODAY, now=utc_now())


def proposed() -> dict[int, tuple[str, int, int]]:
    """Return for each task who is proposed, in how many days, and in which daypart."""
    found = propose_week(today=TODAY).proposed
    return {one.task.id: (one.member.name, (one.plan.on - TODAY).days, one.plan.daypart) for one in found}


def left() -> dict[int, WhyNot]:
    return {one.id: why for one, why in propose_week(today=TODAY).left}


def test_a_task_goes_from_new_by_planned_and_doing_to_done():
    tom, made = factories.team_member(), task()

    assert plan(made, tom).state == TaskState.PLANNED
    assert begin_task(made.id).state == TaskState.DOING
    assert undo_begin(made.id).state == TaskState.PLANNED
    begin_task(made.id)
    done = finish_task(made.id, on=TODAY, today=TODAY, hours=1.5)

    assert (done.state, done.hours, done.member.name) == (TaskState.DONE, 1.5, "Tom")
    with pytest.raises(TaskNotOpen):
        begin_task(made.id)


def test_the_asker_is_told_when_the_team_comes():
    tom = factories.team_member()
    mia = factories.resident("Mia", email="mia@mail.example")
    made = open_task(factories.request(mia), on=TODAY)

    plan(made, tom)

    mail = db.session.scalars(select(OutboxMessage)).one()
    assert (mail.kind, mail.to) == ("team_planned", "mia@mail.example")
    assert "dinsdag 10 maart" in mail.body


def test_a_plan_is_changed_only_by_who_saw_it_as_it_is():
    tom, tess, made = factories.team_member(), factories.team_member("Tess"), task()
    plan(made, tom)
    seen = plan_of(get_task(made.id))

    with pytest.raises(TaskTaken, match="Tom"):
        plan(made, tess)
    plan(made, tess, daypart=1, seen=seen)
    with pytest.raises(TaskTaken, match="Tess"):
        plan(made, tom, seen=seen)
    plan(made, tess, daypart=1, seen=plan_of(get_task(made.id)))  # The same again does not count itself.

    assert unplan_task(made.id).staff_user_id is None
    with pytest.raises(TaskInOtherState, match="nieuw"):
        begin_task(made.id)


def test_no_daypart_gets_more_tasks_than_fit_until_the_hours_say_so():
    tom = factories.team_member()
    first, second, third = (task(name=name) for name in ("Mia", "Els", "Ans"))
    plan(first, tom)

    with pytest.raises(MemberFull, match="Tom heeft op 2026-03-10 in dat dagdeel al 1 van 1"):
        plan(second, tom)
    save_hours(tom.id, Hours(dayparts=[TUESDAY_MORNING], tasks_per_daypart=2))
    plan(second, tom)
    with pytest.raises(MemberFull):
        plan(third, tom)
    plan(third, tom, daypart=1)


def test_who_is_not_in_the_team_a_day_that_is_over_and_another_week_are_refused():
    tom, dora, made = factories.team_member(), factories.team_member("Dora", "worker"), task()
    week = task(name="Els", week=monday_of(TODAY), when=When(weekly=True))

    with pytest.raises(NotInTeam, match="Dora"):
        plan(made, dora)
    with pytest.raises(NotInTeam):
        save_hours(dora.id, Hours(dayparts=[3]))
    with pytest.raises(KindUnknown, match="toveren"):
        save_hours(tom.id, Hours(dayparts=[3], categories=["toveren"]))
    with pytest.raises(PlanInPast):
        plan(made, tom, on=TODAY - DAY)
    with pytest.raises(PlanOutsideWeek, match="2026-03-02"):
        plan(week, tom, on=TODAY + 7 * DAY)
    assert get_task(made.id).state == TaskState.NEW


def test_the_week_is_divided_over_hours_kinds_and_nearness():
    near, far = _place("Hier", factories.PLACE), _place("Ver", (50.88, 5.70))
    tom, tess = factories.team_member(), factories.team_member("Tess")
    both = [TUESDAY_MORNING, TUESDAY_MORNING + 1]
    save_hours(tom.id, Hours(dayparts=both, categories=["ironing", "garden"], neighbourhood_id=far.id))
    save_hours(tess.id, Hours(dayparts=[TUESDAY_MORNING], neighbourhood_id=near.id))
    ironing = task()
    garden = task("garden", name="Els", dayparts=[TUESDAY_MORNING, TUESDAY_MORNING + 1])
    cooking = task("cooking", name="Ans")

    # Only Tess cooks; then Tom irons on the one morning that Mia can, and the garden waits for the afternoon.
    assert proposed() == {cooking.id: ("Tess", 6, 0), ironing.id: ("Tom", 6, 0), garden.id: ("Tom", 6, 1)}
    assert propose_week(today=TODAY).proposed[0].distance_m in (0, 3586)
    plan(garden, tom, daypart=0)
    assert left() == {ironing.id: WhyNot.FULL}


def test_why_nobody_is_proposed():
    tom, ironing = factories.team_member(), task()
    assert left() == {ironing.id: WhyNot.NO_HOURS}
    save_hours(tom.id, Hours(dayparts=[TUESDAY_MORNING], categories=["garden"]))
    assert left() == {ironing.id: WhyNot.NOBODY_DOES_IT}
    save_hours(tom.id, Hours(dayparts=[0]))
    assert left() == {ironing.id: WhyNot.NO_DAYPART}


def test_urgent_tasks_go_first_and_what_is_for_one_day_or_week_is_done_then():
    tom = factories.team_member()
    save_hours(tom.id, Hours(dayparts=range(21)))
    week = task(name="Els", week=monday_of(TODAY) + 7 * DAY, when=When(weekly=True), dayparts=None)
    one_day = task(name="Ans", when=When(wanted_on=TODAY + 2 * DAY), dayparts=[13])
    later = task(name="Bea", when=When(wanted_on=TODAY + 30 * DAY), dayparts=None)
    usual, urgent = task(name="Mia"), task(name="Cor", urgent=True)

    found = proposed()

    assert found[week.id][1] >= 5
    assert found[one_day.id] == ("Tom", 2, 1)
    assert urgent.id in found
    assert left() == {usual.id: WhyNot.FULL}
    assert later.id not in found


def test_the_division_is_the_same_each_time_and_never_too_full():
    chance = random.Random(4)
    for number in range(3):
        staff = factories.team_member(f"Lid {number}")
        hours = Hours(dayparts=chance.sample(range(21), 6), tasks_per_daypart=1 + number % 2)
        save_hours(staff.id, hours)
    for number in range(25):
        task(name=f"Vraag {number}", dayparts=chance.sample(range(21), 3), urgent=number % 5 == 0)

    first, again = propose_week(today=TODAY), propose_week(today=TODAY)

    assert [one.plan for one in first.proposed] == [one.plan for one in again.proposed]
    assert len(first.proposed) > 8
    for one in first.proposed:  # Each can be accepted: plan_task checks the room.
        plan_task(one.task.id, one.plan, seen=None, today=TODAY, now=utc_now())
    assert propose_week(today=TODAY).proposed == []


def test_the_work_is_spread_by_the_hours_that_people_work():
    near, far = _place("Hier", factories.PLACE), _place("Ver", (50.88, 5.70))
    tom, tess = factories.team_member(), factories.team_member("Tess")
    save_hours(tom.id, Hours(dayparts=range(20), neighbourhood_id=near.id))
    save_hours(tess.id, Hours(dayparts=range(10), categories=["ironing"], neighbourhood_id=far.id))
    for number in range(6):
        task(name=f"Vraag {number}", dayparts=range(21))

    found = propose_week(today=TODAY)

    assert [(one.member.name, one.tasks, one.places) for one in found.loads] == [
        ("Tess", 2, 10),
        ("Tom", 4, 20),
    ]
    reasons = {one.member.name: (one.chose_kind, one.sets_out_from) for one in found.proposed}
    assert reasons == {"Tess": (True, "Ver"), "Tom": (False, "Hier")}
    for one in found.proposed:
        plan_task(one.task.id, one.plan, seen=None, today=TODAY, now=utc_now())
    more = [task(name=f"Nog {number}", dayparts=range(21)) for number in range(3)]
    again = propose_week(today=TODAY)
    assert len(again.proposed) == len(more)
    assert [(one.member.name, one.tasks) for one in again.loads] == [("Tess", 3), ("Tom", 6)]


def test_naively_all_the_work_goes_to_who_lives_nearest():
    near, far = _place("Hier", factories.PLACE), _place("Ver", (50.88, 5.70))
    tom, tess = factories.team_member(), factories.team_member("Tess")
    for member, place in ((tom, near), (tess, far)):
        save_hours(member.id, Hours(dayparts=range(20), neighbourhood_id=place.id))
    tasks = [task(name=f"Vraag {number}", dayparts=range(21)) for number in range(4)]
    free = {Slot(one.id, TUESDAY, part): 1 for one in (tom, tess) for part in range(3)}
    days = {"since": TODAY + DAY, "today": TODAY}
    fitting = {one.id: list(free) for one in tasks}
    week = Week(tasks=tasks, members=members_by_id(), free=free, taken={}, fitting=fitting, **days)

    naively = Counter(str(one.offer).partition(" ")[0] for one in solve_within(week, SHARES).matches)
    evenly = Counter(slot.member_id for slot in divide(week).values())

    assert naively == {str(tom.id): 3, str(tess.id): 1}
    assert evenly == {tom.id: 2, tess.id: 2}


def _place(name: str, place: tuple[float, float]) -> Neighbourhood:
    with transaction() as session:
        made = Neighbourhood(name=name, name_key=name.casefold(), lat=place[0], lon=place[1])
        session.add(made)
        session.flush()
        return made
