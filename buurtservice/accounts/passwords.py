"""Passwords of staff: which ones are good enough, how they are kept, and looking whether one is right."""

from pathlib import Path

from werkzeug.security import check_password_hash, generate_password_hash

from buurtservice.accounts.errors import PasswordTooCommon, PasswordTooShort
from buurtservice.accounts.models import StaffUser
from buurtservice.accounts.queries import get_staff_user
from buurtservice.transactions import transaction

LEAST_CHARACTERS = 12
LEAST_DIFFERENT = 5
# The hash of a password that nobody has. Who is not there costs as much work as who is.
NOBODYS_HASH = generate_password_hash("nobody")
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())


def check_password_good(password: str, *, email: str) -> None:
    """Refuse what is easily guessed. Raises PasswordTooShort and PasswordTooCommon."""
    if len(password) < LEAST_CHARACTERS:
        raise PasswordTooShort(least=LEAST_CHARACTERS)
    plain = "".join(password.casefold().split())
    bare = plain.rstrip("0123456789!.?")
    is_own = email.partition("@")[0].casefold() in plain and len(plain) < LEAST_CHARACTERS + len(email)
    if plain in COMMON or bare in COMMON or len(set(plain)) < LEAST_DIFFERENT or is_own:
        raise PasswordTooCommon


def hash_password(password: str) -> str:
    """Return what the database keeps of a password (scrypt, with a salt of its own)."""
    return generate_password_hash(password)


def is_password_of(person: StaffUser | None, password: str) -> bool:
    """Tell whether this is the password of somebody who may come in; as much work when they may not."""
    known = person is not None and person.password_hash is not None and person.closed_at is None
    kept = person.password_hash if person is not None and known else None
    return check_password_hash(kept or NOBODYS_HASH, password) and known


def change_password(staff_id: int, password: str) -> None:
    """Give somebody a new password. Raises PasswordTooShort and PasswordTooCommon."""
    check_password_good(password, email=get_staff_user(staff_id).email)
    hashed = hash_password(password)  # Slow on purpose, so it is done before the transaction.
    with transaction():
        get_staff_user(staff_id).password_hash = hashed
