"""Where the lives of the two records meet: a match between them, the same activity twice, two open calls."""

from datetime import date

from sqlalchemy import Select, or_, select, update

from buurtservice.activities.answering import requests_of
from buurtservice.activities.models import OPEN_PLACES, Activity, ActivityPlace, PlaceState
from buurtservice.activities.places import end_place
from buurtservice.calls.models import Call, CallReason, CallState
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.solutions import lock_requests
from buurtservice.matches.models import UNDER_WAY_STATES, Match, MatchState
from buurtservice.matches.proposing import withdraw_proposal
from buurtservice.merging.errors import TwoPeople
from buurtservice.residents.services import lock_residents
from buurtservice.scooters.slots import lock_pool

_CAN_BE_ONE_PERSON = (MatchState.PROPOSED, MatchState.DECLINED, MatchState.WITHDRAWN, MatchState.EXPIRED)
# Which of two places at one activity is worth keeping.
_WORTH = (PlaceState.INVITED, PlaceState.WAITING_LIST, PlaceState.TAKEN)


def lock_everything(ids: tuple[int, ...]) -> None:
    """Hold all that merging or leaving touches, in the order of the house.

    That is: scooters, activities, requests, calls, residents. Among the requests are those of who waits at
    these activities: a place that comes free is theirs, in the same transaction.
    """
    lock_pool()
    open_places = ActivityPlace.resident_id.in_(ids) & ActivityPlace.state.in_(OPEN_PLACES)
    activities = select(ActivityPlace.activity_id).where(open_places)
    db.session.execute(
        select(Activity.id)
        .where(Activity.id.in_(activities))
        .order_by(Activity.id)
        .with_for_update(key_share=True)
    )
    held = list(db.session.scalars(activities.distinct()))
    line = ActivityPlace.activity_id.in_(held) & (ActivityPlace.state == PlaceState.WAITING_LIST)
    in_line = requests_of(list(db.session.scalars(select(ActivityPlace).where(line)).unique()))
    lock_requests(sorted(set(db.session.scalars(_requests_concerned(ids))) | in_line))
    calls = select(Call.id).where(Call.resident_id.in_(ids), Call.state == CallState.OPEN)
    db.session.execute(calls.order_by(Call.id).with_for_update(key_share=True))
    lock_residents(ids)


def matches_between(ids: tuple[int, int]) -> list[Match]:
    """Return the matches in which one of the two helps the other."""
    query = (
        select(Match)
        .join(HelpRequest, HelpRequest.id == Match.help_request_id)
        .join(HelpOffer, HelpOffer.id == Match.help_offer_id)
        .where(HelpRequest.resident_id.in_(ids), HelpOffer.resident_id.in_(ids))
        .where(HelpRequest.resident_id != HelpOffer.resident_id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query).unique())


def withdraw_proposals_between(ids: tuple[int, int], *, on: date, by_id: int | None) -> list[int]:
    """Withdraw proposals that one helps the other; return their ids.

    Raises TwoPeople when a worker approved such a match: somebody who was asked is somebody else.
    """
    between = matches_between(ids)
    if any(match.state not in _CAN_BE_ONE_PERSON for match in between):
        raise TwoPeople
    proposed = [match for match in between if match.state == MatchState.PROPOSED]
    for match in proposed:
        withdraw_proposal(match, on=on, by=by_id)
    return [match.id for match in proposed]


def end_double_places(kept_id: int, merged_id: int, *, on: date) -> list[int]:
    """Keep one place at each activity where both have one; return the places that stay where they are.

    A place from the past stays with the merged record: it was counted, and nobody came twice.
    """
    staying = []
    of_kept = {place.activity_id: place for place in _standing_places(kept_id)}
    for theirs in _standing_places(merged_id):
        ours = of_kept.get(theirs.activity_id)
        if ours is None:
            continue
        if theirs.state in OPEN_PLACES and ours.state in OPEN_PLACES:
            lesser = min(ours, theirs, key=lambda place: _WORTH.index(place.state))
            end_place(lesser, PlaceState.CANCELLED, on=max(on, lesser.taken_on or lesser.added_on))
            db.session.flush()
        else:
            staying.append(theirs.id)
    return staying


def keep_one_open_call(kept_id: int, merged_id: int) -> list[int]:
    """Withdraw one of two open conversations that unlock something: there is one person to have it with."""
    unlock = (Call.reason == CallReason.UNLOCK, Call.state == CallState.OPEN)
    both = select(Call).where(Call.resident_id.in_((kept_id, merged_id)), *unlock)
    calls = list(db.session.scalars(both.execution_options(populate_existing=True)).unique())
    if len(calls) < 2:
        return []
    # What was begun goes on; else the kept record's.
    last = max(calls, key=lambda call: (call.called_on is None, call.resident_id == merged_id))
    db.session.execute(
        update(Call)
        .where(Call.id == last.id)
        .values(state=CallState.WITHDRAWN)
        .execution_options(synchronize_session="fetch")
    )
    return [last.id]


def _standing_places(resident_id: int) -> list[ActivityPlace]:
    standing = ActivityPlace.state != PlaceState.CANCELLED
    query = select(ActivityPlace).where(ActivityPlace.resident_id == resident_id, standing)
    return list(db.session.scalars(query.execution_options(populate_existing=True)).unique())


def _requests_concerned(ids: tuple[int, ...]) -> Select[int]:
    """Return the requests of both, those under way at their offers, and those in a ring with any of them."""
    mine = select(HelpRequest.id).where(HelpRequest.resident_id.in_(ids))
    offers = select(HelpOffer.id).where(HelpOffer.resident_id.in_(ids))
    under_way = Match.state.in_(UNDER_WAY_STATES)
    helped = select(Match.help_request_id).where(under_way, Match.help_offer_id.in_(offers))
    touched = or_(Match.help_request_id.in_(mine), Match.help_offer_id.in_(offers))
    rings = select(Match.ring_id).where(under_way, touched, Match.ring_id.is_not(None))
    links = select(Match.help_request_id).where(Match.ring_id.in_(rings))
    return select(HelpRequest.id).where(
        or_(HelpRequest.id.in_(mine), HelpRequest.id.in_(helped), HelpRequest.id.in_(links))
    )
