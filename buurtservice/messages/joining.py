"""Makes one mail of several that waited for the same morning: each keeps its row, and none is lost.

The rows of one mail share their Message-ID up to a plus sign, so that they stay together at each try.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, ngettext

from buurtservice.messages.models import Channel, OutboxMessage
from buurtservice.settings import LOCALES

PLUS = "+"
RULE = "* * *"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What leaves at once: one message, or several joined; with all that a mail needs."""

    rows: Sequence[OutboxMessage]
    to: str
    subject: str
    body: str
    language: str
    channel: Channel
    message_id: str
    created_at: datetime


def parcel_of(message_id: str) -> str:
    """Return what the Message-IDs of one parcel have in common."""
    return message_id.partition(PLUS)[0]


def make_parcel(rows: Sequence[OutboxMessage]) -> Parcel:
    """Return one message as it is, or several as one."""
    first = rows[0]
    subject, body = (first.subject, first.body) if len(rows) == 1 else _joined(rows)
    return Parcel(
        rows=rows,
        to=first.to,
        subject=subject,
        body=body,
        language=first.language,
        channel=first.channel,
        message_id=parcel_of(first.message_id),
        created_at=first.created_at,
    )


def _joined(rows: Sequence[OutboxMessage]) -> tuple[str, str]:
    """Return the words of several; what all of them say, such as the greeting, is said once."""
    texts = [row.body.strip().split("\n\n") for row in rows]
    shared = [part for part in texts[0] if all(part in text for text in texts)]
    greeting = [part for part in shared if all(text[0] == part for text in texts)]
    parts = [
        "\n\n".join([row.subject, *[part for part in text if part not in shared]])
        for row, text in zip(rows, texts, strict=True)
    ]
    closing = [part for part in shared if part not in greeting]
    with force_locale(LOCALES.get(rows[0].language, LOCALES["nl"])):
        subject = ngettext("%(num)d bericht voor u", "%(num)d berichten voor u", len(rows))
    return subject, "\n\n".join([*greeting, f"\n\n{RULE}\n\n".join(parts), RULE, *closing]) + "\n"
