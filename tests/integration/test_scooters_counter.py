"""At the counter: a loan that lasts longer, a hand-out pressed in error, another scooter than reserved."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.scooters import errors
from buurtservice.scooters.drivers import revoke_check
from buurtservice.scooters.exchanging import exchange
from buurtservice.scooters.extending import CannotExtend, extend_loan, list_ends
from buurtservice.scooters.finding import count_refusal
from buurtservice.scooters.fleet import set_scooter_state
from buurtservice.scooters.lending import Checked, hand_out, take_back, walk_in
from buurtservice.scooters.models import Loan, Reservation, ReservationState, ScooterState, SlotKind
from buurtservice.scooters.queries import get_reservation, load_fleet, window_around
from buurtservice.scooters.ready import TimeIsOver, look_at_hand_out
from buurtservice.scooters.services import reserve
from buurtservice.scooters.spans import Span, number_of
from buurtservice.scooters.undoing import UNDO_WITHIN, TooLateToUndo, undo_hand_out
from buurtservice.scooters.waiting import wait_for_scooter
from buurtservice.sites.opening import close_on
from tests.integration.racing import race
from tests.integration.scooters import (
    AFTERNOON,
    EVENING,
    MONDAY,
    MORNING,
    NOW,
    driver,
    held,
    scooters,
    site,
    wish,
    wrong_slots,
)

pytestmark = pytest.mark.usefixtures("app")
TUESDAY = MONDAY + timedelta(1)
CHECKED = Checked(charge_pct=100)
EVENING_NUMBER, TUESDAY_MORNING = number_of(MONDAY, EVENING), number_of(TUESDAY, MORNING)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    """Return a local time in winter as a moment."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


def out_this_afternoon(name: str = "Mia", *, charging: int = 0, count: int = 1) -> tuple[Reservation, Loan]:
    """Hand a scooter out for the afternoon."""
    oost = site()
    scooters(oost, count, charging=charging)
    mine = reserve(resident_id=driver(name).id, wish=wish(oost), now=NOW)
    return mine, hand_out(mine.id, checked=CHECKED, now=at(13))


def test_a_loan_lasts_longer_with_its_charging_behind_it():
    mine, loan = out_this_afternoon(charging=1)

    assert list_ends(mine.id, now=at(14))[0] == EVENING_NUMBER
    extend_loan(mine.id, last=TUESDAY_MORNING, now=at(14))

    assert held(mine) == [(MONDAY, AFTERNOON), (MONDAY, EVENING), (TUESDAY, MORNING)]
    assert held(mine, SlotKind.CHARGING) == [(TUESDAY, AFTERNOON)]
    assert db.session.get(Loan, loan.id, populate_existing=True).due_at == at(12, 30, TUESDAY)
    assert wrong_slots() == []


def test_a_loan_does_not_last_into_what_is_somebody_elses_nor_into_the_charging_before_it():
    mine, _ = out_this_afternoon(charging=1)
    later = reserve(resident_id=driver("Sjef").id, wish=wish(mine.site, TUESDAY, MORNING), now=NOW)

    assert list_ends(mine.id, now=at(14)) == []
    for last in (EVENING_NUMBER, TUESDAY_MORNING):
        with pytest.raises(CannotExtend, match="voor iemand anders"):
            extend_loan(mine.id, last=last, now=at(14))

    assert (held(mine), held(mine, SlotKind.CHARGING)) == ([(MONDAY, AFTERNOON)], [(MONDAY, EVENING)])
    assert held(later) == [(TUESDAY, MORNING)]


def test_a_longer_loan_keeps_the_rules_of_fair_use_and_of_the_site():
    mine, _ = out_this_afternoon()
    for last, refusal in (
        (number_of(MONDAY, AFTERNOON), errors.EndBeforeStart),
        (number_of(MONDAY + timedelta(4), MORNING), errors.TooLong),
    ):
        with pytest.raises(refusal):
            extend_loan(mine.id, last=last, now=at(14))
    close_on(mine.site_id, TUESDAY, reason="verbouwing")
    with pytest.raises(errors.SiteNotOpen, match="verbouwing"):
        extend_loan(mine.id, last=TUESDAY_MORNING, now=at(14))

    revoke_check(mine.resident_id, on=MONDAY, reason="wij oefenen eerst nog een keer samen")
    with pytest.raises(errors.CheckRevoked):
        extend_loan(mine.id, last=EVENING_NUMBER, now=at(14))


def test_of_a_longer_loan_and_a_reservation_at_the_same_moment_one_wins(app):
    mine, _ = out_this_afternoon()
    sjef, place, mine_id = driver("Sjef").id, mine.site, mine.id
    evening = wish(place, MONDAY, EVENING)

    outcomes = race(
        app,
        [lambda: extend_loan(mine_id, last=EVENING_NUMBER, now=at(14))] * 2
        + [lambda: reserve(resident_id=sjef, wish=evening, now=at(14))] * 2,
    )

    assert sum(one.won for one in outcomes) == 1
    assert wrong_slots() == []


def test_a_hand_out_in_error_is_undone_and_what_was_told_is_told_again():
    mine, _ = out_this_afternoon()

    undo_hand_out(mine.id, now=at(13, 10))

    assert (get_reservation(mine.id).state, held(mine)) == (
        ReservationState.RESERVED,
        [(MONDAY, AFTERNOON)],
    )
    assert db.session.scalars(select(Loan)).all() == []
    told = db.session.scalars(select(Fact).where(Fact.kind == FactKind.SCOOTER_RETURNED)).all()
    assert [(one.reason, one.hours) for one in told] == [("undone", 0)]
    assert hand_out(mine.id, checked=CHECKED, now=at(13, 11))
    assert wrong_slots() == []


def test_a_walk_in_in_error_leaves_nothing_and_who_waits_is_offered_it():
    oost = site()
    scooters(oost)
    loan = walk_in(
        resident_id=driver().id,
        wish=wish(oost, to=(TUESDAY, AFTERNOON)),
        checked=CHECKED,
        now=at(13),
    )
    waiting = wait_for_scooter(resident_id=driver("Sjef").id, wish=wish(oost, TUESDAY), now=at(13, 5))

    gone = undo_hand_out(loan.reservation_id, now=at(13, 10))

    assert (gone.state, held(gone)) == (ReservationState.CANCELLED, [])
    db.session.refresh(waiting)
    assert waiting.state == "offered"
    assert wrong_slots() == []


def test_what_left_long_ago_came_back_or_began_earlier_is_not_undone():
    mine, _ = out_this_afternoon()
    with pytest.raises(TooLateToUndo, match="Oost 1"):
        undo_hand_out(mine.id, now=at(13) + UNDO_WITHIN + timedelta(seconds=1))
    take_back(mine.id, checked=CHECKED, now=at(13, 5))
    with pytest.raises(errors.ReservationElsewise):
        undo_hand_out(mine.id, now=at(13, 6))

    early = reserve(resident_id=mine.resident_id, wish=wish(mine.site, TUESDAY), now=NOW)
    hand_out(early.id, checked=CHECKED, now=at(10, day=TUESDAY))
    with pytest.raises(TooLateToUndo):
        undo_hand_out(early.id, now=at(10, 1, day=TUESDAY))
    assert wrong_slots() == []


def test_of_undoing_and_taking_back_at_the_same_moment_one_wins(app):
    mine, _ = out_this_afternoon()
    mine_id = mine.id

    outcomes = race(
        app,
        [lambda: undo_hand_out(mine_id, now=at(13, 5))] * 2
        + [lambda: take_back(mine_id, checked=CHECKED, now=at(13, 5))] * 2,
    )

    assert sum(one.won for one in outcomes) == 1
    assert wrong_slots() == []


def test_who_stands_at_the_counter_gets_another_scooter_also_after_the_start():
    oost = site()
    first, second = scooters(oost, 2)
    mine = reserve(resident_id=driver().id, wish=wish(oost, scooter=first), now=NOW)
    set_scooter_state(first.id, ScooterState.MAINTENANCE, now=NOW)
    refused = look_at_hand_out(mine.id, now=at(13)).refused
    assert "in onderhoud" in str(refused)

    best = refused.options[0]
    assert (best.scooter_id, best.span) == (second.id, Span.of(MONDAY, AFTERNOON))
    exchange(mine.id, wish=wish(oost, MONDAY, AFTERNOON, scooter=second), now=at(13))

    assert hand_out(mine.id, checked=CHECKED, now=at(13)).scooter_id == second.id
    assert wrong_slots() == []


def test_a_scooter_that_is_still_out_is_not_offered_to_who_stands_here():
    oost = site()
    first, second = scooters(oost, 2)
    away = reserve(resident_id=driver().id, wish=wish(oost, scooter=second), now=NOW)
    hand_out(away.id, checked=CHECKED, now=at(13))
    mine = reserve(resident_id=driver("Sjef").id, wish=wish(oost, MONDAY, EVENING, scooter=first), now=NOW)
    set_scooter_state(first.id, ScooterState.MAINTENANCE, now=NOW)

    before = look_at_hand_out(mine.id, now=at(16, 45)).refused
    late = look_at_hand_out(mine.id, now=at(17, 30)).refused

    assert before.options[0].span == Span.of(MONDAY, EVENING)  # By then it may be back.
    assert Span.of(MONDAY, EVENING) not in [one.span for one in late.options]


def test_who_comes_after_the_time_is_told_so():
    oost = site()
    scooters(oost)
    mine = reserve(resident_id=driver().id, wish=wish(oost), now=NOW)

    with pytest.raises(TimeIsOver, match="is voorbij"):
        hand_out(mine.id, checked=CHECKED, now=at(17, 1))


def test_a_refusal_that_a_form_undid_is_counted_after_all():
    count_refusal(wish(site()), now=NOW)

    assert [one.kind for one in db.session.scalars(select(Fact))] == [FactKind.SCOOTER_REFUSED]


def test_a_loan_that_is_late_and_made_longer_is_late_no_more():
    mine, loan = out_this_afternoon()
    assert list_ends(mine.id, now=at(17, 30))[0] == EVENING_NUMBER

    extend_loan(mine.id, last=EVENING_NUMBER, now=at(17, 30))

    fleet = load_fleet(window_around(Span.of(MONDAY, EVENING)), now=at(17, 31))
    assert fleet.overdue == frozenset()
    assert fleet.is_taken(loan.scooter_id, EVENING_NUMBER)
    assert wrong_slots() == []
