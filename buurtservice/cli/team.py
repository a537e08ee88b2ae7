"""The paid team's tasks."""

from datetime import date
from typing import Any

import click
from flask_babel import gettext

from buurtservice.cli.root import NUMBER, in_app, json_option, main, on_option, print_json
from buurtservice.cli.words import kind_words, person_words
from buurtservice.clock import local_today
from buurtservice.labels import TASK_STATES
from buurtservice.team.models import LIVE_TASKS, TaskState, TeamTask
from buurtservice.team.queries import list_tasks
from buurtservice.team.services import finish_task


@main.group()
def team() -> None:
    """The paid team: what found no neighbour in time."""


@team.command("list")
@click.option(
    "--state", type=click.Choice(["open", *TaskState]), help="Only in this state; open: still to do."
)
@json_option
@in_app
def list_(*, state: str | None, as_json: bool) -> None:
    """List the team's tasks, oldest first."""
    states = LIVE_TASKS if state == "open" else (TaskState(state),) if state else ()
    tasks = list_tasks(*states)
    if as_json:
        print_json([_task_dict(task) for task in tasks])
    elif not tasks:
        click.echo(gettext("Het team heeft geen taken."))
    for task in [] if as_json else tasks:
        click.echo(_line(task))


@team.command("done")
@click.argument("task_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def done(task_id: int, *, on: date, as_json: bool) -> None:
    """Record that the team did a task."""
    task = finish_task(task_id, on=on, today=local_today())
    if as_json:
        print_json(_task_dict(task))
    else:
        click.echo(_line(task))


def _task_dict(task: TeamTask) -> dict[str, Any]:
    return {
        "task": task.id,
        "request": task.help_request_id,
        "category": task.request.category.code,
        "state": task.state.value,
        "week": task.occurrence_on,
        "opened_on": task.opened_on,
        "member": task.member.name if task.member else None,
        "planned_on": task.planned_on,
        "done_on": task.done_on,
    }


def _line(task: TeamTask) -> str:
    return gettext(
        "Teamtaak %(id)s: %(kind)s voor %(who)s (vraag %(request)s): %(state)s",
        id=task.id,
        who=person_words(task.request.resident),
        kind=kind_words(task.request.category),
        request=task.help_request_id,
        state=gettext(TASK_STATES[task.state]),
    )
