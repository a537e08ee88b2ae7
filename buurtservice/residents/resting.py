"""A helper who rests for a while: nobody is matched to them until they take part again."""

from sqlalchemy import update

from buurtservice.residents.models import Resident
from buurtservice.residents.queries import get_resident
from buurtservice.residents.services import lock_residents
from buurtservice.transactions import changes_one, transaction


def let_rest(resident_id: int) -> Resident:
    """Propose nobody to this helper any more; what runs goes on. Twice changes nothing. Raises NotFound."""
    return _rest(resident_id, resting=True)


def end_rest(resident_id: int) -> Resident:
    """Let this helper take part again. Twice changes nothing. Raises NotFound."""
    return _rest(resident_id, resting=False)


def _rest(resident_id: int, *, resting: bool) -> Resident:
    with transaction():
        get_resident(resident_id)
        lock_residents([resident_id])
        changes_one(update(Resident).where(Resident.id == resident_id).values(resting=resting))
        return get_resident(resident_id)
