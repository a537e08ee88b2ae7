"""The short number of a request or an offer, for paper and telephone: K7-4MQ.

Signs that look or sound alike are not used, nor are vowels, so that no word comes out of it. The last sign
checks the others: one wrong sign, or two that changed places, is noticed before another's slip is found.
"""

import secrets
from itertools import repeat

from sqlalchemy import exists, or_, select

from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest

SIGNS = "23456789CDFGHJKMNPQRTWX"  # 23 of them: with a prime number the check below notices what it must.
_MEANT = str.maketrans({"Z": "2", "S": "5", "B": "8"})  # Who reads these, saw those.
_FREE_SIGNS = 4
_LONGEST = 10
_TRIES = 8  # Of one length; after that a sign more is tried, so that a full book still gets a number.


def new_reference() -> str:
    """Return a number that no request and no offer has."""
    for length in range(_FREE_SIGNS, _LONGEST):
        for _ in repeat(None, _TRIES):
            free = "".join(secrets.choice(SIGNS) for _ in range(length))
            reference = _written(free + _check_sign(free))
            if not _is_taken(reference):
                return reference
    raise RuntimeError("no free reference was found")


def read_reference(text: str) -> str | None:
    """Return the number as it is stored, however it was typed; None when it cannot be one of ours."""
    signs = "".join(one for one in text.upper() if one.isalnum()).translate(_MEANT)
    if not _FREE_SIGNS < len(signs) <= _LONGEST or not set(signs) <= set(SIGNS):
        return None
    return _written(signs) if _check_sign(signs[:-1]) == signs[-1] else None


def find_request_by_reference(text: str) -> HelpRequest | None:
    """Return the request with this number, if there is one."""
    reference = read_reference(text)
    if reference is None:
        return None
    return db.session.scalars(select(HelpRequest).where(HelpRequest.reference == reference)).unique().first()


def find_offer_by_reference(text: str) -> HelpOffer | None:
    """Return the offer with this number, if there is one."""
    reference = read_reference(text)
    if reference is None:
        return None
    return db.session.scalars(select(HelpOffer).where(HelpOffer.reference == reference)).unique().first()


def _written(signs: str) -> str:
    return f"{signs[:2]}-{signs[2:]}"


def _check_sign(signs: str) -> str:
    return SIGNS[sum(weight * SIGNS.index(one) for weight, one in enumerate(signs, start=2)) % len(SIGNS)]


def _is_taken(reference: str) -> bool:
    taken = or_(
        exists().where(HelpRequest.reference == reference), exists().where(HelpOffer.reference == reference)
    )
    return bool(db.session.scalar(select(taken)))
