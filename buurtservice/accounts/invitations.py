"""The link with which somebody chooses a password: once, within three days."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from buurtservice.accounts.errors import InvitationOver
from buurtservice.accounts.models import StaffInvitation, StaffUser
from buurtservice.accounts.passwords import check_password_good, hash_password
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.sign_ins import end_sign_ins_of_staff
from buurtservice.accounts.tokens import hash_token, new_token
from buurtservice.extensions import db
from buurtservice.transactions import changes_one, transaction

VALID = timedelta(hours=72)


def invite(staff_id: int, *, now: datetime) -> str:
    """Return the token of a new link; earlier ones of the same person work no more. Raises InvitationOver."""
    token = new_token()
    with transaction() as session:
        if get_staff_user(staff_id).closed_at is not None:
            raise InvitationOver
        session.execute(
            update(StaffInvitation)
            .where(StaffInvitation.staff_user_id == staff_id, StaffInvitation.used_at.is_(None))
            .values(used_at=now)
        )
        session.add(
            StaffInvitation(staff_user_id=staff_id, token_hash=hash_token(token), expires_at=now + VALID)
        )
    return token


def get_invited(token: str, *, now: datetime) -> StaffUser:
    """Return whom a link is for. Raises InvitationOver."""
    found = db.session.scalar(
        select(StaffUser)
        .join(StaffInvitation, StaffInvitation.staff_user_id == StaffUser.id)
        .where(
            StaffInvitation.token_hash == hash_token(token),
            StaffInvitation.used_at.is_(None),
            StaffInvitation.expires_at > now,
            StaffUser.closed_at.is_(None),
        )
    )
    if found is None:
        raise InvitationOver
    return found


def choose_password(token: str, password: str, *, now: datetime) -> int:
    """Give whom the link is for this password; return their id. Whoever was signed in as them is no more.

    Raises InvitationOver, PasswordTooShort and PasswordTooCommon.
    """
    check_password_good(password, email=get_invited(token, now=now).email)
    hashed = hash_password(password)  # Slow on purpose, so it is done before the transaction.
    with transaction():
        person = get_invited(token, now=now)
        used = update(StaffInvitation).where(
            StaffInvitation.token_hash == hash_token(token), StaffInvitation.used_at.is_(None)
        )
        if not changes_one(used.values(used_at=now)):
            raise InvitationOver
        person.password_hash = hashed
        end_sign_ins_of_staff(person.id, now=now)
        return person.id
