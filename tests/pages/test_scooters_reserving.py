"""Reserving a scooter on the pages: by Mia, at the desk by Ben, and all that cannot be."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import func, select

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.residents.queries import get_resident
from buurtservice.scooters.drivers import revoke_check
from buurtservice.scooters.fleet import set_scooter_state
from buurtservice.scooters.models import Reservation, ReservationState, ScooterState, ScooterWaiting
from buurtservice.scooters.people import get_own_booking
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.services import cancel_reservation, reserve
from buurtservice.scooters.spans import Span
from buurtservice.scooters.waiting import wait_for_scooter
from buurtservice.sites.opening import CLOCK, set_hours
from tests import factories
from tests.integration.scooters import AFTERNOON, MORNING, driver, scooters, site, wrong_slots
from tests.pages.conftest import Inside
from tests.pages.reading import Page
from tests.pages.visitors import Visitor

# A Monday in the winter: nothing here hangs on the day on which the tests run.
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
TUESDAY = TODAY + timedelta(1)
RESERVE, OWN = "/mijn/scootmobielen/reserveren", "/mijn/scootmobielen"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(inside: Inside) -> dict[str, int]:
    """Make two sites with a scooter each; Mia and Sjef may drive, Fatima may not."""
    with inside():
        east, west = site("Oost"), site("West")
        made = {"east": east.id, "west": west.id}
        made |= {"scooter": scooters(east)[0].id, "other": scooters(west)[0].id}
        made |= {
            "mia": driver("Mia").id,
            "sjef": driver("Sjef").id,
            "fatima": factories.resident("Fatima").id,
        }
    return made


@pytest.fixture
def mia(world, inside, client_as_resident) -> Visitor:
    return sign_in(world["mia"], inside, client_as_resident)


def sign_in(resident_id: int, inside: Inside, client_as_resident) -> Visitor:
    with inside():
        person = get_resident(resident_id)
    return client_as_resident(person)


def address(day: date, daypart: int, base: str = OWN, **more: object) -> str:
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{base}/vrij?dag={day.isoformat()}&dagdeel={daypart}{rest}"


def take(world: dict[str, int], who: str, day: date, daypart: int, place: str = "east") -> int:
    """Let somebody reserve behind the pages."""
    return reserve(resident_id=world[who], wish=_wish(world, day, daypart, place), now=NOW).id


def _wish(world: dict[str, int], day: date, daypart: int, place: str = "east") -> Wish:
    return Wish(span=Span.of(day, daypart), site_id=world[place])


def all_reservations(inside: Inside) -> list[tuple[int, Span, str]]:
    """Return whose each is, when and in which state; and see that the slots are right."""
    with inside():
        assert wrong_slots() == []
        rows = list(db.session.scalars(select(Reservation).order_by(Reservation.id)).unique())
        found = [(one, get_own_booking(one.id, resident_id=one.resident_id)) for one in rows]
        return [(one.resident_id, booking and booking.span, one.state.value) for one, booking in found]


def refusals(inside: Inside) -> int:
    with inside():
        mine = select(func.count()).select_from(Fact).where(Fact.kind == FactKind.SCOOTER_REFUSED)
        return db.session.scalar(mine) or 0


def send(visitor: Visitor, path: str, **values: str) -> Page:
    """Send a form of our own making, with the guard and the token of a page that was shown."""
    form = visitor.get("/mijn/agenda").form("Maak een koppeling").values()
    return visitor.post(path, {"once": form["once"], "csrf_token": form.get("csrf_token", ""), **values})


# What is there for everybody.


def test_everybody_reads_where_scooters_are_and_sees_what_is_free_without_a_name(world, inside, client):
    with inside():
        take(world, "mia", TUESDAY, MORNING)

    begin = client.get("/scootmobielen")
    week = client.get(begin.links["Wat is er vrij?"])
    tables = week.main.all("table")

    assert "Oost" in begin.text
    assert "Maandag tot en met zondag: 9.00 tot 21.00 uur" in begin.text
    assert [table.all("caption")[0].text for table in tables] == ["Vrij bij Oost", "Vrij bij West"]
    tuesday = tables[0].all("tbody")[0].all("tr")[1]
    assert [cell.text for cell in tuesday.all("td")] == [
        "vol",
        "1 vrij, dinsdag 3 maart, middag, Oost",
        "1 vrij, dinsdag 3 maart, avond, Oost",
    ]
    assert "Mia" not in week.text


def test_the_week_goes_on_to_what_can_be_reserved_and_no_further(world, client):
    page = client.get("/scootmobielen/week")

    for _ in range(10):
        forth = page.links.get("Volgende week")
        if forth is None:
            break
        page = client.get(forth)

    assert "Vorige week" in page.links
    assert "13 tot en met 19 april" in page.text  # 42 days ahead is 13 April.
    assert "nog niet" in page.text
    for nonsense in (
        "van=9999-12-31",
        "van=gisteren",
        "plek=x",
        "plek=99999999999",
        "dagen=-1",
        "van=0001-01-01",
    ):
        assert client.get(f"/scootmobielen/week?{nonsense}").status == 200


def test_who_is_not_signed_in_is_led_to_the_door_and_staff_see_no_buttons(world, client, client_as):
    assert client.get(RESERVE, follow=False).headers["Location"].startswith("/aanmelden")
    assert "Reserveren" not in client_as("host").get("/scootmobielen").links


# Reserving.


def test_mia_says_when_sees_where_and_takes_it(world, inside, mia):
    page = mia.press(mia.get(RESERVE), "Kijk wat er vrij is", when="tomorrow", part="1", site="any")
    assert page.heading == "Dinsdag 3 maart, middag"
    assert "Ophalen vanaf 12.30 uur, terug voor 17.00 uur." in page.text

    page = mia.press(page, "Reserveer West")

    assert page.told == ["De scootmobiel is gereserveerd."]
    assert "West" in page.main.all("h2")[0].text
    assert all_reservations(inside) == [(world["mia"], Span.of(TUESDAY, AFTERNOON), "reserved")]


@pytest.mark.parametrize(
    ("answers", "span"),
    [
        ({"when": "today", "part": "0-1"}, Span.of(TODAY, 0, TODAY, 1)),
        ({"when": "other", "day": "5 maart", "part": "2"}, Span.of(date(2026, 3, 5), 2)),
        (
            {
                "when": "other",
                "day": "5-3-2026",
                "part": "days",
                "from_part": "1",
                "to_day": "7-3-2026",
                "to_part": "0",
            },
            Span.of(date(2026, 3, 5), 1, date(2026, 3, 7), 0),
        ),
    ],
)
def test_a_day_a_part_of_it_or_several_days(world, inside, mia, answers, span):
    page = mia.press(mia.get(RESERVE), "Kijk wat er vrij is", site=str(world["east"]), **answers)

    mia.press(page, "Reserveer Oost")

    assert all_reservations(inside) == [(world["mia"], span, "reserved")]


def test_where_nothing_is_free_the_nearest_is_one_press_and_the_refusal_is_counted(world, inside, mia):
    with inside():
        take(world, "sjef", TUESDAY, MORNING)

    page = mia.press(
        mia.get(RESERVE), "Kijk wat er vrij is", when="tomorrow", part="0", site=str(world["east"])
    )
    assert "Dan is er geen scootmobiel vrij." in page.text
    assert refusals(inside) == 1

    page = mia.press(page, "Reserveer dinsdag 3 maart, ochtend, West")

    assert page.told == ["De scootmobiel is gereserveerd."]
    assert refusals(inside) == 1


def test_taken_while_the_form_was_open_the_same_answer_shows_the_next_best(world, inside, mia):
    page = mia.get(address(TUESDAY, MORNING, plek=world["east"]))
    with inside():
        take(world, "sjef", TUESDAY, MORNING)

    answer = mia.press(page, "Reserveer Oost")

    assert answer.status == 409
    assert "Iemand was net eerder" in answer.text
    assert refusals(inside) == 1
    again = mia.press(answer, "Reserveer dinsdag 3 maart, middag, Oost")
    assert again.told == ["De scootmobiel is gereserveerd."]
    assert [one[0] for one in all_reservations(inside)] == [world["sjef"], world["mia"]]


def test_the_same_form_sent_twice_is_one_reservation(world, inside, mia):
    page = mia.get(address(TUESDAY, MORNING, plek=world["east"]))

    first, second = mia.press(page, "Reserveer Oost"), mia.press(page, "Reserveer Oost")

    assert first.path == second.path
    assert "Dit was al verstuurd." in second.told[0]
    assert len(all_reservations(inside)) == 1


def test_weeks_are_named_one_by_one_with_what_is_free_where_they_clash(world, inside, mia):
    with inside():
        take(world, "sjef", TUESDAY + timedelta(7), MORNING)

    page = mia.press(mia.get(address(TUESDAY, MORNING, plek=world["east"])), "Reserveer elke week", weeks="6")

    assert page.heading == "4 van de 6 weken staan vast"
    assert "Niet gelukt: dan is er geen scootmobiel vrij." in page.text
    assert "Reserveer dinsdag 10 maart, ochtend, West" in page.text
    assert "meer dan 4 kan niet tegelijk" in page.text
    assert len(all_reservations(inside)) == 5


# What cannot be.


CANNOT_BE = (
    ({"day": "2026-03-01"}, 422, "al voorbij"),
    ({"day": "2026-03-05", "to_day": "2026-03-04"}, 422, "vóór het begin"),
    ({"day": "2027-04-06"}, 422, "vanaf dinsdag 23 februari 2027"),
    ({"day": "2028-02-29"}, 422, "42 dagen vooruit"),
    ({"day": "2027-02-29"}, 422, "is geen dag"),
    ({"day": "9999-12-31"}, 422, "42 dagen vooruit"),
    ({"day": ""}, 422, "Kies een dag"),
    ({"day": "2026-03-05", "to_day": "2026-03-09"}, 422, "9 dagdelen"),
    ({"daypart": "3"}, 422, "Kies een dagdeel"),
    ({"daypart": ""}, 422, "Kies een dagdeel"),
    ({"site": "999999"}, 422, "leent geen scootmobielen uit"),
    ({"site": "oost"}, 422, "is geen nummer"),
    ({"scooter": "999999"}, 404, "bestaat niet"),
)


def test_a_wish_that_cannot_be_is_refused_in_words_and_nothing_is_reserved(world, inside, mia):
    could_be = {"day": "2026-03-03", "daypart": "0", "site": str(world["east"])}

    for wanted, status, says in CANNOT_BE:
        answer = send(mia, RESERVE, **{**could_be, **wanted})
        assert answer.status == status, wanted
        assert says in answer.text, wanted
    assert all_reservations(inside) == []
    assert send(mia, RESERVE, **could_be).status == 303


def test_a_closed_daypart_shows_when_there_is_somebody(inside, world, mia):
    with inside():
        set_hours(world["east"], {(weekday, 0): CLOCK[0] for weekday in range(7)})

    looked = mia.get(address(TUESDAY, AFTERNOON, plek=world["east"]))
    sent = send(mia, RESERVE, day=TUESDAY.isoformat(), daypart="1", site=str(world["east"]))

    assert "Oost is dicht: dinsdag 3 maart, middag" in looked.text
    assert sent.status == 422
    assert "Reserveer dinsdag 3 maart, middag, West" in sent.text
    assert "Zet op de wachtlijst" not in looked.text
    assert all_reservations(inside) == []


def test_a_scooter_that_is_retired_is_not_to_be_had_and_another_is_offered(inside, world, mia):
    with inside():
        set_scooter_state(world["scooter"], ScooterState.RETIRED, now=NOW)

    answer = send(
        mia,
        RESERVE,
        day=TUESDAY.isoformat(),
        daypart="0",
        site=str(world["east"]),
        scooter=str(world["scooter"]),
    )

    assert answer.status == 409
    assert "Reserveer dinsdag 3 maart, ochtend, West" in answer.text


def test_who_has_no_valid_riding_check_hears_how_to_get_one(world, inside, client_as_resident):
    fatima = sign_in(world["fatima"], inside, client_as_resident)

    page = fatima.get(OWN)
    looked = fatima.get(address(TUESDAY, MORNING))
    sent = send(fatima, RESERVE, day=TUESDAY.isoformat(), daypart="0")

    assert "Eerst een korte proefrit" in page.text
    assert looked.status == 409
    assert "Maak daarvoor een afspraak" in looked.text
    assert sent.status == 409
    assert all_reservations(inside) == []


def test_a_check_that_was_stopped_says_why_in_its_own_words(world, inside, mia):
    with inside():
        revoke_check(world["mia"], on=TODAY, reason="wij oefenen eerst samen verder")

    assert "wij oefenen eerst samen verder" in mia.get(OWN).text


def test_the_days_on_which_the_clock_changes_are_days_like_others(inside, world, client_as_resident):
    for day, now in (
        (date(2025, 3, 30), datetime(2025, 3, 28, 9, tzinfo=UTC)),
        (date(2025, 10, 26), datetime(2025, 10, 24, 9, tzinfo=UTC)),
        (date(2028, 2, 29), datetime(2028, 2, 27, 9, tzinfo=UTC)),
    ):
        with time_machine.travel(now, tick=False):
            mia = sign_in(world["mia"], inside, client_as_resident)
            page = mia.get(address(day, 0, tot=day.isoformat(), tot_dagdeel=2, plek=world["east"]))
            booked = mia.press(page, "Reserveer Oost")
            assert booked.told == ["De scootmobiel is gereserveerd."], day
            assert "tussen 9.00 uur en 12.30 uur" in booked.text
            assert "voor 21.00 uur" in booked.text

    assert [one[1] for one in all_reservations(inside)] == [
        Span.of(day, 0, day, 2) for day in (date(2025, 3, 30), date(2025, 10, 26), date(2028, 2, 29))
    ]


def test_as_many_as_may_stand_open_and_no_more(world, inside, mia):
    with inside():
        for step in range(4):
            take(world, "mia", TUESDAY + timedelta(step), MORNING)

    page = mia.get(RESERVE)
    sent = send(mia, RESERVE, day=TUESDAY.isoformat(), daypart="1")

    assert "Er kan nu niets bij" in page.text
    assert sent.status == 409
    assert "meer dan 4 kan niet tegelijk" in sent.errors[0]


# Moving and cancelling.


def test_mia_moves_a_reservation_and_what_it_holds_itself_counts_as_free(world, inside, mia):
    with inside():
        mine = take(world, "mia", TUESDAY, MORNING)

    page = mia.get(f"{OWN}/{mine}/verzetten")
    page = mia.press(page, "Kijk wat er vrij is", part="0-1", site=str(world["east"]))
    page = mia.press(page, "Zet hierheen Oost")

    assert page.told == ["De reservering is verzet."]
    assert all_reservations(inside) == [(world["mia"], Span.of(TUESDAY, 0, TUESDAY, 1), "reserved")]


def test_a_move_to_what_is_taken_leaves_it_as_it_was_and_shows_the_next_best(world, inside, mia):
    with inside():
        mine = take(world, "mia", TUESDAY, MORNING)
    page = mia.get(f"{OWN}/{mine}/vrij?dag={TUESDAY.isoformat()}&dagdeel=1&plek={world['east']}")
    with inside():
        take(world, "sjef", TUESDAY, AFTERNOON)

    answer = mia.press(page, "Zet hierheen Oost")

    assert answer.status == 409
    assert "staat nog zoals zij was" in answer.text
    assert all_reservations(inside)[0] == (world["mia"], Span.of(TUESDAY, MORNING), "reserved")


def test_mia_cancels_and_after_the_start_she_is_told_to_call(world, inside, mia, client_as_resident):
    with inside():
        one, two = take(world, "mia", TUESDAY, MORNING), take(world, "mia", TODAY, MORNING)

    page = mia.press(mia.get(f"{OWN}/{one}/afzeggen"), "Ja, zeg af")
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        mia = sign_in(world["mia"], inside, client_as_resident)
        late = mia.get(f"{OWN}/{two}/afzeggen")
        sent = send(mia, f"{OWN}/{two}/afzeggen")

    assert "De reservering is afgezegd." in page.told[0]
    assert "is al begonnen" in late.told[0]
    assert sent.status == 409
    assert "is al begonnen" in sent.text
    assert "Ja, zeg af" not in sent.text
    assert [one[2] for one in all_reservations(inside)] == ["cancelled", "reserved"]


def test_anothers_reservation_is_not_there(world, inside, mia):
    with inside():
        his = take(world, "sjef", TUESDAY, MORNING)
        take(world, "mia", TUESDAY, AFTERNOON)
        full = _wish(world, TUESDAY, AFTERNOON)
        waits = wait_for_scooter(resident_id=world["sjef"], wish=full, now=NOW).id

    for path in (f"/{his}/verzetten", f"/{his}/afzeggen", f"/wachtlijst/{waits}"):
        assert send(mia, OWN + path, day=TUESDAY.isoformat(), daypart="1", step="stop").status == 404

    assert {one[2] for one in all_reservations(inside)} == {"reserved"}


# The waiting list.


def test_mia_waits_is_offered_what_comes_free_and_takes_it(world, inside, mia):
    with inside():
        his = take(world, "sjef", TUESDAY, MORNING)
        take(world, "sjef", TUESDAY, MORNING, "west")
    page = mia.get(address(TUESDAY, MORNING))

    page = mia.press(page, "Zet op de wachtlijst")
    assert "Dinsdag 3 maart, ochtend, op welke plek dan ook" in page.text
    with inside():
        cancel_reservation(his, now=NOW)
    page = mia.press(mia.get(OWN), "Ja, reserveer")

    assert page.told == ["De scootmobiel is gereserveerd."]
    assert all_reservations(inside)[-1] == (world["mia"], Span.of(TUESDAY, MORNING), "reserved")


def test_an_offer_that_is_over_is_refused_and_mia_can_leave_the_list(world, inside, mia, client_as_resident):
    with inside():
        his = take(world, "sjef", TUESDAY, MORNING)
        wait_for_scooter(resident_id=world["mia"], wish=_wish(world, TUESDAY, MORNING), now=NOW)
        cancel_reservation(his, now=NOW)
    path = mia.get(OWN).form("Ja, reserveer").action

    with time_machine.travel(NOW + timedelta(hours=5), tick=False):
        mia = sign_in(world["mia"], inside, client_as_resident)
        answer = send(mia, path, step="take")
        left = mia.press(mia.get(OWN), "Haal van de lijst")

    assert answer.status == 409
    assert "wordt niet meer voor u vastgehouden" in answer.errors[0]
    assert left.told == ["Van de wachtlijst gehaald."]
    with inside():
        assert db.session.scalars(select(ScooterWaiting.state)).one() == "withdrawn"


# In a calendar, and at the desk.


def test_a_reservation_goes_along_in_a_calendar_and_a_cancelled_one_does_not(world, inside, mia):
    with inside():
        mine = take(world, "mia", TUESDAY, MORNING)
    path = f"{OWN}/{mine}.ics"

    event = Calendar.from_ical(mia.client.get(path).data).walk("VEVENT")[0]
    page = mia.get("/mijn")
    with inside():
        cancel_reservation(mine, now=NOW)

    assert event["DTSTART"].to_ical() == b"20260303T080000Z"  # No calendar needs to know our time zone.
    assert event["SUMMARY"] == "Scootmobiel bij Oost"
    assert "Mia" not in str(event)
    assert "Dinsdag 3 maart, ochtend" in page.text
    assert mia.get(path).status == 404


def test_ben_reserves_for_mia_at_the_desk_with_the_same_pages(world, inside, client_as):
    ben, base = client_as("desk"), f"/balie/bezoekers/{world['mia']}/scootmobielen"

    page = ben.get(f"/balie/bezoekers/{world['mia']}")
    page = ben.get(page.links["Scootmobiel"])
    page = ben.get(page.links["Bekijk de hele week"])
    page = ben.get(page.links["1 vrij, dinsdag 3 maart, middag, Oost"])
    free = page.text
    page = ben.press(page, "Reserveer Oost")
    mine, booked = all_reservations(inside), page.text
    asked = ben.get(page.links["Afzeggen"])
    page = ben.press(asked, "Ja, zeg af")

    assert mine == [(world["mia"], Span.of(TUESDAY, AFTERNOON), "reserved")]
    assert all_reservations(inside)[0][2] == ReservationState.CANCELLED.value
    assert page.path == base
    assert "Scootmobiel voor Mia" in page.heading
    assert all("Scootmobiel voor Mia" in text for text in (free, booked, asked.text))


def test_when_the_scooter_may_not_be_there_the_next_best_is_one_press(world, inside, mia):
    with inside():
        mine = take(world, "mia", TUESDAY, MORNING)
        set_scooter_state(world["scooter"], ScooterState.MAINTENANCE, now=NOW)

    page = mia.get(f"{OWN}/{mine}")
    assert "Deze scootmobiel is er dan misschien niet" in page.text
    page = mia.press(page, "Zet hierheen dinsdag 3 maart, ochtend, West")

    assert page.told == ["De reservering is verzet."]
    assert "misschien niet" not in page.text
    assert all_reservations(inside) == [(world["mia"], Span.of(TUESDAY, MORNING), "reserved")]


def test_who_chooses_another_moment_finds_what_they_chose(world, mia):
    page = mia.get(address(TUESDAY, AFTERNOON, plek=world["west"]))

    form = mia.get(page.links["Een ander moment"]).form("Kijk wat er vrij is").values()

    assert (form["when"], form["part"], form["site"]) == (["tomorrow"], ["1"], [str(world["west"])])
