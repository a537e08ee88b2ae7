"""A mail goes to a real mail server over a real connection, and each of its answers is understood."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from buurtservice.messages.mailer import MailRefused, SmtpMailer, as_mail
from buurtservice.messages.models import OutboxMessage

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


class OneMail(socketserver.StreamRequestHandler):
    """Speaks as much SMTP (RFC 5321) as one mail needs; the server says what it answers to a recipient."""

    def handle(self) -> None:
        self._say("220 ready")
        for raw in self.rfile:
            word = raw.decode().strip().upper()[:4]
            if word == "DATA":
                self._take()
            elif word == "RCPT":
                self._say(self.server.to_recipient)
            else:
                self._say("221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                return

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.decode().rstrip("\r\n"))
        self.server.taken.append("\n".join(lines))
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    to_recipient = "250 ok"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), OneMail)
        self.taken: list[str] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def mail(**changes: str):
    values = {"to": "mia@buurt.example", "subject": "Eén code", "body": "Tot morgen, Mía."}
    message = OutboxMessage(**{**values, **changes}, message_id="abc", created_at=NOW, language="nl")
    return as_mail(message, sender="huis@buurt.example")


def test_a_mail_reaches_the_server_whole(server: Server):
    SmtpMailer(server.url).send(mail())

    (taken,) = server.taken
    assert "To: mia@buurt.example" in taken
    assert "Message-ID: <abc@buurt.example>" in taken
    assert "Auto-Submitted: auto-generated" in taken


def test_a_recipient_whom_the_server_does_not_know_is_refused_for_good(server: Server):
    server.to_recipient = "550 nobody here"

    with pytest.raises(MailRefused):
        SmtpMailer(server.url).send(mail())


def test_a_recipient_who_cannot_be_reached_now_is_tried_again(server: Server):
    server.to_recipient = "450 later"

    with pytest.raises(OSError, match="450"):
        SmtpMailer(server.url).send(mail())


def test_a_server_that_is_not_there_is_tried_again():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(ConnectionRefusedError):
        SmtpMailer(f"smtp://127.0.0.1:{port}").send(mail())


def test_a_password_is_not_sent_over_an_open_line(server: Server):
    with pytest.raises(OSError, match="no encryption"):
        SmtpMailer(server.url.replace("smtp://", "smtp://huis:geheim@")).send(mail())

    assert server.taken == []
