"""Whatever people send when they ask, they get a clear answer and keep what they typed."""

import threading
from datetime import timedelta

import pytest

from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.help.queries import find_category, list_requests
from buurtservice.help.views import asking
from buurtservice.transactions import transaction
from buurtservice.web.models import Draft
from tests.pages.answering import AGREED, ASKED, NEXT, SEND, ask, know_caberg, send
from tests.pages.visitors import Visitor

LONG = "a" * 5000


@pytest.fixture(autouse=True)
def caberg(inside):
    know_caberg(inside)


def requests(inside) -> int:
    with inside():
        return len(list_requests())


@pytest.mark.parametrize(
    ("step", "values", "says"),
    [
        ("soort", {"kind": None}, "Kies één soort hulp"),
        ("soort", {"kind": "other", "words": ""}, "Vertel in een paar woorden"),
        ("soort", {"kind": "other", "words": LONG}, "5.000 tekens"),
        ("soort", {"kind": "massage"}, "Deze keuze is er niet meer"),
        ("wanneer", {"dayparts": []}, "Kies minstens één moment"),
        ("wanneer", {"dayparts": ["99", "x", "-1"]}, "Kies minstens één moment"),
        ("wanneer", {"how": None}, "Kies hoe vaak"),
        ("wanneer", {"how": "day", "day": ""}, "Vul de dag in"),
        ("wanneer", {"how": "day", "day": "1-1-2020"}, "al voorbij"),
        ("wanneer", {"how": "day", "day": "1-1-2300"}, "te ver weg"),
        ("wanneer", {"how": "day", "day": "31-02-2027"}, "geen datum"),
        ("wanneer", {"how": "weekly", "until": "1 januari 2300"}, "te ver weg"),
        ("wanneer", {"how": "day", "day": LONG}, "geen datum"),
        ("taak", {"note": LONG}, "5.000 tekens"),
        ("taak", {"note": "hond\x00kat"}, "tekens in die wij niet kunnen lezen"),
        ("taak", {"needs": ["diabetes"]}, "Deze keuze is er niet meer"),
        ("waar", {"postal": "", "neighbourhood": ""}, "Vul uw postcode in, of kies uw buurt."),
        ("waar", {"postal": "12345"}, "geen postcode"),
        ("waar", {"postal": "1011 AA", "neighbourhood": ""}, "Kies hieronder ook uw buurt"),
        ("waar", {"postal": "", "neighbourhood": "77"}, "Deze keuze is er niet meer"),
        ("waar", {"postal": "", "neighbourhood": "1; DROP TABLE resident"}, "Deze keuze is er niet meer"),
        ("contact", {"name": ""}, "Vul een naam in"),
        ("contact", {"name": LONG}, "5.000 tekens"),
        ("contact", {"phone": ""}, "Vul het telefoonnummer in"),
        ("contact", {"phone": "12"}, "geen telefoonnummer"),
        ("contact", {"how": "email", "email": "mia"}, "geen e-mailadres"),
        ("contact", {"how": "letter", "address": ""}, "Vul het adres in"),
        ("contact", {"how": "pigeon"}, "Deze keuze is er niet meer"),
        ("contact", {"speaks": "xx"}, "Deze keuze is er niet meer"),
    ],
)
def test_what_cannot_be_is_told_at_the_field_and_what_was_typed_stays(client, step, values, says):
    page = ask(client, until=step)

    page = client.press(page, NEXT, **{**ASKED[step], **values})

    assert (page.status, page.path) == (422, f"/ik-zoek-hulp/{step}")
    assert any(says in error for error in page.errors), page.errors
    assert len(page.errors) == 1
    for name, value in values.items():
        if (
            isinstance(value, str)
            and name in page.form(NEXT).values()
            and name not in ("neighbourhood", "speaks")
        ):
            assert page.form(NEXT).values()[name] in ([value], [])


def test_somebody_else_must_know_and_who_asks_must_say_who_they_are(client):
    page = client.get("/ik-zoek-hulp/voor-wie")

    page = client.press(page, NEXT, who="other", knows_on="")

    assert page.status == 422
    assert len(page.errors) == 5
    page = client.press(
        page,
        NEXT,
        who="other",
        by="gp",
        your_name="N",
        your_phone="0611111111",
        knows=True,
        knows_on="morgen",
    )
    assert page.errors == [error for error in page.errors if "moet nog komen" in error]


def test_what_was_typed_for_another_answer_does_no_harm(client):
    page = client.get("/ik-zoek-hulp/voor-wie")
    page = client.press(page, NEXT, who="self", your_phone="nonsense", knows_on="nooit")
    page = client.press(page, NEXT, kind="ironing", words=LONG)
    page = client.press(page, NEXT, how="once", day="gisteren", until="1-1-2300", dayparts=[1])

    assert page.path == "/ik-zoek-hulp/taak"


@pytest.mark.parametrize(
    "words",
    [
        "😀🧺",
        "<script>alert(1)</script>",
        "'; DROP TABLE resident; --",
        '=HYPERLINK("x")',
        "مرحبا",
        "{{7*7}}",
    ],
)
def test_any_words_are_kept_as_words(client, inside, words):
    page = send(client, ask(client, taak={"note": words}, contact={"name": words, "how": "desk"}))

    assert page.path == "/ik-zoek-hulp/klaar"
    assert "<script>alert" not in page.html
    with inside():
        (request,) = list_requests()
        assert (request.note, request.resident.name) == (words, words)


def test_both_ticks_are_needed(client, inside):
    page = client.press(ask(client), SEND, age=False, agree=False)

    assert page.status == 422
    assert len(page.errors) == 2
    assert requests(inside) == 0


def test_a_machine_that_fills_in_everything_is_asked_not_to(client, inside):
    page = client.press(ask(client), SEND, **AGREED, extra="http://spam.example")

    assert page.status == 422
    assert "leeg" in page.errors[0]
    assert requests(inside) == 0
    assert send(client, page).path == "/ik-zoek-hulp/klaar"


def test_a_kind_of_help_that_was_retired_meanwhile_is_asked_again(client, inside):
    page = ask(client)
    with inside(), transaction():
        find_category("ironing").retired_on = local_today()

    page = send(client, page)

    assert page.path == "/ik-zoek-hulp/soort"
    assert "Deze keuze is er niet meer. Kies opnieuw." in page.errors
    assert requests(inside) == 0
    page = client.press(page, NEXT, kind="garden")
    assert send(client, client.get("/ik-zoek-hulp/controle")).path == "/ik-zoek-hulp/klaar"


def test_a_day_that_went_by_while_the_form_was_open_is_asked_again(client, inside):
    ask(client, wanneer={"how": "day", "day": "vandaag"})
    yesterday = (local_today() - timedelta(days=1)).strftime("%d-%m-%Y")
    with inside(), transaction() as session:
        draft = session.query(Draft).filter_by(kind="vraag").one()
        steps = {**draft.answers["steps"]}
        steps["wanneer"] = {**steps["wanneer"], "day": [yesterday]}
        draft.answers = {**draft.answers, "steps": steps}

    page = client.get("/ik-zoek-hulp/controle")

    assert page.path == "/ik-zoek-hulp/wanneer"
    assert "al voorbij" in page.errors[0]


def test_sending_twice_asks_once(client, inside):
    page = ask(client)

    send(client, page)
    again = send(client, page)

    assert again.path == "/ik-zoek-hulp/klaar"
    assert "al verstuurd" in again.told[0]
    assert requests(inside) == 1


def test_two_windows_that_both_send_ask_once(client, inside):
    one = ask(client)
    other = client.get("/ik-zoek-hulp/controle")

    send(client, one)
    page = send(client, other)

    assert page.path == "/ik-zoek-hulp/klaar"
    assert requests(inside) == 1


@pytest.mark.parametrize("same_window", [True, False])
def test_a_double_click_asks_once(client, inside, bare_app, same_window):
    first = ask(client)
    pages = [first, first if same_window else client.get("/ik-zoek-hulp/controle")]
    cookies = client.client._cookies
    statuses: list[tuple[int, str]] = []
    barrier = threading.Barrier(len(pages))

    def press(page) -> None:
        visitor = Visitor(bare_app)
        visitor.client._cookies = dict(cookies)
        barrier.wait(30)
        result = visitor.press(page, SEND, **AGREED)
        statuses.append((result.status, result.path))

    threads = [threading.Thread(target=press, args=(page,)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert requests(inside) == 1
    assert (200, "/ik-zoek-hulp/klaar") in statuses
    told = {
        (422, "/ik-zoek-hulp/controle"),
        (200, "/ik-zoek-hulp/klaar"),
    }  # Told that it was sent, or led on.
    assert set(statuses) <= told, statuses


def test_a_double_click_on_a_question_is_one_answer(client, inside, bare_app):
    page = client.get("/ik-zoek-hulp/voor-wie")
    client.press(page, NEXT)
    page = client.get("/ik-zoek-hulp/soort")
    cookies = client.client._cookies
    barrier, statuses = threading.Barrier(4), []

    def press(kind: str) -> None:
        visitor = Visitor(bare_app)
        visitor.client._cookies = dict(cookies)
        barrier.wait(30)
        statuses.append(visitor.press(page, NEXT, kind=kind).status)

    threads = [threading.Thread(target=press, args=(kind,)) for kind in ("ironing", "garden") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert statuses == [200] * 4
    with inside():
        assert db.session.query(Draft).filter_by(kind="vraag").count() == 1


def test_answers_that_another_window_changed_are_shown_before_they_are_sent(client, inside):
    page = ask(client)
    client.press(client.get("/ik-zoek-hulp/soort?wijzig=1"), "Terug", kind="garden")

    page = send(client, page)

    assert (page.status, page.path) == (422, "/ik-zoek-hulp/controle")
    assert "ander venster" in page.errors[0]
    assert "Tuin" in page.text
    assert requests(inside) == 0
    assert send(client, page).path == "/ik-zoek-hulp/klaar"


def test_two_windows_that_answer_different_questions_both_count(client):
    ask(client, until="taak")
    one, other = client.get("/ik-zoek-hulp/soort"), client.get("/ik-zoek-hulp/wanneer")

    client.press(one, NEXT, kind="garden")
    client.press(other, NEXT, dayparts=[20])

    page = client.get("/ik-zoek-hulp/taak")
    assert "Tuin" in page.text
    assert client.get("/ik-zoek-hulp/wanneer").form(NEXT).values()["dayparts"] == ["20"]


def test_back_after_sending_leads_to_what_came_of_it(client):
    send(client, ask(client))

    for path in ("controle", "contact", "wanneer"):
        page = client.get(f"/ik-zoek-hulp/{path}")
        assert page.path == "/ik-zoek-hulp/klaar"
        assert "al verstuurd" in page.told[0]


def test_after_sending_somebody_can_begin_again(client):
    send(client, ask(client))

    assert client.get("/ik-zoek-hulp").path == "/ik-zoek-hulp/voor-wie"


def test_without_its_cookie_a_page_leads_to_the_beginning_and_says_why(client, bare_app):
    ask(client, until="contact")
    client.client.delete_cookie("concept")

    page = client.get("/ik-zoek-hulp/contact")

    assert page.path == "/ik-zoek-hulp/voor-wie"
    assert "zijn er niet meer" in page.told[0]


def test_an_answer_that_is_sent_without_its_cookie_is_kept_and_the_rest_is_asked(client):
    page = ask(client, until="taak")
    client.client.delete_cookie("concept")

    page = client.press(page, NEXT, note="een mand")

    assert page.path == "/ik-zoek-hulp/voor-wie"
    assert "niet meer" in page.told[0]
    for name in ("voor-wie", "soort", "wanneer"):
        page = client.press(page, NEXT, **ASKED[name])
    assert "een mand" in page.html


def test_an_expired_session_in_mid_form_loses_nothing(client):
    page = ask(client, until="taak")
    client.client.delete_cookie("buurtservice")

    page = client.press(page, NEXT, note="een mand per week")

    assert page.path == "/ik-zoek-hulp/taak"
    assert page.form(NEXT).values()["note"] == ["een mand per week"]
    assert client.press(page, NEXT).path == "/ik-zoek-hulp/waar"


def test_an_expired_session_keeps_the_postcode_too(client):
    page = ask(client, until="waar")
    client.client.delete_cookie("buurtservice")

    page = client.press(page, NEXT, postal="6217 AB", neighbourhood="1")

    assert page.form(NEXT).values()["postal"] == ["6217 AB"]


def test_what_waited_for_more_than_a_day_is_gone(client, inside):
    ask(client, until="taak")
    with inside(), transaction() as session:
        for draft in session.query(Draft):
            draft.updated_at = utc_now() - timedelta(days=1, minutes=1)

    assert client.get("/ik-zoek-hulp/taak").path == "/ik-zoek-hulp/voor-wie"


def test_what_nobody_came_back_for_is_thrown_away_when_somebody_else_begins(client, bare_app, inside):
    ask(client, until="taak")
    with inside(), transaction() as session:
        session.query(Draft).one().updated_at = utc_now() - timedelta(days=1, minutes=1)

    ask(Visitor(bare_app), until="soort")

    with inside():
        assert db.session.query(Draft).count() == 1


def test_the_page_after_sending_closes_after_two_hours(client, inside):
    send(client, ask(client))
    with inside(), transaction() as session:
        draft = session.query(Draft).filter_by(kind="vraag-klaar").one()
        draft.answers = {**draft.answers, "at": (utc_now() - timedelta(hours=2, minutes=1)).isoformat()}

    assert client.get("/ik-zoek-hulp/klaar").status == 404


def test_a_question_that_does_not_exist_is_not_found(client):
    assert client.get("/ik-zoek-hulp/bestaat-niet").status == 404
    assert client.get("/ik-zoek-hulp/nog-meer").status == 404


def test_a_form_that_is_not_ours_is_refused(client, inside):
    ask(client)

    page = client.post("/ik-zoek-hulp/controle", {"age": "ja", "agree": "ja"})

    assert (page.status, page.path) == (303, "/ik-zoek-hulp/controle")  # To be looked at once more.
    assert requests(inside) == 0


def test_too_many_from_one_network_must_wait_and_keep_their_answers(client, inside, monkeypatch):
    few = asking.Limit(name="help-network-test", most=1, window=asking.QUARTER)
    monkeypatch.setattr(asking, "SENT_FROM_NETWORK", few)
    send(client, ask(client))

    page = send(client, ask(client))

    assert page.status == 429
    assert "te vaak" in page.text
    assert requests(inside) == 1
    assert client.get("/ik-zoek-hulp/controle").status == 200
