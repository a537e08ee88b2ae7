"""One visitor at the desk: what they asked, what is done for them, two cards that are one, and signals."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.accounts.models import AccessLog
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState, RequestState
from buurtservice.help.pausing import pause_request, resume_request
from buurtservice.matches.models import MatchState
from buurtservice.referrals.models import Referral, ReferralState, Signal, SignalState
from buurtservice.referrals.signals import take_signal
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import get_resident
from buurtservice.residents.services import keep_findable, never_match
from buurtservice.transactions import transaction
from tests.factories import bring, offer, proposal, request, resident
from tests.pages.conftest import add_staff
from tests.pages.visitors import Visitor


@pytest.fixture
def mia(inside) -> int:
    """Return Mia, whom the desk knows well."""
    with inside():
        return known("Mia Janssen", address="Botsaartstraat 12", phone="0612340061")


@pytest.fixture
def ben(client_as) -> Visitor:
    """Return Ben behind the desk."""
    return client_as("desk")


@pytest.fixture
def dora(client_as) -> Visitor:
    """Return Dora, the worker."""
    return client_as("worker")


def known(name: str, **columns: object) -> int:
    person = resident(name, **columns)
    with transaction():
        keep_findable(person)
    return person.id


def test_a_visitors_page_tells_who_what_and_how_it_stands_and_is_written_down(ben, mia, inside):
    with inside():
        person = get_resident(mia)
        request(person)
        offer(person, "garden")

    page = ben.get(f"/balie/bezoekers/{mia}")

    assert page.heading == "Mia Janssen"
    assert "Wij zoeken nog" in page.text
    assert "Doet mee. Nu nog niemand om te helpen." in page.text
    with inside():
        row = db.session.scalars(select(AccessLog).where(AccessLog.action == "resident.read")).one()
        assert (row.resident_id, row.staff_user_id) == (mia, ben.user.id)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("proposed", "Er ligt een voorstel bij de buurtwerker."),
        ("approved", "Ze moeten allebei nog ja zeggen."),
        ("agreed", "Afgesproken: iemand uit de buurt gaat helpen."),
        ("active", "Iemand uit de buurt helpt."),
        ("completed", "Klaar: de hulp is gegeven."),
    ],
)
def test_how_a_request_stands_is_one_sentence_and_names_nobody(ben, mia, inside, state, sentence):
    with inside():
        bring(proposal(request(get_resident(mia)), offer(resident("Sjef"))), MatchState(state))

    page = ben.get(f"/balie/bezoekers/{mia}")

    assert sentence in page.text
    assert "Sjef" not in page.text


def test_a_request_rests_takes_part_again_and_is_withdrawn(ben, mia, inside):
    with inside():
        asked = request(get_resident(mia)).id
    path = f"/balie/bezoekers/{mia}"

    assert "Staat op pauze: Strijken." in ben.press(ben.get(path), "Pauze").told[0]
    assert "Doet weer mee: Strijken." in ben.press(ben.get(path), "Weer meedoen").told[0]
    done = ben.press(ben.get(f"/balie/vragen/{asked}/stap"), "Ja, trek in")

    assert done.told == ["Ingetrokken: Strijken."]
    with inside():
        assert db.session.get_one(HelpRequest, asked).state == RequestState.WITHDRAWN


def test_an_offer_rests_and_is_withdrawn(ben, mia, inside):
    with inside():
        offered = offer(get_resident(mia)).id

    ben.press(ben.get(f"/balie/bezoekers/{mia}"), "Pauze")
    ben.press(ben.get(f"/balie/aanbod/{offered}/stap"), "Ja, trek in")

    with inside():
        assert db.session.get_one(HelpOffer, offered).state == OfferState.WITHDRAWN


def test_a_request_that_somebody_is_answering_is_not_withdrawn_at_the_desk(ben, mia, inside):
    with inside():
        asked = request(get_resident(mia))
        bring(proposal(asked, offer(resident("Sjef"))), MatchState.AGREED)

    page = ben.press(ben.get(f"/balie/vragen/{asked.id}/stap"), "Ja, trek in")

    assert page.status == 422
    assert "heeft al een oplossing: een match" in page.errors[0]


def test_details_are_corrected_and_found_by_at_once(ben, mia):
    page = ben.press(
        ben.get(f"/balie/bezoekers/{mia}/gegevens"), "Bewaar", name="Mia Peeters", phone="043 123 45 67"
    )

    assert page.heading == "Mia Peeters"
    assert "Peeters" not in ben.press(ben.get("/balie"), "Zoek", q="janssen").text
    assert f"/balie/bezoekers/{mia}" in ben.press(ben.get("/balie"), "Zoek", q="0431234567").html


def test_a_place_that_was_not_changed_stays_as_exact_as_it_was(ben, mia, inside):
    ben.press(ben.get(f"/balie/bezoekers/{mia}/gegevens"), "Bewaar", phone="0611111111")

    with inside():
        assert get_resident(mia).lat == 50.86


def test_a_way_without_its_number_is_refused(ben, mia):
    page = ben.press(ben.get(f"/balie/bezoekers/{mia}/gegevens"), "Bewaar", how="email")

    assert page.errors == ["Vul het e-mailadres in, dan kunnen wij mailen."]


def test_somebody_we_know_is_not_asked_again_what_they_agreed_to(ben, mia, inside):
    values = {"kind": "ironing", "dayparts": ["altijd"]}
    path = f"/balie/bezoekers/{mia}/vraag"
    first = ben.press(ben.get(path), "Bewaar en maak het briefje", age=True, agree=True, **values)
    assert first.heading == "De vraag staat erin."

    again = ben.get(path)
    assert "Lees voor" not in again.text
    second = ben.press(again, "Bewaar en maak het briefje", **(values | {"kind": "garden"}))
    assert second.heading == "De vraag staat erin."


def test_two_cards_are_pointed_out_put_beside_each_other_merged_and_parted(ben, mia, inside):
    with inside():
        double = known("M. Jansen", address="Botsaartstr. 12")
        asked = request(get_resident(double)).id
    page = ben.get(f"/balie/bezoekers/{mia}")
    assert "Twee keer dezelfde persoon?" in page.text

    beside = ben.get(page.links["Zet ze naast elkaar"])
    assert "Mia Janssen" in beside.text
    assert "M. Jansen" in beside.text
    merged = ben.press(beside, "Ja, voeg samen", keep=str(mia))

    assert merged.path == f"/balie/bezoekers/{mia}"
    assert "Strijken" in merged.text
    assert ben.get(f"/balie/bezoekers/{double}").path == f"/balie/bezoekers/{mia}"

    parted = ben.press(ben.get(merged.links["Maak dat ongedaan"]), "Ja, maak er weer twee van")
    assert parted.told == ["Er zijn weer twee kaartjes. 1 ding ging terug."]
    with inside():
        assert db.session.get_one(HelpRequest, asked).resident_id == double


def test_two_people_are_not_pointed_out_again(ben, mia, inside):
    with inside():
        known("M. Jansen", address="Botsaartstr. 12")

    page = ben.press(ben.get(f"/balie/bezoekers/{mia}"), "Nee, twee mensen")

    assert "Twee keer dezelfde persoon?" not in page.text
    assert "Niemand lijkt er dubbel in te staan." in ben.get("/balie/dubbel").text


def test_the_list_of_likely_doubles_shows_initials_and_why(ben, mia, inside):
    with inside():
        known("M. Jansen", address="Botsaartstr. 12")

    page = ben.get("/balie/dubbel")

    assert "Dezelfde straat en een naam die erop lijkt" in page.text
    assert "Janssen" not in page.text


def test_another_card_is_found_by_searching(ben, mia, inside):
    with inside():
        other = known("Maria Bours")

    page = ben.press(ben.get(f"/balie/bezoekers/{mia}/dubbel"), "Zoek", q="bours")

    assert f"/balie/samenvoegen/{mia}/{other}" in page.html
    assert "Bours" not in " ".join(one.text for one in page.root.all("a", class_="hit"))


def test_a_never_match_pair_is_not_merged_and_the_page_does_not_say_why(ben, mia, inside):
    with inside():
        other = known("Maria Bours")
        never_match(one_id=mia, other_id=other, on=local_today())

    page = ben.press(ben.get(f"/balie/samenvoegen/{mia}/{other}"), "Ja, voeg samen", keep=str(mia))

    assert page.errors == [
        "Deze twee kunnen wij niet samenvoegen: het lijken twee mensen. Vraag het de buurtwerker."
    ]


def test_which_card_stays_must_be_chosen(ben, mia, inside):
    with inside():
        other = known("Maria Bours")

    page = ben.press(ben.get(f"/balie/samenvoegen/{mia}/{other}"), "Ja, voeg samen")

    assert page.errors == ["Kies welk kaartje blijft. Het andere gaat daarin op."]


def test_ben_raises_a_signal_about_mia_and_dora_takes_it_up_and_closes_it(ben, dora, mia, inside):
    page = ben.get(f"/balie/bezoekers/{mia}/signaal")
    told = ben.press(page, "Geef het signaal", text="De kachel is stuk")
    assert told.told == ["De buurtwerker ziet het signaal nu bovenaan staan."]

    taken = dora.press(dora.get("/signalen"), "Ik pak dit op")
    assert "U hebt dit signaal opgepakt." in taken.told[0]
    closed = dora.press(taken, "Sluit het signaal af", outcome="Monteur gebeld")

    assert closed.told == ["Het signaal is afgesloten."]
    assert "Opgepakt door Dora" in ben.get("/signalen?toon=afgesloten").text
    with inside():
        assert db.session.scalars(select(Signal)).unique().one().state == SignalState.CLOSED


def test_who_comes_second_to_a_signal_is_told_by_whom_and_when(ben, dora, mia, inside):
    ben.press(ben.get("/signalen/nieuw"), "Geef het signaal", text="Het dak lekt")
    page = dora.get("/signalen")
    with inside():
        els = add_staff("Els", "worker").id
        take_signal(db.session.scalars(select(Signal.id)).one(), by_id=els, now=utc_now())

    late = dora.press(page, "Ik pak dit op")

    assert late.status == 409
    assert "Els heeft dit signaal al opgepakt" in late.text


def test_a_volunteer_sees_their_own_signals_and_takes_none_up(ben, client_as, inside):
    joke = client_as("desk", name="Joke")
    joke.press(joke.get("/signalen/nieuw"), "Geef het signaal", text="Van Joke")

    assert "Van Joke" not in ben.get("/signalen").text
    assert "Ik pak dit op" not in joke.get("/signalen").text
    with inside():
        signal_id = db.session.scalars(select(Signal.id)).one()
    assert joke.get(f"/signalen/{signal_id}").status == 403


def test_a_signal_without_words_is_refused(ben, mia):
    page = ben.press(ben.get(f"/balie/bezoekers/{mia}/signaal"), "Geef het signaal", text=" ")

    assert page.errors == ["Schrijf in een paar woorden wat er aan de hand is."]


def test_ben_refers_mia_on_and_she_arrives(ben, mia, inside):
    page = ben.press(
        ben.get(f"/balie/bezoekers/{mia}/doorverwijzing"),
        "Bewaar de doorverwijzing",
        party="wmo_team",
        agreed_on="vandaag",
        note="Een afspraak maken",
    )
    assert "De doorverwijzing staat erin." in page.told[0]

    listed = ben.get("/doorverwijzingen")
    assert "Naar Wmo-team" in listed.text
    assert "Mia" not in listed.main.text
    ben.press(listed, "Aangekomen")
    ben.press(ben.get("/doorverwijzingen"), "Sluit af")

    with inside():
        assert db.session.scalars(select(Referral)).unique().one().state == ReferralState.CLOSED
    assert "Er is niemand onderweg." in ben.get("/doorverwijzingen").text


def test_nobody_is_referred_without_their_own_word(ben, mia, inside):
    page = ben.press(
        ben.get(f"/balie/bezoekers/{mia}/doorverwijzing"),
        "Bewaar de doorverwijzing",
        party="gp",
        agreed_on="",
    )

    assert page.status == 422
    assert "Verwijs alleen door als de bezoeker zelf ja zegt." in page.errors[0]
    with inside():
        assert db.session.scalars(select(Referral)).first() is None


def test_somebody_without_a_name_can_still_give_one(ben, inside):
    with inside():
        with transaction() as session:
            nobody = Resident(pseudonymous=True)
            session.add(nobody)
        request(nobody)
        who = nobody.id

    page = ben.press(
        ben.get(f"/balie/bezoekers/{who}/gegevens"), "Bewaar", name="Fatima", how="desk", phone=""
    )

    assert page.heading == "Fatima"
    assert "Strijken" in page.text


def test_who_left_has_no_doors(ben, inside):
    with inside():
        who = resident("Mia", left_on=local_today()).id

    page = ben.get(f"/balie/bezoekers/{who}")

    assert "doet niet meer mee" in page.text
    assert "Hulp vragen" not in page.links


def test_a_helper_takes_a_rest_and_takes_part_again(ben, mia, inside):
    with inside():
        offer(get_resident(mia))

    page = ben.press(ben.get(f"/balie/bezoekers/{mia}"), "Rust nemen: wij vragen even niets nieuws")
    assert "Neemt rust" in page.text
    with inside():
        assert get_resident(mia).resting

    page = ben.press(page, "Doet weer mee")
    assert page.told == ["Deze helper doet weer mee, vanaf de volgende ronde."]
    with inside():
        assert not get_resident(mia).resting


def test_a_visitor_leaves_at_the_desk_and_hears_before_what_goes_and_what_stays(ben, mia, inside):
    with inside():
        request(get_resident(mia), "garden")
        bring(proposal(request(get_resident(mia)), offer(resident("Sjef"))), MatchState.AGREED)
    page = ben.get(ben.get(f"/balie/bezoekers/{mia}").links["Stoppen met meedoen: gegevens wissen"])
    assert "de vraag tuin" in page.text
    assert "1 match stopt" in page.text
    assert "Aantallen zonder naam" in page.text

    refused = ben.press(page, "Stop en wis de gegevens")
    assert "Zet een vinkje" in refused.errors[0]
    done = ben.press(refused, "Stop en wis de gegevens", sure=True)

    assert done.told == ["De gegevens zijn gewist. De buurtwerker belt de ander van 1 match."]
    assert "doet niet meer mee" in done.text
    with inside():
        assert get_resident(mia).name is None
    assert ben.get(f"/balie/bezoekers/{mia}/weggaan").status == 409


def test_the_days_of_a_pause_do_not_count_as_searching(ben, mia, inside):
    today = local_today()
    with inside():
        asked = request(get_resident(mia), received_on=today - timedelta(days=10))
        pause_request(asked.id, on=today - timedelta(days=8), today=today)
        resume_request(asked.id, on=today - timedelta(days=2), today=today)

    assert "Wij zoeken nog, al 4 dagen." in ben.get(f"/balie/bezoekers/{mia}").text
