"""The policy officer's first of the month: the figures, where they come from, and what is not told."""

import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import odfdo
import openpyxl
import pytest

from buurtservice.clock import LOCAL_ZONE, local_today, utc_now
from buurtservice.facts.models import FactKind, ReciprocityKind
from buurtservice.facts.services import About, record_fact
from buurtservice.figures.freezing import freeze_months
from buurtservice.transactions import transaction

FIRST = (local_today().replace(day=1) - timedelta(days=1)).replace(day=1)
MONTH = f"{FIRST:%Y-%m}"
FORMULA = "=1+1"


def record(
    kind: FactKind, number: int, *, on: date = FIRST, neighbourhood: str = "Caberg", **columns: object
) -> None:
    for n in range(number):
        key = f"{kind}{neighbourhood}{n}"[:32]
        keys = {"request_key": key, "offer_key": key, "match_key": key}
        about = About(**keys, category="pet", neighbourhood=neighbourhood)
        record_fact(kind, on=on, about=about, **columns)


@pytest.fixture
def month(inside) -> None:
    """Make a month with 9 requests from Caberg, 2 from Malberg, 8 from an odd name; freeze it."""
    with inside(), transaction():
        for place, number in [("Caberg", 9), ("Malberg", 2), (FORMULA, 8)]:
            record(FactKind.REQUEST_RECEIVED, number, neighbourhood=place)
        record(FactKind.OFFER_RECEIVED, 11, capacity=1)
        record(FactKind.MATCH_AGREED, 3, reciprocity=ReciprocityKind.RING)
        record(FactKind.MATCH_STARTED, 2)
        record(FactKind.MATCH_COMPLETED, 2, hours=Decimal("1.5"))
        record(FactKind.ACTIVITY_HELD, 2, people=7)
        freeze_months(today=local_today(), now=utc_now())


def numbers_of(page) -> list[str]:
    return re.findall(r'<b class="big">([^<]*)</b>', page.html)


@pytest.mark.usefixtures("month")
def test_the_policy_officer_reads_the_four_figures_and_no_small_count(client_as):
    page = client_as("policy").get(f"/cijfers?periode={MONTH}")

    assert numbers_of(page) == ["19", "3", "11", "2"]
    assert "herziening 1" in page.html
    table = page.html.split('id="tabel-requests_by_neighbourhood"')[1].split("</table>")[0]
    rows = dict(
        re.findall(r'<th scope="row">([^<]+)</th>.*?<td(?: class="soft")?>(\w+)</td>', table, re.DOTALL)
    )
    assert rows == {"Caberg": "9", "Malberg": "verborgen", FORMULA: "verborgen"}
    assert "Uren hulp gegeven" in page.html
    assert "1,5" not in page.html


@pytest.mark.usefixtures("month")
def test_the_worker_sees_every_count_and_what_a_figure_consists_of(client_as):
    worker = client_as("worker")

    page = worker.get(f"/cijfers?periode={MONTH}")
    assert re.search(r'<th scope="row">Malberg</th>.*?<td>2</td>', page.html, re.DOTALL)
    parts = worker.get(f"/cijfers/getal/reciprocal_matches?periode={MONTH}")
    assert parts.html.count('<th scope="row">') >= 3
    assert "Waaruit het bestaat" in parts.html
    assert (
        "Waaruit het bestaat"
        not in client_as("policy").get(f"/cijfers/getal/reciprocal_matches?periode={MONTH}").html
    )


@pytest.mark.usefixtures("month")
def test_the_total_of_each_table_is_that_of_its_parts(client_as):
    page = client_as("worker").get(f"/cijfers?periode={MONTH}")

    tables = re.findall(r'<table class="table parts-of">.*?</table>', page.html, re.DOTALL)
    assert len(tables) > 5
    for table in tables:
        body, foot = table.split("<tfoot>")
        counts = [int(number) for number in re.findall(r"<td>(\d+)</td>", body)]
        assert sum(counts) == int(re.search(r"<b>(\d+)</b>", foot)[1]), table[:200]


@pytest.mark.usefixtures("month")
def test_from_day_to_day_gives_totals_and_no_parts(client_as):
    page = client_as("policy").get(f"/cijfers?van={FIRST:%d-%m-%Y}&tot={FIRST + timedelta(days=8):%d-%m-%Y}")

    assert numbers_of(page) == ["19", "3", "11", "2"]
    assert "Malberg" not in page.html
    assert "geen verdeling" in page.html


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("periode=2026-13", "periode"),
        ("van=gisteren+ochtend", "geen periode"),
        ("van=31-12-2025&tot=1-1-2025", "Draai de twee om"),
        ("periode=2999", "moet nog beginnen"),
        ("van=1-1-1900&tot=1-1-2026", "50"),
    ],
)
def test_a_period_that_is_none_shows_the_last_month_and_says_why(client_as, asked, said):
    page = client_as("policy").get(f"/cijfers?{asked}")

    assert page.status == 200
    assert said in page.html
    assert numbers_of(page) == ["0", "0", "0", "0"]


@pytest.mark.usefixtures("month")
def test_the_files_say_what_the_page_says_and_hold_no_formula(client_as):
    officer = client_as("policy")
    address = f"/cijfers/cijfers.%s?periode={MONTH}"

    book = openpyxl.load_workbook(io.BytesIO(officer.client.get(address % "xlsx").data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [cell.value for cell in cells if cell.value == FORMULA] == [FORMULA]
    table = {row[0].value: row[1].value for row in next(s for s in book if "buurt" in s.title).iter_rows()}
    assert (table["Caberg"], table["Malberg"], table[FORMULA], table["Samen"]) == (
        9,
        "verborgen",
        "verborgen",
        19,
    )

    text = officer.client.get(address % "csv").data.decode("utf-8-sig")
    assert "\r\n'=1+1;verborgen\r\n" in text
    assert "Aantal aanvragen;19;42" in text

    document = odfdo.Document(io.BytesIO(officer.client.get(address % "ods").data))
    rows = [row for sheet in document.body.get_tables() for row in sheet.get_values()]
    assert ["Caberg", 9] in [row[:2] for row in rows]
    assert b"of:=" not in document.body.serialize().encode()

    assert "verborgen" in officer.get(f"/cijfers/afdruk?periode={MONTH}").html


@pytest.mark.usefixtures("month")
def test_what_came_late_is_told_beside_the_new_total(client_as, inside):
    with inside(), transaction():
        record(FactKind.REQUEST_RECEIVED, 1, neighbourhood="Nieuw", on=FIRST)
        freeze_months(today=local_today(), now=utc_now())

    page = client_as("policy").get(f"/cijfers?periode={MONTH}")

    assert "herziening 2" in page.html
    assert "was 19, is nu 20" in page.html
    assert "niet in deze tabel: 1" in page.html
    assert "Nieuw" not in re.sub(r"Nieuw aanbod", "", page.html)


@pytest.mark.usefixtures("month")
def test_a_dash_says_what_it_is_and_no_period_is_offered_from_before_the_first_day(client_as):
    page = client_as("policy").get(f"/cijfers?periode={MONTH}")
    completed = client_as("policy").get(f"/cijfers/getal/matches_completed?periode={MONTH}")

    assert "Een streepje betekent" in page.html
    assert "over genoeg mensen gaat" in completed.html
    assert (
        "over genoeg mensen gaat"
        not in client_as("worker").get(f"/cijfers/getal/requests?periode={MONTH}").html
    )
    offered = re.findall(r'<option value="(\d{4}-\d{2})"', page.html)
    assert offered == [f"{local_today():%Y-%m}", MONTH]


def test_a_month_without_anything_and_a_neighbourhood_without_months_have_a_page(client_as, inside):
    assert numbers_of(client_as("policy").get("/cijfers")) == ["0", "0", "0", "0"]
    with inside(), transaction():
        record(FactKind.REQUEST_RECEIVED, 1, on=local_today())

    running = client_as("worker").get(f"/cijfers?periode={local_today():%Y-%m}")
    assert "loopt nog" in running.html or datetime.now(LOCAL_ZONE).day > 27
    assert numbers_of(running) == ["1", "0", "0", "0"]
