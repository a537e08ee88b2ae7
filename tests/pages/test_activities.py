"""Activities on the pages: planned by Dora, joined by Mia or at the desk, ticked off, cancelled, exported."""

from datetime import time, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from buurtservice.activities.models import Activity
from buurtservice.activities.places import invite, take_place
from buurtservice.activities.queries import get_activity, list_places
from buurtservice.activities.services import choose_host, plan_activity
from buurtservice.activities.values import ActivityValues
from buurtservice.clock import local_today
from buurtservice.extensions import db
from buurtservice.help.models import RequestState
from buurtservice.help.queries import get_request
from buurtservice.messages.models import OutboxMessage
from tests.factories import request, resident


def plan(**values) -> Activity:
    day = {"on": local_today(), "today": local_today()}
    return plan_activity(ActivityValues(**{"title": "Samen soep", **values}), **day)


def come(activity: Activity, *people) -> None:
    for one in people:
        take_place(activity.id, resident_id=one.id, on=local_today(), today=local_today())


def standing(activity: Activity) -> list[tuple[str, str]]:
    found = list_places(activity.id)
    return [(one.resident.name, one.state.value) for one in found if one.state != "cancelled"]


@pytest.fixture
def next_week():
    return local_today() + timedelta(days=7)


def test_dora_plans_an_activity_and_everybody_can_read_of_it(client_as, client, next_week):
    dora = client_as("worker")
    page = dora.press(
        dora.get("/activiteiten/nieuw"),
        "Opslaan",
        title="Samen soep eten 🍲",
        description="Wij koken en eten.\nNeem een lepel mee.",
        day=next_week.strftime("%d-%m-%Y"),
        begins="12.00",
        ends="13.30",
        capacity="8",
        place="Buurthuis De Poort",
    )
    assert "De activiteit staat er." in page.told[0]

    listed = client.get("/activiteiten")
    shown = client.get(listed.links["Samen soep eten 🍲"])

    assert "12.00 uur tot 13.30 uur" in listed.text
    assert "Nog 8 plaatsen" in listed.text
    assert "Neem een lepel mee." in shown.text
    assert "Dora" not in shown.text


@pytest.mark.parametrize(
    ("filled", "says"),
    [
        ({"day": "1-1-2020"}, "is al voorbij"),
        ({"day": "morgen", "begins": "14.00", "ends": "13.00"}, "eindtijd"),
        ({"begins": "14.00"}, "hoort een dag"),
        ({"title": "x" * 5000}, "5.000 tekens"),
        ({"capacity": "0"}, "heel getal"),
    ],
)
def test_what_cannot_be_stands_in_the_summary_and_nothing_is_planned(inside, client_as, filled, says):
    dora = client_as("worker")

    page = dora.press(dora.get("/activiteiten/nieuw"), "Opslaan", **{"title": "Soep", **filled})

    assert page.status == 422
    assert says in page.errors[0]
    with inside():
        assert db.session.scalars(select(Activity)).all() == []


def test_mia_signs_up_waits_when_it_is_full_and_moves_up_when_sjef_stays_away(
    inside, client_as_resident, client
):
    with inside():
        mia, sjef = resident("Mia", email="mia@mail.example"), resident("Sjef")
        activity = plan(capacity=1)
        come(activity, sjef)
    address = f"/activiteiten/{activity.id}"
    assert "/aanmelden" in client.get(client.get(address).links["Zet mij op de wachtlijst"]).url

    mia_looks, sjef_looks = client_as_resident(mia), client_as_resident(sjef)
    page = mia_looks.press(mia_looks.get(address), "Zet mij op de wachtlijst")
    assert "U staat op de wachtlijst." in page.told[0]
    sjef_looks.press(sjef_looks.get(sjef_looks.get(address).links["Ik kan toch niet"]), "Nee, ik kom niet")

    assert "U doet mee." in mia_looks.get(address).text
    with inside():
        assert standing(activity) == [("Mia", "taken")]
        [message] = db.session.scalars(select(OutboxMessage))
        assert (message.kind, message.resident_id) == ("activity_place_free", mia.id)
        assert "Samen soep" in message.body


def test_at_the_desk_anybody_is_found_and_put_on_the_list(inside, client_as):
    with inside():
        resident("Mia Hermans", search_text="mia hermans")
        activity = plan()
    ben = client_as("desk")

    found = ben.press(ben.get(f"/activiteiten/{activity.id}/aanmelden"), "Zoek", q="Hermans")
    page = ben.press(found, "Mia Hermans")

    assert page.told == ["Mia komt."]
    with inside():
        assert standing(activity) == [("Mia Hermans", "taken")]


def test_who_is_invited_says_yes_or_no_and_gets_one_invitation(inside, client_as, next_week):
    with inside():
        asked = [request(resident(name, phone="043 000 00 00"), "buddy") for name in ("Mia", "Sjef")]
        activity = plan(takes_place_on=next_week, begins_at=time(12), ends_at=time(14))
        invite(activity, asked, on=local_today())
    dora, address = client_as("worker"), f"/activiteiten/{activity.id}/mensen"

    for told in ("2 uitnodigingen gaan weg.", "Iedereen kreeg de uitnodiging al."):
        assert dora.press(dora.get(address), "Stuur hun de uitnodiging").told == [told]
    page = dora.press(dora.get(address), "Komt Mia")
    page = dora.press(page, "Komt niet Sjef")

    assert page.told == ["Sjef komt niet."]
    with inside():
        assert standing(activity) == [("Mia", "taken")]
        assert db.session.scalars(select(OutboxMessage.kind)).all() == ["activity_invited"] * 2
        assert "12.00 uur tot 14.00 uur" in db.session.scalars(select(OutboxMessage.body)).all()[0]


def test_who_came_is_ticked_off_and_their_requests_are_fulfilled(inside, client_as):
    with inside():
        mia, sjef = (request(resident(name), "buddy") for name in ("Mia", "Sjef"))
        activity = plan(takes_place_on=local_today())
        invite(activity, [mia, sjef], on=local_today())
        come(activity, mia.resident, sjef.resident)
        was = {one.resident.name: f"was-{one.id}" for one in list_places(activity.id)}
    ben = client_as("desk")
    page = ben.get(f"/activiteiten/{activity.id}/wie-was-er")

    half = ben.press(page, "Klaar", others="3", **{was["Mia"]: "ja"})
    assert "Nog niet bij: Sjef." in half.errors[0]
    done = ben.press(half, "Klaar", others="3", **{was["Mia"]: "ja", was["Sjef"]: "nee"})

    assert done.told == ["Opgeslagen: er waren 4 mensen."]
    with inside():
        assert get_request(mia.id).state == RequestState.FULFILLED
        assert get_request(sjef.id).state == RequestState.OPEN


def test_before_its_day_nobody_is_ticked_off(inside, client_as, next_week):
    with inside():
        activity = plan(takes_place_on=next_week)
    page = client_as("worker").get(f"/activiteiten/{activity.id}/wie-was-er")

    assert "moet nog komen" in page.text
    assert not page.main.all("form")


def test_who_would_come_hears_that_it_is_off_and_the_calendar_says_so(inside, client_as, client, next_week):
    with inside():
        mia, sjef = (
            resident(name, email=f"{name}@mail.example", phone="043 555 01 01") for name in ("Mia", "Sjef")
        )
        activity = plan(takes_place_on=next_week, begins_at=time(12), capacity=1)
        come(activity, mia, sjef)
    [before] = Calendar.from_ical(client.client.get("/activiteiten.ics").data).walk("VEVENT")
    dora = client_as("worker")

    page = dora.press(
        dora.get(f"/activiteiten/{activity.id}/afzeggen"), "Zeg de activiteit af", note="De kok is ziek"
    )

    assert "gaat niet door" in page.told[0]
    [after] = Calendar.from_ical(client.client.get("/activiteiten.ics").data).walk("VEVENT")
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert before["UID"] == after["UID"]
    assert "Samen soep" not in client.get("/activiteiten").text
    assert "De kok is ziek" in client.get(f"/activiteiten/{activity.id}").text
    assert "Wie komt er?" not in dora.get(f"/activiteiten/{activity.id}").text
    listed = dora.get(f"/activiteiten/{activity.id}/mensen").text
    had, waited = listed.split("Op de wachtlijst, of uitgenodigd")
    assert "Mia, 043 555 01 01" in had
    assert "Sjef, 043 555 01 01" in waited
    assert "Niemand" not in listed
    with inside():
        told = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        assert [one.kind for one in told] == ["activity_cancelled"] * 2
        assert all("De kok is ziek" in one.body for one in told)


def test_the_file_for_a_calendar_holds_the_moment_in_utc_and_no_names(inside, client, next_week):
    with inside():
        mia = resident("Mia Hermans")
        activity = plan(takes_place_on=next_week, begins_at=time(12), ends_at=time(14))
        untimed = plan(takes_place_on=next_week)
        dayless = plan()
        choose_host(activity.id, resident_id=mia.id, name_agreed=True, on=local_today(), today=local_today())

    answer = client.client.get(f"/activiteiten/{activity.id}.ics")
    [event] = Calendar.from_ical(answer.data).walk("VEVENT")
    [whole_day] = Calendar.from_ical(client.client.get(f"/activiteiten/{untimed.id}.ics").data).walk("VEVENT")

    assert answer.mimetype == "text/calendar"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert event["DTSTART"].dt.utcoffset() == timedelta(0)
    assert whole_day["DTSTART"].dt == next_week
    assert "Mia" not in answer.text
    assert client.get(f"/activiteiten/{dayless.id}.ics").status == 404


def test_the_first_name_of_the_host_is_read_by_everybody_only_after_she_agreed(
    inside, client, client_as_resident
):
    with inside():
        mia, fatima = resident("Mia Hermans"), resident("Fatima El Amrani")
        activity = plan()
        come(activity, fatima)
        choose_host(activity.id, resident_id=mia.id, name_agreed=False, on=local_today(), today=local_today())
    assert "Mia" not in client.get("/activiteiten").text
    with inside():
        choose_host(activity.id, resident_id=mia.id, name_agreed=True, on=local_today(), today=local_today())
    listed = client.get("/activiteiten").text
    assert "Mia" in listed
    assert "Hermans" not in listed

    host = client_as_resident(mia)
    page = host.get(host.get("/mijn").links["Samen soep"])

    assert "Er komt 1 mens" in page.text
    assert "Fatima" in page.text
    assert "Amrani" not in page.text


def test_what_is_not_public_is_there_for_who_takes_part_and_who_works_here_only(
    inside, client, client_as, client_as_resident
):
    with inside():
        mia, sjef = resident("Mia"), resident("Sjef")
        activity = plan(public=False)
        come(activity, mia)
    address = f"/activiteiten/{activity.id}"

    assert client.get(address).status == 404
    assert client_as_resident(sjef).get(f"{address}/meedoen").status == 404
    assert client_as_resident(mia).get(address).status == 200
    assert client_as("desk").get(address).status == 200
    assert "Samen soep" not in client.get("/activiteiten").text


def test_fewer_places_than_people_are_refused_and_a_new_place_asks_to_tell_them(inside, client_as):
    with inside():
        activity = plan(capacity=3)
        come(activity, resident("Mia"), resident("Sjef"))
    dora, address = client_as("worker"), f"/activiteiten/{activity.id}/wijzigen"

    refused = dora.press(dora.get(address), "Opslaan", capacity="1")
    moved = dora.press(dora.get(address), "Opslaan", place="De Poort")

    assert "Er komen al 2 mensen." in refused.errors[0]
    assert "Vertel het aan de mensen die komen." in " ".join(moved.told)
    with inside():
        assert get_activity(activity.id).capacity == 3


def test_pressing_twice_takes_one_place(inside, client_as_resident):
    with inside():
        mia, activity = resident("Mia"), plan()
    visitor = client_as_resident(mia)
    page = visitor.get(f"/activiteiten/{activity.id}")

    visitor.press(page, "Ik doe mee")
    again = visitor.press(page, "Ik doe mee")

    assert again.status == 200
    with inside():
        assert standing(activity) == [("Mia", "taken")]


def test_the_list_on_paper_has_first_names_and_an_initial(inside, client_as):
    with inside():
        activity = plan()
        come(activity, resident("Mia Hermans"), resident("Sjef"))

    text = client_as("worker").get(f"/activiteiten/{activity.id}/print").text

    assert "Mia H." in text
    assert "Hermans" not in text
