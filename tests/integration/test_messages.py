"""What waits in the outbox leaves once, is tried again, and is given up in the end."""

import smtplib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from threading import Lock

import pytest
from flask import Flask
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.messages.claiming import wait_after
from buurtservice.messages.mailer import MailRefused
from buurtservice.messages.models import MessageState, OutboxMessage
from buurtservice.messages.sending import MOST_TRIES, Sent, send_waiting
from buurtservice.messages.services import queue_message
from buurtservice.transactions import transaction
from tests.integration.racing import look_anew, race

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FROM = "huis@buurt.example"

pytestmark = pytest.mark.usefixtures("app")


@dataclass
class FakeMailer:
    """A mail server that keeps what it gets, or has a fault."""

    fault: Exception | None = None
    taken: list[EmailMessage] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def send(self, mail: EmailMessage) -> None:
        if self.fault:
            raise self.fault
        with self.lock:
            self.taken.append(mail)


def queue(key: str = "a", **changes: object) -> bool:
    values = {"kind": "reminder", "to": "mia@buurt.example", "subject": "Dag", "body": "Tot morgen."}
    return queue_message(key, **{**values, "now": NOW, **changes})


def only() -> OutboxMessage:
    look_anew()
    return db.session.scalars(select(OutboxMessage)).one()


def test_a_message_leaves_as_a_mail_with_its_own_id():
    queue()
    mailer = FakeMailer()

    assert send_waiting(mailer, sender=FROM, now=NOW) == Sent(sent=1)

    (mail,) = mailer.taken
    assert (mail["To"], mail["From"], mail["Subject"]) == ("mia@buurt.example", FROM, "Dag")
    assert mail["Message-ID"] == f"<{only().message_id}@buurt.example>"
    assert mail.get_content().strip() == "Tot morgen."
    assert only().state == MessageState.SENT


def test_what_was_sent_is_not_sent_again():
    queue()
    mailer = FakeMailer()

    send_waiting(mailer, sender=FROM, now=NOW)
    send_waiting(mailer, sender=FROM, now=NOW + timedelta(days=1))

    assert len(mailer.taken) == 1


def test_the_same_thing_is_written_once():
    assert queue()
    assert not queue(body="Something else")

    assert only().body == "Tot morgen."


def test_a_message_falls_with_what_caused_it():
    with pytest.raises(RuntimeError), transaction():  # noqa: PT012 - the fault comes after the message.
        queue()
        raise RuntimeError

    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_a_line_end_in_a_subject_does_not_begin_another_header():
    queue(subject="Dag\r\nBcc: fatima@buurt.example")
    mailer = FakeMailer()

    send_waiting(mailer, sender=FROM, now=NOW)

    assert mailer.taken[0]["Bcc"] is None


def test_of_many_processes_one_sends_each_message(bare_app: Flask):
    for n in range(5):
        queue(str(n))
    mailer = FakeMailer()

    race(bare_app, [lambda: send_waiting(mailer, sender=FROM, now=NOW)] * 6)

    assert len(mailer.taken) == 5
    assert len({mail["Message-ID"] for mail in mailer.taken}) == 5


def test_a_server_that_is_down_is_tried_again_later_with_the_same_id():
    queue()
    ids = []

    assert send_waiting(FakeMailer(ConnectionRefusedError()), sender=FROM, now=NOW) == Sent(later=1)
    ids.append(only().message_id)
    assert send_waiting(FakeMailer(), sender=FROM, now=NOW + MINUTE / 2) == Sent()
    assert send_waiting(FakeMailer(), sender=FROM, now=NOW + MINUTE) == Sent(sent=1)
    ids.append(only().message_id)

    assert len(set(ids)) == 1


def test_the_time_between_tries_doubles_and_ends_at_an_hour():
    assert [wait_after(n) // MINUTE for n in (1, 2, 3, 6, 7, 40)] == [1, 2, 4, 32, 60, 60]


def test_after_twelve_tries_a_message_is_given_up():
    queue()
    now = NOW
    for _ in range(MOST_TRIES):
        send_waiting(FakeMailer(smtplib.SMTPServerDisconnected()), sender=FROM, now=now)
        now += timedelta(hours=4)

    assert (only().state, only().tries) == (MessageState.FAILED, MOST_TRIES)


def test_a_message_that_is_refused_for_good_is_not_tried_again():
    queue()

    assert send_waiting(FakeMailer(MailRefused()), sender=FROM, now=NOW) == Sent(failed=1)
    assert send_waiting(FakeMailer(), sender=FROM, now=NOW + MINUTE) == Sent()


def test_one_that_cannot_be_sent_does_not_hold_the_others():
    queue("a", to="not an address\n")
    queue("b")
    mailer = FakeMailer()

    done = send_waiting(mailer, sender=FROM, now=NOW)

    assert (done.sent, done.failed) == (1, 1)
    assert [mail["To"] for mail in mailer.taken] == ["mia@buurt.example"]


def test_a_message_waits_for_its_moment_and_is_not_sent_after_its_end():
    queue(not_before=NOW + MINUTE, expires_at=NOW + 3 * MINUTE)
    mailer = FakeMailer()

    assert send_waiting(mailer, sender=FROM, now=NOW) == Sent()
    assert send_waiting(mailer, sender=FROM, now=NOW + 3 * MINUTE) == Sent(failed=1)
    assert mailer.taken == []


@pytest.mark.parametrize("fault", [None, MailRefused()])
def test_what_opens_a_door_is_not_kept(fault: Exception | None):
    queue(kind="sign_in_code", body="123456")

    send_waiting(FakeMailer(fault), sender=FROM, now=NOW)

    assert only().body == ""


def test_nothing_is_left_of_it_after_some_days():
    queue(kind="sign_in_code", body="123456")
    send_waiting(FakeMailer(), sender=FROM, now=NOW)

    send_waiting(FakeMailer(), sender=FROM, now=NOW + timedelta(days=5))

    look_anew()
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_a_code_that_was_never_sent_is_not_kept_either():
    queue(kind="sign_in_code", body="123456", expires_at=NOW + MINUTE)

    send_waiting(FakeMailer(), sender=FROM, now=NOW + MINUTE)

    assert (only().body, only().state) == ("", MessageState.FAILED)
