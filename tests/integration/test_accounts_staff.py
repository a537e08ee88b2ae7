"""Who works here: the last operator stays, also in a race, and a change of work ends what a PIN let in."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from buurtservice.accounts.devices import find_device, list_devices, register_device, revoke_device
from buurtservice.accounts.errors import LastOperator, NoRole
from buurtservice.accounts.invitations import get_invited
from buurtservice.accounts.models import Role, StaffUser
from buurtservice.accounts.queries import find_visitor
from buurtservice.accounts.sign_ins import sign_in_staff
from buurtservice.accounts.staff import add_staff, change_staff, close_account
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from tests.integration.racing import look_anew, race

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def staff(name: str, *roles: Role) -> int:
    return add_staff(email=f"{name.lower()}@buurt.example", name=name, roles=roles, now=NOW).id


def operators() -> int:
    look_anew()
    people = db.session.scalars(select(StaffUser).where(StaffUser.closed_at.is_(None)))
    return sum(Role.OPERATOR in {one.role for one in person.roles} for person in people)


@pytest.mark.usefixtures("app")
def test_the_last_operator_stays_one():
    olga = staff("Olga", Role.OPERATOR)

    with pytest.raises(LastOperator):
        close_account(olga, now=NOW)
    with pytest.raises(LastOperator):
        change_staff(olga, name="Olga", roles=[Role.WORKER], now=NOW)
    with pytest.raises(NoRole):
        change_staff(olga, name="Olga", roles=[], now=NOW)

    assert operators() == 1


@pytest.mark.parametrize("round_", range(5))
def test_operators_who_close_each_other_at_one_moment_leave_one(app: Flask, bare_app: Flask, round_: int):
    people = [staff(name, Role.OPERATOR) for name in ("Olga", "Otto", "Oya")]

    outcomes = race(
        bare_app,
        [
            lambda: close_account(people[0], now=NOW),
            lambda: close_account(people[1], now=NOW),
            lambda: change_staff(people[2], name="Oya", roles=[Role.DESK], now=NOW),
        ],
    )

    assert sum(one.won for one in outcomes) == 2
    assert operators() == 1


@pytest.mark.usefixtures("app")
def test_a_closed_operator_does_not_count():
    olga, otto = staff("Olga", Role.OPERATOR), staff("Otto", Role.OPERATOR)
    close_account(olga, now=NOW)

    with pytest.raises(LastOperator):
        close_account(otto, now=NOW)


@pytest.mark.usefixtures("app")
def test_who_gets_work_for_which_a_pin_is_not_enough_is_signed_out_at_the_desk():
    ben = staff("Ben", Role.DESK)
    device = find_device(register_device(name="Tablet", by_id=ben, now=NOW))
    assert device is not None
    at_desk = sign_in_staff(ben, now=NOW, device_id=device.id)
    at_home = sign_in_staff(ben, now=NOW)

    change_staff(ben, name="Ben", roles=[Role.DESK, Role.HOST], now=NOW)
    assert find_visitor(at_desk, now=NOW) is not None
    change_staff(ben, name="Ben", roles=[Role.WORKER], now=NOW)

    assert find_visitor(at_desk, now=NOW) is None
    assert find_visitor(at_home, now=NOW) is not None


@pytest.mark.usefixtures("app")
def test_a_device_that_was_taken_back_is_not_known_and_cannot_be_taken_back_twice():
    token = register_device(name="Tablet", by_id=staff("Dora", Role.WORKER), now=NOW)
    device = find_device(token)
    assert device is not None

    revoke_device(device.id, now=NOW)

    assert find_device(token) is None
    assert list_devices() == []
    with pytest.raises(NotFound):
        revoke_device(device.id, now=NOW)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("token", [None, "", "unknown"])
def test_a_browser_that_nobody_registered_is_no_device(token: str | None):
    assert find_device(token) is None


# --- The command ---


def test_the_first_operator_comes_from_the_command_line(desk, app: Flask):
    roles = ("--role", "operator", "--role", "worker")
    printed = desk.run("create-staff", "Olga@Buurt.example", "Olga", *roles).out

    link = re.search(r"http://127\.0\.0\.1:8000/personeel/uitnodiging/(\S+)", printed)
    assert link is not None
    look_anew()
    person = get_invited(link[1], now=datetime.now(UTC))
    assert (person.email, person.name) == ("olga@buurt.example", "Olga")
    assert {one.role for one in person.roles} == {Role.OPERATOR, Role.WORKER}


def test_a_program_gets_the_link_too(desk):
    printed = desk.ask("create-staff", "olga@buurt.example", "Olga", "--role", "operator")

    assert printed["roles"] == ["operator"]
    assert "/personeel/uitnodiging/" in printed["link"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("olga", "Olga", "--role", "operator"), "Dit is geen e-mailadres"),
        (("olga@buurt.example", " ", "--role", "operator"), "Vul een naam in"),
        (("olga@buurt.example", "Olga", "--role", "king"), "--role klopt niet: kies uit desk"),
        (("olga@buurt.example", "Olga"), "--role"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(desk, arguments, words):
    assert words in desk.refused("create-staff", *arguments)


def test_two_accounts_with_one_address_are_refused(desk):
    desk.run("create-staff", "olga@buurt.example", "Olga", "--role", "operator")

    assert "al een account" in desk.refused(
        "create-staff", "OLGA@buurt.example", "Olga", "--role", "operator"
    )
