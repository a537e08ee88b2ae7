"""Otto says when a site is open; what cannot be is refused, and a day that was closed can be opened again."""

from datetime import time

import pytest

from buurtservice.clock import utc_now
from buurtservice.sites.opening import load_openings
from buurtservice.sites.services import SiteValues, save_site

NOTHING = {f"{end}_{day}_{part}": "" for end in ("opens", "closes") for day in range(7) for part in range(3)}


@pytest.fixture
def otto(client_as):
    return client_as("operator")


@pytest.fixture
def site_id(inside) -> int:
    with inside():
        return save_site(None, SiteValues(name="De Poort", lends_scooters=True), now=utc_now()).id


@pytest.fixture
def hours(inside, site_id):
    def read() -> dict[tuple[int, int], tuple[time, time]]:
        with inside():
            return dict(load_openings([site_id])[site_id].hours)

    return read


def test_a_week_is_filled_in_daypart_by_daypart(otto, site_id, hours):
    page = otto.get(f"/beheer/locaties/{site_id}/openingstijden")

    page = otto.press(page, opens_0_0="", closes_0_0="", opens_3_2="18", closes_3_2="20:30")

    assert "Opgeslagen" in page.text
    assert (0, 0) not in hours()
    assert hours()[3, 2] == (time(18), time(20, 30))
    assert hours()[4, 1] == (time(12, 30), time(17))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"closes_0_0": ""}, "allebei"),
        ({"closes_0_0": "8.00"}, "maandagochtend"),
        ({"opens_1_1": "11.00"}, "dinsdagmiddag"),
        ({"opens_2_0": "negen"}, "geen tijd"),
        (
            {
                f"{end}_{day}_{part}": ""
                for end in ("opens", "closes")
                for day in range(7)
                for part in range(3)
            },
            "minstens",
        ),
    ],
)
def test_times_that_cannot_be_are_refused_and_the_week_stays(otto, site_id, hours, values, sentence):
    before = hours()

    page = otto.press(otto.get(f"/beheer/locaties/{site_id}/openingstijden"), **values)

    assert page.status == 422
    assert sentence in " ".join(page.errors)
    assert hours() == before


def test_a_day_is_closed_and_opened_again(otto, site_id, inside):
    page = otto.get(f"/beheer/locaties/{site_id}/dicht")
    assert "pinksterdag" in page.text

    page = otto.press(page, "Zet deze dag dicht", day="morgen", reason="de vloer wordt gedaan")

    assert "de vloer wordt gedaan" in page.text
    with inside():
        assert len(load_openings([site_id])[site_id].closed) == 1
    page = otto.press(page, "Toch open")
    with inside():
        assert load_openings([site_id])[site_id].closed == {}
    nothing = otto.press(page, "Zet deze dag dicht", day="", reason="")
    assert nothing.status == 422


def test_a_new_site_that_lends_scooters_leads_to_its_hours(otto):
    page = otto.press(otto.get("/beheer/locaties/nieuw"), name="De Linde", lends_scooters=True)

    assert page.path.endswith("/openingstijden")
