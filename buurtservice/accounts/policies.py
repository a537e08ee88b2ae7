"""How long somebody stays signed in, and when a screen locks. The reasons stand in docs/security.md."""

from datetime import datetime, timedelta

from buurtservice.accounts.models import Role

LONGEST = timedelta(hours=12)  # One working day, whatever happens in it.
STAFF_IDLE = timedelta(minutes=60)  # On a device that is not registered; a registered one locks instead.
RESIDENT_IDLE = timedelta(minutes=30)
LOCK_AFTER = timedelta(minutes=5)
HALFWAY = timedelta(minutes=10)  # Between the password and the second factor.
SEEN_EVERY = timedelta(seconds=30)
# Whoever only does this work may use the PIN of a registered desk device as second factor.
PIN_IS_ENOUGH_FOR = frozenset({Role.DESK, Role.HOST})


def is_over(
    *, is_staff: bool, on_desk_device: bool, started_at: datetime, last_seen_at: datetime, now: datetime
) -> bool:
    """Tell whether somebody was signed in for too long, or away for too long."""
    if now - started_at >= LONGEST:
        return True
    idle = now - last_seen_at
    if is_staff:
        return not on_desk_device and idle >= STAFF_IDLE
    return idle >= RESIDENT_IDLE


def is_locked(
    *, on_desk_device: bool, locked_at: datetime | None, last_seen_at: datetime, now: datetime
) -> bool:
    """Tell whether the screen is locked: by hand, or since nobody touched it for five minutes."""
    return locked_at is not None or (on_desk_device and now - last_seen_at >= LOCK_AFTER)


def pin_is_enough(roles: frozenset[str] | set[Role]) -> bool:
    """Tell whether a PIN on a registered device is a second factor for somebody with these roles."""
    return bool(roles) and {Role(role) for role in roles} <= PIN_IS_ENOUGH_FOR
