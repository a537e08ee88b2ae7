"""Dora and Ben sign in: password, second step, invitation, lock; and what strangers see of it."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from buurtservice.accounts.invitations import invite
from buurtservice.accounts.models import AccessLog, DeskDevice, Role, SignIn, StaffUser
from buurtservice.accounts.second_factors import make_recovery_codes, new_totp_secret, set_up_totp
from buurtservice.accounts.sign_ins import end_sign_ins_of_staff
from buurtservice.accounts.staff import add_staff
from buurtservice.app import create_app
from buurtservice.clock import moved_clock
from buurtservice.extensions import db
from buurtservice.settings import Settings
from buurtservice.transactions import transaction
from tests.pages.visitors import Visitor

PASSWORD = "fiets lamp regen kaas"
QUICK_HASH = generate_password_hash(PASSWORD, "scrypt:1024:8:1")  # With little work, for the tests' sake.
WRONG = "Dit e-mailadres en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw."
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LATER = timedelta(minutes=2)


@pytest.fixture
def dora(inside) -> StaffUser:
    """Return Dora, who has a password and an authenticator that holds SECRET."""
    with inside():
        return person("dora", Role.WORKER, totp=True)


@pytest.fixture
def ben(inside) -> StaffUser:
    """Return Ben of the desk, who has a password and a PIN."""
    with inside():
        who = person("ben", Role.DESK)
        with transaction() as session:
            session.get_one(StaffUser, who.id).pin_hash = generate_password_hash("2580", "scrypt:1024:8:1")
        return who


def person(name: str, role: Role, *, totp: bool = False) -> StaffUser:
    now = datetime.now(UTC) - LATER
    who = add_staff(email=f"{name}@buurt.example", name=name.capitalize(), roles=[role], now=now)
    with transaction() as session:
        session.get_one(StaffUser, who.id).password_hash = QUICK_HASH
    if totp:
        set_up_totp(who.id, SECRET, pyotp.TOTP(SECRET).at(now), now=now)
    return who


def give_password(visitor: Visitor, name: str = "dora", password: str = PASSWORD, path: str = "/personeel"):
    return visitor.press(visitor.get(path), email=f"{name}@buurt.example", password=password)


def sign_in(visitor: Visitor, name: str = "dora", path: str = "/personeel"):
    return visitor.press(give_password(visitor, name, path=path), code=pyotp.TOTP(SECRET).now())


def token_of(visitor: Visitor) -> str | None:
    with visitor.client.session_transaction() as session:
        return session.get("_user_id")


def register_device(visitor: Visitor, by: Visitor) -> None:
    """Let the visitor's browser be a registered device, as Dora registered it."""
    page = by.press(by.get("/personeel/apparaten"), name="Tablet balie")
    assert "apparaat van de balie" in page.told[0]
    cookie = by.client.get_cookie("apparaat")
    assert cookie is not None
    visitor.client.set_cookie("apparaat", cookie.value)


# --- Password and second step ---


def test_dora_signs_in_with_her_password_and_the_code_of_her_telephone(client, dora):
    page = give_password(client)
    assert page.heading == "De tweede stap"

    page = client.press(page, code=pyotp.TOTP(SECRET).now())

    assert page.status == 200
    assert client.get("/personeel/account").heading == "Uw account"


def test_the_password_alone_opens_nothing(client, dora):
    give_password(client)

    assert client.get("/personeel/account").heading == "Aanmelden voor medewerkers"


def test_after_signing_in_somebody_is_where_they_wanted_to_be(client, dora):
    asked = client.get("/team?soort=tuin")

    page = sign_in(client, path=asked.url)

    assert page.path == "/team"
    assert page.url.endswith("?soort=tuin")


@pytest.mark.parametrize(
    "elsewhere", ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example"]
)
def test_after_signing_in_nobody_is_led_elsewhere(client, dora, elsewhere):
    page = sign_in(client, path=f"/personeel?next={elsewhere}")

    assert "elsewhere" not in page.url


def test_a_stranger_hears_the_same_whether_somebody_works_here_or_not(client, dora, ben, inside):
    pages = [give_password(client, name, "not the right words") for name in ("dora", "nobody")]

    assert [page.status for page in pages] == [422, 422]
    assert [page.errors for page in pages] == [[WRONG], [WRONG]]
    sizes = {len(re.sub(r'value="[^"]*"', "", page.html)) for page in pages}
    assert len(sizes) == 1
    with inside():
        assert list(db.session.scalars(select(SignIn))) == []


def test_a_closed_account_hears_the_same_too(client, dora, inside):
    with inside():
        db.session.get_one(StaffUser, dora.id).closed_at = datetime.now(UTC)
        db.session.commit()

    assert give_password(client).errors == [WRONG]


def test_after_ten_wrong_passwords_the_page_says_when_to_try_again(client, dora):
    with time_machine.travel(datetime(2026, 11, 22, 13, 2, tzinfo=UTC), tick=False):
        for _ in range(10):
            give_password(client, password="not the right words")

        page = give_password(client)

    assert page.status == 429
    assert page.errors == ["Dit is te vaak geprobeerd. Probeer het opnieuw om 14.15 uur."]


def test_another_person_is_not_kept_out_by_it(client, dora, ben):
    for _ in range(11):
        give_password(client, "ben", "not the right words")

    assert give_password(client).heading == "De tweede stap"


def test_a_code_works_once(client, dora, bare_app):
    code = pyotp.TOTP(SECRET).now()
    client.press(give_password(client), code=code)
    other = Visitor(bare_app)

    page = other.press(give_password(other), code=code)

    assert page.status == 422
    assert token_of(other) is None


def test_after_five_wrong_codes_even_the_right_one_waits(client, dora):
    page = give_password(client)
    for n in range(5):
        page = client.press(page, code=f"00000{n}")

    page = client.press(page, code=pyotp.TOTP(SECRET).now())

    assert page.status == 429
    assert token_of(client) is None


def test_a_recovery_code_opens_the_door_once_and_tells_how_many_are_left(client, dora, inside, bare_app):
    with inside():
        code = make_recovery_codes(dora.id)[0]

    page = client.press(give_password(client), code=code)
    other = Visitor(bare_app)
    refused = other.press(give_password(other), code=code)

    assert page.told == ["U hebt nog 9 herstelcodes."]
    assert refused.status == 422


def test_the_second_step_can_be_shown_for_ten_minutes(client, dora):
    page = give_password(client)

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        page = client.press(page, code=pyotp.TOTP(SECRET).now())

    assert page.heading == "Aanmelden voor medewerkers"
    assert page.told == ["Begin opnieuw met uw e-mailadres en wachtwoord."]


def test_each_sign_in_has_a_new_token_and_the_old_one_is_worth_nothing(client, dora, bare_app):
    sign_in(client)
    first = token_of(client)
    client.post("/afmelden", _guard(client))
    with time_machine.travel(datetime.now(UTC) + LATER):
        sign_in(client)
        second = token_of(client)
    thief = Visitor(bare_app)
    with thief.client.session_transaction() as session:
        session["_user_id"] = first

    assert second not in (None, first)
    assert thief.get("/personeel/account").heading == "Aanmelden voor medewerkers"


def test_what_stood_in_the_session_before_is_gone(client, dora):
    client.get("/personeel")
    with client.client.session_transaction() as session:
        planted = session["csrf_token"]
        session["planted"] = "by somebody else"

    sign_in(client)
    client.get("/personeel/account")

    with client.client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != planted


def test_the_cookie_cannot_be_read_by_a_script_and_is_not_sent_from_elsewhere(client):
    answer = client.client.get("/personeel")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("buurtservice=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert answer.headers["Cache-Control"] == "no-store"


def test_signing_in_and_out_stands_in_the_log(client, dora, inside):
    sign_in(client)
    client.post("/afmelden", _guard(client))

    with inside():
        rows = db.session.execute(
            select(AccessLog.staff_user_id, AccessLog.action)
            .where(AccessLog.action.startswith("sign_"))
            .order_by(AccessLog.id)
        )
        assert [tuple(row) for row in rows] == [(dora.id, "sign_in"), (dora.id, "sign_out")]


def test_a_form_from_elsewhere_signs_nobody_in_or_out(client, dora):
    answer = client.post("/personeel", {"email": "dora@buurt.example", "password": PASSWORD})
    sign_in(client)
    client.post("/afmelden")

    assert (answer.status, answer.url) == (303, "http://localhost/personeel")  # To be filled in once more.
    assert client.get("/personeel/account").heading == "Uw account"


def test_who_has_no_permission_is_told_so_in_plain_words(client, dora):
    sign_in(client)

    page = client.get("/beheer")

    assert page.status == 403


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(client, inside):
    with inside():
        olga = person("olga", Role.OPERATOR, totp=True)
    sign_in(client, "olga")
    page = client.get("/beheer/buurten/nieuw")
    with inside(), transaction():
        end_sign_ins_of_staff(olga.id, now=datetime.now(UTC))

    page = client.press(page, name="Lindenkwartier")

    assert page.heading == "Aanmelden voor medewerkers"
    with time_machine.travel(datetime.now(UTC) + LATER):
        page = sign_in(client, "olga", path=page.url)
        assert page.path == "/beheer/buurten/nieuw"
        assert 'value="Lindenkwartier"' in page.html
        client.press(page)
        assert "Lindenkwartier" in client.get("/beheer/buurten").text


def test_what_somebody_typed_is_not_shown_to_another(client, inside, dora):
    with inside():
        olga = person("olga", Role.OPERATOR, totp=True)
        person("otto", Role.OPERATOR, totp=True)
    sign_in(client, "olga")
    page = client.get("/beheer/buurten/nieuw")
    with inside(), transaction():
        end_sign_ins_of_staff(olga.id, now=datetime.now(UTC))
    client.press(page, name="Lindenkwartier")

    with time_machine.travel(datetime.now(UTC) + LATER):
        sign_in(client, "otto")
        page = client.get("/beheer/buurten/nieuw")

    assert "Lindenkwartier" not in page.html


def test_over_https_every_cookie_is_sent_over_https_only(database_url, tmp_path):
    settings = Settings(database_url=database_url, instance=tmp_path, address="https://buurt.example")
    app = create_app(settings)

    answer = app.test_client().get("/personeel?lang=en", base_url="https://buurt.example")

    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("Secure" in one and "HttpOnly" in one and "SameSite=Lax" in one for one in cookies)
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    with app.app_context():
        db.engine.dispose()


# --- Invitations ---


def test_an_invitation_leads_through_password_and_authenticator_to_the_first_page(client, inside):
    with inside():
        who = add_staff(email="dora@buurt.example", name="Dora", roles=[Role.WORKER], now=datetime.now(UTC))
        link = invite(who.id, now=datetime.now(UTC))

    page = client.get(f"/personeel/uitnodiging/{link}")
    assert link not in page.url
    page = client.press(page, password=PASSWORD)
    assert page.heading == "Een code op uw telefoon"
    secret = page.main.all("code")[0].text.replace(" ", "")
    page = client.press(page, code=pyotp.TOTP(secret).now())

    codes = [one.text for one in page.main.all("code")]
    assert page.heading == "Uw herstelcodes"
    assert len(codes) == 10
    assert client.get("/personeel/account").heading == "Uw account"
    with inside():
        assert db.session.get_one(StaffUser, who.id).totp_secret == secret


def test_the_picture_for_the_authenticator_is_one_of_our_own(client, inside):
    with inside():
        who = add_staff(email="dora@buurt.example", name="Dora", roles=[Role.WORKER], now=datetime.now(UTC))
        link = invite(who.id, now=datetime.now(UTC))
    client.press(client.get(f"/personeel/uitnodiging/{link}"), password=PASSWORD)

    answer = client.client.get("/personeel/tweede-factor/qr.svg")

    assert answer.mimetype == "image/svg+xml"
    assert "style=" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_used_or_unknown_link_says_what_to_do(client, inside):
    with inside():
        who = add_staff(email="dora@buurt.example", name="Dora", roles=[Role.WORKER], now=datetime.now(UTC))
        link = invite(who.id, now=datetime.now(UTC))
    client.press(client.get(f"/personeel/uitnodiging/{link}"), password=PASSWORD)

    for path in (f"/personeel/uitnodiging/{link}", "/personeel/uitnodiging/unknown"):
        page = client.get(path)
        assert page.status == 404
        assert "Vraag de beheerder om een nieuwe" in page.text


def test_a_weak_password_is_refused_beside_the_field(client, inside):
    with inside():
        who = add_staff(email="dora@buurt.example", name="Dora", roles=[Role.WORKER], now=datetime.now(UTC))
        link = invite(who.id, now=datetime.now(UTC))

    page = client.press(client.get(f"/personeel/uitnodiging/{link}"), password="kort")

    assert page.status == 422
    assert page.errors == [
        "Een wachtwoord heeft minstens 12 tekens. Neem bijvoorbeeld vier woorden achter elkaar."
    ]
    assert 'value="kort"' not in page.html


def test_a_stranger_sees_none_of_the_pages_for_setting_up(client):
    for path in ("/personeel/tweede-stap", "/personeel/tweede-factor", "/personeel/pincode-kiezen"):
        assert client.get(path).heading == "Aanmelden voor medewerkers"
    assert client.get("/personeel/tweede-factor/qr.svg").heading == "Aanmelden voor medewerkers"


def test_who_has_a_second_factor_cannot_set_up_another_with_the_password_alone(client, dora, ben):
    give_password(client)
    assert client.get("/personeel/tweede-factor").heading == "Aanmelden voor medewerkers"
    page = give_password(client, "ben")

    assert "Met uw pincode kunt u alleen op een apparaat van de balie aanmelden" in page.errors[0]
    assert client.get("/personeel/tweede-factor").heading == "Aanmelden voor medewerkers"


# --- The desk's device ---


def test_ben_signs_in_with_his_pin_at_the_desk(client, ben, client_as):
    register_device(client, client_as("worker"))

    page = client.press(give_password(client, "ben"), pin="2580")

    assert page.status == 200
    assert client.get("/personeel/account").heading == "Uw account"


def test_a_new_volunteer_chooses_a_pin_at_the_desk(client, client_as, inside):
    register_device(client, client_as("worker"))
    with inside():
        who = add_staff(email="ben@buurt.example", name="Ben", roles=[Role.DESK], now=datetime.now(UTC))
        link = invite(who.id, now=datetime.now(UTC))
    page = client.press(client.get(f"/personeel/uitnodiging/{link}"), password=PASSWORD)
    assert "Kies dan een pincode" in page.text

    client.press(client.get("/personeel/pincode-kiezen"), pin="2580", pin_again="2580")

    assert client.get("/personeel/account").heading == "Uw account"


def test_dora_cannot_choose_a_pin_as_second_step_even_at_the_desk(client, client_as, inside):
    register_device(client, client_as("worker"))
    with inside():
        who = add_staff(email="d@buurt.example", name="D", roles=[Role.WORKER], now=datetime.now(UTC))
        link = invite(who.id, now=datetime.now(UTC))
    page = client.press(client.get(f"/personeel/uitnodiging/{link}"), password=PASSWORD)

    assert "pincode" not in page.main.text
    assert client.get("/personeel/pincode-kiezen").heading == "Aanmelden voor medewerkers"


@pytest.fixture
def at_desk(client, ben, client_as) -> Visitor:
    """Return Ben, signed in on the tablet of the desk."""
    register_device(client, client_as("worker"))
    client.press(give_password(client, "ben"), pin="2580")
    return client


def test_the_screen_locks_after_five_minutes_and_the_pin_opens_it_where_it_was(at_desk):
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        page = at_desk.get("/personeel/account?lang=nl")
        assert page.heading == "Dit scherm is op slot"

        page = at_desk.press(page, pin="2580")

    assert page.heading == "Uw account"


def test_the_screen_locks_at_once_when_asked(at_desk):
    page = at_desk.post("/personeel/vergrendelen", _guard(at_desk), follow=True)

    assert page.heading == "Dit scherm is op slot"
    assert at_desk.get("/personeel/account").heading == "Dit scherm is op slot"
    assert at_desk.get("/").heading == "Dit scherm is op slot"


def test_what_was_typed_behind_the_lock_is_there_again(at_desk):
    page = at_desk.get("/personeel/account/wachtwoord")
    at_desk.post("/personeel/vergrendelen", _guard(at_desk))

    locked = at_desk.press(page, password_now="secret words", password="other secret words")

    assert locked.heading == "Dit scherm is op slot"
    page = at_desk.press(locked, pin="2580")
    assert page.heading == "Wachtwoord veranderen"
    assert "secret words" not in page.html


def test_five_wrong_pins_end_the_sign_in(at_desk):
    page = at_desk.post("/personeel/vergrendelen", _guard(at_desk), follow=True)
    for _ in range(5):
        page = at_desk.press(page, pin="1111")

    assert page.heading == "Aanmelden voor medewerkers"
    assert page.told == ["De pincode was vijf keer fout. Meld u opnieuw aan met uw wachtwoord."]
    assert at_desk.get("/personeel/account").heading == "Aanmelden voor medewerkers"


def test_somebody_else_can_sign_in_from_the_lock(at_desk):
    page = at_desk.post("/personeel/vergrendelen", _guard(at_desk), follow=True)

    page = at_desk.press(page, "iemand anders")

    assert page.heading == "Aanmelden voor medewerkers"


def test_a_device_that_is_taken_back_signs_out_and_takes_no_pin(at_desk, client_as, inside):
    with inside():
        device_id = db.session.scalars(select(DeskDevice.id)).one()
    worker = client_as("worker")
    worker.press(worker.get("/personeel/apparaten"), "Intrekken")

    assert at_desk.get("/personeel/account").heading == "Aanmelden voor medewerkers"
    assert "Met uw pincode" in give_password(at_desk, "ben").errors[0]
    assert device_id


def test_a_page_that_asks_by_itself_does_not_keep_the_screen_open(at_desk, bare_app):
    view = bare_app.view_functions["accounts.here"]

    assert view.permission.counts_as_activity
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=4)):
        assert at_desk.get("/personeel/hier").status == 204
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=8)):
        assert at_desk.get("/personeel/hier").status == 204
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=14)):
        assert at_desk.get("/personeel/hier").heading == "Dit scherm is op slot"


# --- Somebody's own account ---


def test_a_new_password_signs_out_everywhere_else(client, dora, bare_app):
    sign_in(client)
    other = Visitor(bare_app)
    with time_machine.travel(datetime.now(UTC) + LATER):
        sign_in(other)

    client.press(
        client.get("/personeel/account/wachtwoord"), password_now=PASSWORD, password="heel andere woorden nu"
    )

    assert client.get("/personeel/account").heading == "Uw account"
    assert other.get("/personeel/account").heading == "Aanmelden voor medewerkers"


def test_a_new_password_asks_for_the_old_one(client, dora):
    sign_in(client)

    page = client.press(
        client.get("/personeel/account/wachtwoord"), password_now="wrong", password="heel andere woorden nu"
    )

    assert page.errors == ["Dit is niet uw wachtwoord."]


def test_another_pin_asks_for_the_password(at_desk, inside):
    page = at_desk.press(
        at_desk.get("/personeel/account/pincode"), pin="7410", pin_again="7410", password_now="wrong"
    )
    assert page.errors == ["Dit is niet uw wachtwoord."]

    at_desk.press(page, pin="7410", pin_again="7410", password_now=PASSWORD)

    page = at_desk.post("/personeel/vergrendelen", _guard(at_desk), follow=True)
    assert at_desk.press(page, pin="2580").status == 422
    assert at_desk.press(page, pin="7410").status == 200


def test_two_different_pins_are_refused_beside_the_field(at_desk):
    page = at_desk.press(
        at_desk.get("/personeel/account/pincode"), pin="7410", pin_again="7411", password_now=PASSWORD
    )

    assert page.errors == ["De twee pincodes zijn niet hetzelfde. Vul ze opnieuw in."]


def test_a_wrong_second_step_stands_in_the_log(client, dora, inside):
    client.press(give_password(client), code="000000")

    with inside():
        row = db.session.scalars(select(AccessLog)).one()
        assert (row.staff_user_id, row.action) == (dora.id, "sign_in.refused")


def test_new_recovery_codes_replace_the_old_ones(client, dora):
    sign_in(client)

    page = client.press(client.get("/personeel/account"), "Nieuwe herstelcodes")

    assert len(page.main.all("code")) == 10


def test_another_telephone_gets_a_secret_of_its_own(client, dora, inside):
    sign_in(client)
    page = client.get("/personeel/tweede-factor")
    secret = page.main.all("code")[0].text.replace(" ", "")

    client.press(page, code=pyotp.TOTP(secret).now())

    assert secret != SECRET
    with inside():
        assert db.session.get_one(StaffUser, dora.id).totp_secret == secret
    assert len(new_totp_secret()) == 32


def _guard(visitor: Visitor) -> dict[str, str]:
    """Return the key against forged forms of the visitor's session."""
    page = visitor.get("/personeel/account")
    return {"csrf_token": page.root.all("input", name="csrf_token")[0].attrs["value"]}


# --- Language ---


def test_dora_reads_the_language_of_her_account_and_the_switch_is_kept(client, bare_app, dora, inside):
    with inside(), transaction() as session:
        session.get_one(StaffUser, dora.id).language = "en"
    sign_in(client)
    assert client.get("/personeel/account").heading == "Your account"

    client.get("/personeel/account?lang=nl")
    with inside():
        assert db.session.get_one(StaffUser, dora.id).language == "nl"
    assert client.get("/personeel/account").heading == "Uw account"


# --- The clock of the demonstration ---


def test_an_authenticator_works_while_the_clock_here_stands_in_2014(client, dora):
    with moved_clock(timedelta(days=-4383)):
        page = sign_in(client)

        assert page.status == 200
        assert client.get("/personeel/account").heading == "Uw account"
