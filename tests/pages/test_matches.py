"""After a proposal is approved: phoning, meeting, how it went, and what comes next, on its pages."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from buurtservice.accounts.models import AccessLog
from buurtservice.clock import local_today
from buurtservice.extensions import db
from buurtservice.help.models import HelpRequest
from buurtservice.matches.models import MatchEvent, MatchState
from buurtservice.matches.queries import get_match
from buurtservice.matches.services import record_yes
from buurtservice.messages.models import Channel, OutboxMessage
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.residents.queries import list_never_pairs
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY

NUMBERS = {"Mia Janssen": "043 111 11 11", "Sjef Peters": "043 222 22 22"}


@pytest.fixture
def make(inside):
    """Return how to make a match between Mia and Sjef in a state; gives its id."""

    def make_match(state: str = "approved", **columns: object) -> int:
        with inside():
            mia, sjef = (factories.resident(name, phone=phone) for name, phone in NUMBERS.items())
            match = factories.proposal(factories.request(mia), factories.offer(sjef))
            match = factories.bring(match, MatchState(state), on=TODAY)
            for column, value in columns.items():
                set_person(mia.id, column, value)
            return match.id

    return make_match


def set_person(resident_id: int, column: str, value: object) -> None:
    with transaction() as session:
        setattr(session.get_one(Resident, resident_id), column, value)


def look(inside, match_id: int):
    with inside():
        match = get_match(match_id)
        db.session.expunge_all()
        return match


def test_dora_phones_both_and_then_they_know_how_to_reach_each_other(make, inside, client_as):
    dora, match_id = client_as("worker"), make()

    page = dora.get(f"/matches/{match_id}")
    assert page.heading == "Sjef strijkt voor Mia"
    assert "043 222 22 22" in page.text
    assert "Mia uit Malpertuis zoekt die hulp." in page.text

    page = dora.press(page, "Sjef zegt ja")
    assert page.told == ["Genoteerd. Bel nu Mia."]

    page = dora.press(page, "Mia zegt ja")
    assert "Allebei zeiden ja" in page.told[0]
    assert "Zo bereiken zij elkaar" in page.text
    assert look(inside, match_id).state == MatchState.AGREED


def test_the_script_says_a_first_name_and_a_neighbourhood_and_no_more(make, client_as):
    page = client_as("worker").get(f"/matches/{make()}")

    said = " ".join(one.text for one in page.root.all("div", class_="said"))
    assert "Sjef uit Malpertuis" in said
    assert "Mia uit Malpertuis" in said
    assert not [secret for secret in ("Janssen", "Peters", "043") if secret in said]


def test_each_look_and_each_answer_is_in_the_log_with_whose_it_is(make, inside, client_as):
    dora, match_id = client_as("worker"), make()

    dora.press(dora.get(f"/matches/{match_id}"), "Sjef zegt ja")

    with inside():
        rows = db.session.execute(select(AccessLog.action, AccessLog.subject, AccessLog.resident_id)).all()
        event = db.session.scalars(select(MatchEvent).order_by(MatchEvent.id.desc())).first()
    helper = look(inside, match_id).offer.resident_id
    assert ("match.yes", f"match:{match_id}", helper) in [tuple(row) for row in rows]
    assert {row.resident_id for row in rows if row.action == "match.read"} >= {helper}
    assert event.staff_user_id == dora.user.id


def test_a_slip_is_taken_back_until_the_other_said_yes(make, inside, client_as):
    dora, match_id = client_as("worker"), make()
    page = dora.press(dora.get(f"/matches/{match_id}"), "Sjef zegt ja")

    page = dora.press(page, "Neem dit ja terug")

    assert page.told == ["Teruggenomen."]
    assert look(inside, match_id).helper_said_yes_on is None


def test_who_was_faster_is_not_asked_again(make, inside, client_as):
    dora, match_id = client_as("worker"), make()
    page = dora.get(f"/matches/{match_id}")
    with inside():
        record_yes(match_id, side="helper", on=local_today(), today=local_today())

    answer = dora.press(page, "Sjef zegt ja", follow=False)

    assert answer.status == 422
    assert "al genoteerd" in answer.errors[0]


def test_nobody_answers_and_it_comes_back_on_the_day(make, inside, client_as):
    dora, match_id = client_as("worker"), make()
    day = local_today() + timedelta(days=3)

    page = dora.press(
        dora.get(f"/matches/{match_id}/niet-bereikt/helper"), call_back_on=f"{day.day}-{day.month}-{day.year}"
    )

    assert "staat dit weer bij Vandaag" in page.told[0]
    assert look(inside, match_id).helper_call_back_on == day


def test_a_day_has_to_lie_ahead(make, client_as):
    dora, match_id = client_as("worker"), make()

    page = dora.press(dora.get(f"/matches/{match_id}/niet-bereikt/helper"), call_back_on="1-1-2300")

    assert page.status == 422
    assert len(page.errors) == 1


def test_a_no_has_a_reason_and_opens_the_request_again(make, inside, client_as):
    dora, match_id = client_as("worker"), make()
    page = dora.get(f"/matches/{match_id}/nee/helper")

    assert dora.press(page).errors == ["Kies waarom niet."]
    page = dora.press(page, reason="too_far_or_heavy", note="Kan de trap niet op")

    assert "De vraag is weer open" in page.told[0]
    assert look(inside, match_id).state == MatchState.DECLINED
    assert "te ver of te zwaar" in page.text.casefold()


def test_of_a_ring_the_others_go_on_and_dora_is_told(inside, client_as):
    with inside():
        links = factories.circle([("Mia", "ironing"), ("Sjef", "garden"), ("Fatima", "pet")])
        factories.bring(links[0], MatchState.APPROVED)
        ids = [link.id for link in links]
    dora = client_as("worker")

    page = dora.press(dora.get(f"/matches/{ids[0]}/nee/asker"), reason="days")

    assert len([told for told in page.told if "De kring is verbroken" in told]) == 2
    assert {look(inside, one).state for one in ids[1:]} == {MatchState.APPROVED}


def test_who_has_no_telephone_gets_a_letter_without_the_others_details(make, client_as):
    match_id = make(phone=None, address="Voorbeeldstraat 1")
    dora = client_as("worker")

    page = dora.get(f"/matches/{match_id}")
    letter = dora.get(page.links["Brief voor Mia"])

    assert "Voorbeeldstraat 1" in letter.text
    assert "Misschien kan Sjef uit Malpertuis u helpen." in letter.text
    assert not [secret for secret in ("Peters", "043 222") if secret in letter.text]


def test_who_has_e_mail_gets_a_message_once_both_said_yes(make, inside, client_as):
    dora, match_id = client_as("worker"), make(email="mia@example.org")
    page = dora.press(dora.get(f"/matches/{match_id}"), "Sjef zegt ja")
    with inside():
        assert db.session.scalars(select(OutboxMessage)).all() == []

    dora.press(page, "Mia zegt ja")

    with inside():
        message, told = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        assert (told.key, told.channel, told.to) == (f"agreed:{match_id}:helper", Channel.CALL, "")
        assert (message.to, message.key) == ("mia@example.org", f"agreed:{match_id}:asker")
        assert "Sjef Peters" in message.body
        assert "043 222 22 22" in message.body


@pytest.mark.parametrize("way", [ContactBy.LETTER, ContactBy.DESK])
def test_who_would_rather_not_be_phoned_keeps_the_number(make, client_as, way):
    match_id = make("agreed", contact_by=way, address="Voorbeeldstraat 1")

    page = client_as("worker").get(f"/matches/{match_id}")

    assert "043 111 11 11" not in page.text
    assert "Voorbeeldstraat 1" not in page.text
    assert ("Liever een brief" in page.text) == (way == ContactBy.LETTER)


def test_they_meet_with_dora_and_it_stands_in_her_calendar(make, client_as):
    dora, match_id = client_as("worker"), make("agreed")
    day = local_today() + timedelta(days=7)

    page = dora.press(
        dora.get(f"/matches/{match_id}/kennismaking"),
        day=f"{day.day}-{day.month}-{day.year}",
        begins="14.30",
        place="Buurthuis De Poort",
        worker=str(dora.user.id),
    )
    assert "14.30 uur" in page.told[0]
    assert "Dora gaat mee." in page.text

    answer = dora.client.get(page.links["Zet in mijn agenda"])
    event = Calendar.from_ical(answer.data).events[0]
    assert answer.mimetype == "text/calendar"
    assert (event["SUMMARY"], event["LOCATION"]) == ("Kennismaking Sjef en Mia", "Buurthuis De Poort")
    assert "Peters" not in answer.text


def test_a_meeting_is_changed_and_cancelled(make, client_as):
    dora, match_id = client_as("worker"), make("agreed")
    page = dora.press(dora.get(f"/matches/{match_id}/kennismaking"), day="morgen", begins="10")
    change = next(address for words, address in page.links.items() if words.startswith("Verander"))

    page = dora.press(dora.get(change), begins="11.15")
    assert "11.15 uur" in page.told[0]

    page = dora.press(page, "Zeg af")
    assert page.told == ["Afgezegd. Laat het allebei weten."]
    assert "Plan een kennismaking" in page.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"day": "", "begins": "10"}, "Vul een dag in."),
        ({"day": "morgen", "begins": "25.00"}, "Dit is geen tijd"),
        ({"day": "morgen", "begins": "10", "ends": "9"}, "eindigt voordat zij begint"),
        ({"day": "1-1-2300", "begins": "10"}, "te ver weg"),
    ],
)
def test_a_meeting_that_cannot_be_says_why_and_keeps_what_was_typed(make, client_as, typed, error):
    dora = client_as("worker")

    page = dora.press(
        dora.get(f"/matches/{make('agreed')}/kennismaking"), place="Bij Mia <b>thuis</b>", **typed
    )

    assert page.status == 422
    assert error in page.errors[0]
    assert page.form().values()["place"] == ["Bij Mia <b>thuis</b>"]


def test_a_meeting_of_another_match_is_not_there(make, inside, client_as):
    dora, match_id = client_as("worker"), make("agreed")
    dora.press(dora.get(f"/matches/{match_id}/kennismaking"), day="morgen", begins="10")
    with inside():
        other = factories.proposal(
            factories.request(factories.resident("Fatima")), factories.offer(factories.resident("Anna"))
        ).id

    assert dora.get(f"/matches/{other}/kennismaking/1").status == 404
    assert dora.get(f"/matches/{other}/kennismaking/1/agenda.ics").status == 404


def test_who_wants_never_again_is_parted_on_the_next_page(make, client_as):
    dora, match_id = client_as("worker"), make("active")

    page = dora.press(dora.get(f"/matches/{match_id}/hoe-ging-het/asker"), went="badly", next_step="never")

    assert page.path == f"/matches/{match_id}/verder/never"


def test_how_it_went_then_once_more_with_the_same_helper(make, inside, client_as):
    dora, match_id = client_as("worker"), make("active")

    page = dora.press(
        dora.get(f"/matches/{match_id}/hoe-ging-het/asker"),
        went="well",
        hours="1,5",
        next_step="again",
        note="Fijn gestreken",
    )
    assert "Mia: goed, wil verder: nog een keer." in page.text
    assert "1,5" not in page.main.text  # Hours per person stand on no page.

    page = dora.get(f"/matches/{match_id}/verder")
    again = next(address for words, address in page.links.items() if words.startswith("Nog een keer"))
    page = dora.press(dora.get(again), "Doe dit")

    assert page.told[0] == "Klaar, en opnieuw gevraagd."
    done = look(inside, match_id)
    assert (done.state, str(done.hours)) == (MatchState.COMPLETED, "1.50")
    with inside():
        assert len(db.session.scalars(select(HelpRequest.id)).all()) == 2


def test_help_that_is_done_needs_its_hours(make, inside, client_as):
    dora, match_id = client_as("worker"), make("active")

    page = dora.press(dora.get(f"/matches/{match_id}/verder/done"))

    assert page.errors == ["Vul in hoeveel uur hulp het was."]
    assert look(inside, match_id).state == MatchState.ACTIVE


def test_it_stops_and_the_request_is_withdrawn(make, inside, client_as):
    dora, match_id = client_as("worker"), make("active")

    page = dora.press(dora.get(f"/matches/{match_id}/verder/stop"), reason="days", still_needed="nee")

    assert page.told == ["Gestopt."]
    with inside():
        assert get_match(match_id).request.state == "withdrawn"


def test_never_these_two_is_the_workers_alone(make, inside, client_as):
    dora, match_id = client_as("worker"), make("active")

    page = dora.press(dora.get(f"/matches/{match_id}/verder/never"), note="Ruzie")

    assert "komen niet meer bij elkaar" in page.told[0]
    with inside():
        assert len(list_never_pairs()) == 1
    assert client_as("desk").get(f"/matches/{match_id}").status == 403


def test_a_form_sent_twice_is_done_once(make, inside, client_as):
    dora, match_id = client_as("worker"), make()
    page = dora.get(f"/matches/{match_id}")

    dora.press(page, "Sjef zegt ja")
    again = dora.press(page, "Sjef zegt ja")

    assert "Dit was al verstuurd" in again.told[0]
    with inside():
        steps = db.session.scalars(select(MatchEvent.step)).all()
    assert [one.value for one in steps].count("helper_said_yes") == 1


def test_the_list_is_narrowed_by_its_address(make, client_as):
    make("completed")
    dora = client_as("worker")

    assert "Sjef strijkt voor Mia" not in dora.get("/matches").text
    assert "Sjef strijkt voor Mia" in dora.get("/matches?staat=klaar").text
    assert dora.get("/matches?staat=<script>").status == 200


@pytest.mark.parametrize("role", ["desk", "team", "host", "policy", "operator"])
def test_only_a_worker_sees_matches(make, client_as, role):
    match_id = make()
    visitor = client_as(role)

    assert visitor.get("/matches").status == 403
    assert visitor.post(f"/matches/{match_id}/ja/helper").status in {400, 403}
