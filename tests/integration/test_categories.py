"""Kinds of help: a desk can add its own, and cards may name it from then on."""

import pytest

from buurtservice.help.categories import add_category
from buurtservice.help.errors import CategoryNotValid, CategoryTaken
from buurtservice.help.queries import find_category, list_categories
from tests.integration.commands import Desk

HEADER = (
    "Kaartnr;Datum;Naam;Adres;Buurt;Telefoon;V/A;Soort hulp;Wanneer;Afstand;Bijzonderheden;Breedte;Lengte\n"
)
CARD = "1;02-03-2026;Mia Peters;Botsaartstraat 1;Caberg;;V;ramen zemen;di ochtend;;;;\n"


def test_a_card_may_name_a_kind_of_help_that_was_added(desk: Desk, tmp_path):
    box = tmp_path / "box.csv"
    box.write_text(HEADER + CARD, encoding="utf-8")
    (refused,) = desk.ask("import-cards", box)["problems"]

    desk.ask("category", "add", "cleaning", "schoonmaak", "--english", "cleaning", "--word", "ramen zemen")

    assert "buurtservice category add" in refused["problem"]
    assert desk.ask("import-cards", box)["requests"] == 1
    assert "cleaning: schoonmaak, na 7 dagen naar het team" in desk.run("category", "list").out


@pytest.mark.usefixtures("app")
def test_a_new_kind_of_help_is_kept_as_it_was_said():
    add_category(
        code="night_care", name_nl="waken", name_en="night care", requires_screening=True, team_may_do=False
    )

    kept = find_category("night_care")
    assert (kept.name_nl, kept.name_in("en"), kept.requires_screening, kept.team_may_do) == (
        "waken",
        "night care",
        True,
        False,
    )


@pytest.mark.usefixtures("app")
def test_a_code_that_is_there_is_refused():
    before = len(list_categories())

    with pytest.raises(CategoryTaken, match="ironing"):
        add_category(code="ironing", name_nl="strijkhulp", name_en="ironing")
    assert len(list_categories()) == before


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("code", "name"), [("Koken!", "koken"), ("", "koken"), ("soup", " "), ("soup", "a" * 81)]
)
def test_a_code_or_a_name_that_cannot_be_is_refused(code, name):
    with pytest.raises(CategoryNotValid):
        add_category(code=code, name_nl=name, name_en="soup")
