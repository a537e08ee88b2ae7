"""Calls that unlock help: plans, their questions and answers; and the facts that they leave.

On SQLite a CHECK cannot be changed, so the table is made anew. The triggers that keep facts as they are go
with the old table, and are made again.
"""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CALL_REASONS = ("no_match_in_time", "unlock")
CALL_STATES = ("open", "done", "withdrawn")
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
    "scooter_lent",
    "case_counted",
)
OPEN_UNLOCK = sa.text("state = 'open' AND reason = 'unlock'")


def upgrade() -> None:
    make_plans()
    extend_calls()
    make_questions()
    extend_facts()


def make_plans() -> None:
    op.create_table(
        "call_plan",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("previous_plan", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calls_wanted", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("served_max", sa.Integer(), nullable=False),
        sa.CheckConstraint("previous_plan = number - 1", name="follows"),
        sa.CheckConstraint("served_max BETWEEN 0 AND requests", name="served_max"),
        sa.PrimaryKeyConstraint("number", name="pk_call_plan"),
        sa.UniqueConstraint("previous_plan", name="uq_call_plan_previous_plan"),
    )


def extend_calls() -> None:
    with op.batch_alter_table("call", recreate=recreate()) as call:
        call.drop_constraint(op.f("ck_call_reason"), type_="check")
        call.drop_constraint(op.f("ck_call_state"), type_="check")
        call.alter_column("help_request_id", existing_type=sa.Integer(), nullable=True)
        call.add_column(sa.Column("called_on", sa.Date(), nullable=True))
        call.add_column(sa.Column("call_back_on", sa.Date(), nullable=True))
        call.add_column(sa.Column("plan_number", sa.Integer(), nullable=True))
        call.add_column(sa.Column("rank", sa.Integer(), nullable=True))
        call.add_column(sa.Column("gain", sa.Integer(), nullable=True))
        call.add_column(sa.Column("p", sa.Double(), nullable=True))
        call.add_column(sa.Column("expected_gain", sa.Double(), nullable=True))
        call.create_foreign_key("fk_call_plan_number", "call_plan", ["plan_number"], ["number"])
        call.create_check_constraint("reason", one_of("reason", CALL_REASONS))
        call.create_check_constraint("state", one_of("state", CALL_STATES))
        call.create_check_constraint("about_a_request", "(reason = 'unlock') = (help_request_id IS NULL)")
        call.create_check_constraint("planned", "(reason = 'unlock') = (plan_number IS NOT NULL)")
        call.create_check_constraint("p", "p IS NULL OR p BETWEEN 0 AND 1")
        call.create_check_constraint("call_back_on", "call_back_on IS NULL OR call_back_on > called_on")
    op.create_index(
        "uq_call_open_unlock",
        "call",
        ["resident_id"],
        unique=True,
        sqlite_where=OPEN_UNLOCK,
        postgresql_where=OPEN_UNLOCK,
    )


def make_questions() -> None:
    op.create_table(
        "call_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "daypart",
                "radius",
                "need",
                "load",
                "category",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("help_request_id", sa.Integer(), nullable=True),
        sa.Column("help_offer_id", sa.Integer(), nullable=True),
        sa.Column("change", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("p", sa.Double(), nullable=False),
        sa.Column("unlocks", sa.JSON(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("yes", "no", name="answer", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(help_request_id IS NULL) <> (help_offer_id IS NULL)", name="about_one"),
        sa.CheckConstraint("(kind = 'load') = (change IS NULL)", name="change"),
        sa.CheckConstraint("p BETWEEN 0 AND 1", name="p"),
        sa.CheckConstraint("(answer IS NULL) = (answered_on IS NULL)", name="answer_has_a_day"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_call_question_call_id"),
        sa.ForeignKeyConstraint(["help_offer_id"], ["help_offer.id"], name="fk_call_question_help_offer_id"),
        sa.ForeignKeyConstraint(
            ["help_request_id"], ["help_request.id"], name="fk_call_question_help_request_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_call_question"),
        sa.UniqueConstraint("call_id", "position", name="uq_call_question_call_id_position"),
    )
    op.create_index("ix_call_question_help_offer_id", "call_question", ["help_offer_id"], unique=False)
    op.create_index("ix_call_question_help_request_id", "call_question", ["help_request_id"], unique=False)


def extend_facts() -> None:
    with op.batch_alter_table("fact", recreate=recreate()) as fact:
        fact.drop_constraint(op.f("ck_fact_kind"), type_="check")
        fact.create_check_constraint("kind", one_of("kind", FACT_KINDS))
    if on_sqlite():
        keep_facts_append_only()


def keep_facts_append_only() -> None:
    """Put back the triggers of revision 0001, which went with the old table."""
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


def one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def recreate() -> Literal["always", "never"]:
    return "always" if on_sqlite() else "never"


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def downgrade() -> None:
    raise NotImplementedError("answers and their facts have nowhere to go back to; restore a backup instead")
