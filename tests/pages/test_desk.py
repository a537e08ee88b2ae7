"""Ben at the desk: who stands there, is it somebody we know, what do they ask, and the slip."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from buurtservice.accounts.models import AccessLog
from buurtservice.clock import local_today
from buurtservice.extensions import db
from buurtservice.help.introducing import find_introduction
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.residents.agreements import list_agreements
from buurtservice.residents.models import AgreementThrough, Resident
from buurtservice.residents.services import keep_findable
from buurtservice.transactions import transaction
from tests.factories import offer, request, resident
from tests.pages.visitors import Visitor

NEW = {
    "name": "Fatima El Idrissi",
    "phone": "06 12 34 56 78",
    "address": "Kerkweg 3",
    "kind": "ironing",
    "dayparts": ["3", "4"],
    "age": True,
    "agree": True,
}
SAVE = "Bewaar en maak het briefje"


@pytest.fixture
def mia(inside) -> int:
    """Return Mia, whom the desk knows well."""
    with inside():
        person = resident("Mia Janssen", address="Botsaartstraat 12", phone="0612340061")
        with transaction():
            keep_findable(person)
        return person.id


@pytest.fixture
def ben(client_as) -> Visitor:
    """Return Ben behind the desk."""
    return client_as("desk")


def place(inside) -> str:
    """Return the id of a neighbourhood to choose."""
    with inside():
        return str(resident("Somebody").neighbourhood_id)


def find(ben: Visitor, term: str, **values: Any) -> Any:
    return ben.press(ben.get("/balie"), "Zoek", q=term, **values)


def number_of(inside, kind: type) -> int:
    with inside():
        return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_ben_finds_mia_and_the_page_shows_initials_and_a_street_without_a_number(ben, mia):
    page = find(ben, "mía janss")

    assert page.status == 200
    assert "1 gevonden" in page.text
    assert "M.J." in page.text
    assert "Botsaartstraat, Malpertuis" in page.text
    assert "telefoon eindigt op 61" in page.text
    shown = " ".join(one.text for one in page.root.all("a", class_="hit"))
    assert not any(secret in shown for secret in ("Mia", "Janssen", "12", "0612"))


@pytest.mark.parametrize("term", ["botsaart", "0612 34", "MIA", "jansen"])
def test_a_street_a_number_or_a_name_with_a_fault_will_do(ben, mia, term):
    assert f"/balie/bezoekers/{mia}" in find(ben, term).html


def test_what_is_typed_stands_in_no_address(ben, mia):
    page = find(ben, "janssen")

    assert "janssen" not in page.url.casefold()
    assert page.headers["Cache-Control"] == "no-store"


def test_whole_names_are_shown_when_asked_for_and_that_is_written_down(ben, mia, inside):
    page = ben.press(find(ben, "janssen"), "Zoek", names="ja")

    assert "Mia Janssen, Botsaartstraat" in page.text
    with inside():
        row = db.session.scalars(select(AccessLog).where(AccessLog.action == "resident.names")).one()
        assert row.resident_id == mia


def test_a_script_gets_what_was_found_and_nothing_around_it(ben, mia):
    form = ben.get("/balie").form("Zoek")
    answer = ben.client.post(
        "/balie", data={**form.values(), "q": "janssen"}, headers={"X-Fragment": "gevonden"}
    )

    html = answer.get_data(as_text=True)
    assert 'id="gevonden"' in html
    assert "<html" not in html
    assert 'data-words="1 gevonden"' in html


def test_nobody_found_says_what_to_do_and_begins_with_what_was_typed(ben):
    page = find(ben, "Fatima El Idrissi")
    assert "Niemand gevonden." in page.text

    begun = ben.press(page, "Zoek", begin="ja", follow=False)
    assert begun.status == 200  # The button sends it to the other page; here the search answers.
    form = page.form("Zoek").values() | {"q": "Fatima El Idrissi", "begin": "ja"}
    new = ben.post("/balie/vraag", form)
    assert 'value="Fatima El Idrissi"' in new.html
    assert new.errors == []


def test_a_number_that_was_typed_becomes_the_telephone_number(ben):
    form = ben.get("/balie").form("Zoek").values() | {"q": "06 12 34 56 78", "begin": "ja"}

    page = ben.post("/balie/vraag", form)

    assert 'name="phone" value="06 12 34 56 78"' in " ".join(page.html.split())


def test_the_number_of_a_slip_leads_to_its_visitor(ben, inside):
    with inside():
        with transaction() as session:
            nobody = Resident(pseudonymous=True)
            session.add(nobody)
        asked = request(nobody)
        reference, who = asked.reference, nobody.id

    page = find(ben, reference.lower().replace("-", " "))

    assert f"Briefje {reference}" in page.text
    assert "zonder naam" in page.text
    assert "Bezoeker zonder naam" in ben.get(f"/balie/bezoekers/{who}").heading


def test_too_little_is_said_so(ben):
    assert "minstens twee letters" in find(ben, "m").text


def test_ben_registers_a_visitor_and_a_request_on_one_page(ben, inside):
    slip = ben.press(ben.get("/balie/vraag"), SAVE, neighbourhood=place(inside), **NEW)

    assert slip.heading == "De vraag staat erin."
    with inside():
        asked = db.session.scalars(select(HelpRequest)).unique().one()
        person = asked.resident
        assert slip.path == f"/balie/vragen/{asked.id}/briefje"
        assert asked.reference in slip.text
        assert (person.name, person.phone, person.contact_by) == ("Fatima El Idrissi", "0612345678", "phone")
        agreed = list_agreements(person.id)
        assert {one.through for one in agreed} == {AgreementThrough.DESK}
        assert agreed[0].recorded_by_id == ben.user.id
    paper = slip.root.all("section", class_="slip")[0].text
    assert "Fatima" not in paper  # Slips are lost.
    assert "dinsdag" in paper


def test_ben_registers_an_offer_and_is_told_to_ask_what_they_need_themselves(ben, inside):
    values = {key: value for key, value in NEW.items() if key != "kind"}

    slip = ben.press(
        ben.get("/balie/aanbod"),
        SAVE,
        neighbourhood=place(inside),
        kinds=["ironing", "garden"],
        at_once="2",
        **values,
    )

    assert slip.heading == "Het aanbod staat erin."
    assert "zelf eens kunnen gebruiken" in slip.text
    with inside():
        offers = db.session.scalars(select(HelpOffer)).unique().all()
        assert sorted(one.category.code for one in offers) == ["garden", "ironing"]
        assert {one.capacity for one in offers} == {2}


def test_somebody_who_may_be_known_is_asked_about_before_anything_is_saved(ben, mia, inside):
    before = number_of(inside, Resident)
    typed = NEW | {"name": "M. Jansen", "phone": "", "address": "Botsaartstr. 12"}

    page = ben.press(ben.get("/balie/vraag"), SAVE, neighbourhood=place(inside), **typed)

    assert page.status == 422
    assert page.errors == ["Misschien kennen wij de bezoeker al. Kies of dit dezelfde persoon is."]
    assert "Ja, M.J., Botsaartstraat, telefoon eindigt op 61: dezelfde straat" in page.text
    assert number_of(inside, Resident) == before + 1  # Only `place` made somebody.

    slip = ben.press(page, SAVE, same=str(mia))
    assert slip.heading == "De vraag staat erin."
    with inside():
        assert db.session.scalars(select(HelpRequest)).unique().one().resident_id == mia


def test_somebody_else_of_the_same_name_gets_a_card_of_their_own(ben, mia, inside):
    typed = NEW | {"name": "M. Jansen", "phone": "", "address": "Botsaartstr. 12"}
    page = ben.press(ben.get("/balie/vraag"), SAVE, neighbourhood=place(inside), **typed)

    ben.press(page, SAVE, same="new")

    with inside():
        assert db.session.scalars(select(HelpRequest)).unique().one().resident_id != mia


def test_somebody_who_was_not_shown_cannot_be_chosen_and_no_says_nothing_about_them(ben, mia, inside):
    where = place(inside)
    page = ben.press(ben.get("/balie/vraag"), SAVE, neighbourhood=where, same=str(mia), **NEW)
    assert page.status == 422
    assert number_of(inside, HelpRequest) == 0

    typed = NEW | {"name": "Mia Janssen", "address": "Botsaartstraat 12"}
    page = ben.press(ben.get("/balie/vraag"), SAVE, neighbourhood=where, same="new", **typed)
    assert page.errors == ["Misschien kennen wij de bezoeker al. Kies of dit dezelfde persoon is."]


def test_a_request_that_the_gp_brings_has_the_visitors_own_word_and_its_day(ben, inside):
    ben.press(
        ben.get("/balie/vraag"),
        SAVE,
        neighbourhood=place(inside),
        by="gp",
        by_name="Dr. Smeets",
        by_phone="043 123 45 67",
        agreed_on="gisteren",
        **NEW,
    )

    with inside():
        asked = db.session.scalars(select(HelpRequest)).unique().one()
        brought = find_introduction(asked.id)
        assert brought is not None
        assert (brought.brought_by, brought.name) == ("gp", "Dr. Smeets")
        assert (local_today() - brought.agreed_on).days == 1


def test_who_brings_somebody_must_say_who_they_are(ben, inside):
    page = ben.press(ben.get("/balie/vraag"), SAVE, neighbourhood=place(inside), by="family", **NEW)

    assert page.errors == ["Vul in hoe degene heet die het vraagt."]


def test_a_visitor_without_a_name_gets_a_number_and_nothing_else_is_kept(ben, inside):
    slip = ben.press(
        ben.get("/balie/zonder-naam"),
        SAVE,
        neighbourhood=place(inside),
        kind="ironing",
        dayparts=["altijd"],
        age=True,
        agree=True,
    )

    with inside():
        asked = db.session.scalars(select(HelpRequest)).unique().one()
        assert asked.resident.pseudonymous
        assert (asked.resident.name, asked.resident.phone, asked.resident.search_text) == (None, None, None)
        assert asked.reference in slip.text
    assert "Bewaar dit briefje goed" in slip.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": ""}, "Vul de naam in."),
        ({"kind": None}, "Kies een soort hulp."),
        ({"dayparts": None}, "Kies minstens één moment, of 'Maakt niet uit'."),
        ({"age": None}, "Is de bezoeker jonger dan 16?"),
        ({"agree": None}, "Vraag of de bezoeker het goedvindt."),
        ({"neighbourhood": ""}, "Kies de buurt, of vul de postcode in."),
        ({"phone": "12"}, ""),
        ({"note": "x" * 5000}, "Dit zijn 5.000 tekens."),
        ({"name": "x" * 5000}, "Dit zijn 5.000 tekens."),
        ({"by": "gp", "by_name": "Dr. Smeets", "agreed_on": "1-1-2300"}, ""),
        ({"kind": "no-such-kind"}, ""),
        ({"name": "Mia\x00"}, "Hier staan tekens in die wij niet kunnen lezen."),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_what_was_typed_stays(ben, inside, changes, error):
    values = {"neighbourhood": place(inside), **NEW, **changes}

    page = ben.press(ben.get("/balie/vraag"), SAVE, **values)

    assert page.status == 422
    assert any(error in one for one in page.errors)
    assert "Kerkweg 3" in page.html
    assert number_of(inside, HelpRequest) == 0


def test_pressing_twice_takes_one_request_down(ben, inside):
    page = ben.get("/balie/vraag")
    where = place(inside)
    first = ben.press(page, SAVE, neighbourhood=where, **NEW)

    again = ben.press(page, SAVE, neighbourhood=where, **NEW)

    assert again.path == first.path
    assert number_of(inside, HelpRequest) == 1


def test_scripts_and_formulas_in_a_name_are_shown_as_they_were_typed(ben, inside):
    name = "<script>alert(1)</script> =1+1"

    slip = ben.press(ben.get("/balie/vraag"), SAVE, neighbourhood=place(inside), **(NEW | {"name": name}))
    page = ben.get(slip.links["Naar deze bezoeker"])

    assert page.heading == name
    assert "<script>alert" not in page.html


def test_one_tap_counts_a_question_and_one_takes_it_back(ben):
    page = ben.press(ben.get("/balie"), "Geld")
    assert page.told == ["Geteld: Geld. Vandaag 1 keer."]

    back = ben.press(ben.get("/balie/alleen-een-vraag/terug"), "Geld")
    assert back.told == ["Teruggenomen: Geld. Vandaag 0 keer."]

    none = ben.press(ben.get("/balie/alleen-een-vraag/terug"), "Geld")
    assert none.status == 422
    assert none.errors == ["Over dit onderwerp is vandaag niets geteld. Er is niets om terug te nemen."]


def test_a_search_too_many_waits(bare_app, ben, monkeypatch):
    from buurtservice.accounts.limits import QUARTER, Limit
    from buurtservice.desk.views import searching

    monkeypatch.setattr(searching, "SEARCHES", Limit(name="test", most=1, window=QUARTER))
    find(ben, "mia")

    assert find(ben, "sjef").status == 429


def test_the_desk_is_for_the_desk_and_the_workers(client_as, client_as_resident, client, inside, mia):
    with inside():
        person = db.session.get_one(Resident, mia)
        db.session.expunge_all()
    for role in ("team", "host", "policy", "operator"):
        for path in ("/balie", f"/balie/bezoekers/{mia}", "/signalen", "/doorverwijzingen"):
            assert client_as(role).get(path, follow=False).status == 403, (role, path)
    assert client_as_resident(person).get("/balie", follow=False).status == 403
    assert client.get("/balie", follow=False).status == 303
    assert client_as("worker").get("/balie").status == 200


def test_the_day_of_a_request_is_today(ben, inside):
    ben.press(ben.get("/balie/vraag"), SAVE, neighbourhood=place(inside), **NEW)

    with inside():
        assert db.session.scalars(select(HelpRequest)).unique().one().received_on == local_today()
        assert isinstance(local_today(), date)


def test_offers_of_somebody_found_are_told(ben, mia, inside):
    with inside():
        person = db.session.get_one(Resident, mia)
        offer(person)
        request(person, "garden")

    assert "1 open vraag, biedt hulp aan" in find(ben, "janssen").text
