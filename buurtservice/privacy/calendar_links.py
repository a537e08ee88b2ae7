"""The link with which a telephone's calendar reads somebody's appointments: random, and taken back at will.

The table keeps a hash only, so a link is shown once, when it is made. One link a person is live at a time.
"""

from datetime import datetime

from sqlalchemy import select, update

from buurtservice.accounts.tokens import hash_token, new_token
from buurtservice.extensions import db
from buurtservice.residents.models import CalendarLink, Resident
from buurtservice.residents.queries import get_resident
from buurtservice.residents.services import lock_residents
from buurtservice.transactions import transaction


def make_calendar_link(resident_id: int, *, now: datetime) -> str:
    """Make a link, in the place of the one there was; return its token. Raises NotFound."""
    token = new_token()
    with transaction() as session:
        get_resident(resident_id)
        lock_residents([resident_id])  # Two windows at once must not leave two links.
        revoke_calendar_link(resident_id, now=now)
        session.add(CalendarLink(resident_id=resident_id, token_hash=hash_token(token), created_at=now))
        session.flush()
        return token


def revoke_calendar_link(resident_id: int, *, now: datetime) -> None:
    """Take back the link that is live. A calendar that has it finds nothing any more."""
    with transaction() as session:
        live = (CalendarLink.resident_id == resident_id, CalendarLink.revoked_at.is_(None))
        session.execute(update(CalendarLink).where(*live).values(revoked_at=now))


def calendar_link_since(resident_id: int) -> datetime | None:
    """Return when the link that is live was made, if there is one."""
    return db.session.scalar(
        select(CalendarLink.created_at).where(
            CalendarLink.resident_id == resident_id, CalendarLink.revoked_at.is_(None)
        )
    )


def find_calendar_owner(token: str) -> int | None:
    """Return whose appointments the token opens; None when it opens nothing, or the person is gone."""
    return db.session.scalar(
        select(CalendarLink.resident_id)
        .join(Resident, Resident.id == CalendarLink.resident_id)
        .where(
            CalendarLink.token_hash == hash_token(token),
            CalendarLink.revoked_at.is_(None),
            Resident.left_on.is_(None),
            Resident.merged_into_id.is_(None),
        )
    )
