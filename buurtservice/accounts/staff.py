"""Changes to who works here and in which roles."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from buurtservice.accounts.errors import EmailTaken, LastOperator, NoRole
from buurtservice.accounts.invitations import invite
from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.accounts.policies import pin_is_enough
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.second_factors import remove_second_factors
from buurtservice.accounts.sign_ins import end_sign_ins_of_staff, end_sign_ins_on_devices_of
from buurtservice.extensions import db
from buurtservice.transactions import changes_one, savepoint, transaction


def add_staff(*, email: str, name: str, roles: Collection[Role], now: datetime) -> StaffUser:
    """Add somebody who works here; they cannot sign in before they chose a password. Raises EmailTaken."""
    person = StaffUser(
        email=email.strip().lower(),
        name=" ".join(name.split()),
        created_at=now,
        roles=[StaffRole(role=role) for role in sorted(set(roles))],
    )
    with transaction() as session:
        try:
            with savepoint():
                session.add(person)
                session.flush()
        except IntegrityError:
            raise EmailTaken from None
    return person


def change_staff(staff_id: int, *, name: str, roles: Collection[Role], now: datetime) -> None:
    """Change what somebody is called and does; it holds at their next page. Raises NoRole and LastOperator.

    Whoever gets work for which a PIN is not enough is signed out at the desks: a PIN may have let them in.
    """
    wanted = sorted(set(roles))
    if not wanted:
        raise NoRole
    with transaction():
        operators = _hold_operators()
        if Role.OPERATOR not in wanted:
            _leave_an_operator(operators, without=staff_id)
        person = get_staff_user(staff_id)
        before = {one.role for one in person.roles}
        person.name = " ".join(name.split())
        person.roles = [one for one in person.roles if one.role in wanted]
        person.roles += [StaffRole(role=role) for role in wanted if role not in before]
        if pin_is_enough(before) and not pin_is_enough(set(wanted)):
            end_sign_ins_on_devices_of(staff_id, now=now)


def change_language(staff_id: int, language: str) -> None:
    """Keep in which language somebody reads these pages."""
    with transaction():
        other = update(StaffUser).where(StaffUser.id == staff_id, StaffUser.language != language)
        changes_one(other.values(language=language))


def close_account(staff_id: int, *, now: datetime) -> None:
    """Close an account; who has it is signed out at once. Raises LastOperator and NotFound."""
    with transaction():
        _leave_an_operator(_hold_operators(), without=staff_id)
        get_staff_user(staff_id)
        live = update(StaffUser).where(StaffUser.id == staff_id, StaffUser.closed_at.is_(None))
        changes_one(live.values(closed_at=now))
        end_sign_ins_of_staff(staff_id, now=now)


def reopen_account(staff_id: int, *, now: datetime) -> str:
    """Open a closed account again, with nothing that opened it before; return the token of an invitation."""
    with transaction():
        get_staff_user(staff_id).closed_at = None
        return start_anew(staff_id, now=now)


def start_anew(staff_id: int, *, now: datetime) -> str:
    """Take away password and second factor, sign out everywhere; return the token of a new invitation.

    For who lost a telephone or forgot a password. Raises InvitationOver for a closed account.
    """
    with transaction():
        token = invite(staff_id, now=now)
        remove_second_factors(staff_id)
        get_staff_user(staff_id).password_hash = None
        end_sign_ins_of_staff(staff_id, now=now)
        return token


def list_staff() -> list[StaffUser]:
    """Return everybody who works or worked here, by name, the closed accounts last."""
    by_name = select(StaffUser).order_by(StaffUser.closed_at.is_not(None), StaffUser.name, StaffUser.id)
    return list(db.session.scalars(by_name))


def _hold_operators() -> set[int]:
    """Return the operators, and hold them until the transaction ends: who close each other wait in turn."""
    held = (
        select(StaffRole.staff_user_id)
        .join(StaffUser, StaffUser.id == StaffRole.staff_user_id)
        .where(StaffRole.role == Role.OPERATOR, StaffUser.closed_at.is_(None))
        .order_by(StaffRole.staff_user_id)
        .with_for_update()
    )
    return set(db.session.scalars(held))


def _leave_an_operator(operators: set[int], *, without: int) -> None:
    if operators == {without}:
        raise LastOperator
