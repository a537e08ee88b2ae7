"""What people hear of their scooter: each once, in time, and not what is no longer so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.extensions import db
from buurtservice.messages.models import Channel, MessageState, OutboxMessage
from buurtservice.reminders.scooters import tell_what_is_not_there
from buurtservice.reminders.services import remind
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.scooters.drivers import record_check, revoke_check
from buurtservice.scooters.lending import Checked, hand_out, take_back
from buurtservice.scooters.maintenance import block_scooter
from buurtservice.scooters.models import NextAction, ScooterWaiting, WaitingState
from buurtservice.scooters.services import cancel_reservation, move_reservation, reserve, reserve_weekly
from buurtservice.scooters.spans import Span
from buurtservice.scooters.waiting import (
    accept_offer,
    pass_on_offers,
    stop_waiting,
    wait_for_scooter,
)
from buurtservice.transactions import transaction
from tests.integration.racing import look_anew
from tests.integration.scooters import (
    AFTERNOON,
    MONDAY,
    MORNING,
    NOW,
    driver,
    scooters,
    site,
    wish,
)

pytestmark = pytest.mark.usefixtures("app")
TUESDAY = MONDAY + timedelta(1)
CHECKED = Checked(next_action=NextAction.READY)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    """Return a local time in winter as a moment."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


def reader(name: str = "Mia", **more: object) -> Resident:
    """Return a driver who has e-mail."""
    person = driver(name)
    with transaction():
        person.email = f"{name.casefold()}@buurt.example"
        for attribute, value in more.items():
            setattr(person, attribute, value)
    return person


def told(kind: str | None = None) -> list[OutboxMessage]:
    look_anew()
    found = select(OutboxMessage).order_by(OutboxMessage.id)
    return [one for one in db.session.scalars(found) if kind in (None, one.kind)]


def sent() -> None:
    """Let all that waits have left."""
    with transaction():
        for one in told():
            one.state, one.sent_at = MessageState.SENT, NOW


def host() -> StaffUser:
    with transaction() as session:
        made = StaffUser(name="Hans", email="hans@uitleen.example", password_hash="x")
        made.roles = [StaffRole(role=Role.HOST)]
        session.add(made)
    return made


def test_reserving_moving_and_cancelling_are_written_and_the_last_takes_the_others_back():
    oost, mia = site(), reader()
    scooters(oost)

    made = reserve(resident_id=mia.id, wish=wish(oost), now=NOW)
    (first,) = told()
    assert (first.kind, first.to, made.reference in first.body) == ("scooter_reserved", mia.email, True)
    assert "maandag 2 maart, vanaf 12.30 uur" in first.body

    move_reservation(made.id, wish=wish(oost, TUESDAY), now=NOW)
    (second,) = told()
    assert (second.kind, "dinsdag 3 maart" in second.body) == ("scooter_moved", True)

    sent()
    cancel_reservation(made.id, now=NOW)
    assert [one.kind for one in told()] == ["scooter_moved", "scooter_cancelled"]


def test_a_weekly_wish_is_one_message_that_names_each_week_there_is():
    oost, mia, sjef = site(), reader(), driver("Sjef")
    scooters(oost)
    reserve(resident_id=sjef.id, wish=wish(oost, MONDAY + timedelta(7)), now=NOW)

    reserve_weekly(resident_id=mia.id, wish=wish(oost), weeks=3, now=NOW)

    (one,) = told()
    assert "maandag 2 maart" in one.body
    assert "maandag 16 maart" in one.body
    assert "maandag 9 maart" not in one.body


def test_who_has_no_mail_is_not_rung_for_what_the_desk_said_but_is_for_an_offer():
    oost, sjef = site(), reader("Sjef")
    mia = reader(email=None, phone="043 555 01 02", contact_by=ContactBy.PHONE)
    scooters(oost)
    taken = reserve(resident_id=sjef.id, wish=wish(oost), now=NOW)
    wait_for_scooter(resident_id=mia.id, wish=wish(oost), now=NOW)

    cancel_reservation(taken.id, now=NOW)

    mine = [one for one in told() if one.resident_id == mia.id]
    assert [(one.kind, one.channel) for one in mine] == [("scooter_offered", Channel.CALL)]
    assert "tot maandag 2 maart, 12.00 uur" in mine[0].body
    assert mine[0].expires_at == at(12)


def test_an_offer_that_is_over_is_not_told_any_more_and_the_next_hears_of_it():
    oost, sjef, mia, els = site(), driver("Sjef"), reader(), reader("Els")
    scooters(oost)
    taken = reserve(resident_id=sjef.id, wish=wish(oost, TUESDAY), now=NOW)
    first = wait_for_scooter(resident_id=mia.id, wish=wish(oost, TUESDAY), now=NOW)
    second = wait_for_scooter(resident_id=els.id, wish=wish(oost, TUESDAY), now=NOW + timedelta(minutes=1))

    cancel_reservation(taken.id, now=NOW)
    assert [one.resident_id for one in told("scooter_offered")] == [mia.id]
    stop_waiting(first.id, now=NOW)
    assert [one.resident_id for one in told("scooter_offered")] == [els.id]

    accept_offer(second.id, now=NOW)
    assert [(one.kind, one.resident_id) for one in told()] == [("scooter_reserved", els.id)]


def test_the_job_ends_waits_of_the_past_and_offers_what_is_free_again():
    oost, sjef, mia, els = site(), driver("Sjef"), reader(), reader("Els")
    (one,) = scooters(oost)
    made = reserve(resident_id=sjef.id, wish=wish(oost), now=NOW)
    old = wait_for_scooter(resident_id=els.id, wish=wish(oost), now=NOW)
    hand_out(made.id, checked=CHECKED, now=at(13))
    late = at(9, day=TUESDAY)
    wanted = wish(oost, MONDAY + timedelta(9))
    place = wait_for_scooter(resident_id=mia.id, wish=wanted, now=late)
    assert pass_on_offers(now=late) == 0

    take_back(made.id, checked=CHECKED, now=late)
    assert pass_on_offers(now=late) == 1

    look_anew()
    states = {key: db.session.get_one(ScooterWaiting, key).state for key in (old.id, place.id)}
    assert states == {old.id: WaitingState.EXPIRED, place.id: WaitingState.OFFERED}
    assert [one.resident_id for one in told("scooter_offered")] == [mia.id]
    assert one.id


def test_the_day_before_one_is_reminded_once_and_of_a_moved_one_anew():
    oost, mia = site(), reader()
    scooters(oost)
    made = reserve(resident_id=mia.id, wish=wish(oost, TUESDAY), now=NOW)

    assert remind(today=MONDAY, now=NOW) == {"touched": 1, "failed": []}
    assert remind(today=MONDAY, now=NOW) == {"touched": 0, "failed": []}
    assert told("scooter_reminder")[0].expires_at == at(12, 30, TUESDAY)

    move_reservation(made.id, wish=wish(oost, TUESDAY, MORNING), now=NOW)
    assert told("scooter_reminder") == []
    assert remind(today=MONDAY, now=NOW)["touched"] == 1
    assert remind(today=TUESDAY, now=at(10, day=TUESDAY))["touched"] == 0


def test_a_month_before_a_riding_check_ends_the_driver_hears_it_once():
    mia, els, sjef = (
        driver(name, on=date(2024, 3, 20), until=date(2026, 3, 20)) for name in ("Mia", "Els", "Sjef")
    )
    record_check(els.id, on=MONDAY, today=MONDAY, by=None)
    revoke_check(sjef.id, on=MONDAY, reason="eerst de bocht oefenen")

    assert remind(today=MONDAY, now=NOW)["touched"] == 1
    assert remind(today=TUESDAY, now=NOW)["touched"] == 0
    assert [one.resident_id for one in told("scooter_check_ends")] == [mia.id]

    record_check(sjef.id, on=TUESDAY, today=TUESDAY, by=None, valid_until=MONDAY + timedelta(20))
    assert remind(today=TUESDAY, now=NOW)["touched"] == 1  # He rode again after he was stopped.


def test_who_comes_soon_hears_that_the_scooter_is_late_and_then_that_it_is_back():
    oost, west, sjef, mia, els = site(), site("West"), driver("Sjef"), reader(), reader("Els")
    scooters(oost)
    scooters(west)
    hans = host()
    out = reserve(resident_id=sjef.id, wish=wish(oost, daypart=MORNING), now=NOW)
    soon = reserve(resident_id=mia.id, wish=wish(oost, TUESDAY), now=NOW)
    reserve(resident_id=els.id, wish=wish(oost, TUESDAY + timedelta(7)), now=NOW)
    sent()
    hand_out(out.id, checked=CHECKED, now=at(9))
    assert tell_what_is_not_there(today=MONDAY, now=at(12))["touched"] == 0

    done = tell_what_is_not_there(today=MONDAY, now=at(14))

    assert done == {"touched": 2, "told": 1, "hosts": 1, "failed": []}
    assert tell_what_is_not_there(today=MONDAY, now=at(15))["touched"] == 0
    (gone,), (late,) = told("scooter_gone"), told("scooter_overdue")
    assert (gone.resident_id, late.to) == (mia.id, hans.email)
    assert soon.reference in gone.body
    assert "West: dinsdag 3 maart, 12.30 uur" in gone.body
    assert "2 reserveringen rekenen op deze scootmobiel" in late.body
    assert "Sjef" not in late.body

    sent()
    take_back(out.id, checked=CHECKED, now=at(16))
    assert [one.resident_id for one in told("scooter_back")] == [mia.id]


def test_a_scooter_that_came_back_in_time_worries_nobody():
    oost, sjef, mia = site(), driver("Sjef"), reader()
    scooters(oost)
    out = reserve(resident_id=sjef.id, wish=wish(oost, daypart=MORNING), now=NOW)
    reserve(resident_id=mia.id, wish=wish(oost, TUESDAY), now=NOW)
    hand_out(out.id, checked=CHECKED, now=at(9))
    assert tell_what_is_not_there(today=MONDAY, now=at(14))["told"] == 1

    take_back(out.id, checked=CHECKED, now=at(14, 5))

    assert told("scooter_gone") == told("scooter_back") == []


def test_maintenance_is_told_at_once_however_far_ahead_to_who_has_no_other():
    oost, mia = site(), reader()
    (one,) = scooters(oost)
    later = MONDAY + timedelta(14)
    made = reserve(resident_id=mia.id, wish=wish(oost, later), now=NOW)
    block_scooter(one.id, Span.of(later, MORNING, later, AFTERNOON), now=NOW)

    assert tell_what_is_not_there(today=MONDAY, now=NOW)["told"] == 1
    (gone,) = told("scooter_gone")
    assert "nog niet terug" not in gone.body
    assert gone.resident_id == mia.id

    move_reservation(made.id, wish=wish(oost, TUESDAY), now=NOW)
    assert told("scooter_gone") == []
