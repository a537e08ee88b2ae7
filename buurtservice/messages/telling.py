"""Tells somebody of what happens to them: one call in the service, inside the transaction of the event.

    tell("team_planned", resident=asker, key=f"team_planned:{task.id}:{day}", now=now,
         values={"help": category.name_in(asker.language), "planned_on": day.isoformat(), "daypart": "1"})

Kinds and the values that each needs: kinds.py. The way it goes, and whether they want it, is decided here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import exists, select

from buurtservice.extensions import db
from buurtservice.messages.kinds import RESIDENT_KINDS, STAFF_KINDS, MessageKind, Urgency
from buurtservice.messages.models import Channel, MessageOptOut
from buurtservice.messages.policies import Reader, by_day, choose_channel
from buurtservice.messages.queries import was_told
from buurtservice.messages.services import queue_message
from buurtservice.messages.texting import sms_is_on
from buurtservice.messages.writing import write
from buurtservice.transactions import transaction


class Colleague(Protocol):
    """A member of staff, as far as a message needs to know one."""

    id: int
    name: str
    email: str
    language: str


def tell(
    kind: str,
    *,
    resident: Reader,
    key: str,
    now: datetime,
    values: Mapping[str, str],
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Write one message to a resident; tell whether there is a new one.

    There is none where `key` was told already, they do not want this kind, or nothing can reach them. After
    `expires_at` it is not told any more. Raises KeyError for a kind, ValueError for values that do not fit.
    """
    what = RESIDENT_KINDS[kind]
    with transaction():
        channel = choose_channel(resident, what, with_sms=sms_is_on())
        if channel is None or was_told(key) or _refused(resident.id, what):
            return False
        text = write(what, values, name=resident.name, language=resident.language, channel=channel)
        begins = not_before or now
        if channel == Channel.SMS and what.urgency == Urgency.MAY_WAIT:
            begins = by_day(begins)
        return queue_message(
            key,
            kind=kind,
            channel=channel,
            to=_destination(resident, channel),
            subject=text.subject,
            body=text.body,
            language=resident.language,
            resident_id=resident.id,
            not_before=begins,
            expires_at=expires_at,
            now=now,
        )


def tell_staff(
    kind: str,
    *,
    staff: Colleague,
    key: str,
    now: datetime,
    values: Mapping[str, str],
    expires_at: datetime | None = None,
) -> bool:
    """Write one mail to a colleague; tell whether it is new. Raises as tell."""
    what = STAFF_KINDS[kind]
    if was_told(key):
        return False
    text = write(what, values, name=staff.name, language=staff.language, channel=Channel.MAIL)
    return queue_message(
        key,
        kind=kind,
        to=staff.email,
        subject=text.subject,
        body=text.body,
        language=staff.language,
        staff_user_id=staff.id,
        expires_at=expires_at,
        now=now,
    )


def _refused(resident_id: int, kind: MessageKind) -> bool:
    said_no = exists().where(MessageOptOut.resident_id == resident_id, MessageOptOut.kind == kind.code)
    return kind.optional and bool(db.session.scalar(select(said_no)))


def _destination(resident: Reader, channel: Channel) -> str:
    """Return the address or number it goes to. For letters and calls it is read on the day itself."""
    if channel == Channel.MAIL:
        return resident.email or ""
    return (resident.phone or "") if channel == Channel.SMS else ""
