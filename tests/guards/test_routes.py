"""Every route declares who may see it, and nobody but the short list is for everybody."""

from pathlib import Path
from typing import get_args

import pytest
from flask import Flask

from buurtservice.accounts.models import Role
from buurtservice.app import create_app
from buurtservice.demo.site import make_demo_app
from buurtservice.permissions import Declared, Permission, permission
from buurtservice.settings import Settings

# What a stranger may open. A page about people is never among these, nor is one that only staff need.
FOR_EVERYBODY = {
    "activities.activities",  # The public list; what is not public is there for staff and who takes part.
    "activities.activity",
    "activities.feed",
    "activities.file",
    # The doors. What opens them is asked on the page itself.
    "accounts.choose_password_page",
    "accounts.choose_pin",
    "accounts.choose_second_factor",
    "accounts.invited",
    "accounts.passkey_to_use",
    "accounts.qr_code",
    "accounts.resident_code",
    "accounts.resident_sign_in",
    "accounts.resident_who",
    "accounts.second_step",
    "accounts.show_passkey",
    "accounts.sign_out",
    "accounts.staff_sign_in",
    "demo.overview",  # In the demonstration only: all people in it are invented.
    "demo.post",  # Likewise.
    "demo_sign_in.sign_in",  # Likewise.
    "public.accessibility",
    "help.ask",
    "help.ask_anew",
    "help.ask_check",
    "help.ask_done",
    "help.ask_step",
    "help.offer",
    "help.offer_anew",
    "help.offer_check",
    "help.offer_done",
    "help.offer_step",
    "help.privacy",
    "help.wipe_all",
    "my.feed",  # For a calendar, by a link that its owner can take back; without it nothing is there.
    "operator.health",  # For a proxy or a monitor; it tells no secrets.
    "public.complaint",
    "public.home",
    "scooters.scooters",
    "scooters.week",
}
WHILE_LOCKED = {
    "accounts.invited",
    "accounts.lock",
    "accounts.sign_out",
    "accounts.somebody_else",
    "accounts.unlock",
    "demo_sign_in.sign_in",
    "operator.health",
}
FLASKS_OWN = {"static"}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return make_demo_app(Settings(instance=tmp_path))


def declared(app: Flask) -> dict[str, Declared | None]:
    views = app.view_functions.items()
    return {name: getattr(view, "permission", None) for name, view in views if name not in FLASKS_OWN}


def undeclared(app: Flask) -> set[str]:
    return {endpoint for endpoint, found in declared(app).items() if found is None}


def public(app: Flask) -> set[str]:
    return {endpoint for endpoint, found in declared(app).items() if found and "public" in found.permissions}


def test_every_route_declares_a_permission(app: Flask):
    assert undeclared(app) == set()


def test_only_the_short_list_is_for_everybody(app: Flask):
    assert public(app) <= FOR_EVERYBODY


def test_the_short_list_names_no_page_that_is_gone(app: Flask):
    assert public(app) >= FOR_EVERYBODY


def test_what_is_for_everybody_needs_no_other_permission(app: Flask):
    mixed = {name for name in public(app) if len(app.view_functions[name].permission.permissions) > 1}

    assert mixed == set()


def test_a_locked_screen_shows_the_short_list_only(app: Flask):
    shown = {endpoint for endpoint, found in declared(app).items() if found and found.while_locked}

    assert shown == WHILE_LOCKED


def test_every_permission_is_a_role_or_one_of_three_words():
    assert set(get_args(Permission)) == {role.value for role in Role} | {"public", "resident", "staff"}


def test_a_permission_without_a_name_is_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        permission()


def test_the_demonstrations_pages_are_in_the_demonstration_only(tmp_path: Path):
    endpoints = create_app(Settings(instance=tmp_path)).view_functions

    assert not [endpoint for endpoint in endpoints if endpoint.startswith("demo")]


def test_a_route_without_a_permission_would_be_found(app: Flask):
    app.add_url_rule("/vergeten", "forgotten", lambda: "")

    assert undeclared(app) == {"forgotten"}


def test_a_route_without_a_permission_is_refused(app: Flask):
    app.add_url_rule("/vergeten", "forgotten", lambda: "the secret of somebody")

    answer = app.test_client().get("/vergeten")

    assert answer.status_code == 403
    assert "secret" not in answer.text
