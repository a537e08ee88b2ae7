"""Hands one mail to a mail server (SMTP). It decides nothing: what to send and when is in sending.py."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import unquote, urlsplit

from buurtservice.messages.joining import Parcel
from buurtservice.messages.models import OutboxMessage

TIMEOUT_S = 20
PORTS = {"smtp": 587, "smtps": 465}


class Mailer(Protocol):
    """Whatever can bring a mail away."""

    def send(self, mail: EmailMessage) -> None:
        """Bring it away. Raises MailRefused when trying again is no use, OSError when it is."""


class MailRefused(Exception):
    """The mail server does not take this mail, now or later."""


@dataclass(frozen=True)
class SmtpMailer:
    """A mail server by its address: smtp://user:password@host:587, or smtps:// for TLS from the start.

    Over smtp:// the connection is encrypted as soon as the server offers it; a password is never sent
    before that.
    """

    url: str

    def send(self, mail: EmailMessage) -> None:
        """Bring it away. Raises MailRefused or OSError (smtplib's faults are OSErrors too)."""
        parts = urlsplit(self.url)
        with self._connect() as server:
            if parts.scheme == "smtp":
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
                elif parts.username:
                    raise OSError("the mail server offers no encryption, so the password is not sent")
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            try:
                server.send_message(mail)
            except smtplib.SMTPRecipientsRefused as refused:
                if all(code >= 500 for code, _ in refused.recipients.values()):
                    raise MailRefused from None
                raise
            except smtplib.SMTPDataError as refused:
                if refused.smtp_code >= 500:
                    raise MailRefused from None
                raise
            except smtplib.SMTPNotSupportedError:  # An address beyond ASCII, which this server cannot write.
                raise MailRefused from None

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        return kind(parts.hostname or "", parts.port or PORTS[parts.scheme], timeout=TIMEOUT_S)


def as_mail(message: OutboxMessage | Parcel, *, sender: str) -> EmailMessage:
    """Return the mail of a message. Its Message-ID is the same at each try, so that a copy shows as one."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = message.to
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.message_id}@{sender.rpartition('@')[2].rstrip('>')}>"
    mail["Auto-Submitted"] = "auto-generated"  # No answering machine answers it (RFC 3834).
    mail["Content-Language"] = message.language
    mail.set_content(message.body)
    return mail
