"""Against a real mail server that is down, slow, refusing, or takes a mail and hangs up: nothing is lost."""

import asyncio
import smtplib
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.messages import mailer as mailer_module
from buurtservice.messages.mailer import SmtpMailer
from buurtservice.messages.models import Channel, MessageState, OutboxMessage
from buurtservice.messages.sending import MOST_AWAY, Sent, send_waiting
from buurtservice.messages.telling import tell
from tests.factories import resident
from tests.integration.racing import look_anew

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FROM = "huis@buurt.example"

# What the mail server does is the same for both databases; the claims themselves are raced on both elsewhere.
pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.parametrize("bare_app", ["sqlite"], indirect=True)]


class Post:
    """What the server does with a mail. It keeps those it took, also when its yes did not arrive."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.to_recipient = "250 OK"
        self.to_mail = "250 OK"
        self.hangs_up = False
        self.slow_s = 0.0

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        await asyncio.sleep(self.slow_s)
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.to_mail.startswith("250"):
            self.taken.append(envelope.content)
        if self.hangs_up:
            server.transport.abort()
        return self.to_mail


@pytest.fixture
def post() -> Iterator[Post]:
    """Return a mail server that runs, and what it does."""
    running = Post()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        running.port = free.getsockname()[1]
    controller = Controller(running, hostname="127.0.0.1", port=running.port, enable_SMTPUTF8=False)
    controller.start()
    yield running
    controller.stop()


def mails(post: Post) -> list:
    return [message_from_bytes(raw, policy=policy.default) for raw in post.taken]


def send(post: Post, now: datetime = NOW) -> Sent:
    return send_waiting(SmtpMailer(f"smtp://127.0.0.1:{post.port}"), sender=FROM, now=now)


def queue(name: str = "Mia", email: str = "mia@buurt.example", *, help_with: str = "strijken") -> None:
    person = resident(name, email=email)
    assert tell("offer_expired", resident=person, key=f"a:{person.id}", now=NOW, values={"help": help_with})


def states() -> list[tuple[str, str]]:
    look_anew()
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [(one.channel.value, one.state.value) for one in rows]


def test_down_for_a_day_and_then_up_everything_leaves_once(post):
    for number in range(8):
        queue(f"Bewoner {number}", f"bewoner{number}@buurt.example")
    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))  # Bound, and nobody listens.
        away = SmtpMailer(f"smtp://127.0.0.1:{nobody.getsockname()[1]}")
        for hours in range(24):
            assert send_waiting(away, sender=FROM, now=NOW + hours * HOUR).failed == 0

    up = NOW + 25 * HOUR
    while send(post, up).sent:
        up += HOUR

    assert len({mail["To"] for mail in mails(post)}) == len(post.taken) == 8
    assert set(states()) == {("mail", "sent")}


def test_a_server_that_is_away_costs_the_others_no_try(post):
    for number in range(MOST_AWAY + 4):
        queue(f"Bewoner {number}", f"bewoner{number}@buurt.example")

    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = SmtpMailer(f"smtp://127.0.0.1:{nobody.getsockname()[1]}")
        assert send_waiting(away, sender=FROM, now=NOW) == Sent(later=MOST_AWAY)

    assert send(post) == Sent(sent=4)  # At the same moment: they wait for no next try.


def test_slow_it_is_left_and_tried_again(post, monkeypatch):
    queue()
    monkeypatch.setattr(mailer_module, "TIMEOUT_S", 0.1)
    post.slow_s = 0.5

    assert send(post) == Sent(later=1)
    post.slow_s = 0.0
    monkeypatch.undo()
    assert send(post, NOW + HOUR) == Sent(sent=1)


@pytest.mark.parametrize(
    ("answers", "done"),
    [
        ({"to_recipient": "451 try again later"}, Sent(later=1)),
        ({"to_mail": "452 full"}, Sent(later=1)),
        ({"to_recipient": "550 nobody of that name"}, Sent(failed=1)),
        ({"to_mail": "554 looks like spam"}, Sent(failed=1)),
    ],
)
def test_a_refusal_for_now_is_tried_again_one_for_good_becomes_a_call(post, answers, done):
    queue()
    vars(post).update(answers)

    assert send(post) == done
    vars(post).update(to_recipient="250 OK", to_mail="250 OK")
    send(post, NOW + HOUR)

    expected = [("mail", "failed"), ("call", "waiting")] if done.failed else [("mail", "sent")]
    assert states() == expected


def test_one_refused_address_keeps_nobody_else_waiting(post):
    queue("Anna", "straße@exämple.example")  # This server has no SMTPUTF8 for it.
    queue("Bram", "bram@buurt.example\r\nBcc: iedereen@buurt.example")
    queue("Cas", "cas@buurt.example")

    done = send(post)

    assert (done.sent, done.failed) == (1, 2)
    assert [mail["To"] for mail in mails(post)] == ["cas@buurt.example"]


def test_taken_and_hung_up_it_comes_twice_with_one_id(post):
    queue()
    post.hangs_up = True

    assert send(post) == Sent(later=1)
    post.hangs_up = False
    assert send(post, NOW + HOUR) == Sent(sent=1)
    assert send(post, NOW + 2 * HOUR) == Sent()

    one, other = mails(post)
    assert one["Message-ID"] == other["Message-ID"]
    assert one.get_content() == other.get_content()


def test_the_naive_way_loses_what_the_server_did_not_take(post):
    """Marked as sent and sent in one go, as a view without an outbox would, the mail of a bad day is gone."""
    queue()
    post.to_mail = "452 full"
    message = db.session.scalars(select(OutboxMessage)).one()
    message.state, message.sent_at = MessageState.SENT, NOW
    db.session.commit()
    with pytest.raises(smtplib.SMTPDataError):
        SmtpMailer(f"smtp://127.0.0.1:{post.port}").send(mailer_module.as_mail(message, sender=FROM))

    post.to_mail = "250 OK"
    assert send(post, NOW + HOUR) == Sent()
    assert post.taken == []


def test_odd_names_and_pictures_arrive_as_they_were_written(post):
    queue("🌻 O'Brien-Łukasz\r\nSubject: kwaad", help_with="soep 🍲 & brood")

    send(post)

    (mail,) = mails(post)
    assert mail.get_all("Subject") == ["Uw aanbod is gestopt"]
    assert mail.get_content().startswith("Dag 🌻,")
    assert "soep 🍲 & brood" in mail.get_content()
    assert db.session.scalars(select(OutboxMessage)).one().channel == Channel.MAIL
