"""Tables of scooters. `scooter_slot` is the only extent of what holds a scooter: see docs/scooters.md."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buurtservice.columns import UTCDateTime, state_column
from buurtservice.extensions import Base
from buurtservice.sites.models import Site

_RANGE = "from_date < to_date OR (from_date = to_date AND from_daypart <= to_daypart)"
_NOT_BACK = "in_at IS NULL"
CHARGING_MOST = 9  # Dayparts after each use.


class ScooterState(StrEnum):
    """Whether a scooter can be lent at all."""

    AVAILABLE = "available"
    MAINTENANCE = "maintenance"  # Until somebody says that it is well again; a block is from a day to a day.
    RETIRED = "retired"


class ReservationState(StrEnum):
    """The life of a reservation. A walk-in begins as out."""

    RESERVED = "reserved"
    OUT = "out"
    BACK = "back"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


LIVE_RESERVATIONS = (ReservationState.RESERVED, ReservationState.OUT)


class SlotKind(StrEnum):
    """What a scooter is held for."""

    USE = "use"
    CHARGING = "charging"
    MAINTENANCE = "maintenance"


class WaitingState(StrEnum):
    """The life of a place on the waiting list."""

    WAITING = "waiting"
    OFFERED = "offered"  # Slots are held for them until `held_until`.
    TAKEN = "taken"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class NextAction(StrEnum):
    """What must be done with a scooter that came back."""

    READY = "ready"
    CHARGE = "charge"
    MAINTENANCE = "maintenance"


class Scooter(Base):
    """One mobility scooter and the site at which it stands."""

    __tablename__ = "scooter"
    __table_args__ = (
        CheckConstraint(f"charging_dayparts BETWEEN 0 AND {CHARGING_MOST}", name="charging_dayparts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    model: Mapped[str | None] = mapped_column(String(80))
    pictogram: Mapped[str] = mapped_column(String(40), default="scooter")
    accessories: Mapped[str | None] = mapped_column(String(300))
    charging_dayparts: Mapped[int] = mapped_column(default=1)  # After each use, nobody can have it so long.
    state: Mapped[ScooterState] = mapped_column(state_column(ScooterState, "state"))

    site: Mapped[Site] = relationship(lazy="joined")


class ScooterLog(Base):
    """What happened to a scooter; nothing about who drove it."""

    __tablename__ = "scooter_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    scooter_id: Mapped[int] = mapped_column(ForeignKey("scooter.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    event: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(300))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class Driver(Base):
    """That somebody rode a short check and agreed to the conditions. Nothing about their health.

    A new check is a new row, so that the book tells who checked when.
    """

    __tablename__ = "driver"
    __table_args__ = (
        CheckConstraint("valid_until >= checked_on", name="valid"),
        CheckConstraint("(revoked_on IS NULL) = (revoked_reason IS NULL)", name="revoked_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    checked_on: Mapped[date]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    valid_until: Mapped[date]
    conditions_version: Mapped[str] = mapped_column(String(20))
    agreed_on: Mapped[date]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))  # Who recorded it.
    revoked_on: Mapped[date | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(300))


class Reservation(Base):
    """Who wants a scooter. When, and which one, is told by its slots alone."""

    __tablename__ = "reservation"
    __table_args__ = (
        CheckConstraint("(state IN ('back', 'cancelled', 'no_show')) = (ended_at IS NOT NULL)", name="ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))  # Where they were told to come.
    state: Mapped[ReservationState] = mapped_column(state_column(ReservationState, "state"), index=True)
    walk_in: Mapped[bool] = mapped_column(default=False)
    series_key: Mapped[str | None] = mapped_column(String(32))  # Joins the weeks of one wish.
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    moved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    site: Mapped[Site] = relationship(lazy="joined")


class ScooterBlock(Base):
    """Maintenance from a daypart to a daypart, both included, unless it was lifted."""

    __tablename__ = "scooter_block"
    __table_args__ = (
        CheckConstraint("from_daypart BETWEEN 0 AND 2 AND to_daypart BETWEEN 0 AND 2", name="daypart"),
        CheckConstraint(_RANGE, name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scooter_id: Mapped[int] = mapped_column(ForeignKey("scooter.id"), index=True)
    from_date: Mapped[date]
    from_daypart: Mapped[int]
    to_date: Mapped[date]
    to_daypart: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ScooterWaiting(Base):
    """Somebody who waits for a scooter from a daypart to a daypart, at one site or anywhere."""

    __tablename__ = "scooter_waiting"
    __table_args__ = (
        CheckConstraint("from_daypart BETWEEN 0 AND 2 AND to_daypart BETWEEN 0 AND 2", name="daypart"),
        CheckConstraint(_RANGE, name="in_order"),
        CheckConstraint("state <> 'offered' OR held_until IS NOT NULL", name="offer_is_held"),
        CheckConstraint("(state = 'taken') = (reservation_id IS NOT NULL)", name="taken"),
        Index("ix_scooter_waiting_state", "state", "from_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    from_date: Mapped[date]
    from_daypart: Mapped[int]
    to_date: Mapped[date]
    to_daypart: Mapped[int]
    state: Mapped[WaitingState] = mapped_column(state_column(WaitingState, "state"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reservation_id: Mapped[int | None] = mapped_column(ForeignKey("reservation.id"), unique=True)


class ScooterSlot(Base):
    """One scooter on one daypart of one local day, held by one reservation, offer or block.

    The primary key is why no scooter is ever booked twice. Dates are local: a day of 23 or 25 hours is a day.
    """

    __tablename__ = "scooter_slot"
    __table_args__ = (
        CheckConstraint("daypart BETWEEN 0 AND 2", name="daypart"),
        CheckConstraint(
            "(reservation_id IS NOT NULL AND block_id IS NULL AND waiting_id IS NULL) OR "
            "(reservation_id IS NULL AND block_id IS NOT NULL AND waiting_id IS NULL) OR "
            "(reservation_id IS NULL AND block_id IS NULL AND waiting_id IS NOT NULL)",
            name="one_holder",
        ),
        CheckConstraint("(kind = 'maintenance') = (block_id IS NOT NULL)", name="maintenance"),
    )

    scooter_id: Mapped[int] = mapped_column(ForeignKey("scooter.id"), primary_key=True)
    local_date: Mapped[date] = mapped_column(primary_key=True, index=True)
    daypart: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SlotKind] = mapped_column(state_column(SlotKind, "kind"))
    reservation_id: Mapped[int | None] = mapped_column(ForeignKey("reservation.id"), index=True)
    block_id: Mapped[int | None] = mapped_column(ForeignKey("scooter_block.id"), index=True)
    waiting_id: Mapped[int | None] = mapped_column(ForeignKey("scooter_waiting.id"), index=True)


class Loan(Base):
    """A scooter that went out, and came back."""

    __tablename__ = "loan"
    __table_args__ = (
        CheckConstraint("in_at IS NULL OR in_at >= out_at", name="in_after_out"),
        CheckConstraint("out_charge_pct BETWEEN 0 AND 100", name="out_charge"),
        CheckConstraint("in_charge_pct BETWEEN 0 AND 100", name="in_charge"),
        Index(
            "uq_loan_out",
            "scooter_id",
            unique=True,
            sqlite_where=text(_NOT_BACK),
            postgresql_where=text(_NOT_BACK),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scooter_id: Mapped[int] = mapped_column(ForeignKey("scooter.id"))
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), unique=True)
    out_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)  # As they were told; after it the loan is overdue.
    out_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    out_charge_pct: Mapped[int | None]
    out_condition: Mapped[str | None] = mapped_column(String(300))
    out_accessories: Mapped[str | None] = mapped_column(String(300))
    in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    in_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    in_charge_pct: Mapped[int | None]
    damage: Mapped[bool] = mapped_column(default=False)
    damage_note: Mapped[str | None] = mapped_column(String(300))
    next_action: Mapped[NextAction | None] = mapped_column(state_column(NextAction, "next_action"))


class ScooterPolicy(Base):
    """Fair use and times, one row; without it the defaults hold."""

    __tablename__ = "scooter_policy"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint(
            "days_ahead >= 0 AND open_most >= 1 AND dayparts_most >= 1 AND no_show_after_minutes >= 0 "
            "AND check_valid_days >= 1 AND hold_minutes >= 0 AND early_minutes >= 0",
            name="sensible",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    days_ahead: Mapped[int] = mapped_column(default=42)
    open_most: Mapped[int] = mapped_column(default=4)  # Reservations of one person that did not begin.
    dayparts_most: Mapped[int] = mapped_column(default=9)  # Of one reservation: three whole days.
    no_show_after_minutes: Mapped[int] = mapped_column(default=60)
    check_valid_days: Mapped[int] = mapped_column(default=730)
    hold_minutes: Mapped[int] = mapped_column(default=240)  # An offer to who waits.
    early_minutes: Mapped[int] = mapped_column(
        default=30
    )  # Before the daypart, without taking the one before.
    conditions_version: Mapped[str] = mapped_column(String(20), default="2026-1")
