"""What the pages of a match read: the list by state, and one match with all that happened to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.extensions import db
from buurtservice.matches.meetings import list_meetings
from buurtservice.matches.models import (
    Appointment,
    AppointmentState,
    Match,
    MatchEvent,
    MatchReview,
    MatchState,
    Side,
)
from buurtservice.matches.queries import get_match
from buurtservice.matches.reviewing import list_reviews


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One step of a match, and the name of whoever of the staff took it."""

    event: MatchEvent
    name: str | None


@dataclass(frozen=True, kw_only=True)
class Story:
    """One match: what happened, its meetings, what each side said, and names of staff by id."""

    match: Match
    history: Sequence[Happened]
    meetings: Sequence[Appointment]
    reviews: dict[Side, MatchReview]
    workers: dict[int, str]

    @property
    def meeting(self) -> Appointment | None:
        """Return the meeting that is planned, or the last one that was."""
        planned = [one for one in self.meetings if one.state == AppointmentState.PLANNED]
        return planned[-1] if planned else None


def read_story(match_id: int) -> Story:
    """Return a match with all that happened to it. Raises NotFound."""
    match = get_match(match_id)
    rows = db.session.execute(
        select(MatchEvent, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == MatchEvent.staff_user_id)
        .where(MatchEvent.match_id == match_id)
        .order_by(MatchEvent.id.desc())
    )
    return Story(
        match=match,
        history=[Happened(event=event, name=name) for event, name in rows],
        meetings=list_meetings(match_id),
        reviews=list_reviews(match_id),
        workers=workers_by_id(),
    )


def workers_by_id() -> dict[int, str]:
    """Return the name of each worker whose account is open, by id, in the order of their names."""
    rows = db.session.execute(
        select(StaffUser.id, StaffUser.name)
        .join(StaffRole, StaffRole.staff_user_id == StaffUser.id)
        .where(StaffRole.role == Role.WORKER, StaffUser.closed_at.is_(None))
        .order_by(StaffUser.name, StaffUser.id)
    )
    return dict(iter(rows))


def page_of_matches(states: Collection[MatchState], *, limit: int, offset: int) -> tuple[list[Match], int]:
    """Return matches in these states, the ones that had no step for longest first, and how many there are."""
    query = select(Match).where(Match.state.in_(states)).order_by(Match.last_step_on, Match.id)
    total = db.session.scalar(select(func.count()).select_from(Match).where(Match.state.in_(states)))
    rows = db.session.scalars(query.limit(limit).offset(offset)).unique()
    return list(rows), total or 0
