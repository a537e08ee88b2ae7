"""A call because somebody changed their wishes, and the fact that an offer takes more or fewer at once.

On SQLite a CHECK cannot be changed, so such a table is made anew and its rows are copied.
"""

from typing import Literal

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CALL_REASONS = ("no_match_in_time", "changed", "unlock")
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
    "question_counted",
    "question_uncounted",
    "signal_raised",
    "signal_taken",
    "referral_made",
)


def upgrade() -> None:
    with op.batch_alter_table("call", recreate=recreate()) as table:
        table.drop_constraint(op.f("ck_call_reason"), type_="check")
        table.create_check_constraint("reason", one_of("reason", CALL_REASONS))
    with op.batch_alter_table("fact", recreate=recreate()) as table:
        table.drop_constraint(op.f("ck_fact_kind"), type_="check")
        table.create_check_constraint("kind", one_of("kind", FACT_KINDS))
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


def one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def recreate() -> Literal["always", "never"]:
    return "always" if on_sqlite() else "never"


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def downgrade() -> None:
    raise NotImplementedError("what people told us has nowhere to go back to; restore a backup instead")
