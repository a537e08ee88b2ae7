"""Tables of staff, of signing in, and of the log of what was done and whose data was read.

Nothing that opens a door is stored: of passwords, codes, PINs and tokens there is only a hash.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime, state_column
from buurtservice.extensions import Base


class Role(StrEnum):
    """What somebody does here. One person may have several."""

    DESK = "desk"
    WORKER = "worker"
    TEAM = "team"
    HOST = "host"
    POLICY = "policy"
    OPERATOR = "operator"


class StaffUser(Base):
    """Somebody who works here, paid or as a volunteer. Residents have no account: they sign in by a code."""

    __tablename__ = "staff_user"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(255))  # None until they chose one.
    pin_hash: Mapped[str | None] = mapped_column(String(255))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last_step: Mapped[int] = mapped_column(default=0)  # A code is accepted once: see RFC 6238, 5.2.
    language: Mapped[str] = mapped_column(String(5), default="nl")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # An account is closed, never removed.

    roles: Mapped[list["StaffRole"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class StaffRole(Base):
    """One role of one person."""

    __tablename__ = "staff_role"

    staff_user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(state_column(Role, "role"), primary_key=True)


class RecoveryCode(Base):
    """A code for the day the telephone is lost; each works once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(255))
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Passkey(Base):
    """A key that lives in somebody's telephone or computer (WebAuthn)."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(4096))
    sign_count: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)


class StaffInvitation(Base):
    """A link with which somebody new chooses a password, or an old hand a new one. It works once."""

    __tablename__ = "staff_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DeskDevice(Base):
    """A tablet or computer that stands at a desk. There a PIN opens a locked screen, nowhere else."""

    __tablename__ = "desk_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    registered_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignIn(Base):
    """Somebody who is signed in now, on one device: a member of staff or a resident, never both.

    The browser holds a random token, the table its hash; ending the row ends it everywhere at once.
    """

    __tablename__ = "sign_in"
    __table_args__ = (
        CheckConstraint("(staff_user_id IS NULL) <> (resident_id IS NULL)", name="one_person"),
        CheckConstraint("pin_tries >= 0", name="pin_tries"),
        CheckConstraint("resident_id IS NULL OR locked_at IS NULL", name="only_staff_lock"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"), index=True)
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    desk_device_id: Mapped[int | None] = mapped_column(ForeignKey("desk_device.id"))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    second_factor_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    locked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pin_tries: Mapped[int] = mapped_column(default=0)  # Wrong ones since the screen locked.
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignInCode(Base):
    """A code sent by mail to a resident: short-lived, few tries, used once.

    One is also stored for an address that nobody has, so that the answer is the same; it has no resident.
    """

    __tablename__ = "sign_in_code"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # Of the browser that asked for it.
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(255))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RateCount(Base):
    """How often something was tried in a stretch of time, counted for all processes together.

    `key_hash` is a keyed hash of what is counted (an address, a network), so that it cannot be read back.
    """

    __tablename__ = "rate_count"
    __table_args__ = (CheckConstraint("tries > 0", name="tries"),)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    tries: Mapped[int]


class AccessLog(Base):
    """One thing that somebody did, or one look at somebody's data. Ids only; rows are never changed."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_resident_id_at", "resident_id", "at"),
        Index("ix_access_log_staff_user_id_at", "staff_user_id", "at"),
        Index("ix_access_log_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    staff_user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))  # None: the resident.
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))  # Whose data; None: nobody's.
    action: Mapped[str] = mapped_column(String(60))  # A code, such as match.approve or resident.read.
    subject: Mapped[str | None] = mapped_column(String(60))  # Such as match:12.
