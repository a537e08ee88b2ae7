"""Taking in a card box: every card once, every other row reported, nothing half done."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from buurtservice.cards.errors import CardBoxNotRead
from buurtservice.cards.services import Imported, import_card_box
from buurtservice.demo.story import CARD_BOX
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.residents.models import Household, Resident
from buurtservice.transactions import transaction

TODAY = date(2026, 3, 4)
HEADER = (
    "Kaartnr;Datum;Naam;Adres;Buurt;Telefoon;V/A;Soort hulp;Wanneer;Afstand;Bijzonderheden;Breedte;Lengte\n"
)
MIA = "1;02-03-2026;Mia Peters;Botsaartstraat 1;Caberg;;V;strijken;di ochtend;;;50,86;5,66\n"
SJEF = "2;03-03-2026;Sjef Peters;Botsaartstraat 1;Caberg;;A;strijken;di ochtend;op loopafstand;;50,86;5,66\n"

pytestmark = pytest.mark.usefixtures("app")


def take_in(folder: Path, *rows: str, name: str = "box.csv", dry_run: bool = False) -> Imported:
    path = folder / name
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return import_card_box(path, today=TODAY, dry_run=dry_run)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_pilots_card_box_is_taken_in_whole():
    imported = import_card_box(CARD_BOX, today=TODAY)

    assert (imported.residents, imported.requests, imported.offers) == (50, 42, 49)
    assert (count(Resident), count(HelpRequest), count(HelpOffer)) == (50, 42, 49)
    assert [problem.card for problem in imported.problems] == ["999", "1000"]
    assert imported.rows == 93


def test_importing_twice_adds_nothing():
    import_card_box(CARD_BOX, today=TODAY)
    facts = count(Fact)

    again = import_card_box(CARD_BOX, today=TODAY)

    assert (again.residents, again.requests, again.offers, again.already_known) == (0, 0, 0, 91)
    assert [problem.card for problem in again.problems] == ["999", "1000"]
    assert (count(Resident), count(HelpRequest), count(HelpOffer), count(Fact)) == (50, 42, 49, facts)


def test_a_dry_run_says_the_same_and_keeps_nothing():
    tried = import_card_box(CARD_BOX, today=TODAY, dry_run=True)

    assert (tried.residents, tried.requests, tried.offers) == (50, 42, 49)
    assert (count(Resident), count(HelpRequest), count(HelpOffer), count(Fact)) == (0, 0, 0, 0)


def test_changed_content_under_a_known_number_is_reported_and_nothing_changes(tmp_path):
    take_in(tmp_path, MIA)

    again = take_in(tmp_path, MIA.replace("di ochtend", "wo avond"))

    assert [(p.row, p.card, p.message.code) for p in again.problems] == [(2, "1", "card_changed")]
    assert db.session.scalars(select(HelpRequest.dayparts)).all() == [1 << 3]


def test_the_same_card_in_another_encoding_and_date_form_is_known(tmp_path):
    card = MIA.replace("Mia", "José")
    take_in(tmp_path, card)
    (tmp_path / "excel.csv").write_bytes((HEADER + card.replace("02-03-2026", "2-3-26")).encode("cp1252"))

    again = import_card_box(tmp_path / "excel.csv", today=TODAY)

    assert (again.requests, again.already_known, again.problems) == (0, 1, [])


def test_the_same_name_at_the_same_address_is_one_resident_also_in_a_later_box(tmp_path):
    take_in(tmp_path, MIA)

    later = take_in(
        tmp_path, MIA.replace("1;02", "7;03").replace("Mia Peters", "MEVR. MIA PETERS"), name="b.csv"
    )

    assert (later.residents, later.requests) == (0, 1)
    assert db.session.scalars(select(Resident.name)).all() == ["Mia Peters"]


def test_the_same_address_alone_is_not_a_household(tmp_path):
    take_in(tmp_path, MIA, SJEF)

    assert count(Resident) == 2
    assert count(Household) == 0


def test_a_known_resident_with_the_other_title_is_asked_about(tmp_path):
    take_in(tmp_path, MIA.replace("Mia Peters", "Dhr. M. Peters"))

    later = take_in(
        tmp_path, MIA.replace("1;02", "7;03").replace("Mia Peters", "Mw. M. Peters"), name="b.csv"
    )

    assert [(p.card, p.message.code) for p in later.problems] == [("7", "other_salutation")]
    assert later.requests == 0


def test_facts_carry_the_cards_date_and_know_who_offered_before_asking(tmp_path):
    offers_first = SJEF.replace("2;03-03", "2;01-02")
    asks_later = MIA.replace("1;02-03", "3;04-03").replace("Mia", "Sjef")

    take_in(tmp_path, asks_later, MIA, offers_first)

    received = select(Fact.occurred_on, Fact.asker_offers).where(Fact.kind == FactKind.REQUEST_RECEIVED)
    assert sorted(tuple(row) for row in db.session.execute(received)) == [
        (date(2026, 3, 2), False),
        (date(2026, 3, 4), True),
    ]


def test_a_broken_file_changes_nothing(tmp_path):
    with pytest.raises(CardBoxNotRead) as refused:
        take_in(tmp_path, MIA, SJEF, "3;03-03-2026;Half een ka")

    assert str(refused.value.in_words(str)).count("\n") == 0
    assert (count(Resident), count(Fact)) == (0, 0)


def test_a_later_card_fills_in_what_was_unknown_of_a_resident(tmp_path):
    take_in(tmp_path, MIA.replace("Caberg;;", ";;").replace("50,86;5,66", ";"))

    take_in(tmp_path, MIA.replace("1;02", "7;03").replace("Caberg;;", "Caberg;06-12345678;"), name="b.csv")

    person = db.session.scalars(select(Resident)).one()
    assert (person.neighbourhood.name, person.lat, person.phone) == ("Caberg", 50.86, "0612345678")


@pytest.mark.parametrize(
    "card",
    [
        MIA.replace(";;;50", f";;heeft hond,{'ab,' * 160}x;50"),
        MIA.replace("Mia Peters", "\ufdfa" * 50),
        MIA.replace("Botsaartstraat 1", "a1" * 99),
        MIA.replace("Caberg", "\ufdfa" * 50),
    ],
)
def test_what_grows_when_it_is_folded_or_joined_still_fits(card, tmp_path):
    imported = take_in(tmp_path, card)

    assert (imported.requests, len(imported.problems)) in {(1, 0), (0, 1)}


def test_the_values_of_a_statement_are_in_no_error(tmp_path):
    take_in(tmp_path, MIA)

    with pytest.raises(IntegrityError) as refused, transaction() as session:
        session.execute(update(Resident).values(pseudonymous=True, name="Mia Peters"))
    assert "[parameters:" not in str(refused.value)
