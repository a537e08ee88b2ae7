"""Sends what waits in the outbox: claimed by one process, sent outside any transaction, tried again later.

A process that is killed between the mail server's yes and our note of it sends once more: at least once, with
the same Message-ID. Less cannot be promised, for the mail server's yes may itself be lost.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime

from buurtservice.messages.claiming import claim, list_due
from buurtservice.messages.closing import close, give_up_expired, hand_to_people
from buurtservice.messages.joining import Parcel, make_parcel
from buurtservice.messages.mailer import Mailer, MailRefused, as_mail
from buurtservice.messages.models import Channel, MessageState
from buurtservice.messages.texting import Texter

log = logging.getLogger(__name__)
MOST_TRIES = 80  # More than three days: a mail server may be away over a long weekend.
MOST_AWAY = 3  # After so many in a row the server is away, and the others keep their tries.


@dataclass
class Sent:
    """What came of a look in the outbox, counted."""

    sent: int = 0
    failed: int = 0
    later: int = 0


def send_waiting(mailer: Mailer | None, *, sender: str, now: datetime, texter: Texter | None = None) -> Sent:
    """Send what waits and is due; return how many left, failed for good, and will be tried again.

    What waits for a mail server or a text service that is not there, people tell.
    """
    done = Sent(failed=give_up_expired(now))
    senders = {Channel.MAIL: mailer, Channel.SMS: texter}
    for channel in [channel for channel, there in senders.items() if there is None]:
        done.failed += hand_to_people(channel=channel, now=now)
    away = 0
    for group in list_due(now=now, channels=[channel for channel, there in senders.items() if there]):
        rows = claim(group, now=now)
        if not rows:
            continue
        away = 0 if _send(make_parcel(rows), mailer, texter, sender=sender, now=now, done=done) else away + 1
        if away >= MOST_AWAY:
            break
    return done


def _send(
    parcel: Parcel, mailer: Mailer | None, texter: Texter | None, *, sender: str, now: datetime, done: Sent
) -> bool:
    """Send one parcel and note what came of it; tell whether the other side answered at all."""
    ids = [row.id for row in parcel.rows]
    try:
        _bring_away(parcel, mailer, texter, sender=sender)
    except (MailRefused, ValueError) as fault:  # The latter for an address that cannot be one.
        log.warning("message %s was refused: %s", ids, type(fault).__name__)
        close(ids, state=MessageState.FAILED, now=now)
        done.failed += len(ids)
    except OSError as fault:
        log.warning("message %s could not leave: %s", ids, type(fault).__name__)
        if max(row.tries for row in parcel.rows) < MOST_TRIES:
            done.later += len(ids)
            return isinstance(fault, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)
        close(ids, state=MessageState.FAILED, now=now)
        done.failed += len(ids)
    else:
        close(ids, state=MessageState.SENT, now=now)
        done.sent += len(ids)
    return True


def _bring_away(parcel: Parcel, mailer: Mailer | None, texter: Texter | None, *, sender: str) -> None:
    if parcel.channel == Channel.SMS and texter is not None:
        text = f"{parcel.subject}\n\n{parcel.body}".strip()
        texter.send(to=parcel.to, text=text, message_id=parcel.message_id)
    elif mailer is not None:
        mailer.send(as_mail(parcel, sender=sender))
