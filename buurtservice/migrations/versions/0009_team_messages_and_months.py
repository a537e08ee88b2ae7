"""The team's board, weeks of a weekly request, messages by every way, runs of jobs, frozen months.

On SQLite a CHECK cannot be changed, so such a table is made anew and its rows are copied.
"""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CALL_REASONS = ("no_match_in_time", "handed_back", "changed", "unlock")
ACTIVITY_STATES = ("planned", "held", "cancelled")
TASK_STATES = ("new", "planned", "doing", "done", "handed_back", "dropped")
HAND_BACK_REASONS = ("not_our_work", "too_much", "not_reached", "not_needed", "not_safe", "other")
FACT_KINDS = (
    "request_received",
    "request_paused",
    "request_resumed",
    "request_withdrawn",
    "offer_received",
    "offer_paused",
    "offer_resumed",
    "offer_withdrawn",
    "offer_expired",
    "offer_changed",
    "match_proposed",
    "match_approved",
    "match_agreed",
    "match_started",
    "match_completed",
    "match_declined",
    "match_withdrawn",
    "match_stopped",
    "match_approval_undone",
    "match_decline_undone",
    "match_reviewed",
    "team_task_opened",
    "team_task_done",
    "team_task_handed_back",
    "team_task_dropped",
    "call_opened",
    "call_answered",
    "call_not_reached",
    "call_done",
    "activity_planned",
    "activity_held",
    "activity_cancelled",
    "activity_place_taken",
    "activity_place_freed",
    "activity_attended",
    "scooter_reserved",
    "scooter_cancelled",
    "scooter_refused",
    "scooter_no_show",
    "scooter_lent",
    "scooter_returned",
    "case_counted",
    "question_counted",
    "question_uncounted",
    "signal_raised",
    "signal_taken",
    "referral_made",
)


def upgrade() -> None:
    widen_calls_and_facts()
    let_weeks_be_answered()
    make_the_board()
    let_activities_have_a_day()
    let_messages_go_every_way()
    note_runs_that_failed()
    op.add_column("match", sa.Column("takes_over_on", sa.Date(), nullable=True))
    op.create_table(
        "month_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=False),
        sa.Column("last_fact_id", sa.Integer(), nullable=False),
        sa.Column("facts_hash", sa.String(length=64), nullable=False),
        sa.Column("figures_hash", sa.String(length=64), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.CheckConstraint("revision >= 1", name="revision"),
        sa.PrimaryKeyConstraint("id", name="pk_month_figures"),
        sa.UniqueConstraint("month", "revision", name="uq_month_figures_month_revision"),
    )


def widen_calls_and_facts() -> None:
    with op.batch_alter_table("call", recreate=recreate()) as table:
        table.drop_constraint(op.f("ck_call_reason"), type_="check")
        table.create_check_constraint("reason", one_of("reason", CALL_REASONS))
    with op.batch_alter_table("fact", recreate=recreate()) as table:
        table.add_column(sa.Column("site", sa.String(length=80), nullable=True))
        table.drop_constraint(op.f("ck_fact_kind"), type_="check")
        table.create_check_constraint("kind", one_of("kind", FACT_KINDS))
    if on_sqlite():
        keep_facts_append_only()


def let_weeks_be_answered() -> None:
    op.add_column("help_request", sa.Column("route_held_until", sa.Date(), nullable=True))
    op.add_column("help_request", sa.Column("route_hastened_on", sa.Date(), nullable=True))
    op.add_column("solution", sa.Column("occurrence_on", sa.Date(), nullable=True))
    op.drop_index("uq_solution_live", table_name="solution")
    whole, week = (
        "ended_on IS NULL AND occurrence_on IS NULL",
        "ended_on IS NULL AND occurrence_on IS NOT NULL",
    )
    op.create_index(
        "uq_solution_live",
        "solution",
        ["help_request_id"],
        unique=True,
        sqlite_where=sa.text(whole),
        postgresql_where=sa.text(whole),
    )
    op.create_index(
        "uq_solution_live_occurrence",
        "solution",
        ["help_request_id", "occurrence_on"],
        unique=True,
        sqlite_where=sa.text(week),
        postgresql_where=sa.text(week),
    )


def make_the_board() -> None:
    with op.batch_alter_table("team_task", recreate=recreate()) as table:
        table.drop_constraint(op.f("ck_team_task_state"), type_="check")
        table.add_column(sa.Column("occurrence_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("staff_user_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("planned_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("planned_daypart", sa.Integer(), nullable=True))
        table.add_column(sa.Column("hours", sa.Numeric(precision=5, scale=2), nullable=True))
        table.add_column(sa.Column("handed_back_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("hand_back_reason", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("hand_back_note", sa.String(length=300), nullable=True))
        table.create_foreign_key("fk_team_task_staff_user_id", "staff_user", ["staff_user_id"], ["id"])
    op.execute("UPDATE team_task SET state = 'new' WHERE state = 'open'")
    with op.batch_alter_table("team_task", recreate=recreate()) as table:
        table.create_check_constraint("state", one_of("state", TASK_STATES))
        table.create_check_constraint("hand_back_reason", one_of("hand_back_reason", HAND_BACK_REASONS))
        table.create_check_constraint("done_on", "(state = 'done') = (done_on IS NOT NULL)")
        table.create_check_constraint(
            "planned",
            "state NOT IN ('planned', 'doing') OR (planned_on IS NOT NULL AND staff_user_id IS NOT NULL)",
        )
        table.create_check_constraint(
            "handed_back",
            "(state = 'handed_back') = (handed_back_on IS NOT NULL AND hand_back_reason IS NOT NULL)",
        )
        table.create_check_constraint(
            "planned_daypart", "planned_daypart IS NULL OR planned_daypart BETWEEN 0 AND 2"
        )
        table.create_check_constraint("hours", "hours IS NULL OR hours >= 0")
    op.create_index("ix_team_task_staff_user_id", "team_task", ["staff_user_id"])
    op.create_index("ix_team_task_state", "team_task", ["state", "opened_on"])
    week = "occurrence_on IS NOT NULL"
    op.create_index(
        "uq_team_task_occurrence",
        "team_task",
        ["help_request_id", "occurrence_on"],
        unique=True,
        sqlite_where=sa.text(week),
        postgresql_where=sa.text(week),
    )
    op.create_table(
        "team_member",
        sa.Column("staff_user_id", sa.Integer(), nullable=False),
        sa.Column("dayparts", sa.Integer(), nullable=False),
        sa.Column("tasks_per_daypart", sa.Integer(), nullable=False),
        sa.Column("categories", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("dayparts IS NULL OR dayparts BETWEEN 0 AND 2097151", name="dayparts"),
        sa.CheckConstraint("tasks_per_daypart BETWEEN 1 AND 20", name="tasks_per_daypart"),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name="fk_team_member_neighbourhood_id"
        ),
        sa.ForeignKeyConstraint(["staff_user_id"], ["staff_user.id"], name="fk_team_member_staff_user_id"),
        sa.PrimaryKeyConstraint("staff_user_id", name="pk_team_member"),
    )


def let_activities_have_a_day() -> None:
    with op.batch_alter_table("activity", recreate=recreate()) as table:
        table.drop_constraint(op.f("ck_activity_state"), type_="check")
        table.create_check_constraint("state", one_of("state", ACTIVITY_STATES))
        table.add_column(sa.Column("description", sa.String(length=500), nullable=True))
        table.add_column(sa.Column("place", sa.String(length=200), nullable=True))
        table.add_column(sa.Column("takes_place_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("begins_at", sa.Time(), nullable=True))
        table.add_column(sa.Column("ends_at", sa.Time(), nullable=True))
        table.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        table.add_column(sa.Column("places_taken", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("host_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("host_agreed_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("supported_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("cancelled_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("cancel_note", sa.String(length=200), nullable=True))
        table.create_foreign_key("fk_activity_host_id", "resident", ["host_id"], ["id"])
        table.create_foreign_key("fk_activity_supported_by_id", "staff_user", ["supported_by_id"], ["id"])
        table.create_check_constraint("capacity", "capacity IS NULL OR capacity >= 1")
        table.create_check_constraint(
            "places_taken", "places_taken >= 0 AND (capacity IS NULL OR places_taken <= capacity)"
        )
        table.create_check_constraint(
            "times", "ends_at IS NULL OR (begins_at IS NOT NULL AND ends_at > begins_at)"
        )
        table.create_check_constraint("times_have_a_day", "begins_at IS NULL OR takes_place_on IS NOT NULL")
        table.create_check_constraint("cancelled_on", "(state = 'cancelled') = (cancelled_on IS NOT NULL)")
    op.create_index("ix_activity_host_id", "activity", ["host_id"])
    op.execute(
        "UPDATE activity SET places_taken = (SELECT count(*) FROM activity_place "
        "WHERE activity_id = activity.id AND state IN ('taken', 'came', 'absent'))"
    )


def let_messages_go_every_way() -> None:
    with op.batch_alter_table("outbox_message", recreate=recreate()) as table:
        table.add_column(sa.Column("channel", sa.String(length=40), nullable=False, server_default="mail"))
        table.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("done_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_outbox_message_follows_id", "outbox_message", ["follows_id"], ["id"])
        table.create_foreign_key("fk_outbox_message_done_by_id", "staff_user", ["done_by_id"], ["id"])
        table.create_unique_constraint("uq_outbox_message_follows_id", ["follows_id"])
        table.create_check_constraint("channel", one_of("channel", ("mail", "sms", "letter", "call")))
    op.create_table(
        "message_opt_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_message_opt_out_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message_opt_out"),
    )
    op.create_index("ix_message_opt_out_resident_id", "message_opt_out", ["resident_id"])


def note_runs_that_failed() -> None:
    with op.batch_alter_table("job_run", recreate=recreate()) as table:
        table.drop_constraint("uq_job_run_job_period", type_="unique")
        table.add_column(sa.Column("state", sa.String(length=40), nullable=False, server_default="done"))
        table.add_column(sa.Column("seconds", sa.Double(), nullable=True))
        table.add_column(sa.Column("touched", sa.Integer(), nullable=True))
        table.add_column(sa.Column("error", sa.String(length=300), nullable=True))
        table.create_check_constraint("state", one_of("state", ("done", "failed")))
        table.create_check_constraint("seconds", "seconds IS NULL OR seconds >= 0")
        table.create_check_constraint("touched", "touched IS NULL OR touched >= 0")
    op.create_index("ix_job_run_job", "job_run", ["job", "id"])
    op.create_index(
        "uq_job_run_done",
        "job_run",
        ["job", "period"],
        unique=True,
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )


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


def one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def recreate() -> Literal["always", "never"]:
    return "always" if on_sqlite() else "never"


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def downgrade() -> None:
    raise NotImplementedError("what people told us has nowhere to go back to; restore a backup instead")
