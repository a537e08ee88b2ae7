"""Who is signed in, for how long, and what ends it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from buurtservice.accounts.errors import AccountClosed, EmailTaken
from buurtservice.accounts.models import DeskDevice, Role, SignIn, StaffRole, StaffUser
from buurtservice.accounts.policies import LOCK_AFTER, LONGEST, RESIDENT_IDLE, STAFF_IDLE
from buurtservice.accounts.queries import find_visitor
from buurtservice.accounts.sign_ins import (
    end_sign_in,
    end_sign_ins_of_staff,
    mark_seen,
    sign_in_resident,
    sign_in_staff,
    start_halfway,
)
from buurtservice.accounts.staff import add_staff
from buurtservice.accounts.tokens import hash_token
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.transactions import transaction
from tests.factories import resident

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.usefixtures("app")


def dora(*roles: Role) -> StaffUser:
    return add_staff(email="Dora@Buurtservice.example ", name="Dora", roles=roles or (Role.WORKER,), now=NOW)


def desk_device(by: StaffUser) -> int:
    with transaction() as session:
        device = DeskDevice(name="Balie", token_hash=hash_token("tablet"), registered_by_id=by.id)
        session.add(device)
        session.flush()
        return device.id


def change(table: type, **columns: object) -> None:
    with transaction() as session:
        session.execute(update(table).values(**columns))


def test_a_member_of_staff_who_signed_in_is_known_with_their_roles():
    person = dora(Role.WORKER, Role.OPERATOR)

    visitor = find_visitor(sign_in_staff(person.id, now=NOW), now=NOW)

    assert visitor is not None
    assert (visitor.kind, visitor.staff_id, visitor.resident_id) == ("staff", person.id, None)
    assert visitor.roles == {"worker", "operator"}
    assert visitor.name == "Dora"
    assert visitor.may("worker")
    assert visitor.may("staff")
    assert not visitor.may("desk", "resident")


def test_a_resident_who_signed_in_is_known_and_is_no_member_of_staff():
    mia = resident("Mia")

    visitor = find_visitor(sign_in_resident(mia.id, now=NOW), now=NOW)

    assert visitor is not None
    assert (visitor.kind, visitor.staff_id, visitor.resident_id) == ("resident", None, mia.id)
    assert visitor.may("resident")
    assert not visitor.may("staff", "desk", "worker", "team", "host", "policy", "operator")


def test_the_database_does_not_hold_what_the_browser_holds():
    token = sign_in_staff(dora().id, now=NOW)

    stored = db.session.scalars(select(SignIn)).one()

    assert token not in str(vars(stored))
    assert stored.token_hash == hash_token(token)


def test_each_sign_in_has_a_token_of_its_own():
    person = dora()

    assert sign_in_staff(person.id, now=NOW) != sign_in_staff(person.id, now=NOW)


def test_a_token_that_nobody_was_given_opens_nothing():
    sign_in_staff(dora().id, now=NOW)

    assert find_visitor("", now=NOW) is None
    assert find_visitor("0" * 43, now=NOW) is None


def test_who_gave_only_a_password_is_not_signed_in():
    assert find_visitor(start_halfway(dora().id, now=NOW), now=NOW) is None


def test_signing_out_ends_this_sign_in_and_no_other():
    person = dora()
    here, there = sign_in_staff(person.id, now=NOW), sign_in_staff(person.id, now=NOW)

    end_sign_in(here, now=NOW)

    assert find_visitor(here, now=NOW) is None
    assert find_visitor(there, now=NOW) is not None


def test_all_sign_ins_of_somebody_can_be_ended_at_once():
    person = dora()
    tokens = [sign_in_staff(person.id, now=NOW) for _ in range(3)]

    end_sign_ins_of_staff(person.id, now=NOW)

    assert [find_visitor(token, now=NOW) for token in tokens] == [None] * 3


def test_a_closed_account_is_signed_out_at_once_and_cannot_sign_in():
    person = dora()
    token = sign_in_staff(person.id, now=NOW)

    change(StaffUser, closed_at=NOW)

    assert find_visitor(token, now=NOW) is None
    with pytest.raises(AccountClosed):
        sign_in_staff(person.id, now=NOW)


def test_a_change_of_roles_holds_at_the_next_page():
    token = sign_in_staff(dora(Role.WORKER).id, now=NOW)

    change(StaffRole, role=Role.DESK)
    visitor = find_visitor(token, now=NOW)

    assert visitor is not None
    assert visitor.roles == {"desk"}


def test_who_has_no_role_any_more_may_do_nothing():
    person = dora()
    token = sign_in_staff(person.id, now=NOW)
    with transaction() as session:
        session.get_one(StaffUser, person.id).roles = []

    visitor = find_visitor(token, now=NOW)

    assert visitor is not None
    assert not visitor.may(*Role)


def test_a_resident_who_left_is_signed_out():
    mia = resident("Mia")
    token = sign_in_resident(mia.id, now=NOW)

    with transaction() as session:
        session.merge(mia).left_on = NOW.date()

    assert find_visitor(token, now=NOW) is None


@pytest.mark.parametrize(("by", "idle"), [("staff", STAFF_IDLE), ("resident", RESIDENT_IDLE)])
def test_who_is_away_too_long_is_signed_out(by: str, idle: timedelta):
    token = sign_in_staff(dora().id, now=NOW) if by == "staff" else sign_in_resident(resident().id, now=NOW)

    assert find_visitor(token, now=NOW + idle - A_SECOND) is not None
    assert find_visitor(token, now=NOW + idle) is None


def test_who_keeps_working_stays_signed_in_for_a_day_and_no_longer():
    token = sign_in_staff(dora().id, now=NOW)
    change(SignIn, last_seen_at=NOW + LONGEST - A_SECOND)

    assert find_visitor(token, now=NOW + LONGEST - A_SECOND) is not None
    assert find_visitor(token, now=NOW + LONGEST) is None


def test_a_desk_device_locks_after_five_minutes_and_stays_signed_in():
    person = dora(Role.DESK)
    token = sign_in_staff(person.id, now=NOW, device_id=desk_device(person))

    before = find_visitor(token, now=NOW + LOCK_AFTER - A_SECOND)
    after = find_visitor(token, now=NOW + LOCK_AFTER)
    hours_later = find_visitor(token, now=NOW + 3 * STAFF_IDLE)

    assert [one is not None and one.locked for one in (before, after, hours_later)] == [False, True, True]
    assert after is not None
    assert not after.may("desk", "staff")
    assert after.may("public")


def test_a_revoked_device_is_signed_out():
    person = dora(Role.DESK)
    token = sign_in_staff(person.id, now=NOW, device_id=desk_device(person))

    change(DeskDevice, revoked_at=NOW)

    assert find_visitor(token, now=NOW) is None


def test_being_here_is_written_at_most_twice_a_minute():
    token = sign_in_staff(dora().id, now=NOW)
    visitor = find_visitor(token, now=NOW)
    assert visitor is not None
    assert visitor.sign_in_id is not None
    seen = []

    for seconds in (10, 29, 30, 45, 60):
        mark_seen(visitor.sign_in_id, now=NOW + timedelta(seconds=seconds))
        seen.append(db.session.scalars(select(SignIn.last_seen_at)).one() - NOW)

    assert [one.seconds for one in seen] == [0, 0, 30, 30, 60]


def test_being_here_does_not_open_a_screen_that_is_locked():
    token = sign_in_staff(dora().id, now=NOW)
    visitor = find_visitor(token, now=NOW)
    assert visitor is not None
    assert visitor.sign_in_id is not None
    change(SignIn, locked_at=NOW)

    mark_seen(visitor.sign_in_id, now=NOW + LOCK_AFTER)

    assert db.session.scalars(select(SignIn.last_seen_at)).one() == NOW


def test_sign_ins_of_last_month_are_thrown_away():
    person = dora()
    sign_in_staff(person.id, now=NOW - timedelta(days=31))

    sign_in_staff(person.id, now=NOW)

    assert len(db.session.scalars(select(SignIn)).all()) == 1


def test_two_people_cannot_share_an_address_whatever_its_capitals():
    dora()

    with pytest.raises(EmailTaken):
        add_staff(email="DORA@buurtservice.EXAMPLE", name="Another", roles=[Role.DESK], now=NOW)


def test_nobody_signs_in_as_somebody_who_is_not_there():
    with pytest.raises(NotFound):
        sign_in_staff(404, now=NOW)
    with pytest.raises(NotFound):
        sign_in_resident(404, now=NOW)
