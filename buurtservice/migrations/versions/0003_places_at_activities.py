"""Places at activities, which answer requests; how an installation holds its conversations; their facts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PLACE_STATES = ("invited", "taken", "waiting_list", "came", "absent", "cancelled")
QUESTION_KINDS = ("daypart", "radius", "need", "load", "category")
FACT_KINDS = (
    "request_received",
    "request_withdrawn",
    "offer_received",
    "offer_paused",
    "offer_resumed",
    "offer_withdrawn",
    "match_proposed",
    "match_approved",
    "match_agreed",
    "match_started",
    "match_completed",
    "match_declined",
    "match_withdrawn",
    "match_stopped",
    "team_task_opened",
    "team_task_done",
    "call_opened",
    "call_answered",
    "call_not_reached",
    "call_done",
    "activity_planned",
    "activity_held",
    "activity_place_taken",
    "activity_place_freed",
    "activity_attended",
    "scooter_lent",
    "case_counted",
)
STANDS = sa.text("state <> 'cancelled'")


def upgrade() -> None:
    make_places()
    make_call_policy()
    extend_facts()


def make_places() -> None:
    op.create_table(
        "activity_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=True),
        sa.Column("solution_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(*PLACE_STATES, name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("solution_id IS NULL OR help_request_id IS NOT NULL", name="answers_a_request"),
        sa.CheckConstraint(
            "solution_id IS NOT NULL OR help_request_id IS NULL OR state NOT IN ('taken', 'came', 'absent')",
            name="taken_answers",
        ),
        sa.CheckConstraint(
            "state NOT IN ('invited', 'waiting_list') OR (solution_id IS NULL AND taken_on IS NULL)",
            name="not_yet_taken",
        ),
        sa.CheckConstraint(
            "state NOT IN ('taken', 'came', 'absent') OR taken_on IS NOT NULL", name="taken_on"
        ),
        sa.CheckConstraint(
            "(state IN ('came', 'absent', 'cancelled')) = (ended_on IS NOT NULL)", name="ended_on"
        ),
        sa.CheckConstraint("taken_on >= added_on AND ended_on >= added_on", name="days_in_order"),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name="fk_activity_place_activity_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_activity_place_resident_id"),
        sa.ForeignKeyConstraint(
            ["help_request_id"], ["help_request.id"], name="fk_activity_place_help_request_id"
        ),
        sa.ForeignKeyConstraint(["solution_id"], ["solution.id"], name="fk_activity_place_solution_id"),
        sa.PrimaryKeyConstraint("id", name="pk_activity_place"),
        sa.UniqueConstraint("solution_id", name="uq_activity_place_solution_id"),
    )
    for column in ("activity_id", "resident_id", "help_request_id"):
        op.create_index(f"ix_activity_place_{column}", "activity_place", [column], unique=False)
    op.create_index(
        "uq_activity_place_standing",
        "activity_place",
        ["activity_id", "resident_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def make_call_policy() -> None:
    op.create_table(
        "call_policy",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(f"questions_{kind}", sa.Integer(), nullable=False) for kind in QUESTION_KINDS),
        *(sa.Column(f"response_{kind}", sa.Double(), nullable=False) for kind in QUESTION_KINDS),
        sa.CheckConstraint("id = 1", name="only_one"),
        *(
            sa.CheckConstraint(f"questions_{kind} BETWEEN 0 AND 3", name=f"questions_{kind}")
            for kind in QUESTION_KINDS
        ),
        *(
            sa.CheckConstraint(f"response_{kind} BETWEEN 0 AND 1", name=f"response_{kind}")
            for kind in QUESTION_KINDS
        ),
        sa.PrimaryKeyConstraint("id", name="pk_call_policy"),
    )


def extend_facts() -> None:
    with op.batch_alter_table("fact", recreate="always" if on_sqlite() else "never") as fact:
        fact.drop_constraint(op.f("ck_fact_kind"), type_="check")
        fact.create_check_constraint("kind", f"kind IN ({', '.join(map(repr, FACT_KINDS))})")
    if on_sqlite():
        keep_facts_append_only()


def keep_facts_append_only() -> None:
    """Put back the triggers of revision 0001: on SQLite they went with the old table."""
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER fact_no_{verb.lower()} BEFORE {verb} ON fact "
            "BEGIN SELECT RAISE(ABORT, 'fact is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER fact_no_replace BEFORE INSERT ON fact "
        "WHEN EXISTS (SELECT 1 FROM fact WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'fact is append-only'); END"
    )


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def downgrade() -> None:
    raise NotImplementedError("places and their facts have nowhere to go back to; restore a backup instead")
