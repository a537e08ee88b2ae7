"""The blueprint of the desk's pages, and what several of them need."""

from flask import Blueprint

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import get_kept_resident

desk_pages = Blueprint("desk", __name__)


def staff_id() -> int | None:
    """Return who stands behind the desk."""
    return current_visitor().staff_id


def open_visitor(resident_id: int) -> Resident:
    """Return a visitor, in the record that is kept, and write down that somebody looks. Raises NotFound."""
    person = get_kept_resident(resident_id)
    record_access("resident.read", None, person.id)
    return person
