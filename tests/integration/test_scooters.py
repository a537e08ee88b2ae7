"""Reserving a scooter, moving, cancelling, handing out, taking back; and each refusal tells the truth."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.scooters import errors
from buurtservice.scooters.affected import list_affected
from buurtservice.scooters.availability import Cell, read_availability
from buurtservice.scooters.drivers import record_check, revoke_check
from buurtservice.scooters.fleet import move_scooter, set_scooter_state
from buurtservice.scooters.lending import Checked, hand_out, record_no_shows, take_back, walk_in
from buurtservice.scooters.maintenance import block_scooter, lift_block
from buurtservice.scooters.models import NextAction, ReservationState, ScooterState, SlotKind, WaitingState
from buurtservice.scooters.services import cancel_reservation, move_reservation, reserve, reserve_weekly
from buurtservice.scooters.spans import Span
from buurtservice.scooters.waiting import accept_offer, pass_on_offers, wait_for_scooter
from buurtservice.sites.opening import close_on
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
CHECKED = Checked(charge_pct=90)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    """Return a local time in winter as a moment."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


def facts() -> list[tuple[FactKind, str | None]]:
    return [(one.kind, one.site) for one in db.session.scalars(select(Fact).order_by(Fact.id))]


def refused(refusal: type[Exception], **what: object) -> Exception:
    with pytest.raises(refusal) as caught:
        reserve(now=NOW, **what)
    return caught.value


def test_a_reservation_holds_its_dayparts_and_the_charging_behind_them():
    oost = site()
    scooters(oost, charging=1)

    made = reserve(resident_id=driver().id, wish=wish(oost, to=(TUESDAY, MORNING)), now=NOW)

    assert held(made) == [(MONDAY, AFTERNOON), (MONDAY, EVENING), (TUESDAY, MORNING)]
    assert held(made, SlotKind.CHARGING) == [(TUESDAY, AFTERNOON)]
    assert facts() == [(FactKind.SCOOTER_RESERVED, "Oost")]


def test_what_is_taken_is_refused_and_the_next_best_are_named_and_it_is_counted():
    oost, west = site(), site("West")
    scooters(oost)
    scooters(west)
    reserve(resident_id=driver().id, wish=wish(oost), now=NOW)

    refusal = refused(errors.NothingFree, resident_id=driver("Fatima").id, wish=wish(oost))

    assert [(one.site_name, one.span) for one in refusal.options] == [
        ("West", Span.of(MONDAY, AFTERNOON)),
        ("Oost", Span.of(MONDAY, EVENING)),
        ("West", Span.of(MONDAY, EVENING)),
        ("Oost", Span.of(MONDAY, MORNING)),
    ]
    assert "Wel vrij: West, maandag 2 maart, middag; Oost" in refusal.in_words(str)
    assert facts()[-1] == (FactKind.SCOOTER_REFUSED, "Oost")


def test_bad_input_is_refused_in_words_that_say_what_to_do():
    oost = site(hours={(day, 1): (at(12).time(), at(17).time()) for day in range(7)})
    (scooter,) = scooters(oost)
    mia = driver()
    close_on(oost.id, TUESDAY, reason="verbouwing")
    day = timedelta(1)
    for bad, refusal in (
        (wish(oost, MONDAY - day), errors.InThePast),
        (wish(oost, TUESDAY + day, to=(TUESDAY, EVENING)), errors.EndBeforeStart),
        (wish(oost, MONDAY + 400 * day), errors.TooFarAhead),
        (wish(oost, to=(MONDAY + 5 * day, AFTERNOON)), errors.TooLong),
        (wish(oost, daypart=MORNING), errors.SiteNotOpen),
        (wish(oost, date(2026, 4, 6)), errors.SiteNotOpen),  # Easter Monday.
        (wish(oost, TUESDAY), errors.SiteNotOpen),
    ):
        assert refused(refusal, resident_id=mia.id, wish=bad).in_words(str)
    assert "verbouwing" in refused(errors.SiteNotOpen, resident_id=mia.id, wish=wish(oost, TUESDAY)).in_words(
        str
    )
    set_scooter_state(scooter.id, ScooterState.RETIRED, now=NOW)
    refused(errors.ScooterNotToBeHad, resident_id=mia.id, wish=wish(oost, scooter=scooter))


def test_who_has_no_valid_check_or_was_stopped_cannot_reserve():
    oost = site()
    scooters(oost)
    sjef, fatima = driver("Sjef", until=MONDAY), driver("Fatima")
    revoke_check(fatima.id, on=MONDAY, reason="even opnieuw oefenen met de drempel")

    refused(errors.CheckExpires, resident_id=sjef.id, wish=wish(oost, TUESDAY))
    refusal = refused(errors.CheckRevoked, resident_id=fatima.id, wish=wish(oost))
    assert "drempel" in refusal.in_words(str)
    record_check(fatima.id, on=MONDAY, today=MONDAY, by=None)
    assert reserve(resident_id=fatima.id, wish=wish(oost), now=NOW)


def test_fair_use_says_the_rule_and_until_when():
    oost = site()
    scooters(oost)
    mia = driver()
    for days in range(4):
        reserve(resident_id=mia.id, wish=wish(oost, MONDAY + timedelta(days)), now=NOW)

    refusal = refused(errors.TooManyOpen, resident_id=mia.id, wish=wish(oost, MONDAY + timedelta(9)))

    assert "4 reserveringen" in refusal.in_words(str)
    assert "maandag 2 maart, middag" in refusal.in_words(str)


def test_moving_keeps_the_old_slots_when_the_new_are_not_free():
    oost = site()
    scooters(oost)
    mia, sjef = driver(), driver("Sjef")
    mine = reserve(resident_id=mia.id, wish=wish(oost), now=NOW)
    reserve(resident_id=sjef.id, wish=wish(oost, TUESDAY), now=NOW)

    with pytest.raises(errors.NothingFree):
        move_reservation(mine.id, wish=wish(oost, TUESDAY), now=NOW)
    assert held(mine) == [(MONDAY, AFTERNOON)]

    move_reservation(mine.id, wish=wish(oost, to=(MONDAY, EVENING)), now=NOW)
    assert held(mine) == [(MONDAY, AFTERNOON), (MONDAY, EVENING)]
    with pytest.raises(errors.ReservationBegan):
        move_reservation(mine.id, wish=wish(oost, TUESDAY), now=at(13))


def test_cancelling_offers_it_to_who_waits_longest_and_holds_it():
    oost = site()
    scooters(oost)
    mine = reserve(resident_id=driver().id, wish=wish(oost), now=NOW)
    sjef, fatima = driver("Sjef"), driver("Fatima")
    first = wait_for_scooter(resident_id=sjef.id, wish=wish(oost), now=NOW)
    second = wait_for_scooter(resident_id=fatima.id, wish=wish(None), now=NOW)

    cancel_reservation(mine.id, now=NOW)

    assert (first.state, second.state) == (WaitingState.OFFERED, WaitingState.WAITING)
    refused(errors.NothingFree, resident_id=driver("Tom").id, wish=wish(oost))
    pass_on_offers(now=NOW + timedelta(hours=4))
    with pytest.raises(errors.OfferGone):
        accept_offer(first.id, now=NOW + timedelta(hours=4))
    assert held(accept_offer(second.id, now=NOW + timedelta(hours=4))) == [(MONDAY, AFTERNOON)]
    with pytest.raises(errors.ReservationElsewise, match="afgezegd"):
        cancel_reservation(mine.id, now=NOW)
    assert wrong_slots() == []


def test_a_scooter_goes_out_comes_back_early_and_what_is_left_is_free():
    oost = site()
    scooters(oost, charging=1)
    mine = reserve(resident_id=driver().id, wish=wish(oost, to=(TUESDAY, EVENING)), now=NOW)

    hand_out(mine.id, checked=CHECKED, now=at(12, 15))
    with pytest.raises(errors.ReservationElsewise, match="opgehaald"):
        hand_out(mine.id, checked=CHECKED, now=at(12, 16))
    loan = take_back(mine.id, checked=Checked(charge_pct=40), now=at(18, 15))

    assert (mine.state, loan.in_charge_pct) == (ReservationState.BACK, 40)
    assert held(mine) == [(MONDAY, AFTERNOON), (MONDAY, EVENING)]
    assert held(mine, SlotKind.CHARGING) == [(TUESDAY, MORNING)]
    returned = db.session.scalars(select(Fact).where(Fact.kind == FactKind.SCOOTER_RETURNED)).one()
    assert returned.hours == 6


def test_an_overdue_scooter_stops_new_reservations_and_later_ones_keep_their_slots_flagged():
    oost, west = site(), site("West")
    (scooter,) = scooters(oost)
    scooters(west)
    late = reserve(resident_id=driver().id, wish=wish(oost, daypart=MORNING), now=NOW)
    later = reserve(resident_id=driver("Sjef").id, wish=wish(oost), now=NOW)
    hand_out(late.id, checked=CHECKED, now=at(9))
    assert list_affected(now=at(12)) == []

    (flagged,) = list_affected(now=at(13))
    assert (flagged.reservation.id, flagged.options[0].site_name) == (later.id, "West")
    assert held(later) == [(MONDAY, AFTERNOON)]
    with pytest.raises(errors.CannotHandOut, match="nog niet terug"):
        hand_out(later.id, checked=CHECKED, now=at(13))
    with pytest.raises(errors.ScooterNotToBeHad):
        reserve(
            resident_id=driver("Tom").id, wish=wish(oost, TUESDAY + timedelta(9), scooter=scooter), now=at(13)
        )
    take_back(late.id, checked=Checked(next_action=NextAction.READY), now=at(13, 30))
    assert hand_out(later.id, checked=CHECKED, now=at(13, 31))
    assert wrong_slots() == []


def test_maintenance_gives_another_scooter_or_names_who_is_left_and_takes_over_what_comes_free():
    oost = site()
    first, second = scooters(oost, 2)
    mia, sjef = driver(), driver("Sjef")
    moves = reserve(resident_id=mia.id, wish=wish(oost, scooter=first), now=NOW)
    stays = reserve(resident_id=sjef.id, wish=wish(oost, TUESDAY, scooter=first), now=NOW)
    reserve(resident_id=mia.id, wish=wish(oost, TUESDAY, scooter=second), now=NOW)

    found = block_scooter(first.id, Span.of(MONDAY, MORNING, TUESDAY, EVENING), now=NOW)

    assert [one.id for one in found.moved] == [moves.id]
    assert [one.reservation.id for one in found.affected] == [stays.id]
    assert found.affected[0].options
    assert [one.reservation.id for one in list_affected(now=NOW)] == [stays.id]
    move_reservation(stays.id, wish=wish(oost, TUESDAY, EVENING), now=NOW)
    assert list_affected(now=NOW) == []
    refused(errors.NothingFree, resident_id=mia.id, wish=wish(oost, TUESDAY, scooter=first))
    lift_block(found.block.id, now=NOW)
    assert reserve(resident_id=mia.id, wish=wish(oost, TUESDAY, scooter=first), now=NOW)
    assert wrong_slots() == []


def test_a_scooter_moves_to_another_site_unless_it_is_out_and_who_counted_on_it_is_named():
    oost, west = site(), site("West")
    (scooter,) = scooters(oost)
    mine = reserve(resident_id=driver().id, wish=wish(oost), now=NOW)

    found = move_scooter(scooter.id, west.id, now=NOW)

    assert [one.reservation.id for one in found.affected] == [mine.id]
    with pytest.raises(errors.CannotHandOut, match="andere locatie"):
        hand_out(mine.id, checked=CHECKED, now=at(13))
    walk_in(resident_id=driver("Sjef").id, wish=wish(west, daypart=MORNING), checked=CHECKED, now=at(10))
    with pytest.raises(errors.ScooterIsOut):
        move_scooter(scooter.id, oost.id, now=at(10))


def test_who_does_not_come_makes_room_for_who_walks_in():
    oost = site()
    scooters(oost)
    mine = reserve(resident_id=driver().id, wish=wish(oost), now=NOW)

    assert record_no_shows(now=at(13)).recorded == []
    assert len(record_no_shows(now=at(13, 30)).recorded) == 1

    assert (mine.state, held(mine)) == (ReservationState.NO_SHOW, [])
    assert walk_in(resident_id=driver("Sjef").id, wish=wish(oost), checked=CHECKED, now=at(13, 31))
    assert (FactKind.SCOOTER_NO_SHOW, "Oost") in facts()


def test_what_the_week_shows_as_free_can_be_reserved_also_where_the_next_day_is_not_shown():
    oost = site()
    scooters(oost, charging=1)
    for day, daypart in ((MONDAY, EVENING), (TUESDAY + timedelta(1), MORNING)):
        reserve(resident_id=driver(f"{day}").id, wish=wish(oost, day, daypart), now=NOW)
    asker = driver("Sjef").id

    (row,) = read_availability(MONDAY, 2, now=NOW).rows

    assert row.cells == (
        Cell.FREE,
        Cell.TOO_SHORT,
        Cell.TAKEN,
        Cell.CHARGING,
        Cell.FREE,
        Cell.TOO_SHORT,
    )
    for number, cell in enumerate(row.cells):
        asked = wish(oost, MONDAY + timedelta(number // 3), number % 3)
        if cell != Cell.FREE:
            refused(errors.NothingFree, resident_id=asker, wish=asked)
            continue
        made = reserve(resident_id=asker, wish=asked, now=NOW)
        cancel_reservation(made.id, now=NOW)


def test_a_weekly_wish_names_each_week_that_clashes():
    oost = site()
    scooters(oost)
    reserve(resident_id=driver().id, wish=wish(oost, MONDAY + timedelta(7)), now=NOW)

    weeks = reserve_weekly(resident_id=driver("Sjef").id, wish=wish(oost), weeks=4, now=NOW)

    assert [one.reservation is not None for one in weeks] == [True, False, True, True]
    assert "Wel vrij" in weeks[1].refusal.in_words(str)
    assert {one.reservation.series_key for one in weeks if one.reservation} != {None}


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2025, 3, 30), 11), (date(2025, 10, 26), 13), (date(2028, 2, 29), 12)]
)
def test_a_day_of_23_or_25_hours_and_a_leap_day_have_three_dayparts(day, hours):
    oost = site()
    scooters(oost)
    mia = driver(on=date(2025, 3, 1))
    before = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(1)

    night = reserve(
        resident_id=mia.id, wish=wish(oost, day - timedelta(1), EVENING, to=(day, MORNING)), now=before
    )
    for daypart in (AFTERNOON, EVENING):
        reserve(resident_id=mia.id, wish=wish(oost, day, daypart), now=before)

    loan = hand_out(night.id, checked=CHECKED, now=before.replace(hour=17))
    assert loan.due_at.astimezone().utcoffset() is not None
    assert loan.due_at.astimezone(UTC).hour == {11: 10, 13: 11, 12: 11}[hours]
    assert held(night) == [(day - timedelta(1), EVENING), (day, MORNING)]
