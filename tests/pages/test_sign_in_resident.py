"""Mia signs in with a code from her mail; a stranger learns nothing and guesses nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event, func, select

from buurtservice.accounts.models import SignIn, SignInCode
from buurtservice.extensions import db
from buurtservice.messages.models import MessageState, OutboxMessage
from buurtservice.residents.models import Resident
from buurtservice.transactions import transaction
from tests.factories import resident
from tests.pages.visitors import Visitor

CODE = re.compile(r"\b\d{6}\b")


@pytest.fixture(autouse=True)
def mail_server(bare_app):
    """Let this installation have a mail server; nothing is sent in these tests."""
    before = bare_app.config["BUURTSERVICE"]
    bare_app.config["BUURTSERVICE"] = replace(
        before, smtp_url="smtp://127.0.0.1:9", mail_from="huis@buurt.example"
    )
    yield
    bare_app.config["BUURTSERVICE"] = before


@pytest.fixture
def mia(inside) -> Resident:
    with inside():
        return resident("Mia de Vries", email="mia@buurt.example")


@pytest.fixture
def code(inside) -> Callable[[], str]:
    """Return how to read the code in the newest mail."""

    def read() -> str:
        with inside():
            newest = select(OutboxMessage.body).where(OutboxMessage.body != "")
            body = db.session.scalars(newest.order_by(OutboxMessage.id.desc())).first()
            assert body is not None
            found = CODE.search(body)
            assert found is not None
            return found[0]

    return read


def ask(visitor: Visitor, email: str = "mia@buurt.example", path: str = "/aanmelden"):
    return visitor.press(visitor.get(path), email=email)


def is_in(visitor: Visitor) -> bool:
    with visitor.client.session_transaction() as session:
        return "_user_id" in session


def test_mia_signs_in_with_the_code_from_her_mail(client, mia, code, inside):
    page = ask(client, "  Mia@Buurt.example ")
    assert page.heading == "Kijk in uw mail"

    client.press(page, code=code())

    assert is_in(client)
    with inside():
        assert db.session.scalars(select(SignIn.resident_id)).one() == mia.id


def test_the_mail_says_what_to_do_in_the_readers_language_and_nothing_more(client, inside):
    with inside():
        resident("Mia de Vries", email="mia@buurt.example", language="en")

    ask(client)

    with inside():
        mail = db.session.scalars(select(OutboxMessage)).one()
        assert mail.subject == "Your code to sign in"
        assert "ten minutes" in mail.body
        assert "Mia" not in mail.body
        assert mail.to == "mia@buurt.example"


def test_a_stranger_hears_the_same_whether_somebody_has_the_address(client, mia, bare_app):
    first, second = ask(client), ask(Visitor(bare_app), "nobody@buurt.example")

    assert first.status == second.status == 200
    assert first.path == second.path == "/aanmelden/code"
    assert _bare(first.html) == _bare(second.html)


def test_the_same_rows_are_written_whether_somebody_has_the_address(client, mia, inside):
    ask(client, "first@buurt.example")  # The first try from a network makes its row.
    counted = []
    for email in ("mia@buurt.example", "nobody@buurt.example"):
        with inside():
            before = _rows()
            engine = db.engine
        statements: list[str] = []
        note = lambda *args: statements.append(args[2].split()[0])  # noqa: E731, B023
        event.listen(engine, "before_cursor_execute", note)
        ask(client, email)
        event.remove(engine, "before_cursor_execute", note)
        with inside():
            counted.append((statements, {name: n - before[name] for name, n in _rows().items()}))

    assert counted[0] == counted[1]
    assert counted[0][1] == {"sign_in_code": 1, "outbox_message": 1}


def test_nothing_is_ever_sent_to_nobody(client, inside):
    ask(client, "nobody@buurt.example")

    with inside():
        message = db.session.scalars(select(OutboxMessage)).one()
        assert message.to == "nobody@buurtservice.invalid"
        assert message.expires_at is not None
        assert message.expires_at <= datetime.now(UTC)
        assert message.state == MessageState.WAITING


def test_the_code_works_once(client, mia, code, bare_app):
    page = ask(client)
    with client.client.session_transaction() as session:
        asked = session["code"]
    client.press(page, code=code())
    other = Visitor(bare_app)
    with other.client.session_transaction() as session:
        session["code"] = asked

    page = other.press(other.get("/aanmelden/code"), code=code())

    assert page.told == ["Deze code werkt niet meer. Vraag een nieuwe aan."]
    assert not is_in(other)


def test_the_code_works_in_the_browser_that_asked_only(client, mia, code, bare_app):
    ask(client)
    other = Visitor(bare_app)
    page = ask(other, "nobody@buurt.example")

    other.press(page, code=code())

    assert not is_in(other)


def test_the_code_works_for_ten_minutes(client, mia, code):
    page = ask(client)

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=10, seconds=1)):
        page = client.press(page, code=code())

    assert page.told == ["Deze code werkt niet meer. Vraag een nieuwe aan."]
    assert not is_in(client)


@pytest.mark.parametrize("email", ["mia@buurt.example", "nobody@buurt.example"])
def test_after_five_wrong_tries_even_the_right_code_is_worth_nothing(client, mia, code, email):
    page = ask(client, email)
    right = code() if email.startswith("mia") else "000000"
    wrong = [f"{(int(right) + n) % 10**6:06}" for n in range(1, 6)]
    answers = []
    for one in wrong:
        page = client.press(page, code=one)
        answers.append(page.errors)

    page = client.press(page, code=right)

    assert (
        answers
        == [["Deze code klopt niet. Kijk nog eens in de mail; neem de nieuwste als u er meer hebt."]] * 5
    )
    assert page.told == ["Deze code werkt niet meer. Vraag een nieuwe aan."]
    assert not is_in(client)


def test_who_asks_too_often_is_told_when_to_come_back(client, mia):
    with time_machine.travel(datetime(2026, 11, 22, 13, 2, tzinfo=UTC), tick=False):
        for _ in range(3):
            ask(client)

        page = ask(client)

    assert page.status == 429
    assert page.errors == ["Dit is te vaak geprobeerd. Probeer het opnieuw om 14.15 uur."]


def test_two_who_share_an_address_choose_who_they_are_after_the_code(client, mia, code, inside):
    with inside():
        jan = resident("Jan de Vries", email="mia@buurt.example")

    page = client.press(ask(client), code=code())
    assert page.heading == "Wie bent u?"
    assert not is_in(client)
    assert "Vries" not in page.main.text
    client.press(page, who=jan.id)

    with inside():
        assert db.session.scalars(select(SignIn.resident_id)).one() == jan.id


def test_nobody_chooses_to_be_another_than_those_the_code_was_for(client, mia, code, inside):
    with inside():
        resident("Jan de Vries", email="mia@buurt.example")
        fatima = resident("Fatima", email="fatima@buurt.example")
    page = client.press(ask(client), code=code())

    page = client.press(page, who=fatima.id)

    assert page.status == 422
    assert not is_in(client)


def test_nobody_chooses_before_the_code_was_right(client, mia, inside):
    ask(client)

    page = client.get("/aanmelden/wie")

    assert page.path == "/aanmelden"
    assert "Mia" not in page.text


def test_who_left_gets_no_code(client, mia, inside):
    with inside(), transaction() as session:
        session.get_one(Resident, mia.id).left_on = datetime.now(UTC).date()

    ask(client)

    with inside():
        assert db.session.scalars(select(SignInCode.resident_id)).one() is None


def test_the_database_alone_does_not_tell_the_code(client, mia, code, inside):
    ask(client)

    with inside():
        row = db.session.scalars(select(SignInCode)).one()
        assert code() not in row.code_hash
        assert len(row.code_hash) == 64


def test_without_a_mail_server_the_page_says_what_to_do_instead(client, bare_app):
    bare_app.config["BUURTSERVICE"] = replace(bare_app.config["BUURTSERVICE"], smtp_url=None)

    page = client.get("/aanmelden")

    assert "Bel ons of loop binnen" in page.main.text
    assert page.main.all("form") == []


def test_somebody_is_brought_back_to_where_they_wanted_to_be(client, mia, code):
    page = ask(client, path="/aanmelden?next=/activiteiten")

    page = client.press(page, code=code())

    assert page.path == "/activiteiten"


def test_a_resident_who_is_signed_in_is_no_member_of_staff(client_as_resident, mia):
    visitor = client_as_resident(mia)

    assert visitor.get("/team").status == 403
    assert visitor.get("/personeel/account").status == 403


def _rows() -> dict[str, int]:
    tables = (SignInCode, OutboxMessage)
    return {
        table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) for table in tables
    }


def _bare(html: str) -> str:
    return re.sub(r'value="[^"]*"', "", html)
