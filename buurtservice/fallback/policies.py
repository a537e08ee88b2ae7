"""How long a request may wait for a worker's decision."""

from datetime import date, timedelta

from buurtservice.help.models import HelpRequest

# A worker gets this long to decide on the first proposal of such a request (docs/adr/0007).
PROPOSAL_WAIT_DAYS = 3
LONGEST_HOLD_DAYS = 14


def next_working_day(today: date) -> date:
    """Return the day until which a worker looks ahead: tomorrow, and on Friday the weekend and Monday."""
    ahead = {4: 3, 5: 2}.get(today.weekday(), 1)
    return today + timedelta(days=ahead)


def latest_hold(request: HelpRequest, *, today: date) -> date:
    """Return until when a worker may hold the request: help for one day must not come too late."""
    latest = today + timedelta(days=LONGEST_HOLD_DAYS)
    return latest if request.wanted_on is None else min(latest, request.wanted_on)
