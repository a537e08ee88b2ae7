"""Conversations worth having: the plan, the answers, what a yes makes possible, and what is done together."""

import pytest
from sqlalchemy import select

from buurtservice.app import current_settings
from buurtservice.calls.models import Answer, CallReason, CallState
from buurtservice.calls.planning import plan_calls
from buurtservice.calls.queries import get_call, list_open_calls
from buurtservice.calls.services import answer_question, finish_call, open_call
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.help.models import OfferState
from buurtservice.help.services import change_offer_state
from buurtservice.job_runs.models import JobRequest
from buurtservice.job_runs.requests import claim_next_request
from buurtservice.matches.models import Match
from buurtservice.residents.resting import end_rest, let_rest
from buurtservice.rounds.services import run_round
from jobs.running import run_request
from tests import factories
from tests.factories import TUESDAY_MORNING

WEDNESDAY_MORNING = TUESDAY_MORNING + 3


@pytest.fixture
def today():
    return local_today()


@pytest.fixture
def call_id(inside, today):
    """Return a planned call: could Sjef also on Wednesday morning? Then Mia and Fatima are helped."""
    with inside():
        sjef = factories.resident("Sjef Peters", phone="043 222 22 22")
        for name in ("Mia", "Fatima"):
            factories.request(factories.resident(name), dayparts=[WEDNESDAY_MORNING], received_on=today)
        factories.offer(sjef, dayparts=[TUESDAY_MORNING], received_on=today, capacity=2)
        plan_calls(calls=5, as_of=today, today=today)
        planned = next(call for call in list_open_calls() if call.resident.name == "Sjef Peters")
        return planned.id


def buttons(page) -> list[str]:
    """Return what can be pressed, without the words that are for reading aloud."""
    return [
        one.text.split(" ")[0] if one.text[:3] in ("Ja ", "Nee") else one.text
        for one in page.main.all("button")
    ]


def work(bare_app) -> None:
    """Let the jobs process do what was asked for."""
    with bare_app.app_context():
        claim = claim_next_request(now=utc_now())
        db.session.remove()
    assert claim is not None
    run_request(bare_app, claim)


def test_the_plan_says_whom_to_call_what_to_ask_and_what_it_yields(client_as, call_id):
    page = client_as("worker").get("/belletjes")

    assert "Zonder bellen kunnen 0 van de 2 open vragen geholpen worden." in page.text
    assert "Bij ja kunnen 2 vragen meer geholpen worden." in page.text
    assert page.links["Bel Sjef"].endswith(f"/belletjes/{call_id}")


def test_a_plan_is_made_by_the_jobs_process_and_nothing_waits_for_it(inside, client_as, bare_app, today):
    with inside():
        for name in ("Mia", "Fatima"):
            factories.request(factories.resident(name), dayparts=[WEDNESDAY_MORNING], received_on=today)
        offered = factories.resident("Sjef")
        factories.offer(offered, dayparts=[TUESDAY_MORNING], received_on=today, capacity=2)
    dora = client_as("worker")

    page = dora.press(dora.get("/belletjes"), "Maak een belplan")
    assert "Wij zoeken het uit." in page.text
    assert "Kijk of het klaar is" in page.links

    work(bare_app)
    assert "Bel Sjef" in dora.get("/belletjes").links


def test_asking_twice_for_a_plan_is_asking_once(inside, client_as):
    dora = client_as("worker")
    els = client_as("worker", name="Els")
    pages = [(one, one.get("/belletjes")) for one in (dora, els)]

    for one, page in pages:
        one.press(page, "Maak een belplan")
    dora.press(dora.get("/belletjes/tekort"), "Zoek het uit")

    with inside():
        assert sorted(db.session.scalars(select(JobRequest.job))) == ["calls", "scarcity"]


def test_a_yes_holds_at_once_and_becomes_a_proposal(inside, client_as, call_id):
    dora = client_as("worker")
    page = dora.get(f"/belletjes/{call_id}")
    assert "043 222 22 22" in page.text

    page = dora.press(page, "Ja")
    assert page.told == ["Genoteerd. Dit geldt meteen."]

    page = dora.press(page, "Maak er meteen een voorstel van")
    assert "Er is een voorstel gemaakt." in page.told[0]
    with inside():
        assert get_call(call_id).state == CallState.DONE
        assert db.session.scalars(select(Match)).unique().one().offer.resident.name == "Sjef Peters"


def test_a_no_changes_nothing_and_is_noted(inside, client_as, call_id):
    dora = client_as("worker")

    page = dora.press(dora.get(f"/belletjes/{call_id}"), "Nee")

    assert "Antwoord: nee" in page.text
    with inside():
        assert get_call(call_id).questions[0].answer == Answer.NO


def test_what_a_colleague_noted_is_not_noted_again(inside, client_as, call_id, today):
    dora = client_as("worker")
    page = dora.get(f"/belletjes/{call_id}")
    with inside():
        answer_question(call_id, 1, answer=Answer.NO, on=today, today=today)

    page = dora.press(page, "Ja")

    assert page.status == 422
    assert "al beantwoord: nee" in page.errors[0]


def test_nobody_answers_and_the_call_comes_back(inside, client_as, call_id):
    dora = client_as("worker")

    page = dora.press(dora.get(f"/belletjes/{call_id}/niet-bereikt"))

    assert "staat dit weer bij Vandaag" in page.told[0]
    with inside():
        assert get_call(call_id).call_back_on > local_today()


def test_a_conversation_that_took_place_is_off_the_list(inside, client_as, call_id):
    dora = client_as("worker")

    dora.press(dora.get(f"/belletjes/{call_id}"), "Gesprek klaar")

    with inside():
        assert get_call(call_id).state == CallState.DONE
    assert "Bel Sjef" not in dora.get("/belletjes").links


def test_a_call_about_a_request_says_why(inside, client_as, today):
    with inside():
        asked = factories.request(factories.resident("Mia"), "buddy", received_on=today)
        call_id = open_call(asked, reason=CallReason.NO_MATCH_IN_TIME, on=today).id

    page = client_as("worker").get(f"/belletjes/{call_id}")

    assert "er is op tijd niemand gevonden" in page.text
    assert "Geen telefoonnummer bij ons." in page.text
    assert "Bekijk de vraag" in page.links


def test_where_a_helper_is_missing_has_three_lines_for_the_paper(inside, client_as, bare_app, today):
    with inside():
        factories.request(factories.resident("Mia Janssen"), received_on=today)
    dora = client_as("worker")
    dora.press(dora.get("/belletjes/tekort"), "Zoek het uit")
    work(bare_app)

    page = dora.get("/belletjes/tekort")

    assert "Gezocht in Malpertuis: iemand voor strijken" in page.text
    assert "Mia" not in page.main.text


def test_four_who_ask_alike_become_an_activity(inside, client_as, bare_app, today):
    with inside():
        for name in ("Anna", "Bram", "Cas", "Dien"):
            factories.request(factories.resident(name), "cooking", received_on=today)
    dora = client_as("worker")
    dora.press(dora.get("/samen"), "Zoek het uit")
    work(bare_app)

    page = dora.get("/samen")
    link = next(one for one in page.links if one.startswith("Maak er een activiteit van"))
    form = dora.get(page.links[link])
    assert "Anna" in form.text
    page = dora.press(form, title="Samen koken")

    assert "De activiteit staat er." in page.told[0]
    assert (page.path, page.heading) == ("/activiteiten/1/wijzigen", "Activiteit wijzigen")
    assert dora.press(form, title="Nog eens").told[0].startswith("Dit was al verstuurd")


@pytest.mark.parametrize("key", ["1-2", "x", "1", "999-1000-1001-1002", "1-" * 200])
def test_a_group_that_is_none_is_not_there(client_as, key):
    page = client_as("worker").get(f"/samen/{key}", follow=False)

    assert page.status in {303, 404}


def test_a_request_without_a_match_says_why_and_what_would_help(inside, client_as, call_id, today):
    with inside():
        run_round(as_of=today, today=today, solver_seconds=current_settings().solver_seconds)
    dora = client_as("worker")

    page = dora.get("/zonder-match")
    assert "Er is aanbod, maar niemand kan op dezelfde dagdelen." in page.text
    assert "Mia: strijken" in page.text

    page = dora.get("/zonder-match/1")
    assert "Kan Sjef ook op woensdagochtend?" in page.text
    assert page.links["Bel Sjef"].endswith(f"/belletjes/{call_id}")


def test_before_the_first_round_the_page_says_so(client_as):
    assert "Er is nog niet gezocht." in client_as("worker").get("/zonder-match").text


@pytest.mark.parametrize("path", ["/vandaag", "/belletjes", "/belletjes/tekort", "/zonder-match", "/samen"])
def test_these_pages_are_the_workers(client_as, path):
    assert client_as("desk").get(path).status == 403


def test_who_rests_is_on_no_page_to_call_and_the_call_itself_says_so(client_as, inside, call_id):
    dora = client_as("worker")
    assert "Bel Sjef" in dora.get("/vandaag").links
    with inside():
        let_rest(get_call(call_id).resident_id)

    assert "Bel Sjef" not in dora.get("/vandaag").links
    assert "Bel Sjef" not in dora.get("/belletjes").links
    assert "Deze bewoner rust" in dora.get(f"/belletjes/{call_id}").text


def test_a_call_that_would_be_refused_says_why_and_has_no_buttons(inside, client_as, call_id, today):
    with inside():
        call = get_call(call_id)
        let_rest(call.resident_id)
    page = client_as("worker").get(f"/belletjes/{call_id}")
    assert [*buttons(page)] == ["Nee", "Gesprek klaar"]

    with inside():
        end_rest(call.resident_id)
        asked = factories.request(call.resident, "buddy", received_on=today)
        other = open_call(asked, reason=CallReason.NO_MATCH_IN_TIME, on=today)
        finish_call(other.id, on=today, today=today)
    page = client_as("worker").get(f"/belletjes/{call_id}")

    assert "hoogstens één keer per week gebeld" in page.text
    assert buttons(page) == []


def test_a_question_about_an_offer_that_left_can_only_be_answered_no(inside, client_as, call_id, today):
    with inside():
        offered = get_call(call_id).questions[0].help_offer_id
        change_offer_state(offered, to=OfferState.WITHDRAWN, on=today, today=today)

    page = client_as("worker").get(f"/belletjes/{call_id}")

    assert buttons(page) == ["Nee", "Gesprek klaar"]
