"""Every route declares who may see it, and nobody but the short list is for everybody."""

from pathlib import Path

from flask import Flask

from buurtservice.app import create_app
from buurtservice.demo.site import make_demo_app
from buurtservice.settings import Settings

FOR_EVERYBODY = {"demo.overview"}  # In the demonstration only: all people in it are invented.
FLASKS_OWN = {"static"}


def undeclared(app: Flask) -> set[str]:
    return {
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint not in FLASKS_OWN and not hasattr(view, "permission")
    }


def public(app: Flask) -> set[str]:
    views = app.view_functions.items()
    return {endpoint for endpoint, view in views if getattr(view, "permission", None) == "public"}


def test_every_route_declares_a_permission(tmp_path: Path):
    assert undeclared(make_demo_app(Settings(instance=tmp_path))) == set()


def test_only_the_short_list_is_for_everybody(tmp_path: Path):
    assert public(make_demo_app(Settings(instance=tmp_path))) <= FOR_EVERYBODY


def test_the_demonstrations_page_is_in_the_demonstration_only(tmp_path: Path):
    assert "demo.overview" not in create_app(Settings(instance=tmp_path)).view_functions


def test_a_route_without_a_permission_would_be_found(tmp_path: Path):
    app = make_demo_app(Settings(instance=tmp_path))
    app.add_url_rule("/vergeten", "forgotten", lambda: "")

    assert undeclared(app) == {"forgotten"}
