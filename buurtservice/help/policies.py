"""Rules about requests that only look and never change anything."""

from datetime import date, timedelta

from buurtservice.help.models import HelpRequest


def route_due_on(request: HelpRequest) -> date:
    """Return the first local day on which the request goes to the team if nothing answers it.

    It counts from the day it was asked; how many days is for each kind of help to say.
    """
    category = request.category
    days = category.urgent_route_after_days if request.urgent else category.route_after_days
    return request.received_on + timedelta(days=days)
