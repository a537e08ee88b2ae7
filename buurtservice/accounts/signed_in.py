"""Who looks at a page, as the accounts know them. It knows no web."""

from dataclasses import dataclass, field
from datetime import datetime

ANONYMOUS = "anonymous"
RESIDENT = "resident"
STAFF = "staff"


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody who looks at a page: a stranger, a resident or a member of staff."""

    kind: str = ANONYMOUS
    staff_id: int | None = None
    resident_id: int | None = None
    roles: frozenset[str] = frozenset()
    name: str = ""
    locked: bool = False
    device_id: int | None = None
    sign_in_id: int | None = None
    last_seen_at: datetime | None = None
    token: str = field(default="", repr=False, compare=False)

    def may(self, *permissions: str) -> bool:
        """Tell whether any of the permissions is theirs. Behind a locked screen only what is public is."""
        if "public" in permissions:
            return True
        if self.locked:
            return False
        return self.kind in permissions or not self.roles.isdisjoint(permissions)

    # What Flask-Login asks of somebody who signs in.
    @property
    def is_authenticated(self) -> bool:
        """Tell whether we know who this is."""
        return self.kind != ANONYMOUS

    is_active = is_authenticated

    @property
    def is_anonymous(self) -> bool:
        """Tell whether this is a stranger."""
        return self.kind == ANONYMOUS

    def get_id(self) -> str:
        """Return what the browser keeps: the token of the sign-in, never the number of a person."""
        return self.token


STRANGER = Visitor()
