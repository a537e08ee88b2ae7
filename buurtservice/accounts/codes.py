"""The code with which a resident signs in: sent by mail, ten minutes, five tries, once.

Whether anybody has the address makes no difference, in the answer nor in the work: the same rows are written.
What is kept of a code is a hash with the token of the browser that asked, which is kept nowhere here; so the
database alone cannot be made to tell a code, however short it is.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from buurtservice.accounts.errors import CodeOver, WrongMailCode
from buurtservice.accounts.models import SignInCode
from buurtservice.accounts.sign_ins import sign_in_resident
from buurtservice.accounts.tokens import hash_token, new_token
from buurtservice.extensions import db
from buurtservice.messages.services import queue_message
from buurtservice.residents.models import Resident
from buurtservice.transactions import changes_one, transaction

VALID = timedelta(minutes=10)
KEPT = timedelta(days=1)
CODE_TRIES = 5
DIGITS = 6
KIND = "sign_in_code"
NOBODY = "nobody@buurtservice.invalid"  # RFC 2606: no mail ever goes there.

Writer = Callable[[str, str], tuple[str, str]]
"""Given the code and a language, the subject and the body of the mail."""


def send_code(email: str, *, write: Writer, now: datetime) -> str:
    """Send a code to whoever has this address, if anybody; return the token for the browser that asked."""
    token, code = new_token(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    with transaction() as session:
        session.execute(delete(SignInCode).where(SignInCode.expires_at < now - KEPT))
        people = list_people_of(email)
        person = people[0] if people else None
        session.add(
            SignInCode(
                token_hash=hash_token(token),
                resident_id=person.id if person else None,
                code_hash=_hash_code(token, code),
                expires_at=now + VALID,
            )
        )
        subject, body = write(code, person.language if person else "nl")
        queue_message(
            f"{KIND}:{hash_token(token)}",
            kind=KIND,
            to=email if person else NOBODY,
            subject=subject,
            body=body if person else "",
            language=person.language if person else "nl",
            resident_id=person.id if person else None,
            expires_at=now + VALID if person else now,
            now=now,
        )
    return token


def list_people_of(email: str) -> list[Resident]:
    """Return the residents who can be reached at an address: a couple may share one."""
    reachable = select(Resident).where(
        Resident.email == email.strip().lower(),
        Resident.left_on.is_(None),
        Resident.merged_into_id.is_(None),
    )
    return list(db.session.scalars(reachable.order_by(Resident.id)).unique())


def try_code(token: str, code: str, *, now: datetime) -> list[Resident]:
    """Use the code up, if it is right; return who can sign in with it. A try counts before it is looked at.

    Raises CodeOver when it ran out, was used, or was tried five times; WrongMailCode when it does not fit.
    """
    live = (
        SignInCode.token_hash == hash_token(token),
        SignInCode.used_at.is_(None),
        SignInCode.expires_at > now,
    )
    with transaction():
        counted = update(SignInCode).where(*live, SignInCode.tries < CODE_TRIES)
        if not changes_one(counted.values(tries=SignInCode.tries + 1)):
            raise CodeOver
    fits = SignInCode.code_hash == _hash_code(token, code)
    with transaction():
        if not changes_one(update(SignInCode).where(*live, fits).values(used_at=now)):
            raise WrongMailCode
    return list_choices(token, now=now)


def list_choices(token: str, *, now: datetime) -> list[Resident]:
    """Return who can sign in now that the code was right. Raises CodeOver."""
    used = select(SignInCode.resident_id).where(
        SignInCode.token_hash == hash_token(token),
        SignInCode.used_at.is_not(None),
        SignInCode.expires_at > now,
    )
    resident_id = db.session.scalar(used)
    person = db.session.get(Resident, resident_id) if resident_id is not None else None
    people = list_people_of(person.email) if person is not None and person.email else []
    if not people:
        raise CodeOver
    return people


def sign_in_with_code(token: str, resident_id: int, *, now: datetime) -> str:
    """Sign in as one of those the code was for; the code is worth nothing afterwards. Raises CodeOver."""
    if resident_id not in {person.id for person in list_choices(token, now=now)}:
        raise CodeOver
    with transaction():
        unspent = update(SignInCode).where(
            SignInCode.token_hash == hash_token(token), SignInCode.expires_at > now
        )
        if not changes_one(unspent.values(expires_at=now)):
            raise CodeOver
        return sign_in_resident(resident_id, now=now)


def _hash_code(token: str, code: str) -> str:
    return hash_token(f"{token}\n{code}")
