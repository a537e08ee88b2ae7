"""Scooters: the fleet, who may drive, reservations and their slots, loans, waiting list, hours of sites."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    open_sites()
    make_the_fleet()
    make_drivers_and_reservations()
    make_waiting_and_slots()


def open_sites() -> None:
    op.create_table(
        "site_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("daypart", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.CheckConstraint("daypart BETWEEN 0 AND 2", name="daypart"),
        sa.CheckConstraint("opens_at < closes_at", name="in_order"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_site_hours_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_site_hours"),
        sa.UniqueConstraint("site_id", "weekday", "daypart", name="uq_site_hours_site_id_weekday_daypart"),
    )
    op.create_table(
        "site_closed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_site_closed_day_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_site_closed_day"),
        sa.UniqueConstraint("site_id", "day", name="uq_site_closed_day_site_id_day"),
    )


def make_the_fleet() -> None:
    op.create_table(
        "scooter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=True),
        sa.Column("pictogram", sa.String(length=40), nullable=False),
        sa.Column("accessories", sa.String(length=300), nullable=True),
        sa.Column("charging_dayparts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.CheckConstraint("charging_dayparts BETWEEN 0 AND 9", name="charging_dayparts"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_scooter_site_id"),
        sa.CheckConstraint(one_of("state", ("available", "maintenance", "retired")), name="state"),
        sa.PrimaryKeyConstraint("id", name="pk_scooter"),
        sa.UniqueConstraint("name", name="uq_scooter_name"),
    )
    op.create_index("ix_scooter_site_id", "scooter", ["site_id"])
    op.create_table(
        "scooter_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scooter_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff_user.id"], name="fk_scooter_log_by_id"),
        sa.ForeignKeyConstraint(["scooter_id"], ["scooter.id"], name="fk_scooter_log_scooter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scooter_log"),
    )
    op.create_index("ix_scooter_log_scooter_id", "scooter_log", ["scooter_id"])
    op.create_table(
        "scooter_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scooter_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("from_daypart", sa.Integer(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("to_daypart", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "from_date < to_date OR (from_date = to_date AND from_daypart <= to_daypart)", name="in_order"
        ),
        sa.CheckConstraint("from_daypart BETWEEN 0 AND 2 AND to_daypart BETWEEN 0 AND 2", name="daypart"),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff_user.id"], name="fk_scooter_block_created_by_id"),
        sa.ForeignKeyConstraint(["scooter_id"], ["scooter.id"], name="fk_scooter_block_scooter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scooter_block"),
    )
    op.create_index("ix_scooter_block_scooter_id", "scooter_block", ["scooter_id"])
    op.create_table(
        "scooter_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.Column("open_most", sa.Integer(), nullable=False),
        sa.Column("dayparts_most", sa.Integer(), nullable=False),
        sa.Column("no_show_after_minutes", sa.Integer(), nullable=False),
        sa.Column("check_valid_days", sa.Integer(), nullable=False),
        sa.Column("hold_minutes", sa.Integer(), nullable=False),
        sa.Column("early_minutes", sa.Integer(), nullable=False),
        sa.Column("conditions_version", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "days_ahead >= 0 AND open_most >= 1 AND dayparts_most >= 1 AND no_show_after_minutes >= 0 "
            "AND check_valid_days >= 1 AND hold_minutes >= 0 AND early_minutes >= 0",
            name="sensible",
        ),
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_scooter_policy"),
    )


def make_drivers_and_reservations() -> None:
    op.create_table(
        "driver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("conditions_version", sa.String(length=20), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=300), nullable=True),
        sa.CheckConstraint("(revoked_on IS NULL) = (revoked_reason IS NULL)", name="revoked_with_reason"),
        sa.CheckConstraint("valid_until >= checked_on", name="valid"),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["staff_user.id"], name="fk_driver_agreed_by_id"),
        sa.ForeignKeyConstraint(["checked_by_id"], ["staff_user.id"], name="fk_driver_checked_by_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_driver_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_driver"),
    )
    op.create_index("ix_driver_resident_id", "driver", ["resident_id"])
    op.create_table(
        "reservation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("walk_in", sa.Boolean(), nullable=False),
        sa.Column("series_key", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('back', 'cancelled', 'no_show')) = (ended_at IS NOT NULL)", name="ended"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff_user.id"], name="fk_reservation_created_by_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_reservation_resident_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_reservation_site_id"),
        sa.CheckConstraint(
            one_of("state", ("reserved", "out", "back", "cancelled", "no_show")), name="state"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reservation"),
        sa.UniqueConstraint("reference", name="uq_reservation_reference"),
    )
    op.create_index("ix_reservation_resident_id", "reservation", ["resident_id"])
    op.create_index("ix_reservation_state", "reservation", ["state"])
    op.create_table(
        "loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scooter_id", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("out_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("out_by_id", sa.Integer(), nullable=True),
        sa.Column("out_charge_pct", sa.Integer(), nullable=True),
        sa.Column("out_condition", sa.String(length=300), nullable=True),
        sa.Column("out_accessories", sa.String(length=300), nullable=True),
        sa.Column("in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_by_id", sa.Integer(), nullable=True),
        sa.Column("in_charge_pct", sa.Integer(), nullable=True),
        sa.Column("damage", sa.Boolean(), nullable=False),
        sa.Column("damage_note", sa.String(length=300), nullable=True),
        sa.Column("next_action", sa.String(length=40), nullable=True),
        sa.CheckConstraint("in_at IS NULL OR in_at >= out_at", name="in_after_out"),
        sa.CheckConstraint("in_charge_pct BETWEEN 0 AND 100", name="in_charge"),
        sa.CheckConstraint("out_charge_pct BETWEEN 0 AND 100", name="out_charge"),
        sa.ForeignKeyConstraint(["in_by_id"], ["staff_user.id"], name="fk_loan_in_by_id"),
        sa.ForeignKeyConstraint(["out_by_id"], ["staff_user.id"], name="fk_loan_out_by_id"),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservation.id"], name="fk_loan_reservation_id"),
        sa.ForeignKeyConstraint(["scooter_id"], ["scooter.id"], name="fk_loan_scooter_id"),
        sa.CheckConstraint(one_of("next_action", ("ready", "charge", "maintenance")), name="next_action"),
        sa.PrimaryKeyConstraint("id", name="pk_loan"),
        sa.UniqueConstraint("reservation_id", name="uq_loan_reservation_id"),
    )
    op.create_index(
        "uq_loan_out",
        "loan",
        ["scooter_id"],
        unique=True,
        sqlite_where=sa.text("in_at IS NULL"),
        postgresql_where=sa.text("in_at IS NULL"),
    )


def make_waiting_and_slots() -> None:
    op.create_table(
        "scooter_waiting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("from_daypart", sa.Integer(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("to_daypart", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reservation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'taken') = (reservation_id IS NOT NULL)", name="taken"),
        sa.CheckConstraint("state <> 'offered' OR held_until IS NOT NULL", name="offer_is_held"),
        sa.CheckConstraint(
            "from_date < to_date OR (from_date = to_date AND from_daypart <= to_daypart)", name="in_order"
        ),
        sa.CheckConstraint("from_daypart BETWEEN 0 AND 2 AND to_daypart BETWEEN 0 AND 2", name="daypart"),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name="fk_scooter_waiting_reservation_id"
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_scooter_waiting_resident_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_scooter_waiting_site_id"),
        sa.CheckConstraint(
            one_of("state", ("waiting", "offered", "taken", "expired", "withdrawn")), name="state"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_scooter_waiting"),
        sa.UniqueConstraint("reservation_id", name="uq_scooter_waiting_reservation_id"),
    )
    op.create_index("ix_scooter_waiting_resident_id", "scooter_waiting", ["resident_id"])
    op.create_index("ix_scooter_waiting_state", "scooter_waiting", ["state", "from_date"])
    op.create_table(
        "scooter_slot",
        sa.Column("scooter_id", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("daypart", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=True),
        sa.Column("block_id", sa.Integer(), nullable=True),
        sa.Column("waiting_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'maintenance') = (block_id IS NOT NULL)", name="maintenance"),
        sa.CheckConstraint(
            "(reservation_id IS NOT NULL AND block_id IS NULL AND waiting_id IS NULL) OR "
            "(reservation_id IS NULL AND block_id IS NOT NULL AND waiting_id IS NULL) OR "
            "(reservation_id IS NULL AND block_id IS NULL AND waiting_id IS NOT NULL)",
            name="one_holder",
        ),
        sa.CheckConstraint("daypart BETWEEN 0 AND 2", name="daypart"),
        sa.ForeignKeyConstraint(["block_id"], ["scooter_block.id"], name="fk_scooter_slot_block_id"),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name="fk_scooter_slot_reservation_id"
        ),
        sa.ForeignKeyConstraint(["scooter_id"], ["scooter.id"], name="fk_scooter_slot_scooter_id"),
        sa.ForeignKeyConstraint(["waiting_id"], ["scooter_waiting.id"], name="fk_scooter_slot_waiting_id"),
        sa.CheckConstraint(one_of("kind", ("use", "charging", "maintenance")), name="kind"),
        sa.PrimaryKeyConstraint("scooter_id", "local_date", "daypart", name="pk_scooter_slot"),
    )
    op.create_index("ix_scooter_slot_block_id", "scooter_slot", ["block_id"])
    op.create_index("ix_scooter_slot_local_date", "scooter_slot", ["local_date"])
    op.create_index("ix_scooter_slot_reservation_id", "scooter_slot", ["reservation_id"])
    op.create_index("ix_scooter_slot_waiting_id", "scooter_slot", ["waiting_id"])


def one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def downgrade() -> None:
    raise NotImplementedError("what people told us has nowhere to go back to; restore a backup instead")
