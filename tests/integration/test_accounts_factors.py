"""Passwords, second factors, invitations and limits: each opens its door once, also in a race."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from buurtservice.accounts import passwords
from buurtservice.accounts.errors import (
    InvitationOver,
    PasswordTooCommon,
    PasswordTooShort,
    PinTooEasy,
    ScreenSignedOut,
    TooManyTries,
    WrongCode,
    WrongPin,
)
from buurtservice.accounts.invitations import VALID, choose_password, get_invited, invite
from buurtservice.accounts.limits import SECOND_FACTOR, Limit, count_try, network_of
from buurtservice.accounts.models import RateCount, RecoveryCode, Role, SignIn, StaffInvitation, StaffUser
from buurtservice.accounts.passwords import check_password_good, is_password_of
from buurtservice.accounts.policies import pin_is_enough
from buurtservice.accounts.queries import find_staff_by_email, find_visitor
from buurtservice.accounts.screens import PIN_TRIES, lock_screen, unlock_screen
from buurtservice.accounts.second_factors import (
    count_recovery_codes,
    make_recovery_codes,
    new_totp_secret,
    set_pin,
    set_up_totp,
    use_recovery_code,
    use_totp,
)
from buurtservice.accounts.sign_ins import sign_in_staff
from buurtservice.accounts.staff import add_staff
from buurtservice.extensions import db
from buurtservice.transactions import transaction
from tests.integration.racing import Outcome, look_anew, race

NOW = datetime(2026, 3, 4, 9, 0, 10, tzinfo=UTC)
HALF_MINUTE = timedelta(seconds=30)
GOOD = "fiets lamp regen kaas"

pytestmark = pytest.mark.usefixtures("app")


def ben(*roles: Role) -> StaffUser:
    return add_staff(email="ben@buurt.example", name="Ben", roles=roles or (Role.DESK,), now=NOW)


def with_totp(person: StaffUser) -> pyotp.TOTP:
    secret = new_totp_secret()
    totp = pyotp.TOTP(secret)
    set_up_totp(person.id, secret, totp.at(NOW), now=NOW)
    return totp


def won(outcomes: list[Outcome]) -> int:
    return sum(outcome.won and outcome.value is not False for outcome in outcomes)


# --- Passwords ---


def test_a_link_lets_somebody_choose_a_password_once():
    person = ben()
    token = invite(person.id, now=NOW)

    choose_password(token, GOOD, now=NOW)

    assert is_password_of(find_staff_by_email("BEN@buurt.example"), GOOD)
    with pytest.raises(InvitationOver):
        choose_password(token, "another one altogether", now=NOW)


def test_a_link_works_for_three_days_and_a_newer_one_ends_it():
    person = ben()
    first = invite(person.id, now=NOW)

    assert get_invited(first, now=NOW + VALID - HALF_MINUTE).id == person.id
    with pytest.raises(InvitationOver):
        get_invited(first, now=NOW + VALID)
    second = invite(person.id, now=NOW)
    with pytest.raises(InvitationOver):
        get_invited(first, now=NOW)
    assert get_invited(second, now=NOW).id == person.id


def test_of_many_who_use_one_link_at_the_same_moment_one_chooses_the_password(bare_app: Flask):
    token = invite(ben().id, now=NOW)

    outcomes = race(
        bare_app, [lambda n=n: choose_password(token, f"{GOOD} nummer {n}", now=NOW) for n in range(4)]
    )

    assert won(outcomes) == 1
    assert {type(one.refusal) for one in outcomes if not one.won} == {InvitationOver}


def test_the_link_itself_stands_nowhere():
    token = invite(ben().id, now=NOW)

    assert token not in str([vars(row) for row in db.session.scalars(select(StaffInvitation))])


def test_a_new_password_ends_every_sign_in_of_the_same_person():
    person = ben()
    signed_in = sign_in_staff(person.id, now=NOW)

    choose_password(invite(person.id, now=NOW), GOOD, now=NOW)

    assert find_visitor(signed_in, now=NOW) is None


@pytest.mark.parametrize("password", ["elf tekens!", "", "korter"])
def test_a_short_password_is_refused(password: str):
    with pytest.raises(PasswordTooShort):
        check_password_good(password, email="ben@buurt.example")


@pytest.mark.parametrize(
    "password",
    [
        "wachtwoord1234",
        "Welkom123456",
        "BUURTSERVICE",
        "aaaaaaaaaaaaaa",
        "121212121212",
        "ben hendriks1",
        "Wachtwoord2026!",
    ],
)
def test_a_password_that_anybody_would_try_first_is_refused(password: str):
    with pytest.raises(PasswordTooCommon):
        check_password_good(password, email="benhendriks@buurt.example")


def test_four_words_are_a_good_password():
    check_password_good(GOOD, email="ben@buurt.example")


def test_nobody_and_somebody_cost_the_same_work(monkeypatch: pytest.MonkeyPatch):
    person = ben()
    choose_password(invite(person.id, now=NOW), GOOD, now=NOW)
    closed = add_staff(email="gone@buurt.example", name="Gone", roles=[Role.DESK], now=NOW)
    with transaction() as session:
        session.merge(closed).closed_at = NOW
    asked: list[str] = []
    check = passwords.check_password_hash
    monkeypatch.setattr(
        passwords, "check_password_hash", lambda kept, given: asked.append(kept[:16]) or check(kept, given)
    )

    answers = [
        is_password_of(find_staff_by_email(email), "wrong words here")
        for email in ("ben@buurt.example", "gone@buurt.example", "nobody@buurt.example")
    ]

    assert answers == [False] * 3
    assert asked == ["scrypt:32768:8:1"] * 3


# --- Second factors ---


def test_the_code_of_an_authenticator_fits_half_a_minute_earlier_and_later():
    person = ben()
    totp = with_totp(person)

    for steps in (3, 4, 5):
        moment = NOW + steps * 2 * HALF_MINUTE
        assert use_totp(person.id, totp.at(moment + (steps - 4) * HALF_MINUTE), now=moment)


def test_a_code_of_a_minute_ago_does_not_fit():
    person = ben()
    totp = with_totp(person)

    assert not use_totp(person.id, totp.at(NOW + 4 * HALF_MINUTE), now=NOW + 6 * HALF_MINUTE)


def test_a_code_is_taken_once_and_an_earlier_one_not_after_it():
    person = ben()
    totp = with_totp(person)
    later = NOW + 4 * HALF_MINUTE

    assert use_totp(person.id, totp.at(later), now=later)
    assert not use_totp(person.id, totp.at(later), now=later)
    assert not use_totp(person.id, totp.at(later - HALF_MINUTE), now=later)


def test_the_code_with_which_it_was_set_up_is_used_up():
    person = ben()
    totp = with_totp(person)

    assert not use_totp(person.id, totp.at(NOW), now=NOW)


def test_of_many_with_the_same_code_at_one_moment_one_is_let_in(bare_app: Flask):
    person = ben()
    totp = with_totp(person)
    later = NOW + 4 * HALF_MINUTE

    outcomes = race(bare_app, [lambda: use_totp(person.id, totp.at(later), now=later)] * 8)

    assert won(outcomes) == 1


def test_an_authenticator_whose_code_does_not_fit_is_not_taken_into_use():
    person = ben()

    with pytest.raises(WrongCode):
        set_up_totp(person.id, new_totp_secret(), "000000", now=NOW)

    assert db.session.get_one(StaffUser, person.id).totp_secret is None


def test_there_are_ten_recovery_codes_and_each_works_once_however_it_is_typed():
    person = ben()
    codes = make_recovery_codes(person.id)

    assert len(set(codes)) == 10
    assert use_recovery_code(person.id, f" {codes[0].upper().replace('-', ' ')}", now=NOW)
    assert not use_recovery_code(person.id, codes[0], now=NOW)
    assert count_recovery_codes(person.id) == 9


def test_of_many_with_the_same_recovery_code_at_one_moment_one_is_let_in(bare_app: Flask):
    person = ben()
    code = make_recovery_codes(person.id)[0]

    outcomes = race(bare_app, [lambda: use_recovery_code(person.id, code, now=NOW)] * 8)

    assert won(outcomes) == 1


def test_new_recovery_codes_end_the_old_ones_and_nobody_can_use_anothers():
    person = ben()
    other = add_staff(email="dora@buurt.example", name="Dora", roles=[Role.WORKER], now=NOW)
    old = make_recovery_codes(person.id)
    new = make_recovery_codes(person.id)

    assert not use_recovery_code(person.id, old[0], now=NOW)
    assert not use_recovery_code(other.id, new[0], now=NOW)
    assert new[0].replace("-", "") not in str([vars(row) for row in db.session.scalars(select(RecoveryCode))])


@pytest.mark.parametrize("pin", ["123", "1234567", "12a4", "0000", "1234", "987654", "７８１２"])
def test_a_pin_that_anybody_would_try_first_is_refused(pin: str):
    with pytest.raises(PinTooEasy):
        set_pin(ben().id, pin)


@pytest.mark.parametrize(
    ("roles", "enough"),
    [
        ({Role.DESK}, True),
        ({Role.DESK, Role.HOST}, True),
        ({Role.DESK, Role.WORKER}, False),
        ({Role.OPERATOR}, False),
        (set(), False),
    ],
)
def test_a_pin_is_a_second_factor_for_the_desk_only(roles: set[Role], enough: bool):
    assert pin_is_enough(roles) == enough


# --- The lock ---


def locked_screen(pin: str = "2580") -> int:
    person = ben()
    set_pin(person.id, pin)
    sign_in_staff(person.id, now=NOW)
    sign_in_id = db.session.scalars(select(SignIn.id)).one()
    lock_screen(sign_in_id, now=NOW)
    return sign_in_id


def test_the_right_pin_opens_the_screen_and_forgets_the_wrong_tries():
    sign_in_id = locked_screen()
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPin, match=f"nog {left} keer"):
            unlock_screen(sign_in_id, "1111", now=NOW)

    unlock_screen(sign_in_id, "2580", now=NOW)

    row = db.session.get_one(SignIn, sign_in_id, populate_existing=True)
    assert (row.locked_at, row.pin_tries, row.ended_at) == (None, 0, None)


def test_the_fifth_wrong_pin_ends_the_sign_in_and_then_the_right_one_is_worth_nothing():
    sign_in_id = locked_screen()
    for _ in range(PIN_TRIES - 1):
        with pytest.raises(WrongPin):
            unlock_screen(sign_in_id, "1111", now=NOW)

    for pin in ("1111", "2580"):
        with pytest.raises(ScreenSignedOut):
            unlock_screen(sign_in_id, pin, now=NOW)

    assert db.session.get_one(SignIn, sign_in_id, populate_existing=True).ended_at == NOW


def test_who_tries_many_pins_at_one_moment_gets_five_tries(bare_app: Flask):
    sign_in_id = locked_screen()
    tries = [f"{n:04}" for n in range(1300, 1312)]

    outcomes = race(bare_app, [lambda pin=pin: unlock_screen(sign_in_id, pin, now=NOW) for pin in tries])

    look_anew()
    assert won(outcomes) == 0
    row = db.session.get_one(SignIn, sign_in_id, populate_existing=True)
    assert (row.pin_tries, row.ended_at) == (PIN_TRIES, NOW)
    assert sum(isinstance(one.refusal, WrongPin) for one in outcomes) == PIN_TRIES - 1


# --- Limits ---

THREE = Limit(name="three", most=3, window=timedelta(minutes=15))


def tries(n: int, subject: str = "ben@buurt.example", *, now: datetime = NOW, key: str = "a secret") -> int:
    done = 0
    for _ in range(n):
        try:
            count_try(THREE, subject, key=key, now=now)
            done += 1
        except TooManyTries:
            pass
    return done


def test_so_many_tries_are_allowed_and_then_the_sentence_says_when_again():
    assert tries(3) == 3

    with pytest.raises(TooManyTries, match=r"om 10\.15 uur"):  # 9.15 in UTC is 10.15 in Maastricht.
        count_try(THREE, "ben@buurt.example", key="a secret", now=NOW)


def test_another_address_and_a_later_quarter_have_tries_of_their_own():
    tries(5)

    assert tries(5, "dora@buurt.example") == 3
    assert tries(5, now=NOW + timedelta(minutes=15)) == 3


def test_of_many_at_one_moment_only_so_many_are_counted_in(bare_app: Flask):
    outcomes = race(bare_app, [lambda: count_try(THREE, "ben", key="a secret", now=NOW)] * 12)

    assert won(outcomes) == 3


def test_the_table_does_not_tell_who_tried():
    tries(1)
    tries(1, key="another secret")

    rows = list(db.session.scalars(select(RateCount)))
    assert "ben" not in str([vars(row) for row in rows])
    assert len({row.key_hash for row in rows}) == 2


def test_old_counts_are_thrown_away():
    tries(1, now=NOW - timedelta(days=4))

    tries(1)

    assert len(list(db.session.scalars(select(RateCount)))) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        (None, "unknown"),
        ("no address", "unknown"),
    ],
)
def test_a_household_is_one_network(address: str | None, network: str):
    assert network_of(address) == network


def test_a_second_factor_cannot_be_guessed_in_a_quarter_of_an_hour():
    assert SECOND_FACTOR.most * 3 / 10**6 < 0.0001
