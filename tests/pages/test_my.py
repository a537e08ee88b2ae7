"""Mia and Sjef look at their own pages: how it stands, what they can do, and nothing of anybody else."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from buurtservice.calls.models import Call, CallReason
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.help.models import OfferState, RequestState
from buurtservice.help.queries import get_offer, get_request
from buurtservice.matches.ending import decline_match, stop_match
from buurtservice.matches.models import MatchReview, MatchState, NextStep, Side
from buurtservice.matches.phoning import record_no_answer
from buurtservice.matches.reviewing import list_reviews
from buurtservice.matches.services import record_yes
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.team.planning import Plan, plan_task
from buurtservice.team.services import drop_task, open_task
from buurtservice.transactions import transaction
from tests.factories import TODAY, bring, circle, offer, pair, request, resident, team_member


def set_columns(person, **columns):
    with transaction() as session:
        for name, value in columns.items():
            setattr(session.get_one(Resident, person.id), name, value)


@pytest.fixture
def two(inside):
    """Return Mia, who asks, and Sjef, who helps, with a proposal nobody has looked at."""
    with inside():
        match = pair()
        mia, sjef = match.request.resident, match.offer.resident
        set_columns(mia, name="Mia Janssen", phone="043 111 11 11", contact_by=ContactBy.PHONE)
        set_columns(sjef, name="Sjef Willems", phone="043 222 22 22", contact_by=ContactBy.PHONE)
        return match, mia, sjef


def test_a_request_without_an_answer_is_still_looked_for(inside, client_as_resident):
    with inside():
        mia = request(resident("Mia"), received_on=local_today()).resident

    page = client_as_resident(mia).get("/mijn")

    assert page.heading == "Dag Mia"
    assert "Wij zoeken nog iemand. Uiterlijk" in page.text


def test_of_a_proposal_nothing_is_told(two, client_as_resident):
    _match, mia, sjef = two

    for person, other in ((mia, "Sjef"), (sjef, "Mia")):
        page = client_as_resident(person).get("/mijn")
        assert other not in page.text
        assert "misschien iemand" not in page.text


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        (ContactBy.PHONE, "De buurtwerker belt u deze week."),
        (ContactBy.EMAIL, "De buurtwerker mailt u deze week."),
        (ContactBy.LETTER, "U krijgt deze week een brief van ons."),
        (ContactBy.DESK, "Bel ons of loop binnen"),
    ],
)
def test_who_is_to_be_asked_is_told_how(inside, two, client_as_resident, way, sentence):
    match, mia, _sjef = two
    with inside():
        set_columns(mia, contact_by=way, email="mia@buurt.example", address="Dorp 1, Maastricht")
        bring(match, MatchState.APPROVED)

    page = client_as_resident(mia).get("/mijn")

    assert sentence in page.text
    assert "Sjef" not in page.text


def test_who_said_yes_sees_first_name_and_neighbourhood_and_no_more(inside, two, client_as_resident):
    match, mia, _sjef = two
    with inside():
        bring(match, MatchState.APPROVED)
        record_yes(match.id, side="asker", on=TODAY, today=TODAY)

    page = client_as_resident(mia).get("/mijn")

    assert "U zei ja. Wij wachten nog op antwoord van Sjef uit Malpertuis." in page.text
    assert "Willems" not in page.html
    assert "222" not in page.html


def test_after_both_said_yes_each_sees_how_to_reach_the_other(inside, two, client_as_resident):
    match, mia, sjef = two
    with inside():
        bring(match, MatchState.AGREED)

    hers, his = client_as_resident(mia).get("/mijn"), client_as_resident(sjef).get("/mijn")

    assert "U hebt allebei ja gezegd: Sjef gaat u helpen." in hers.text
    assert "Sjef Willems 043 222 22 22" in hers.text
    assert "Mia Janssen 043 111 11 11" in his.text


@pytest.mark.parametrize(
    ("way", "sentence"), [(ContactBy.LETTER, "Schrijft liever een brief"), (ContactBy.DESK, "balie")]
)
def test_who_wants_no_telephone_gets_none(inside, two, client_as_resident, way, sentence):
    match, mia, sjef = two
    with inside():
        set_columns(sjef, contact_by=way, address="Geheimstraat 9")
        bring(match, MatchState.AGREED)

    page = client_as_resident(mia).get("/mijn")

    assert sentence in page.main.text
    assert "222" not in page.html
    assert "Geheimstraat" not in page.html


def test_who_refused_is_never_told(inside, two, client_as_resident):
    match, mia, _sjef = two
    with inside():
        bring(match, MatchState.APPROVED)
        record_yes(match.id, side="asker", on=TODAY, today=TODAY)
        decline_match(match.id, reason="never", on=TODAY, today=TODAY)

    page = client_as_resident(mia).get("/mijn")

    assert "Wij zoeken nog iemand." in page.text
    assert "Sjef" not in page.text


def test_a_member_of_a_ring_sees_their_own_two_links_only(inside, client_as_resident):
    with inside():
        links = circle([("Mia", "ironing"), ("Sjef", "garden"), ("Fatima", "pet")])
        for link in links:
            if link.state == MatchState.PROPOSED:
                bring(link, MatchState.APPROVED)
                break
        for link in links:
            for side in ("asker", "helper"):
                record_yes(link.id, side=side, on=TODAY, today=TODAY)
        mia = links[0].request.resident

    page = client_as_resident(mia).get("/mijn")

    assert "Sjef gaat u helpen" in page.text
    assert "u gaat Fatima helpen" in page.text
    assert "garden" not in page.html
    assert "Tuin" not in page.main.text
    assert "kring" not in page.main.text.casefold()


def test_a_request_with_the_team_says_so(inside, client_as_resident):
    with inside():
        asked = request(resident("Mia"))
        task = open_task(asked, on=TODAY)
    mia = client_as_resident(asked.resident)

    assert "Het buurtteam komt u helpen en spreekt" in mia.get("/mijn").text
    with inside():
        plan = Plan(member_id=team_member().id, on=date(2026, 3, 10), daypart=0)
        plan_task(task.id, plan, seen=None, today=TODAY, now=utc_now())
    assert "op dinsdag 10 maart" in mia.get("/mijn").text
    with inside():
        drop_task(task.id, on=TODAY)
    assert "buurtteam" not in mia.get("/mijn").main.text


def test_who_could_not_be_reached_is_asked_to_call(inside, two, client_as_resident):
    match, mia, _sjef = two
    with inside():
        bring(match, MatchState.APPROVED)
        later = TODAY + timedelta(days=2)
        record_no_answer(match.id, side=Side.ASKER, call_back_on=later, on=TODAY, today=TODAY)

    page = client_as_resident(mia).get("/mijn")

    assert "Wij konden u niet bereiken" in page.text
    assert len(page.main.all(class_="btn")) - len(page.main.all(class_="second")) == 1


def test_an_offer_that_grows_old_is_confirmed_with_one_button(inside, client_as_resident):
    with inside():
        offered = offer(resident("Sjef"))
        with transaction() as session:
            offered = session.merge(offered)
            offered.confirm_asked_on = local_today()
            offered.expires_on = local_today() + timedelta(days=9)
    sjef = client_as_resident(offered.resident)

    page = sjef.press(sjef.get("/mijn"), "Ja, dit klopt nog")

    assert "Dank u wel. Uw aanbod blijft een jaar staan." in page.told[0]
    with inside():
        assert get_offer(offered.id).confirm_asked_on is None
        assert get_offer(offered.id).expires_on > local_today() + timedelta(days=300)


def test_a_request_rests_and_goes_on(inside, two, client_as_resident):
    match, mia, _sjef = two
    browser, path = client_as_resident(mia), f"/mijn/vragen/{match.help_request_id}"

    page = browser.press(browser.get(path), "Zet op pauze")

    assert "Uw vraag staat op pauze. Wij zoeken nu niemand." in page.text
    with inside():
        assert get_request(match.help_request_id).state == RequestState.PAUSED
    page = browser.press(page, "Zoek weer verder")
    assert "Wij zoeken weer voor u." in page.told[0]
    with inside():
        assert get_request(match.help_request_id).state == RequestState.OPEN


def test_a_request_is_changed(inside, two, client_as_resident):
    match, mia, _sjef = two
    browser = client_as_resident(mia)
    page = browser.get(f"/mijn/vragen/{match.help_request_id}/wijzigen")
    assert page.form("Bewaar").values()["dayparts"] == ["3"]

    page = browser.press(page, "Bewaar", how="weekly", dayparts=[4, 5], needs=["dog"], note="Graag rustig.")

    assert "Uw vraag is veranderd." in page.told[0]
    assert "Elke week" in page.text
    with inside():
        asked = get_request(match.help_request_id)
        assert (asked.weekly, asked.dayparts, asked.needs) == (True, (1 << 4) | (1 << 5), ["dog"])


def test_what_is_wrong_with_a_change_is_said_and_nothing_is_lost(inside, two, client_as_resident):
    match, mia, _sjef = two
    browser = client_as_resident(mia)
    page = browser.get(f"/mijn/vragen/{match.help_request_id}/wijzigen")

    page = browser.press(page, "Bewaar", dayparts=None, note="Wel bewaren")

    assert page.status == 422
    assert page.errors
    assert "Wel bewaren" in page.html


def test_a_request_is_withdrawn_after_one_more_question(inside, two, client_as_resident):
    match, mia, _sjef = two
    browser = client_as_resident(mia)
    page = browser.get(f"/mijn/vragen/{match.help_request_id}/intrekken")

    page = browser.press(page, "Ja, trek mijn vraag in")

    assert "ingetrokken" in page.told[0]
    with inside():
        assert get_request(match.help_request_id).state == RequestState.WITHDRAWN


def test_a_request_with_help_on_its_way_is_the_workers_to_end(inside, two, client_as_resident):
    match, mia, _sjef = two
    with inside():
        bring(match, MatchState.AGREED)
    browser = client_as_resident(mia)
    page = browser.get(f"/mijn/vragen/{match.help_request_id}/intrekken")

    browser.press(page, "Laat het de buurtwerker weten")

    with inside():
        assert get_request(match.help_request_id).state == RequestState.OPEN
        call = db.session.query(Call).one()
        assert (call.resident_id, call.reason) == (mia.id, CallReason.CHANGED)


def test_an_offer_is_changed_rests_goes_on_and_goes_away(inside, two, client_as_resident):
    match, _mia, sjef = two
    browser, path = client_as_resident(sjef), f"/mijn/aanbod/{match.help_offer_id}"

    page = browser.press(browser.get(f"{path}/wijzigen"), "Bewaar", radius="4000", at_once="2")
    assert "Uw aanbod is veranderd." in page.told[0]
    page = browser.press(page, "Zet op pauze")
    page = browser.press(page, "Doe weer mee")
    browser.press(browser.get(f"{path}/intrekken"), "Ja, haal mijn aanbod weg")

    with inside():
        offered = get_offer(match.help_offer_id)
        assert (offered.radius_m, offered.capacity, offered.state) == (4000, 2, OfferState.WITHDRAWN)


def test_an_unusual_distance_stays_what_it_is(inside, client_as_resident):
    with inside():
        offered = offer(resident("Sjef"), radius_m=2300)
    browser = client_as_resident(offered.resident)

    browser.press(browser.get(f"/mijn/aanbod/{offered.id}/wijzigen"), "Bewaar")

    with inside():
        assert get_offer(offered.id).radius_m == 2300


def test_how_it_went_is_told_once_and_can_be_changed(inside, two, client_as_resident):
    match, mia, _sjef = two
    with inside():
        bring(match, MatchState.COMPLETED)
    browser = client_as_resident(mia)
    page = browser.get("/mijn")
    assert "Hoe ging het met Sjef?" in page.text

    page = browser.get(page.links["Vertel hoe het ging"])
    page = browser.press(page, "Vertel het", went="well", next_step="again", hours="1,5", note="Fijn.")

    assert "Dank u wel dat u het vertelde." in page.told[0]
    assert "Hoe ging het met Sjef?" not in page.text
    with inside():
        said = list_reviews(match.id)[Side.ASKER]
        assert (said.went, said.hours, said.recorded_by_id) == ("well", Decimal("1.50"), None)
        assert db.session.query(Call).count() == 0
    page = browser.press(
        browser.get(f"/mijn/hulp/{match.id}/hoe-ging-het"), "Vertel het", went="so_so", next_step="stop"
    )
    with inside():
        assert list_reviews(match.id)[Side.ASKER].went == "so_so"


def test_never_again_is_for_the_worker_alone(inside, two, client_as_resident):
    match, mia, sjef = two
    with inside():
        bring(match, MatchState.COMPLETED)
    helper = client_as_resident(sjef)
    page = helper.get(f"/mijn/hulp/{match.id}/hoe-ging-het")

    helper.press(page, "Vertel het", went="badly", next_step="never", note="Dat was geen succes.")

    with inside():
        assert list_reviews(match.id)[Side.HELPER].next_step == NextStep.NEVER
        assert db.session.query(Call).one().resident_id == sjef.id
    asker = client_as_resident(mia)
    for path in ("/mijn", f"/mijn/vragen/{match.help_request_id}", f"/mijn/hulp/{match.id}/hoe-ging-het"):
        assert "succes" not in asker.get(path).text


def test_the_story_weighs_nothing(inside, two, client_as_resident):
    match, mia, sjef = two
    with inside():
        bring(match, MatchState.COMPLETED)

    hers, his = client_as_resident(mia).get("/mijn"), client_as_resident(sjef).get("/mijn")

    assert "Sjef hielp u: strijken." in hers.text
    assert "U hielp Mia: strijken." in his.text
    for page in (hers, his):
        assert "uur" not in page.main.text.replace("buur", "")
        assert "1,5" not in page.main.text


@pytest.mark.parametrize(
    "path",
    [
        "/mijn/vragen/{request}",
        "/mijn/vragen/{request}/wijzigen",
        "/mijn/vragen/{request}/intrekken",
        "/mijn/aanbod/{offer}",
        "/mijn/aanbod/{offer}/wijzigen",
        "/mijn/aanbod/{offer}/intrekken",
        "/mijn/hulp/{match}/hoe-ging-het",
    ],
)
def test_to_a_stranger_nothing_of_theirs_is_there(inside, two, client_as_resident, path):
    match, _mia, _sjef = two
    with inside():
        bring(match, MatchState.AGREED)
        fatima = resident("Fatima")
    where = path.format(request=match.help_request_id, offer=match.help_offer_id, match=match.id)

    assert client_as_resident(fatima).get(where).status == 404


@pytest.mark.parametrize("step", ["pauze", "verder", "intrekken", "wijzigen"])
def test_a_stranger_cannot_change_anothers_request_or_offer(inside, two, client_as_resident, step):
    match, _mia, _sjef = two
    with inside():
        own = request(resident("Fatima"), "garden")
    browser = client_as_resident(own.resident)
    form = browser.get(f"/mijn/vragen/{own.id}").form("Zet op pauze")
    sent = {name: values[0] for name, values in form.values().items()}

    for path in (
        f"/mijn/vragen/{match.help_request_id}/{step}",
        f"/mijn/aanbod/{match.help_offer_id}/{step}",
    ):
        assert browser.post(path, sent).status == 404

    with inside():
        assert get_request(match.help_request_id).state == RequestState.OPEN
        assert get_offer(match.help_offer_id).state == OfferState.ACTIVE


def test_before_both_agreed_there_is_nothing_to_tell_of(inside, two, client_as_resident):
    match, mia, _sjef = two
    with inside():
        bring(match, MatchState.APPROVED)

    assert client_as_resident(mia).get(f"/mijn/hulp/{match.id}/hoe-ging-het").status == 404
    with inside():
        assert db.session.query(MatchReview).count() == 0


def test_help_that_stopped_is_looked_for_again_and_the_number_is_gone(inside, two, client_as_resident):
    match, mia, _sjef = two
    with inside():
        bring(match, MatchState.AGREED)
        stop_match(match.id, reason="other", on=TODAY, today=TODAY)

    page = client_as_resident(mia).get("/mijn")

    assert "Wij zoeken nog iemand." in page.text
    assert "222" not in page.html


def test_everything_that_is_over_is_on_a_page_of_its_own(inside, client_as_resident):
    with inside():
        mia = resident("Mia")
        for _ in range(30):
            request(mia)
    browser = client_as_resident(mia)

    page = browser.get("/mijn")
    everything = browser.get(page.links["Alles wat ik vroeg en aanbood"])

    assert len(page.main.all("a", class_="link")) < 40
    assert "pagina=2" in everything.html


def test_an_empty_page_says_what_to_do(inside, client_as_resident):
    with inside():
        mia = resident("Mia")

    page = client_as_resident(mia).get("/mijn")

    assert "Er loopt nu niets" in page.text
    assert {"Ik zoek hulp", "Ik bied hulp"} <= set(page.links)


def test_a_button_pressed_after_it_was_done_elsewhere_says_how_it_is(inside, two, client_as_resident):
    match, mia, _sjef = two
    browser, path = client_as_resident(mia), f"/mijn/vragen/{match.help_request_id}"
    first, second = browser.get(path), browser.get(path)
    browser.press(first, "Zet op pauze")

    page = browser.press(second, "Zet op pauze")

    assert page.status == 422
    assert "staat niet meer open" in page.errors[0]


def test_the_page_is_there_in_english(inside, two, client_as_resident):
    match, mia, _sjef = two
    with inside():
        bring(match, MatchState.AGREED)

    page = client_as_resident(mia).get("/mijn?lang=en")

    assert page.heading == "Hello Mia"
