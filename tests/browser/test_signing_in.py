"""What only a browser can show of signing in: a passkey, and a desk's screen that locks itself."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from buurtservice.accounts.models import StaffUser
from buurtservice.extensions import db
from tests.browser.serving import arrive, going_on

pytestmark = pytest.mark.browser
PASSWORD = "fiets lamp regen kaas"
SIX_MINUTES_MS = 6 * 60_000


@pytest.fixture
def here(demo_app: Flask, address: str) -> Iterator[str]:
    """Return the address by a name: a passkey is bound to a name, and 127.0.0.1 is none."""
    where = address.replace("127.0.0.1", "localhost")
    before = demo_app.config["BUURTSERVICE"]
    demo_app.config["BUURTSERVICE"] = replace(before, address=where)
    yield where
    demo_app.config["BUURTSERVICE"] = before


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def look_as(page: Page, here: str, role: str) -> None:
    """Sign in with the demonstration's button."""
    page.goto(here + "/")
    with going_on(page):
        page.evaluate(f"document.querySelector('form [name=role][value={role}]').click()")


def give_password(app: Flask, name: str) -> str:
    """Let somebody of the demonstration have a password; return their address."""
    with app.app_context():
        person = db.session.scalars(select(StaffUser).where(StaffUser.name.startswith(name))).one()
        person.password_hash = generate_password_hash(PASSWORD, "scrypt:1024:8:1")
        db.session.commit()
        email = person.email
        db.session.remove()
    return email


def press(page: Page, text: str) -> None:
    with going_on(page):
        page.get_by_role("button", name=text).click()


def give_authenticator(page: Page) -> None:
    """Put a security key into the browser, as the specification's test interface has it (WebAuthn, 11)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_a_second_step(page: Page, here: str, demo_app: Flask):
    give_authenticator(page)
    look_as(page, here, "operator")
    page.goto(here + "/personeel/account/passkeys")
    page.fill("[name=name]", "Mijn telefoon")
    press(page, "Voeg een passkey toe")
    assert "Mijn telefoon" in page.inner_text("main")
    email = give_password(demo_app, "Otto")
    press(page, "Afmelden")

    page.goto(here + "/personeel")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    press(page, "Verder")
    press(page, "Liever met uw passkey")

    page.goto(here + "/personeel/account")
    assert page.inner_text("h1") == "Uw account"


def test_a_passkey_of_another_opens_nothing(page: Page, here: str, demo_app: Flask, browser: Browser):
    give_authenticator(page)
    look_as(page, here, "worker")
    page.goto(here + "/personeel/account/passkeys")
    page.fill("[name=name]", "Sleutel")
    press(page, "Voeg een passkey toe")
    email = give_password(demo_app, "Dora")
    other = browser.new_context().new_page()
    give_authenticator(other)

    other.goto(here + "/personeel")
    other.fill("[name=email]", email)
    other.fill("[name=password]", PASSWORD)
    press(other, "Verder")
    other.get_by_role("button", name="Liever met uw passkey").click()
    other.get_by_text("Dit lukte niet").wait_for()

    other.goto(here + "/personeel/account")
    assert other.inner_text("h1") == "Aanmelden voor medewerkers"
    other.context.close()


def test_a_desk_locks_itself_and_gives_back_what_was_typed(page: Page, here: str):
    look_as(page, here, "operator")
    page.goto(here + "/personeel/apparaten")
    page.fill("[name=name]", "Tablet")
    press(page, "Registreer dit apparaat")
    look_as(page, here, "operator")  # Signed in anew, so on the device.
    page.goto(here + "/personeel/account/pincode")
    page.fill("[name=pin]", "2580")
    page.fill("[name=pin_again]", "2580")
    if page.locator("[name=password_now]").count():  # Another test here may have given Otto a password.
        page.fill("[name=password_now]", PASSWORD)
    press(page, "Bewaar deze pincode")
    page.clock.install()
    page.goto(here + "/beheer/buurten/nieuw", wait_until="networkidle")  # With the script of the lock.
    page.fill("[name=name]", "Lindenkwartier")

    page.clock.run_for(SIX_MINUTES_MS)
    arrive(page, r"personeel\/slot$")
    assert page.inner_text("h1") == "Dit scherm is op slot"
    page.fill("[name=pin]", "2580")
    press(page, "Open het scherm")

    assert page.input_value("[name=name]") == "Lindenkwartier"
