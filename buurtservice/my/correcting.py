"""Takes in what a resident corrects about themselves; of another e-mail address the old one is told."""

import secrets
from collections.abc import Collection
from datetime import datetime

from buurtservice.messages.kinds import KINDS
from buurtservice.messages.models import Channel
from buurtservice.messages.services import queue_message
from buurtservice.messages.writing import write
from buurtservice.residents.joining import Reach, change_resident
from buurtservice.residents.models import Resident
from buurtservice.residents.places import Place
from buurtservice.residents.queries import get_resident
from buurtservice.transactions import transaction


def correct_own_data(
    resident_id: int,
    *,
    name: str,
    reach: Reach,
    place: Place | None,
    languages: Collection[str],
    letters: str,
    now: datetime,
) -> Resident:
    """Correct who somebody is and how they are reached. Raises as change_resident."""
    with transaction():
        before = get_resident(resident_id).email
        changed = change_resident(
            resident_id, name=name, reach=reach, place=place, language=letters, languages=languages
        )
        if before is not None and before != changed.email:
            _tell_old_address(changed, before, now=now)
        return changed


def _tell_old_address(person: Resident, old: str, *, now: datetime) -> None:
    """With the address one signs in: whoever changed it on somebody's forgotten telephone must be noticed."""
    text = write(KINDS["email_changed"], {}, name=person.name, language=person.language, channel=Channel.MAIL)
    queue_message(
        f"email_changed:{person.id}:{secrets.token_hex(8)}",
        kind="email_changed",
        to=old,
        subject=text.subject,
        body=text.body,
        now=now,
        language=person.language,
        resident_id=person.id,
    )
