"""Everybody hears it the way they want to be reached, no more than they want, and what fails comes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from buurtservice.accounts.models import StaffUser
from buurtservice.extensions import db
from buurtservice.messages.by_hand import mark_all_done, mark_done, undo_done
from buurtservice.messages.claiming import MOST_A_DAY
from buurtservice.messages.errors import MessageDoneAlready, MessageNotToUndo
from buurtservice.messages.mailer import MailRefused
from buurtservice.messages.models import Channel, MessageState, OutboxMessage
from buurtservice.messages.opting_out import choose_wanted, list_unwanted
from buurtservice.messages.queries import count_by_hand
from buurtservice.messages.sending import Sent, send_waiting
from buurtservice.messages.services import queue_message
from buurtservice.messages.telling import tell
from buurtservice.messages.texting import find_texter
from buurtservice.residents.models import ContactBy
from buurtservice.transactions import transaction
from tests.factories import TODAY, resident
from tests.integration.racing import look_anew, race
from tests.integration.test_messages import FROM, FakeMailer

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)  # Nine o'clock in the neighbourhood.
EVERYTHING = {"email": "mia@buurt.example", "phone": "06 1234 5678", "address": "Voorbeeldstraat 1"}

pytestmark = pytest.mark.usefixtures("app")


def told(person, kind: str = "offer_expired", *, key: str = "a", **changes):
    values = {"offer_expired": {"help": "strijken"}, "activity_invited": {"title": "Soep"}}[kind]
    return tell(kind, resident=person, key=key, **{"now": NOW, "values": values, **changes})


def every() -> list[OutboxMessage]:
    look_anew()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def test_it_goes_the_way_they_want_to_be_reached_else_the_way_there_is():
    ways = [
        (EVERYTHING, "mail"),
        ({**EVERYTHING, "contact_by": ContactBy.EMAIL}, "mail"),
        ({**EVERYTHING, "contact_by": ContactBy.PHONE}, "call"),
        ({**EVERYTHING, "contact_by": ContactBy.LETTER}, "letter"),
        ({**EVERYTHING, "contact_by": ContactBy.DESK}, "call"),
        ({"email": "mia@buurt.example", "contact_by": ContactBy.PHONE}, "mail"),
        ({"address": "Voorbeeldstraat 1"}, "letter"),
        ({}, "call"),
    ]
    for number, (columns, _) in enumerate(ways):
        assert told(resident(f"Mia {number}", **columns), key=str(number))

    assert [one.channel.value for one in every()] == [channel for _, channel in ways]
    # Where a letter or a call goes is looked up on the day itself.
    assert {one.to for one in every() if one.channel != Channel.MAIL} == {""}


def test_nothing_goes_to_who_has_no_name_here_left_or_heard_it_already():
    with transaction() as session:
        nobody = resident("Mia")
        nobody.name = nobody.person_key = nobody.search_text = None
        nobody.pseudonymous = True
        gone = resident("Weg", left_on=TODAY, **EVERYTHING)
        session.flush()

    assert [told(nobody), told(gone)] == [False, False]
    assert [told(resident("Sjef")), told(resident("Fatima"))] == [True, False]


def test_a_text_message_waits_for_the_morning_and_is_shown_on_the_console(app, capsys, monkeypatch):
    monkeypatch.setitem(app.config, "BUURTSERVICE", replace(app.config["BUURTSERVICE"], sms="console"))
    at_night = NOW + timedelta(hours=14)
    told(resident("Mia", contact_by=ContactBy.PHONE, phone="06-12345678"), now=at_night)
    assert send_waiting(FakeMailer(), sender=FROM, now=at_night, texter=find_texter()) == Sent()
    assert send_waiting(FakeMailer(), sender=FROM, now=TOMORROW, texter=find_texter()) == Sent(sent=1)
    assert "Uw aanbod is gestopt" in capsys.readouterr().out


def test_who_does_not_want_a_kind_gets_none_and_what_waited_is_taken_out():
    mia = resident("Mia", **EVERYTHING)
    told(mia, "activity_invited", key="a")

    choose_wanted(mia.id, ["how_it_went"], today=TODAY)

    assert every() == []
    assert told(mia, "activity_invited", key="b") is False
    assert told(mia, "offer_expired", key="c") is True  # About what is theirs, they always hear.
    choose_wanted(mia.id, ["activity_invited"], today=TODAY)
    assert told(mia, "activity_invited", key="d") is True
    assert "activity_invited" not in list_unwanted(mia.id)


def test_more_than_three_a_day_wait_for_the_morning_and_leave_as_one():
    mia, sjef = resident("Mia", **EVERYTHING), resident("Sjef", email="sjef@buurt.example")
    for number in range(MOST_A_DAY + 3):
        told(mia, key=f"mia{number}", values={"help": f"hulp {number}"})
    told(sjef, key="sjef")
    mailer = FakeMailer()

    assert send_waiting(mailer, sender=FROM, now=NOW) == Sent(sent=MOST_A_DAY + 1)
    assert send_waiting(mailer, sender=FROM, now=TOMORROW - timedelta(minutes=1)) == Sent()
    assert send_waiting(FakeMailer(TimeoutError()), sender=FROM, now=TOMORROW) == Sent(later=3)
    again = TOMORROW + timedelta(minutes=1)
    assert send_waiting(mailer, sender=FROM, now=again) == Sent(sent=3)

    assert {message.state for message in every()} == {MessageState.SENT}
    joined = mailer.taken[-1]
    body = joined.get_content()
    assert joined["Subject"] == "3 berichten voor u"
    assert [body.count(f"hulp {number}") for number in range(6)] == [0, 0, 0, 1, 1, 1]
    assert body.count("Dag Mia,") == body.count("Vragen? Bel") == 1
    for number in range(MOST_A_DAY):  # The joined mail was one of three.
        told(mia, key=f"later{number}", now=again)
    assert send_waiting(mailer, sender=FROM, now=again) == Sent(sent=2)


def test_what_cannot_wait_goes_on_the_same_day():
    mia = resident("Mia", **EVERYTHING)
    for number in range(MOST_A_DAY):
        told(mia, key=str(number))
    tell("activity_cancelled", resident=mia, key="x", now=NOW, values={"title": "Soep"})
    told(mia, key="y", expires_at=NOW + timedelta(hours=5))

    assert send_waiting(FakeMailer(), sender=FROM, now=NOW) == Sent(sent=MOST_A_DAY + 2)


def test_two_processes_together_keep_to_three_a_day(bare_app):
    mia = resident("Mia", **EVERYTHING)
    for number in range(8):
        told(mia, key=str(number))
    mailer = FakeMailer()

    race(bare_app, [lambda: send_waiting(mailer, sender=FROM, now=NOW)] * 4)

    assert len(mailer.taken) == MOST_A_DAY
    assert len({mail["Message-ID"] for mail in mailer.taken}) == MOST_A_DAY


def test_what_is_refused_becomes_one_call_that_is_told_once_and_can_be_taken_back():
    mia = resident("Mia", **EVERYTHING)
    told(mia)

    assert send_waiting(FakeMailer(MailRefused()), sender=FROM, now=NOW) == Sent(failed=1)
    assert send_waiting(FakeMailer(), sender=FROM, now=NOW) == Sent()

    mail, call = every()
    assert (mail.state, call.state) == (MessageState.FAILED, MessageState.WAITING)
    assert (call.channel, call.follows_id, call.body) == (Channel.CALL, mail.id, mail.body)
    assert count_by_hand(now=NOW)[Channel.CALL] == 1
    with transaction() as session:
        dora = StaffUser(name="Dora", email="dora@buurt.example")
        session.add(dora)
        session.flush()
        by = dora.id
    mark_done(call.id, by_id=by, now=NOW)
    with pytest.raises(MessageDoneAlready):
        mark_done(call.id, by_id=by, now=NOW)
    undo_done(call.id, now=NOW + timedelta(hours=1))
    with pytest.raises(MessageNotToUndo):
        undo_done(call.id, now=NOW)
    assert mark_all_done([call.id, mail.id, 999], by_id=by, now=NOW) == 1  # A mail is no business of theirs.
    with pytest.raises(MessageNotToUndo):
        undo_done(call.id, now=NOW + timedelta(days=1))


def test_without_a_mail_server_people_tell_it_but_not_a_code():
    told(resident("Mia", **EVERYTHING))
    secret = {"kind": "sign_in_code", "to": "mia@buurt.example", "subject": "Code", "body": "123456"}
    queue_message("code", **secret, resident_id=1, now=NOW)

    send_waiting(None, sender=FROM, now=NOW)

    assert [(one.kind, one.state.value, one.channel.value) for one in every()] == [
        ("offer_expired", "failed", "mail"),
        ("sign_in_code", "waiting", "mail"),
        ("offer_expired", "waiting", "call"),
    ]
