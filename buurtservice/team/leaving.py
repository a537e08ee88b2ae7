"""When a request is withdrawn or rests, the tasks that nobody has begun go with it."""

from datetime import date

from buurtservice.help.models import HelpRequest
from buurtservice.help.solutions import lock_requests
from buurtservice.matches.leaving import pause_request_and_proposal, withdraw_request_and_proposal
from buurtservice.team.bridging import NOT_BEGUN, drop_weeks_from
from buurtservice.team.queries import list_live_tasks_of
from buurtservice.team.services import drop_task
from buurtservice.transactions import transaction


def withdraw_request_and_task(request_id: int, *, on: date, today: date) -> HelpRequest:
    """Withdraw a request with its proposal and with the team's tasks that nobody has begun.

    While the team is at work on the whole request it is refused. Raises as help.withdraw_request.
    """
    with transaction():
        lock_requests([request_id])
        for task in list_live_tasks_of(request_id):
            if task.state in NOT_BEGUN:
                drop_task(task.id, on=on)
        return withdraw_request_and_proposal(request_id, on=on, today=today)


def pause_request_and_weeks(request_id: int, *, on: date, today: date) -> HelpRequest:
    """Let a request rest, without its proposal and the weeks not begun. Raises as pause_request."""
    with transaction():
        lock_requests([request_id])
        drop_weeks_from(request_id, None, on=on)
        return pause_request_and_proposal(request_id, on=on, today=today)
