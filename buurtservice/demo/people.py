"""The people as whom the demonstration can be looked at. It knows no page."""

from sqlalchemy import func, select

from buurtservice.accounts.models import Role
from buurtservice.accounts.queries import find_staff_by_email
from buurtservice.accounts.staff import add_staff
from buurtservice.clock import utc_now
from buurtservice.demo.neighbour import EMAIL
from buurtservice.extensions import db
from buurtservice.residents.models import Resident

# Nobody of these is real, and mail to a name under .example goes nowhere (RFC 2606).
STAFF = {
    Role.WORKER: "Dora Peeters",
    Role.DESK: "Ben Hendriks",
    Role.TEAM: "Tom Willems",
    Role.HOST: "Hanna Dirks",
    Role.POLICY: "Petra Vos",
    Role.OPERATOR: "Otto Bakker",
}


def staff_id_of(role: Role) -> int:
    """Return the demonstration's person of this role, added when first wanted."""
    name = STAFF[role]
    email = f"{name.split()[0].lower()}@buurtservice.example"
    found = find_staff_by_email(email)
    return (found or add_staff(email=email, name=name, roles=[role], now=utc_now())).id


def find_resident_to_be() -> int | None:
    """Return Mia, whose page has something to tell; where she left, the first resident who has a name."""
    wanted = select(Resident.id).where(Resident.name.is_not(None), Resident.left_on.is_(None))
    is_mia = func.coalesce(Resident.email, "") == EMAIL
    return db.session.scalar(wanted.order_by(is_mia.desc(), Resident.id).limit(1))
