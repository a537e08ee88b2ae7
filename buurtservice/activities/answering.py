"""What a place does to the request that it answers, and to the count of places. It does not decide who comes.

Every step holds the activity first, then requests (help/solutions.py), so that no two wait for each other in
a circle. Nothing else holds an activity.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Update, or_, select, update

from buurtservice.activities.errors import ActivityAlreadyHeld, ActivityCancelled
from buurtservice.activities.models import Activity, ActivityPlace, ActivityState, PlaceState
from buurtservice.activities.queries import get_activity
from buurtservice.days import check_not_before
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.help.models import RequestState, SolutionKind
from buurtservice.help.queries import get_request
from buurtservice.help.services import about_request
from buurtservice.help.solutions import (
    claim_solution,
    find_live_solution,
    last_answer_ended_on,
    lock_requests,
)
from buurtservice.matches.proposing import find_proposal, withdraw_proposal
from buurtservice.matches.steps import links_of, lock_match
from buurtservice.transactions import changes_one


def lock_planned(activity_id: int) -> Activity:
    """Hold an activity that is still to be held until the transaction ends.

    Raises NotFound, ActivityAlreadyHeld or ActivityCancelled. (SQLite's writer holds the whole database.)
    """
    db.session.execute(select(Activity.id).where(Activity.id == activity_id).with_for_update(key_share=True))
    activity = get_activity(activity_id)
    if activity.state == ActivityState.HELD:
        raise ActivityAlreadyHeld(id=activity_id, on=activity.held_on)
    if activity.state == ActivityState.CANCELLED:
        raise ActivityCancelled(id=activity_id, on=activity.cancelled_on)
    return activity


def count_place(activity_id: int) -> bool:
    """Count one place more; tell whether there was one. One too many the CHECK on `places_taken` refuses."""
    free = or_(Activity.capacity.is_(None), Activity.places_taken < Activity.capacity)
    planned = update(Activity).where(
        Activity.id == activity_id, Activity.state == ActivityState.PLANNED, free
    )
    return _counts(planned.values(places_taken=Activity.places_taken + 1), activity_id)


def uncount_place(activity_id: int) -> None:
    """Count one place fewer."""
    taken = update(Activity).where(Activity.id == activity_id, Activity.places_taken > 0)
    _counts(taken.values(places_taken=Activity.places_taken - 1), activity_id)


def occupy(place: ActivityPlace, *, request_id: int | None, on: date) -> ActivityPlace:
    """Make this a taken place, whose count was raised before, and the answer to the request if there is one.

    Raises RequestNotOpen, or RequestAlreadyAnswered when somebody was faster.
    """
    request = None if request_id is None else get_request(request_id)
    solution_id = None if request_id is None else _answer(request_id, on=on)
    place.request, place.solution_id = request, solution_id
    place.state, place.taken_on = PlaceState.TAKEN, on
    db.session.add(place)
    db.session.flush()
    record_fact(FactKind.ACTIVITY_PLACE_TAKEN, on=on, about=about_place(place))
    return place


def lock_request(request_id: int) -> None:
    """Hold a request, and with it those whose ring breaks when its proposal is withdrawn."""
    proposal = find_proposal(request_id)
    if proposal is not None:
        lock_match(proposal.id)
    else:
        lock_requests([request_id])


def lock_requests_of(places: Sequence[ActivityPlace]) -> None:
    """Hold the requests of these places, with the rings they are proposed in, until the transaction ends."""
    lock_requests(sorted(requests_of(places)))


def requests_of(places: Sequence[ActivityPlace]) -> set[int]:
    """Return the ids of the requests of these places, and of those in a ring that is proposed with them."""
    ids = {place.help_request_id for place in places if place.help_request_id is not None}
    proposals = [find_proposal(request_id) for request_id in ids]
    rings = {link.help_request_id for one in proposals if one is not None for link in links_of(one)}
    return ids | rings


def waits(request_id: int) -> bool:
    """Tell whether the request is open and nothing answers it."""
    return get_request(request_id).state == RequestState.OPEN and find_live_solution(request_id) is None


def last_step_before(request_id: int) -> date:
    """Return the day before which no place can answer this request."""
    return last_answer_ended_on(request_id) or get_request(request_id).received_on


def about_place(place: ActivityPlace) -> About:
    """Return what a fact about this place carries; `match_key` joins the facts of one activity."""
    activity = place.activity
    if place.request is not None:
        return replace(about_request(place.request), match_key=activity.subject_key)
    return about_activity(activity)


def about_activity(activity: Activity) -> About:
    """Return what a fact about this activity carries."""
    return About(
        match_key=activity.subject_key,
        category=activity.category.code if activity.category else None,
        neighbourhood=activity.neighbourhood.name if activity.neighbourhood else None,
    )


def _answer(request_id: int, *, on: date) -> int:
    """Make the place the live answer to its request; a proposal that waited for it is withdrawn."""
    check_not_before(on, last_step_before(request_id))
    solution = claim_solution(request_id=request_id, kind=SolutionKind.ACTIVITY_PLACE, on=on)
    proposal = find_proposal(request_id)
    if proposal is not None:
        withdraw_proposal(proposal, on=on)
    return solution.id


def _counts(statement: Update, activity_id: int) -> bool:
    counted = changes_one(statement)
    known = db.session.get(Activity, activity_id)
    if known is not None:
        db.session.expire(known, ["places_taken"])
    return counted
