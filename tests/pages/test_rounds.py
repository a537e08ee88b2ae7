"""Rounds: asked for, followed and read; matches by hand; two people who must never be matched."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.job_runs.models import JobRequest
from buurtservice.job_runs.requests import (
    ask_for_job,
    claim_next_request,
    fail_request,
    finish_request,
    show_progress,
)
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import get_match
from buurtservice.residents.models import NeverMatch
from buurtservice.rounds.errors import TooMuchHappening
from buurtservice.rounds.services import run_round
from tests import factories
from tests.statements import statements

TODAY = local_today()
MOST_QUERIES = 15


@pytest.fixture
def dora(client_as):
    return client_as("worker")


def a_round(*, askers: int = 3, helpers: int = 2) -> int:
    """Run a round of so many who ask and so many who help; return its number."""
    for number in range(askers):
        factories.request(factories.resident(f"Vrager {number}"))
    for number in range(helpers):
        factories.offer(factories.resident(f"Helper {number}"))
    return run_round(as_of=TODAY, today=TODAY, solver_seconds=10).number


def test_dora_asks_for_a_round_and_follows_it_by_a_link(inside, dora):
    page = dora.get("/rondes")
    assert "Er is nog geen ronde geweest." in page.text

    page = dora.press(page, "Nu een ronde draaien")

    assert "U kunt gewoon verder werken" in page.told[0]
    assert "De ronde begint zo." in page.text
    assert page.links["Kijk of het klaar is"].endswith("/rondes")
    assert "Nu een ronde draaien" not in page.text
    with inside():
        wish = db.session.scalars(select(JobRequest)).one()
        assert (wish.job, wish.asked_by_id) == ("round", dora.user.id)


def test_the_progress_says_which_step_it_is_at_and_then_what_was_found(inside, dora):
    with inside():
        ask_for_job("round", by=dora.user.id, now=utc_now())
        claim = claim_next_request(now=utc_now())
        show_progress(claim, done=1, total=4, now=utc_now())
    assert "Stap 2 van 4: de beste combinatie zoeken" in dora.get("/rondes/voortgang").text

    with inside():
        number = a_round()
        finish_request(claim, outcome={"round": number, "matches": 2}, now=utc_now())

    page = dora.get("/rondes")
    assert "De ronde is klaar. 2 voorstellen." in page.text
    assert dora.get(page.links["Bekijk ronde 1"]).heading == "Ronde 1"


def test_a_round_that_failed_says_why_and_can_be_asked_again(inside, dora):
    with inside():
        ask_for_job("round", by=None, now=utc_now())
        fail_request(claim_next_request(now=utc_now()), error=str(TooMuchHappening()), now=utc_now())

    page = dora.get("/rondes")

    assert "De ronde is niet gelukt. Tijdens het zoeken veranderden er steeds vragen of aanbod." in page.text
    assert "De ronde begint zo." in dora.press(page, "Nu een ronde draaien").text


def test_when_nothing_picks_it_up_the_page_says_whom_to_ask(inside, dora):
    with inside():
        ask_for_job("round", by=None, now=utc_now() - timedelta(minutes=2))

    assert "Vraag de beheerder of het takenprogramma draait." in dora.get("/rondes").text


def test_asking_twice_makes_one_round(inside, client_as, dora):
    els = client_as("worker", name="Els")
    first, second = dora.get("/rondes"), els.get("/rondes")

    dora.press(first, "Nu een ronde draaien")
    els.press(second, "Nu een ronde draaien")

    with inside():
        assert len(db.session.scalars(select(JobRequest)).all()) == 1


def test_a_round_says_what_it_found_and_how_good_that_is(inside, dora):
    with inside():
        number = a_round()

    page = dora.get(f"/rondes/{number}")

    assert page.heading == f"Ronde {number}"
    assert "2 vragen krijgen een voorstel" in page.text
    assert "Dit is bewezen de beste combinatie: geen andere is beter." in page.text
    assert "Meer vragen tegelijk beantwoorden kan met dit aanbod niet." in page.text
    assert "Wie past, is nu voor een andere vraag voorgesteld." in page.text
    assert len(page.main.all("h3")) == 3


@pytest.mark.parametrize("path", ["/rondes", "/rondes/1", "/nooit-samen"])
def test_a_page_asks_the_database_little(inside, dora, path: str):
    with inside():
        a_round(askers=6, helpers=4)
        people = [factories.resident(f"Iemand {number}") for number in range(6)]
        ids = [person.id for person in people]
        for one, other in zip(ids[::2], ids[1::2], strict=True):
            factories.never(one, other)
        engine = db.engine
        db.session.remove()
    dora.get(path)

    with statements(engine) as seen:
        assert dora.get(path).status == 200

    assert len(seen) <= MOST_QUERIES, "\n".join(seen)


def test_dora_makes_a_match_by_hand_with_names_in_no_address(inside, dora):
    with inside():
        mia = factories.request(factories.resident("Mia Jansen"))
        sjef = factories.offer(factories.resident("Sjef Pieters"))
        ids = (mia.id, sjef.id)
    page = dora.press(dora.get("/matches/nieuw"), "Zoek", asker="mia", helper="pieters")
    assert "Mia Jansen, Malpertuis: strijken, dinsdagochtend" in page.text

    page = dora.press(page, "Kijk of dit past", request_id=ids[0], offer_id=ids[1])

    assert page.path == f"/matches/nieuw/{ids[0]}/{ids[1]}"
    assert page.heading == "Sjef strijkt voor Mia"
    page = dora.press(page, "Stel deze twee voor")
    assert page.told[0].startswith("Voorgesteld.")
    with inside():
        match = db.session.scalars(select(Match)).unique().one()
        assert (match.made_by_hand, match.state) == (True, MatchState.PROPOSED)
    assert page.path == f"/voorstellen/{match.id}"


def test_a_pair_that_does_not_fit_is_shown_with_why_and_cannot_be_proposed(inside, dora):
    with inside():
        mia = factories.request(factories.resident("Mia"))
        sjef = factories.offer(factories.resident("Sjef"), dayparts=[14])
        ids = (mia.id, sjef.id)

    page = dora.get(f"/matches/nieuw/{ids[0]}/{ids[1]}")

    assert "er is geen dagdeel waarop beiden kunnen" in page.text
    assert "Stel deze twee voor" not in page.text


def test_nobody_is_a_match_of_themselves(inside, dora):
    with inside():
        mia = factories.resident("Mia")
        ids = (factories.request(mia).id, factories.offer(mia).id)
    page = dora.press(dora.get("/matches/nieuw"), "Zoek", asker="mia", helper="mia")

    page = dora.press(page, "Kijk of dit past", request_id=ids[0], offer_id=ids[1])

    assert (page.status, page.path) == (422, "/matches/nieuw")
    assert "Dit is aanbod van dezelfde persoon. Kies het aanbod van iemand anders." in page.errors[0]


def test_by_hand_warns_of_a_helper_who_is_wanted_twice(inside, dora):
    with inside():
        sjef = factories.resident("Sjef")
        factories.proposal(
            factories.request(factories.resident("Els"), "garden"), factories.offer(sjef, "garden")
        )
        ids = (factories.request(factories.resident("Mia")).id, factories.offer(sjef).id)

    page = dora.get(f"/matches/nieuw/{ids[0]}/{ids[1]}")

    assert "Let op: Sjef is er op dinsdagochtend ook voor Els." in page.text
    assert dora.press(page, "Stel deze twee voor").told[0].startswith("Voorgesteld.")


@pytest.mark.parametrize(
    ("asker", "helper", "says"),
    [
        ("niemand", "sjef", "bij wie vraagt niemand met een open vraag"),
        ("mia", "niemand", "bij wie kan helpen niemand met aanbod"),
    ],
)
def test_who_is_not_found_is_said(inside, dora, asker: str, helper: str, says: str):
    with inside():
        factories.request(factories.resident("Mia"))
        factories.offer(factories.resident("Sjef"))

    page = dora.press(dora.get("/matches/nieuw"), "Zoek", asker=asker, helper=helper)

    assert says in page.text
    assert page.form("Zoek").values()["asker"] == [asker]


def test_dora_parts_two_people_and_what_was_proposed_between_them_ends(inside, dora):
    with inside():
        match_id = factories.pair().id
        one_id = get_match(match_id).request.resident_id
        other_id = get_match(match_id).offer.resident_id
    page = dora.press(dora.get("/nooit-samen/nieuw"), "Zoek", one="mia", other="sjef")

    page = dora.press(page, "Leg vast", reason="Oude ruzie")

    assert page.path == "/nooit-samen"
    assert "Mia en Sjef" in page.text
    assert "Oude ruzie" in page.text
    with inside():
        pair = db.session.scalars(select(NeverMatch)).one()
        assert (pair.resident_a_id, pair.resident_b_id) == tuple(sorted((one_id, other_id)))
        assert pair.recorded_by_id == dora.user.id
        assert get_match(match_id).state == MatchState.WITHDRAWN


def test_the_reason_stands_on_no_page_but_this_one(inside, dora):
    with inside():
        match = factories.pair()
        factories.never(match.request.resident_id, match.offer.resident_id, reason="Oude ruzie")
        match_id = match.id
    for path in ("/voorstellen", f"/voorstellen/{match_id}", f"/voorstellen/{match_id}/anders"):
        assert "ruzie" not in dora.get(path).text
    assert "ruzie" in dora.get("/nooit-samen").text


def test_nobody_but_the_workers_sees_who_is_never_matched(client_as):
    for role in ("desk", "team", "policy", "operator"):
        assert client_as(role).get("/nooit-samen").status == 403


def test_a_pair_may_be_taken_off_the_list(inside, dora):
    with inside():
        one, other = factories.resident("Mia").id, factories.resident("Sjef").id
        factories.never(one, other)

    page = dora.press(dora.get("/nooit-samen"), "Haal weg")

    assert page.told == ["Weggehaald. Deze twee kunnen weer worden voorgesteld."]
    assert "Er staat niemand op deze lijst." in page.text
    with inside():
        assert db.session.scalars(select(NeverMatch)).all() == []


def test_one_person_is_not_parted_from_themselves_and_a_reason_is_needed(inside, dora):
    with inside():
        factories.resident("Mia")
        factories.resident("Sjef")
    page = dora.press(dora.get("/nooit-samen/nieuw"), "Zoek", one="mia", other="mia")

    page = dora.press(page, "Leg vast", reason="")
    assert page.errors == ["Schrijf kort op waarom, voor uw collega's."]

    page = dora.press(page, "Leg vast", reason="Zomaar")
    assert page.errors == ["Kies twee verschillende mensen."]
    with inside():
        assert db.session.scalars(select(NeverMatch)).all() == []
