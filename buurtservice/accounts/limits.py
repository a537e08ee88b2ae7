"""How often something may be tried, counted in the database for all processes together.

A row holds a keyed hash of what is counted, so that the table tells nobody who tried, and from where.
"""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from buurtservice.accounts.errors import TooManyTries
from buurtservice.accounts.models import RateCount
from buurtservice.clock import LOCAL_ZONE
from buurtservice.transactions import changes_one, savepoint, transaction

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
IPV6_NETWORK_BITS = 64  # What one household gets; single addresses in it are free to change.


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most `most` tries in each stretch of `window`."""

    name: str
    most: int
    window: timedelta


PASSWORD_OF_ACCOUNT = Limit(name="password-account", most=10, window=QUARTER)
PASSWORD_FROM_NETWORK = Limit(name="password-network", most=50, window=QUARTER)
SECOND_FACTOR = Limit(name="second-factor", most=5, window=QUARTER)
SECOND_FACTOR_A_DAY = Limit(name="second-factor-day", most=40, window=DAY)
CODE_TO_ADDRESS = Limit(name="code-address", most=3, window=QUARTER)
CODE_TO_ADDRESS_A_DAY = Limit(name="code-address-day", most=12, window=DAY)
CODE_FROM_NETWORK = Limit(name="code-network", most=20, window=QUARTER)
CODE_TRIED_FROM_NETWORK = Limit(name="code-tried-network", most=60, window=QUARTER)
INVITATION_FROM_NETWORK = Limit(name="invitation-network", most=30, window=QUARTER)


def count_try(limit: Limit, subject: str, *, key: str, now: datetime) -> None:
    """Count one try. Raises TooManyTries, also for whoever comes at the same moment as the last one allowed.

    `key` is the installation's secret. It commits by itself: a try stays counted whatever comes of it.
    """
    start = now - (now - EPOCH) % limit.window
    hashed = _hash(limit, subject, key)
    if not _count(limit, hashed, start):
        until = (start + limit.window).astimezone(LOCAL_ZONE)
        raise TooManyTries(at=f"{until.hour}.{until.minute:02}")


def network_of(address: str | None) -> str:
    """Return the network of an address: the address itself, or for IPv6 the household's part of it."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if found.version == 6:
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, IPV6_NETWORK_BITS), strict=False))
    return str(found)


def _count(limit: Limit, hashed: str, start: datetime) -> bool:
    row = (RateCount.key_hash == hashed, RateCount.window_start == start)
    one_more = update(RateCount).where(*row, RateCount.tries < limit.most)
    one_more = one_more.values(tries=RateCount.tries + 1)
    with transaction() as session:
        if changes_one(one_more):
            return True
        try:
            with savepoint():
                session.execute(insert(RateCount).values(key_hash=hashed, window_start=start, tries=1))
        except IntegrityError:
            return changes_one(one_more)  # There was a row: full, or made by another at this moment.
        session.execute(delete(RateCount).where(RateCount.window_start < start - 2 * DAY))
        return True


def _hash(limit: Limit, subject: str, key: str) -> str:
    return hmac.new(key.encode(), f"{limit.name}\n{subject}".encode(), hashlib.sha256).hexdigest()
