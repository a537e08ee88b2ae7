"""What else a helper could do: shown with why, asked with one button, and a yes adds it."""

import pytest

from buurtservice.calls.begun import begin_question
from buurtservice.calls.errors import NothingToAsk
from buurtservice.calls.queries import list_open_calls
from buurtservice.clock import local_today
from buurtservice.help.queries import list_offers_of
from buurtservice.matches.models import MatchState
from buurtservice.residents.resting import let_rest
from tests import factories


@pytest.fixture
def pair(inside):
    """Let Sjef iron for Mia, who also waits for shopping; Fatima waits for ironing, which suits as it is."""
    with inside():
        match = factories.bring(factories.pair(), MatchState.ACTIVE)
        mia, sjef = match.request.resident_id, match.offer.resident_id
        factories.offer(match.offer.resident, capacity=3)
        shopping = factories.request(match.request.resident, "shopping").id
        ironing = factories.request(factories.resident("Fatima")).id
        return mia, sjef, match.id, shopping, ironing


def test_dora_sees_what_sjef_could_do_more_asks_it_and_a_yes_adds_it(client_as, pair, inside):
    _, sjef, match_id, shopping, _ = pair
    dora = client_as("worker")

    page = dora.get(dora.get(f"/matches/{match_id}").links["Deze helper kan ook …"])
    assert page.heading == "Wat kan Sjef nog meer voor Mia doen?"
    assert "Zou u ook eens willen helpen met: boodschappen" in page.text
    assert "Fatima" not in page.text
    page = dora.press(page, "Bel en vraag het")

    assert "Bel nu." in page.told[0]
    with inside():
        (call,) = list_open_calls()
        assert (call.called_on, call.questions[0].unlocks) == (local_today(), [shopping])
    dora.press(page, "Ja")
    with inside():
        assert "shopping" in {one.category.code for one in list_offers_of(sjef)}


def test_who_did_not_call_after_all_takes_it_back(client_as, pair, inside):
    _, sjef, _, _, _ = pair
    dora = client_as("worker")
    page = dora.press(dora.get(f"/helpers/{sjef}/ook"), "Bel en vraag het")
    other_window = dora.get(page.path)

    told = dora.press(page, "Toch niet gebeld")

    assert told.told == ["Genoteerd: er is niet gebeld. Het belletje staat weer op de lijst."]
    with inside():
        (call,) = list_open_calls()
        assert call.called_on is None
    dora.press(dora.get(f"{page.path}/niet-bereikt"))
    refused = dora.press(other_window, "Toch niet gebeld")
    assert refused.status == 422
    assert "is al iets genoteerd" in refused.errors[0]


def test_what_suits_as_it_is_leads_to_the_two_side_by_side(client_as, pair):
    _, sjef, _, _, ironing = pair

    page = client_as("worker").get(f"/helpers/{sjef}/ook")

    assert "Dit past zoals het nu is" in page.text
    assert "Fatima" in page.text
    assert any(f"/{ironing}/" in address for text, address in page.links.items() if "Bekijk samen" in text)


def test_who_rests_or_was_asked_is_not_asked(client_as, pair, inside):
    _, sjef, _, shopping, _ = pair
    dora = client_as("worker")
    page = dora.get(f"/helpers/{sjef}/ook")
    with inside():
        let_rest(sjef)

    refused = dora.press(page, "Bel en vraag het")

    assert refused.status == 422
    assert "Dit valt nu niet te vragen" in refused.errors[0]
    assert "neemt rust" in refused.text
    with inside(), pytest.raises(NothingToAsk):
        begin_question(sjef, shopping, on=local_today())
