"""Full activities: nobody has a place too many, who waits moves up once, and a cancelled one lets all go."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from buurtservice.activities.errors import (
    ActivityCancelled,
    ActivityStillToCome,
    AlreadyWaiting,
    CapacityBelowTaken,
    DayPast,
    HostCannotBe,
    TimesOutOfOrder,
    TimeWithoutDay,
    TitleOutOfRange,
)
from buurtservice.activities.models import Activity
from buurtservice.activities.places import invite, leave_place, take_place
from buurtservice.activities.queries import get_activity, list_places
from buurtservice.activities.services import (
    cancel_activity,
    change_activity,
    choose_host,
    hold_activity,
    plan_activity,
)
from buurtservice.activities.values import ActivityValues
from buurtservice.clock import utc_now
from buurtservice.errors import InvalidInput
from buurtservice.extensions import db
from buurtservice.facts.models import Fact
from buurtservice.help.models import RequestState
from buurtservice.help.queries import get_request, list_unanswered_requests
from buurtservice.messages.models import OutboxMessage
from buurtservice.privacy.leaving import leave
from buurtservice.residents.models import Resident
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY
from tests.integration.racing import count, naive_race, own_table, race, run, wrong_answers

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
NEXT_WEEK = TODAY + timedelta(days=7)


def soup(places: int | None = 2, **values: object) -> Activity:
    return plan_activity(ActivityValues(title="Soep", **{"capacity": places, **values}), **DAY)


def residents(*names: str) -> list[int]:
    return [factories.resident(name).id for name in names]


def standing(activity: Activity) -> list[tuple[str, str]]:
    places = list_places(activity.id)
    return [(one.resident.name, one.state.value) for one in places if one.state != "cancelled"]


def check_count(activity_id: int) -> None:
    """The places that are counted are those that are taken, and there are no more than there may be."""
    taken = count(
        f"activity_place WHERE activity_id = {activity_id} AND state IN ('taken', 'came', 'absent')"
    )
    activity = get_activity(activity_id)
    assert activity.places_taken == taken
    assert activity.capacity is None or taken <= activity.capacity
    assert wrong_answers() == []


def test_who_comes_when_it_is_full_waits_and_moves_up_in_the_order_of_waiting():
    mia, sjef, fatima, dora = residents("Mia", "Sjef", "Fatima", "Dora")
    activity = soup(1)
    for person in (mia, sjef, fatima, dora):
        take_place(activity.id, resident_id=person, **DAY)
    assert [state for _, state in standing(activity)] == ["taken", *["waiting_list"] * 3]

    leave_place(activity.id, resident_id=sjef, **DAY)
    leave_place(activity.id, resident_id=mia, **DAY)

    assert standing(activity) == [("Fatima", "taken"), ("Dora", "waiting_list")]
    check_count(activity.id)
    kinds = [fact.kind.value for fact in db.session.scalars(select(Fact).order_by(Fact.id))]
    assert kinds == [
        "activity_planned",
        "activity_place_taken",
        "activity_place_freed",
        "activity_place_taken",
    ]


def test_a_request_waits_with_its_asker_and_is_answered_when_they_move_up():
    mia, fatima = (factories.request(factories.resident(name), "buddy") for name in ("Mia", "Fatima"))
    activity = soup(1)
    invite(activity, [mia, fatima], on=TODAY)
    take_place(activity.id, resident_id=mia.resident_id, **DAY)
    take_place(activity.id, resident_id=fatima.resident_id, **DAY)
    assert [one.id for one in list_unanswered_requests(received_by=TODAY)] == [fatima.id]

    leave_place(activity.id, resident_id=mia.resident_id, **DAY)

    assert [one.id for one in list_unanswered_requests(received_by=TODAY)] == [mia.id]
    take_place(activity.id, resident_id=mia.resident_id, **DAY)
    with pytest.raises(AlreadyWaiting):
        take_place(activity.id, resident_id=mia.resident_id, **DAY)
    check_count(activity.id)


def test_who_was_invited_first_does_not_stand_before_who_said_yes_first():
    mia = factories.request(factories.resident("Mia"), "buddy")
    sjef, fatima = residents("Sjef", "Fatima")
    activity = soup(1)
    invite(activity, [mia], on=TODAY)
    for person in (sjef, fatima, mia.resident_id):
        take_place(activity.id, resident_id=person, **DAY)

    leave_place(activity.id, resident_id=sjef, **DAY)

    assert standing(activity) == [("Fatima", "taken"), ("Mia", "waiting_list")]


def test_more_places_let_the_first_of_the_list_in_and_fewer_than_come_are_refused():
    activity = soup(1)
    for person in residents("Mia", "Sjef", "Fatima"):
        take_place(activity.id, resident_id=person, **DAY)

    change_activity(activity.id, ActivityValues(title="Soep", capacity=2), **DAY)

    assert [state for _, state in standing(activity)] == ["taken", "taken", "waiting_list"]
    with pytest.raises(CapacityBelowTaken, match="2 mensen"):
        change_activity(activity.id, ActivityValues(title="Soep", capacity=1), **DAY)
    change_activity(activity.id, ActivityValues(title="Soep"), **DAY)
    assert [state for _, state in standing(activity)] == ["taken"] * 3
    check_count(activity.id)


def test_a_cancelled_activity_opens_the_requests_that_it_answered_and_nobody_joins_it():
    mia = factories.request(factories.resident("Mia"), "buddy")
    sjef, fatima = residents("Sjef", "Fatima")
    activity = soup(1)
    invite(activity, [mia], on=TODAY)
    for person in (mia.resident_id, sjef):
        take_place(activity.id, resident_id=person, **DAY)

    cancelled = cancel_activity(activity.id, note="De kok is ziek", **DAY)

    assert (cancelled.state, cancelled.cancel_note, cancelled.places_taken) == (
        "cancelled",
        "De kok is ziek",
        0,
    )
    assert get_request(mia.id).state == RequestState.OPEN
    assert standing(activity) == []
    kinds = [fact.kind.value for fact in db.session.scalars(select(Fact).order_by(Fact.id))]
    assert kinds[-2:] == ["activity_place_freed", "activity_cancelled"]
    for refused in (
        lambda: take_place(activity.id, resident_id=fatima, **DAY),
        lambda: cancel_activity(activity.id, **DAY),
        lambda: hold_activity(activity.id, **DAY),
        lambda: change_activity(activity.id, ActivityValues(title="Soep"), **DAY),
    ):
        with pytest.raises(ActivityCancelled):
            refused()
    check_count(activity.id)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"takes_place_on": TODAY - timedelta(days=1)}, DayPast),
        ({"begins_at": time(10)}, TimeWithoutDay),
        ({"takes_place_on": NEXT_WEEK, "ends_at": time(11)}, TimesOutOfOrder),
        ({"takes_place_on": NEXT_WEEK, "begins_at": time(11), "ends_at": time(11)}, TimesOutOfOrder),
        ({"capacity": 0}, InvalidInput),
        ({"capacity": 10**9}, InvalidInput),
        ({"description": "x" * 5000}, InvalidInput),
        ({"place": "x" * 5000}, InvalidInput),
        ({"title": "x" * 5000}, TitleOutOfRange),
    ],
)
def test_what_cannot_be_is_refused_when_planned_and_when_changed(wrong, refusal):
    activity = soup()
    values = ActivityValues(**{"title": "Soep 🍲", **wrong})

    with pytest.raises(refusal):
        plan_activity(values, **DAY)
    with pytest.raises(refusal):
        change_activity(activity.id, values, **DAY)

    assert count("activity") == 1
    assert get_activity(activity.id).title == "Soep"


def test_a_day_that_passed_may_stay_and_the_activity_is_not_held_before_it():
    activity = soup(takes_place_on=NEXT_WEEK, begins_at=time(12), ends_at=time(13, 30))
    later = NEXT_WEEK + timedelta(days=1)

    with pytest.raises(ActivityStillToCome, match="2026-03-11"):
        hold_activity(activity.id, **DAY)
    same_day = ActivityValues(title="Soep 🍲 met brood", takes_place_on=NEXT_WEEK)
    assert change_activity(activity.id, same_day, on=later, today=later).title == "Soep 🍲 met brood"
    assert hold_activity(activity.id, people=9, on=NEXT_WEEK, today=later).held_on == NEXT_WEEK


def test_the_host_is_a_resident_with_a_name_whose_name_is_public_only_when_they_agreed():
    activity, mia = soup(), factories.resident("Mia")
    with transaction() as session:
        nameless = Resident(pseudonymous=True)
        session.add(nameless)

    host = choose_host(activity.id, resident_id=mia.id, name_agreed=True, **DAY)
    assert (host.host_id, host.host_agreed_on) == (mia.id, TODAY)
    assert choose_host(activity.id, resident_id=mia.id, name_agreed=False, **DAY).host_agreed_on is None
    with pytest.raises(HostCannotBe):
        choose_host(activity.id, resident_id=nameless.id, name_agreed=True, **DAY)


def test_thirty_at_once_for_three_places_and_none_too_many(app):
    activity = soup(3)
    people = residents(*(f"Buur {number}" for number in range(30)))

    race(app, [lambda one=one: take_place(activity.id, resident_id=one, **DAY) for one in people])

    states = [state for _, state in standing(activity)]
    assert (states.count("taken"), states.count("waiting_list")) == (3, 27)
    check_count(activity.id)


def test_places_given_up_at_once_go_to_the_first_of_the_list_each_exactly_once(app):
    activity = soup(6)
    people = residents(*(f"Buur {number}" for number in range(12)))
    for one in people:
        take_place(activity.id, resident_id=one, **DAY)

    moves = [lambda one=one: leave_place(activity.id, resident_id=one, **DAY) for one in people[:4]] * 2
    moves += [lambda one=one: leave_place(activity.id, resident_id=one, **DAY) for one in people[6:8]]
    outcomes = race(app, moves)

    assert sum(outcome.won for outcome in outcomes) == 6
    # Two left from the head of the list: the places go to those behind them, or to them and then on.
    assert standing(activity) == [
        ("Buur 4", "taken"),
        ("Buur 5", "taken"),
        *((f"Buur {number}", "taken") for number in range(8, 12)),
    ]
    taken = count("fact WHERE kind = 'activity_place_taken'")
    assert taken - count("fact WHERE kind = 'activity_place_freed'") == 6
    check_count(activity.id)


def test_who_counts_first_and_writes_after_gives_more_places_than_there_are():
    with own_table("naive_place", "resident_id INTEGER"):
        naive_race(
            db.engine,
            "SELECT count(*) FROM naive_place",
            lambda seen: "INSERT INTO naive_place VALUES (1)" if seen < 3 else "",
            threads=30,
        )

        assert count("naive_place") > 3


def test_the_database_refuses_one_place_too_many_whoever_asks():
    activity = soup(1)
    with pytest.raises(Exception, match="places_taken"):
        run(f"UPDATE activity SET places_taken = 2 WHERE id = {activity.id}")
    with pytest.raises(Exception, match="times"), transaction() as session:
        session.get_one(Activity, activity.id).ends_at = time(10)


def test_the_command_cancels_once_and_says_who_had_a_place(desk):
    activity = soup(1)
    for person in residents("Mia", "Sjef"):
        take_place(activity.id, resident_id=person, **DAY)

    said = desk.ask("activity", "cancel", activity.id, "--note", "De kok is ziek")

    assert (said["state"], said["places_taken"]) == ("cancelled", 0)
    assert [place["state"] for place in said["places"]] == ["cancelled", "cancelled"]
    assert "afgezegd" in desk.refused("activity", "cancel", activity.id)


def test_who_leaves_the_service_makes_room_for_who_waits():
    mia, sjef = residents("Mia", "Sjef")
    activity = soup(1)
    for person in (mia, sjef):
        take_place(activity.id, resident_id=person, **DAY)

    leave(mia, now=utc_now())

    assert standing(activity) == [("Sjef", "taken")]
    check_count(activity.id)


def told(kind: str) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return list(db.session.scalars(query))


def test_who_comes_or_waits_is_told_of_another_day_time_or_place_and_of_nothing_else():
    mia, sjef, fatima = residents("Mia", "Sjef", "Fatima")
    values = {"takes_place_on": NEXT_WEEK, "begins_at": time(12), "place": "De Poort"}
    activity = soup(1, **values)
    invite(activity, [factories.request(db.session.get(Resident, fatima))], on=TODAY)
    take_place(activity.id, resident_id=mia, **DAY)
    take_place(activity.id, resident_id=sjef, **DAY)

    change(activity, 1, **values, description="Met brood.")
    assert told("activity_changed") == []
    change(activity, 1, **values | {"begins_at": time(13)})
    change(activity, 1, **values | {"begins_at": time(14)})

    first, second = told("activity_changed")  # What nobody had heard yet made way for what is so now.
    assert [first.resident_id, second.resident_id] == [mia, sjef]
    assert "14" in first.body
    assert "13" not in first.body
    assert first.expires_at > utc_now().replace(year=2026, month=3, day=11)


def test_of_an_activity_that_is_past_nobody_is_told_a_change():
    (mia,) = residents("Mia")
    activity = soup(2, takes_place_on=TODAY)
    take_place(activity.id, resident_id=mia, **DAY)
    later = TODAY + timedelta(days=2)

    values = ActivityValues(title="Soep", capacity=2, takes_place_on=TODAY, place="De Poort")
    change_activity(activity.id, values, on=later, today=later)

    assert told("activity_changed") == []


def change(activity: Activity, places: int, **values: object) -> None:
    change_activity(activity.id, ActivityValues(title="Soep", **{"capacity": places, **values}), **DAY)
