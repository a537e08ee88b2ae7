"""What the pages ask of the tables that were there: who is reached how, what is paused, who decided.

On SQLite a CHECK cannot be changed, so such a table is made anew and its rows are copied.
"""

import unicodedata
from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REQUEST_STATES = ("open", "paused", "fulfilled", "withdrawn")
CONTACT_BY = ("phone", "email", "letter", "desk")
STEPS = (
    "proposed",
    "postponed",
    "approved",
    "asker_said_yes",
    "helper_said_yes",
    "agreed",
    "started",
    "completed",
    "declined",
    "withdrawn",
    "stopped",
    "ring_broken",
    "approval_undone",
    "decline_undone",
    "asker_yes_undone",
    "helper_yes_undone",
    "asker_not_reached",
    "helper_not_reached",
    "meeting_planned",
    "meeting_cancelled",
    "asker_reviewed",
    "helper_reviewed",
)
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
PSEUDONYMOUS_HAS_NO_CONTACT = (
    "NOT pseudonymous OR (name IS NULL AND address IS NULL AND phone IS NULL AND email IS NULL "
    "AND postcode IS NULL AND search_text IS NULL)"
)


def upgrade() -> None:
    extend_neighbourhoods()
    extend_residents()
    extend_never_pairs()
    extend_categories()
    extend_requests_and_offers()
    extend_matches()
    extend_facts()


def extend_neighbourhoods() -> None:
    with op.batch_alter_table("neighbourhood", recreate=recreate()) as table:
        table.add_column(sa.Column("lat", sa.Double(), nullable=True))
        table.add_column(sa.Column("lon", sa.Double(), nullable=True))
        table.add_column(sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_check_constraint("place_whole", "(lat IS NULL) = (lon IS NULL)")
        table.create_check_constraint(
            "place_on_earth", "lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)"
        )


def extend_residents() -> None:
    with op.batch_alter_table("resident", recreate=recreate()) as table:
        table.drop_constraint(op.f("ck_resident_pseudonymous_has_no_contact"), type_="check")
        table.add_column(sa.Column("postcode", sa.String(length=6), nullable=True))
        table.add_column(sa.Column("contact_by", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("language", sa.String(length=5), nullable=False, server_default="nl"))
        table.add_column(sa.Column("search_text", sa.String(length=600), nullable=True))
        table.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("left_on", sa.Date(), nullable=True))
        table.create_check_constraint("pseudonymous_has_no_contact", PSEUDONYMOUS_HAS_NO_CONTACT)
        table.create_check_constraint("contact_by", one_of("contact_by", CONTACT_BY))
        table.create_check_constraint("merged_into_another", "merged_into_id IS NULL OR merged_into_id <> id")
        table.create_foreign_key("fk_resident_merged_into_id", "resident", ["merged_into_id"], ["id"])
    op.create_index("ix_resident_email", "resident", ["email"])
    op.create_index("ix_resident_merged_into_id", "resident", ["merged_into_id"])
    fill_search_text()


def fill_search_text() -> None:
    """Fold name, address and telephone number of whoever is known already, so that they can be found."""
    people = sa.table(
        "resident", *(sa.column(name) for name in ("id", "name", "address", "phone", "search_text"))
    )
    connection = op.get_bind()
    known = connection.execute(
        sa.select(people.c.id, people.c.name, people.c.address, people.c.phone).where(
            people.c.name.is_not(None)
        )
    ).all()
    for person_id, name, address, phone in known:
        digits = "".join(c for c in phone or "" if c.isdigit())
        text = " ".join(fold(part) for part in (name, address or "", digits) if part)[:600]
        connection.execute(people.update().where(people.c.id == person_id).values(search_text=text))


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def extend_never_pairs() -> None:
    with op.batch_alter_table("never_match", recreate=recreate()) as table:
        table.add_column(sa.Column("reason", sa.String(length=300), nullable=True))
        table.add_column(sa.Column("recorded_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_never_match_recorded_by_id", "staff_user", ["recorded_by_id"], ["id"])


def extend_categories() -> None:
    with op.batch_alter_table("category") as table:
        table.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="100"))
        table.add_column(sa.Column("retired_on", sa.Date(), nullable=True))


def extend_requests_and_offers() -> None:
    with op.batch_alter_table("help_request", recreate=recreate()) as table:
        table.drop_constraint(op.f("ck_help_request_state"), type_="check")
        table.add_column(sa.Column("weekly", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("wanted_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("until", sa.Date(), nullable=True))
        table.add_column(sa.Column("reference", sa.String(length=12), nullable=True))
        table.create_check_constraint("state", one_of("state", REQUEST_STATES))
        table.create_unique_constraint("uq_help_request_reference", ["reference"])
    with op.batch_alter_table("help_offer", recreate=recreate()) as table:
        table.add_column(sa.Column("confirmed_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("confirm_asked_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("reference", sa.String(length=12), nullable=True))
        table.create_unique_constraint("uq_help_offer_reference", ["reference"])


def extend_matches() -> None:
    with op.batch_alter_table("match") as table:
        table.add_column(sa.Column("asker_call_back_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("helper_call_back_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("contact_shared_on", sa.Date(), nullable=True))
    with op.batch_alter_table("match_event", recreate=recreate()) as table:
        table.drop_constraint(op.f("ck_match_event_step"), type_="check")
        table.add_column(sa.Column("staff_user_id", sa.Integer(), nullable=True))
        table.create_check_constraint("step", one_of("step", STEPS))
        table.create_foreign_key("fk_match_event_staff_user_id", "staff_user", ["staff_user_id"], ["id"])


def extend_facts() -> None:
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
