"""Which kinds of messages a resident does not want. What is about their own request they always get."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, select

from buurtservice.extensions import db
from buurtservice.messages.kinds import RESIDENT_KINDS
from buurtservice.messages.models import MessageOptOut, MessageState, OutboxMessage
from buurtservice.transactions import transaction

OPTIONAL_KINDS = {code: kind.about for code, kind in RESIDENT_KINDS.items() if kind.optional}


def list_unwanted(resident_id: int) -> set[str]:
    """Return the kinds that this resident does not want."""
    return set(db.session.scalars(select(MessageOptOut.kind).where(MessageOptOut.resident_id == resident_id)))


def choose_wanted(resident_id: int, wanted: Collection[str], *, today: date) -> None:
    """Keep which kinds they want; of the others nothing leaves any more, also not what waits already."""
    unwanted = OPTIONAL_KINDS.keys() - set(wanted)
    with transaction() as session:
        before = list_unwanted(resident_id)
        mine = MessageOptOut.resident_id == resident_id
        session.execute(delete(MessageOptOut).where(mine, MessageOptOut.kind.not_in(unwanted)))
        for kind in sorted(unwanted - before):
            session.add(MessageOptOut(resident_id=resident_id, kind=kind, since=today))
        session.execute(
            delete(OutboxMessage).where(
                OutboxMessage.resident_id == resident_id,
                OutboxMessage.kind.in_(unwanted),
                OutboxMessage.state == MessageState.WAITING,
                OutboxMessage.tries == 0,
                OutboxMessage.follows_id.is_(None),
            )
        )
