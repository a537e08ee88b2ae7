"""Gives the demonstration two activities: one that is full next week, and one that is today."""

from datetime import date, time, timedelta

from buurtservice.activities.places import take_place
from buurtservice.activities.services import choose_host, plan_activity
from buurtservice.activities.values import ActivityValues
from buurtservice.help.queries import find_category
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import list_known_residents
from buurtservice.transactions import transaction

PLACE = "Buurthuis De Poort"
THURSDAY = 3
SOUP_PLACES = 6
ON_SOUP, ON_WALK = 7, 5  # One more than there are places: somebody waits.


def add_activities(*, neighbour: Resident, worker_id: int, today: date) -> None:
    """Plan soup on a Thursday, of which the neighbour is host, and a walk today, to be ticked off."""
    cooking, buddy = find_category("cooking"), find_category("buddy")
    people = [one.id for one in list_known_residents() if one.id != neighbour.id]
    day = {"on": today, "today": today}
    with transaction():
        soup = plan_activity(
            ActivityValues(
                title="Soep op donderdag",
                description="Wij koken soep van wat er over is, en eten samen. U hoeft niets mee te nemen.",
                place=PLACE,
                category_id=cooking.id if cooking else None,
                takes_place_on=today + timedelta(days=(THURSDAY - today.weekday()) % 7 or 7),
                begins_at=time(12),
                ends_at=time(13, 30),
                capacity=SOUP_PLACES,
                supported_by_id=worker_id,
            ),
            **day,
        )
        walk = plan_activity(
            ActivityValues(
                title="Een rondje door het park",
                description="Rustig wandelen, ook met een rollator. Daarna koffie.",
                place=PLACE,
                category_id=buddy.id if buddy else None,
                takes_place_on=today,
                begins_at=time(10),
                ends_at=time(11),
                supported_by_id=worker_id,
            ),
            **day,
        )
        choose_host(soup.id, resident_id=neighbour.id, name_agreed=True, **day)
        for person in people[:ON_SOUP]:
            take_place(soup.id, resident_id=person, **day)
        for person in people[-ON_WALK:]:
            take_place(walk.id, resident_id=person, **day)
