"""Gives the demonstration's team a week: something in each column of the board, through the real services."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from buurtservice.accounts.models import Role
from buurtservice.accounts.queries import find_staff_by_email
from buurtservice.accounts.staff import add_staff
from buurtservice.demo.neighbour import add_weekly_asker
from buurtservice.demo.people import staff_id_of
from buurtservice.fallback.services import hand_back_task
from buurtservice.help.services import mark_routed
from buurtservice.residents.places import list_neighbourhoods
from buurtservice.team.bridging import open_first_week
from buurtservice.team.hours import Hours, save_hours
from buurtservice.team.models import HandBackReason, TaskState
from buurtservice.team.planning import Plan, plan_task
from buurtservice.team.queries import list_tasks
from buurtservice.team.services import begin_task, finish_task
from buurtservice.transactions import transaction

COLLEAGUE = ("tessa@buurtservice.example", "Tessa Maas")
MORNINGS_AND_AFTERNOONS = [3 * day + part for day in range(5) for part in (0, 1)]
HEAVY = ("garden", "odd_jobs", "transport", "shopping")


def fill_board(*, now: datetime, today: date) -> None:
    """Let Tom and Tessa have hours, and let a few of the tasks be planned, begun, done and handed back."""
    with transaction():
        tom, tessa = staff_id_of(Role.TEAM), _colleague_id(now)
        places = {one.name: one.id for one in list_neighbourhoods()}
        save_hours(
            tom,
            Hours(
                dayparts=MORNINGS_AND_AFTERNOONS,
                tasks_per_daypart=2,
                neighbourhood_id=places.get("Malpertuis"),
            ),
        )
        mornings = MORNINGS_AND_AFTERNOONS[::2]
        save_hours(tessa, Hours(dayparts=mornings, categories=HEAVY, neighbourhood_id=places.get("Caberg")))
        weekly = add_weekly_asker(today=today)
        if mark_routed(weekly.id, on=today):
            open_first_week(weekly.id, today=today)
        waiting = iter([task.id for task in list_tasks(TaskState.NEW) if task.occurrence_on is None][:7])
        for member_id, days, part in ((tom, 0, 0), (tom, 0, 1), (tom, 1, 0), (tessa, 1, 0), (tessa, 2, 0)):
            plan = Plan(member_id=member_id, on=today + timedelta(days=days), daypart=part)
            task_id = next(waiting, None)
            if task_id is None:
                return
            plan_task(task_id, plan, seen=None, today=today, now=now)
            if days == 0:
                begin_task(task_id)
            if (days, part) == (0, 0):
                finish_task(task_id, on=today, today=today, hours=Decimal("1.5"))
        for task_id in waiting:
            reason, note = HandBackReason.NOT_REACHED, "Drie keer gebeld."
            hand_back_task(task_id, reason=reason, note=note, on=today, today=today)
            return


def _colleague_id(now: datetime) -> int:
    email, name = COLLEAGUE
    found = find_staff_by_email(email)
    return (found or add_staff(email=email, name=name, roles=[Role.TEAM], now=now)).id
