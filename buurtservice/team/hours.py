"""When each of the team works, what they do, and from where they set out."""

from collections.abc import Collection
from dataclasses import dataclass

from buurtservice.extensions import db
from buurtservice.help.queries import category_names
from buurtservice.help.services import dayparts_mask
from buurtservice.team.errors import KindUnknown
from buurtservice.team.models import TeamMember
from buurtservice.team.planning import hold_member
from buurtservice.transactions import transaction


@dataclass(frozen=True, kw_only=True)
class Hours:
    """One of the team: dayparts 0…20, tasks that fit in one, kinds (None: all), from where they set out."""

    dayparts: Collection[int]
    tasks_per_daypart: int = 1
    categories: Collection[str] | None = None
    neighbourhood_id: int | None = None


def save_hours(staff_id: int, hours: Hours) -> TeamMember:
    """Note somebody's hours. What is planned stays planned. Raises NotInTeam or KindUnknown."""
    known = category_names()
    for code in hours.categories or ():
        if code not in known:
            raise KindUnknown(kind=code)
    with transaction() as session:
        hold_member(staff_id)
        member = db.session.get(TeamMember, staff_id, populate_existing=True) or TeamMember(
            staff_user_id=staff_id
        )
        member.dayparts = dayparts_mask(hours.dayparts) or 0
        member.tasks_per_daypart = hours.tasks_per_daypart
        member.categories = None if hours.categories is None else sorted(hours.categories)
        member.neighbourhood_id = hours.neighbourhood_id
        session.add(member)
        session.flush()
        session.refresh(member)
        return member
