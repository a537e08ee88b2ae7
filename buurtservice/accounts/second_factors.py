"""The second factor of staff: an authenticator's code, a recovery code, or a PIN on a desk's device."""

import hmac
import re
import secrets
from datetime import datetime
from itertools import pairwise

import pyotp
from sqlalchemy import delete, func, select, update
from werkzeug.security import check_password_hash, generate_password_hash

from buurtservice.accounts.errors import PinTooEasy, WrongCode
from buurtservice.accounts.models import Passkey, RecoveryCode, StaffUser
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.tokens import hash_token
from buurtservice.extensions import db
from buurtservice.transactions import changes_one, transaction

ISSUER = "Buurtservice"
STEP_S = 30
NEIGHBOURING_STEPS = (0, -1, 1)  # A telephone's clock may be off by half a minute.
RECOVERY_CODES = 10
# Letters and digits that nobody takes for one another when they read them from paper: 31^12 is 59 bits.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PIN = re.compile(r"[0-9]{4,6}", re.ASCII)


def new_totp_secret() -> str:
    """Return a new secret for an authenticator."""
    return pyotp.random_base32()


def totp_address(secret: str, *, email: str) -> str:
    """Return what the picture holds that an authenticator reads."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


def matching_step(secret: str, code: str, *, now: datetime) -> int | None:
    """Return the half minute of which this is the code, of this one and its neighbours; else None."""
    this = int(now.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret)
    for shift in NEIGHBOURING_STEPS:
        if hmac.compare_digest(totp.generate_otp(this + shift), code):
            return this + shift
    return None


def set_up_totp(staff_id: int, secret: str, code: str, *, now: datetime) -> list[str]:
    """Take an authenticator into use, once its code fits; return new recovery codes, to be shown once.

    Raises WrongCode.
    """
    step = matching_step(secret, code, now=now)
    if step is None:
        raise WrongCode
    with transaction():
        person = get_staff_user(staff_id)
        person.totp_secret, person.totp_last_step = secret, step
        return make_recovery_codes(staff_id)


def use_totp(staff_id: int, code: str, *, now: datetime) -> bool:
    """Tell whether the code fits, and take it: the same code works once (RFC 6238, 5.2), also in a race."""
    secret = get_staff_user(staff_id).totp_secret
    step = matching_step(secret, code, now=now) if secret else None
    if step is None:
        return False
    with transaction():
        later = update(StaffUser).where(
            StaffUser.id == staff_id, StaffUser.totp_secret == secret, StaffUser.totp_last_step < step
        )
        return changes_one(later.values(totp_last_step=step))


def make_recovery_codes(staff_id: int) -> list[str]:
    """Replace somebody's recovery codes; return the new ones, which stand nowhere else."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    with transaction() as session:
        session.execute(delete(RecoveryCode).where(RecoveryCode.staff_user_id == staff_id))
        session.add_all(RecoveryCode(staff_user_id=staff_id, code_hash=hash_token(code)) for code in codes)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def use_recovery_code(staff_id: int, code: str, *, now: datetime) -> bool:
    """Tell whether this is one of somebody's codes, and use it up: of two at once one is let in."""
    bare = "".join(code.casefold().replace("-", " ").split())
    with transaction():
        unused = update(RecoveryCode).where(
            RecoveryCode.staff_user_id == staff_id,
            RecoveryCode.code_hash == hash_token(bare),
            RecoveryCode.used_at.is_(None),
        )
        return changes_one(unused.values(used_at=now))


def count_recovery_codes(staff_id: int) -> int:
    """Return how many codes somebody has left."""
    unused = select(func.count()).where(
        RecoveryCode.staff_user_id == staff_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(unused) or 0


def count_passkeys(staff_id: int) -> int:
    """Return how many passkeys somebody has."""
    own = select(func.count()).select_from(Passkey).where(Passkey.staff_user_id == staff_id)
    return db.session.scalar(own) or 0


def set_pin(staff_id: int, pin: str) -> None:
    """Give somebody a PIN for registered desk devices. Raises PinTooEasy."""
    check_pin_good(pin)
    hashed = generate_password_hash(pin)
    with transaction():
        get_staff_user(staff_id).pin_hash = hashed


def check_pin_good(pin: str) -> None:
    """Refuse a PIN that is the first that anybody tries. Raises PinTooEasy."""
    if not PIN.fullmatch(pin):
        raise PinTooEasy
    steps = {(int(later) - int(earlier)) % 10 for earlier, later in pairwise(pin)}
    if steps in ({0}, {1}, {9}):
        raise PinTooEasy


def is_pin_of(person: StaffUser, pin: str) -> bool:
    """Tell whether this is somebody's PIN."""
    return person.pin_hash is not None and check_password_hash(person.pin_hash, pin)


def has_no_second_factor(person: StaffUser) -> bool:
    """Tell whether somebody has nothing yet to show beside a password."""
    return person.totp_secret is None and person.pin_hash is None and not has_passkey(person.id)


def has_passkey(staff_id: int) -> bool:
    """Tell whether somebody has a passkey."""
    return db.session.scalar(select(Passkey.id).where(Passkey.staff_user_id == staff_id).limit(1)) is not None


def has_second_factor(person: StaffUser, *, on_desk_device: bool, pin_counts: bool) -> bool:
    """Tell whether somebody can show a second factor here."""
    by_pin = on_desk_device and pin_counts and person.pin_hash is not None
    return person.totp_secret is not None or by_pin or has_passkey(person.id)


def remove_second_factors(staff_id: int) -> None:
    """Take away everything that somebody could show: a telephone was lost, or somebody changed hands."""
    with transaction() as session:
        person = get_staff_user(staff_id)
        person.totp_secret = person.pin_hash = None
        session.execute(delete(Passkey).where(Passkey.staff_user_id == staff_id))
        session.execute(delete(RecoveryCode).where(RecoveryCode.staff_user_id == staff_id))
