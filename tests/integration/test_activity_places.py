"""Places at activities: invited, taken, given up; what they do to the requests, and what nobody may break."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from buurtservice.activities.errors import (
    ActivityAlreadyHeld,
    FewerThanCame,
    NoPlaceAtActivity,
    PlaceAlreadyTaken,
)
from buurtservice.activities.models import Activity, ActivityPlace, PlaceState
from buurtservice.activities.places import invite, leave_place, leave_place_for, take_place, take_place_for
from buurtservice.activities.queries import list_places
from buurtservice.activities.services import add_activity, hold_activity
from buurtservice.errors import DateInFuture, DateTooEarly, NotFound
from buurtservice.extensions import db
from buurtservice.facts.models import Fact
from buurtservice.figures.queries import get_figures
from buurtservice.help.errors import RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import HelpRequest, RequestState
from buurtservice.help.queries import get_request, list_unanswered_requests
from buurtservice.help.services import withdraw_request
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import get_match
from buurtservice.matches.services import approve_match
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import ASKED_ON, TODAY
from tests.integration.racing import count, race, run, wrong_answers

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
TOMORROW = TODAY + timedelta(days=1)
LATER = {"on": TOMORROW, "today": TOMORROW}


def coffee(*names: str, on=TODAY) -> tuple[Activity, list[HelpRequest]]:
    """Plan an activity and invite these people, who each look for company."""
    requests = [factories.request(factories.resident(name), "buddy") for name in names]
    activity = add_activity(title="Samen koffie", on=on, today=TODAY)
    invite(activity, requests, on=on)
    return activity, requests


def states(activity: Activity) -> list[str]:
    return [place.state.value for place in list_places(activity.id)]


def open_requests() -> list[int]:
    return [request.id for request in list_unanswered_requests(received_by=TODAY)]


def facts() -> list[tuple[str, str | None]]:
    rows = db.session.scalars(select(Fact).order_by(Fact.id))
    return [(fact.kind.value, fact.reason) for fact in rows if fact.kind.value.startswith("activity")]


def test_who_is_invited_may_come_and_meanwhile_the_request_stays_open():
    activity, (mia, fatima) = coffee("Mia", "Fatima")
    assert open_requests() == [mia.id, fatima.id]

    taken = take_place(activity.id, resident_id=mia.resident_id, **DAY)

    assert (taken.help_request_id, taken.taken_on) == (mia.id, TODAY)
    assert states(activity) == ["taken", "invited"]
    assert open_requests() == [fatima.id]


def test_after_the_activity_the_requests_of_who_came_are_fulfilled_and_the_others_open_again():
    activity, (mia, fatima, _) = coffee("Mia", "Fatima", "Dora")
    for request in (mia, fatima):
        take_place_for(activity.id, request_id=request.id, **DAY)

    held = hold_activity(activity.id, absent=[fatima.resident_id], **LATER)

    assert held.people == 1
    assert states(activity) == ["came", "absent", "cancelled"]
    assert [get_request(r.id).state for r in (mia, fatima)] == [RequestState.FULFILLED, RequestState.OPEN]
    assert fatima.id in open_requests()
    assert facts() == [
        ("activity_planned", None),
        ("activity_place_taken", None),
        ("activity_place_taken", None),
        ("activity_attended", None),
        ("activity_place_freed", "absent"),
        ("activity_held", None),
    ]


def test_a_place_given_up_opens_the_request_and_can_be_taken_again():
    activity, (mia,) = coffee("Mia")
    take_place_for(activity.id, request_id=mia.id, **DAY)

    leave_place_for(activity.id, request_id=mia.id, **DAY)
    assert open_requests() == [mia.id]

    take_place_for(activity.id, request_id=mia.id, **DAY)
    assert states(activity) == ["cancelled", "taken"]
    assert open_requests() == []


def test_who_asks_nothing_may_come_too():
    activity, _ = coffee()
    sjef = factories.resident("Sjef")

    place = take_place(activity.id, resident_id=sjef.id, **DAY)
    hold_activity(activity.id, **DAY)

    assert (place.help_request_id, place.solution_id) == (None, None)
    assert states(activity) == ["came"]


def test_who_was_helped_meanwhile_may_still_come():
    activity, (mia,) = coffee("Mia")
    approve_match(factories.proposal(mia, factories.offer(factories.resident("Sjef"), "buddy")).id, **DAY)

    with pytest.raises(RequestAlreadyAnswered, match="match"):
        take_place_for(activity.id, request_id=mia.id, **DAY)
    place = take_place(activity.id, resident_id=mia.resident_id, **DAY)

    assert (place.state, place.help_request_id) == (PlaceState.TAKEN, None)


def test_a_proposal_for_a_request_that_the_activity_answers_is_withdrawn_and_its_ring_goes_on():
    mia, sjef = factories.swap("buddy", "garden")
    activity = add_activity(title="Samen koffie", **DAY)

    take_place_for(activity.id, request_id=mia.help_request_id, **DAY)

    assert get_match(mia.id).state == MatchState.WITHDRAWN
    assert get_match(sjef.id).ring.broken_on == TODAY


def test_an_activity_is_an_outcome_of_its_own_in_the_figures():
    activity, (mia, fatima, _) = coffee("Mia", "Fatima", "Dora")
    for request in (mia, fatima):
        take_place_for(activity.id, request_id=request.id, **DAY)
    leave_place_for(activity.id, request_id=fatima.id, **DAY)
    hold_activity(activity.id, **DAY)

    figures = get_figures(start=ASKED_ON, end=TODAY)

    assert (figures.outcomes["activity"], figures.outcomes["open"]) == (1, 2)
    assert (figures.requests_open, figures.median_days_to_help) == (2, 2.0)
    assert figures.helped_share_without_offer == 0.333


def test_steps_that_do_not_fit_are_refused_and_change_nothing():
    activity, (mia,) = coffee("Mia")
    fatima = factories.resident("Fatima")
    take_place(activity.id, resident_id=mia.resident_id, **DAY)
    before = count("fact"), count("solution"), states(activity)

    with pytest.raises(PlaceAlreadyTaken):
        take_place(activity.id, resident_id=mia.resident_id, **DAY)
    with pytest.raises(NoPlaceAtActivity):
        leave_place(activity.id, resident_id=fatima.id, **DAY)
    with pytest.raises(NoPlaceAtActivity):
        hold_activity(activity.id, absent=[fatima.id], **DAY)
    with pytest.raises(FewerThanCame):
        hold_activity(activity.id, people=0, **DAY)
    for wrong in ({"activity_id": 99, "resident_id": fatima.id}, {"activity_id": 1, "resident_id": 99}):
        with pytest.raises(NotFound):
            take_place(**wrong, **DAY)
    with pytest.raises(NotFound):
        take_place_for(activity.id, request_id=99, **DAY)

    assert (count("fact"), count("solution"), states(activity)) == before


def test_a_place_is_not_given_up_in_the_name_of_another_request_of_the_same_person():
    activity, (mia,) = coffee("Mia")
    other = factories.request(get_request(mia.id).resident, "garden")
    take_place_for(activity.id, request_id=mia.id, **DAY)

    with pytest.raises(NoPlaceAtActivity, match=f"Vraag {other.id} heeft geen plaats"):
        leave_place_for(activity.id, request_id=other.id, **DAY)

    assert states(activity) == ["taken"]


def test_who_is_invited_may_come_for_another_request_of_theirs():
    activity, (mia,) = coffee("Mia")
    other = factories.request(get_request(mia.id).resident, "cooking")

    take_place_for(activity.id, request_id=other.id, **DAY)

    assert states(activity) == ["taken"]
    assert open_requests() == [mia.id]


def test_days_keep_their_order():
    activity, (mia,) = coffee("Mia")
    yesterday = {"on": TODAY - timedelta(days=1), "today": TODAY}

    with pytest.raises(DateTooEarly):
        take_place(activity.id, resident_id=mia.resident_id, **yesterday)
    with pytest.raises(DateInFuture):
        take_place(activity.id, resident_id=mia.resident_id, on=TOMORROW, today=TODAY)
    take_place(activity.id, resident_id=mia.resident_id, **LATER)
    for too_early in (leave_place, hold_activity):
        person = {"resident_id": mia.resident_id} if too_early is leave_place else {}
        with pytest.raises(DateTooEarly):
            too_early(activity.id, on=TODAY, today=TOMORROW, **person)


def test_after_the_activity_nobody_joins_or_leaves():
    activity, (mia,) = coffee("Mia")
    take_place(activity.id, resident_id=mia.resident_id, **DAY)
    hold_activity(activity.id, **DAY)

    with pytest.raises(ActivityAlreadyHeld):
        leave_place(activity.id, resident_id=mia.resident_id, **DAY)
    with pytest.raises(ActivityAlreadyHeld):
        take_place_for(activity.id, request_id=mia.id, **DAY)


def test_a_withdrawn_request_is_not_answered_by_a_place_and_one_with_a_place_is_not_withdrawn():
    activity, (mia, fatima) = coffee("Mia", "Fatima")
    withdraw_request(mia.id, **DAY)
    take_place_for(activity.id, request_id=fatima.id, **DAY)

    with pytest.raises(RequestNotOpen):
        take_place_for(activity.id, request_id=mia.id, **DAY)
    with pytest.raises(RequestAlreadyAnswered, match="activiteit"):
        withdraw_request(fatima.id, **DAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": PlaceState.TAKEN, "taken_on": TODAY},  # Has a request and does not answer it.
        {"state": PlaceState.INVITED, "taken_on": TODAY},
        {"state": PlaceState.CANCELLED},
        {"state": PlaceState.INVITED, "ended_on": TODAY},
        {"state": PlaceState.CANCELLED, "ended_on": TODAY - timedelta(days=1)},
    ],
)
def test_the_database_refuses_a_place_that_cannot_be(wrong):
    activity, _ = coffee()
    request = factories.request(factories.resident("Mia"))

    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            ActivityPlace(
                activity_id=activity.id,
                resident_id=request.resident_id,
                help_request_id=request.id,
                **{"added_on": TODAY, **wrong},
            )
        )


def test_the_database_refuses_a_second_standing_place_and_an_answer_without_a_request():
    activity, (mia,) = coffee("Mia")
    take_place(activity.id, resident_id=mia.resident_id, **DAY)
    columns = "activity_id, resident_id, state, added_on"
    again = f"INSERT INTO activity_place ({columns}) VALUES (1, 1, 'invited', '{TODAY}')"

    with pytest.raises(IntegrityError):
        run(again)
    with pytest.raises(IntegrityError):
        run("UPDATE activity_place SET help_request_id = NULL")


def test_one_request_is_answered_by_one_activity_however_many_are_joined_at_once(app):
    mia = factories.request(factories.resident("Mia"), "buddy").id
    ids = [add_activity(title=f"Samen {number}", **DAY).id for number in range(6)]

    outcomes = race(app, [lambda at=at: take_place_for(at, request_id=mia, **DAY) for at in ids])

    assert sum(outcome.won for outcome in outcomes) == 1
    assert wrong_answers() == []
    assert count("activity_place") == 1


def test_joining_leaving_and_holding_at_once_leave_nothing_half_done(app):
    activity, requests = coffee("Mia", "Fatima", "Dora", "Tom")
    moves = [lambda r=r: take_place_for(activity.id, request_id=r.id, **DAY) for r in requests]
    moves += [lambda: leave_place(activity.id, resident_id=requests[0].resident_id, **DAY)]
    moves += [lambda: hold_activity(activity.id, **DAY)] * 2

    outcomes = race(app, moves)

    assert sum(outcome.won for outcome in outcomes[-2:]) == 1
    assert wrong_answers() == []
    assert count("activity_place WHERE state IN ('invited', 'taken')") == 0
    fulfilled = count("help_request WHERE state = 'fulfilled'")
    assert fulfilled == count("activity_place WHERE state = 'came'")


def test_a_match_and_a_place_for_the_same_request_at_once_have_one_winner(app):
    match = factories.pair("buddy")
    activity = add_activity(title="Samen koffie", **DAY)

    outcomes = race(
        app,
        [
            lambda: approve_match(match.id, **DAY),
            lambda: take_place_for(activity.id, request_id=match.help_request_id, **DAY),
        ],
    )

    assert sum(outcome.won for outcome in outcomes) == 1
    assert wrong_answers() == []
