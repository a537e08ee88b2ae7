"""Changes to places at an activity: somebody is invited, takes the place or waits for one, gives it up."""

from collections.abc import Collection
from datetime import date

from buurtservice.activities.answering import (
    about_place,
    count_place,
    lock_planned,
    lock_request,
    lock_requests_of,
    occupy,
    uncount_place,
    waits,
)
from buurtservice.activities.errors import AlreadyWaiting, NoPlaceAtActivity, PlaceAlreadyTaken
from buurtservice.activities.models import OPEN_PLACES, Activity, ActivityPlace, PlaceState
from buurtservice.activities.queries import find_standing_place, list_places
from buurtservice.activities.telling import tell_invited
from buurtservice.activities.waiting import find_first_in_line, move_up, put_on_waiting_list
from buurtservice.days import check_not_before, check_not_future
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.help.models import HelpRequest
from buurtservice.help.queries import get_request
from buurtservice.help.solutions import end_solution
from buurtservice.i18n import N_
from buurtservice.residents.queries import get_resident
from buurtservice.transactions import transaction


def invite(activity: Activity, requests: Collection[HelpRequest], *, on: date) -> list[ActivityPlace]:
    """Invite who asked these, one request of each person. Their requests stay open until they say yes."""
    with transaction() as session:
        places = [
            ActivityPlace(
                activity=activity,
                resident=request.resident,
                request=request,
                state=PlaceState.INVITED,
                added_on=on,
            )
            for request in requests
        ]
        session.add_all(places)
        session.flush()
        return places


def send_invitations(activity_id: int, *, page: str | None = None) -> int:
    """Invite by message who is on the list and said nothing yet, each once; return how many are new.

    `page` is the path at which they can say yes. Raises NotFound, ActivityAlreadyHeld or ActivityCancelled.
    """
    with transaction():
        lock_planned(activity_id)
        invited = [place for place in list_places(activity_id) if place.state == PlaceState.INVITED]
        return sum(tell_invited(place, page=page) for place in invited)


def take_place(activity_id: int, *, resident_id: int, on: date, today: date) -> ActivityPlace:
    """Record that somebody comes. The request for which they were invited is answered by it, if it waits.

    Where all places are taken they go on the waiting list; the state of the place tells.

    Raises NotFound, ActivityAlreadyHeld, ActivityCancelled, PlaceAlreadyTaken, AlreadyWaiting, DateInFuture
    or DateTooEarly.
    """
    check_not_future(on, today=today)
    with transaction():
        activity = lock_planned(activity_id)
        get_resident(resident_id)
        place = find_standing_place(activity_id, resident_id)
        request_id = place.help_request_id if place else None
        if request_id is not None:
            lock_request(request_id)
            request_id = request_id if waits(request_id) else None
        return _take(activity, place, resident_id=resident_id, request_id=request_id, on=on)


def take_place_for(activity_id: int, *, request_id: int, on: date, today: date) -> ActivityPlace:
    """Record that the asker of this request comes, and that this answers the request.

    Raises as take_place; and RequestNotOpen, or RequestAlreadyAnswered when somebody was faster.
    """
    check_not_future(on, today=today)
    with transaction():
        activity = lock_planned(activity_id)
        resident_id = get_request(request_id).resident_id
        lock_request(request_id)
        place = find_standing_place(activity_id, resident_id)
        return _take(activity, place, resident_id=resident_id, request_id=request_id, on=on)


def leave_place(activity_id: int, *, resident_id: int, on: date, today: date) -> ActivityPlace:
    """Record that somebody does not come after all; the request that the place answered is open again.

    Raises NotFound, NoPlaceAtActivity, ActivityAlreadyHeld, DateInFuture or DateTooEarly.
    """
    check_not_future(on, today=today)
    with transaction():
        lock_planned(activity_id)
        get_resident(resident_id)
        place = find_standing_place(activity_id, resident_id)
        if place is None:
            raise NoPlaceAtActivity(what=N_("Bewoner"), number=resident_id, id=activity_id)
        return _leave(place, on=on)


def leave_place_for(activity_id: int, *, request_id: int, on: date, today: date) -> ActivityPlace:
    """Record that the asker does not come after all for this request. Raises as leave_place."""
    check_not_future(on, today=today)
    with transaction():
        lock_planned(activity_id)
        place = find_standing_place(activity_id, get_request(request_id).resident_id)
        if place is None or place.help_request_id != request_id:
            raise NoPlaceAtActivity(what=N_("Vraag"), number=request_id, id=activity_id)
        return _leave(place, on=on)


def close_places(activity_id: int, *, absent: Collection[int], on: date) -> int:
    """Let everybody with a taken place have come, but for the residents `absent`; free all other places.

    The requests of who came are fulfilled, the others are open again. Returns how many came; it is part of
    the transaction in which the activity is held. Raises NoPlaceAtActivity or DateTooEarly.
    """
    places = [place for place in list_places(activity_id) if place.state in OPEN_PLACES]
    taken = [place for place in places if place.state == PlaceState.TAKEN]
    for resident_id in absent:
        if all(place.resident_id != resident_id for place in taken):
            raise NoPlaceAtActivity(what=N_("Bewoner"), number=resident_id, id=activity_id)
    lock_requests_of(taken)
    for place in places:
        check_not_before(on, place.taken_on or place.added_on)
        came = place in taken and place.resident_id not in absent
        end_place(
            place,
            PlaceState.CAME if came else PlaceState.ABSENT if place in taken else PlaceState.CANCELLED,
            on=on,
        )
    return sum(place.state == PlaceState.CAME for place in places)


def end_place(place: ActivityPlace, state: PlaceState, *, on: date) -> None:
    """End an open place, with its answer and its fact. An invitation leaves no fact: nothing happened.

    Who stands first on the waiting list takes a place that comes free by it, in the same transaction.
    """
    was_taken = place.state == PlaceState.TAKEN
    place.state, place.ended_on = state, on
    if place.solution_id is not None:
        end_solution(place.solution_id, on=on, fulfilled=state == PlaceState.CAME)
    if not was_taken:
        return
    came = state == PlaceState.CAME
    kind = FactKind.ACTIVITY_ATTENDED if came else FactKind.ACTIVITY_PLACE_FREED
    record_fact(kind, on=on, about=about_place(place), reason=None if came else state.value)
    if state == PlaceState.CANCELLED:
        db.session.flush()
        uncount_place(place.activity_id)
        move_up(place.activity_id, on=on)


def cancel_places(activity_id: int, *, on: date) -> list[ActivityPlace]:
    """End every open place, the waiting list first; return those that were taken or waited for.

    It is part of the transaction in which the activity is cancelled.
    """
    places = [place for place in list_places(activity_id) if place.state in OPEN_PLACES]
    lock_requests_of(places)
    concerned = [place for place in places if place.state != PlaceState.INVITED]
    for place in sorted(places, key=lambda one: one.state == PlaceState.TAKEN):
        end_place(place, PlaceState.CANCELLED, on=max(on, place.taken_on or place.added_on))
    db.session.flush()
    return concerned


def _take(
    activity: Activity, place: ActivityPlace | None, *, resident_id: int, request_id: int | None, on: date
) -> ActivityPlace:
    if place is not None and place.state == PlaceState.TAKEN:
        raise PlaceAlreadyTaken(resident=resident_id, id=activity.id)
    if place is not None and place.state == PlaceState.WAITING_LIST:
        raise AlreadyWaiting(resident=resident_id, id=activity.id)
    check_not_before(on, place.added_on if place else activity.added_on)
    person = get_resident(resident_id)
    if not count_place(activity.id):
        request = None if request_id is None else get_request(request_id)
        return put_on_waiting_list(activity, place, resident=person, request=request, on=on)
    if place is None:
        place = ActivityPlace(activity=activity, resident=person, added_on=on)
    return occupy(place, request_id=request_id, on=on)


def _leave(place: ActivityPlace, *, on: date) -> ActivityPlace:
    check_not_before(on, place.taken_on or place.added_on)
    first = find_first_in_line(place.activity_id)
    lock_requests_of([place, first] if first else [place])
    end_place(place, PlaceState.CANCELLED, on=on)
    db.session.flush()
    return place
