"""Which way a message goes to somebody: how they want to be reached first, then what there is."""

import re
from datetime import date, datetime, time, timedelta
from typing import Protocol

from buurtservice.clock import LOCAL_ZONE
from buurtservice.messages.kinds import MessageKind
from buurtservice.messages.models import Channel

MOBILE = re.compile(r"^(?:\+316|00316|06)\d{8}$")
DAY_BEGINS, DAY_ENDS = time(9), time(21)  # Nobody's telephone sounds at night.


class Reader(Protocol):
    """A resident, as far as a message needs to know one."""

    id: int
    pseudonymous: bool
    name: str | None
    email: str | None
    phone: str | None
    address: str | None
    language: str
    left_on: date | None

    @property
    def contact_by(self) -> str | None:
        """How they want to be reached: `email`, `phone`, `letter` or `desk`; None where nobody asked."""


def choose_channel(reader: Reader, kind: MessageKind, *, with_sms: bool) -> Channel | None:
    """Return how this goes to them; None where it cannot, or is not worth ringing somebody for.

    Who is not known by name is told at the desk by whoever knows them, and gets nothing from us.
    """
    if reader.pseudonymous or reader.left_on is not None:
        return None
    wished = reader.contact_by or ""
    if kind.better_written and wished == "phone" and reader.email:
        return Channel.MAIL
    possible = [way for way in _ways(reader, wished, with_sms=with_sms) if way in kind.ways]
    return possible[0] if possible else None


def is_mobile(number: str | None) -> bool:
    """Tell whether a Dutch number is that of a mobile telephone."""
    return MOBILE.match(re.sub(r"[\s().-]", "", number or "")) is not None


def _ways(reader: Reader, wished: str, *, with_sms: bool) -> list[Channel]:
    """Return the ways to reach somebody, the one they chose first; a call is always possible, at the desk."""
    mail = [Channel.MAIL] if reader.email else []
    sms = [Channel.SMS] if with_sms and is_mobile(reader.phone) else []
    call = [Channel.CALL] if reader.phone else []
    letter = [Channel.LETTER] if reader.address else []
    chosen = {
        "phone": [*sms, *call, *mail, *letter],
        "letter": [*letter, *call, *mail],
        "desk": [Channel.CALL],
    }
    return [*chosen.get(wished, [*mail, *sms, *call, *letter]), Channel.CALL]


def next_morning(now: datetime) -> datetime:
    """Return nine o'clock, local time, of the day after."""
    tomorrow = now.astimezone(LOCAL_ZONE).date() + timedelta(days=1)
    return datetime.combine(tomorrow, DAY_BEGINS, LOCAL_ZONE)


def by_day(moment: datetime) -> datetime:
    """Return the moment itself, or the next nine o'clock where it lies in the night."""
    local = moment.astimezone(LOCAL_ZONE)
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return moment
    if local.time() < DAY_BEGINS:
        return datetime.combine(local.date(), DAY_BEGINS, LOCAL_ZONE)
    return next_morning(moment)
