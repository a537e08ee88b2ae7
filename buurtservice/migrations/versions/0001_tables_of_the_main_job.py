"""The tables of the main job: who takes part, what is asked and offered, rounds, matches, team, facts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_nl", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("pictogram", sa.String(length=40), nullable=False),
        sa.Column("requires_screening", sa.Boolean(), nullable=False),
        sa.Column("team_may_do", sa.Boolean(), nullable=False),
        sa.Column("route_after_days", sa.Integer(), nullable=False),
        sa.Column("urgent_route_after_days", sa.Integer(), nullable=False),
        sa.Column("spellings", sa.JSON(), nullable=False),
        sa.CheckConstraint("route_after_days >= 0", name="route_after_days"),
        sa.CheckConstraint("urgent_route_after_days >= 0", name="urgent_route_after_days"),
        sa.PrimaryKeyConstraint("id", name="pk_category"),
        sa.UniqueConstraint("code", name="uq_category_code"),
    )
    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
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
                "activity_planned",
                "activity_held",
                "scooter_lent",
                "case_counted",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_key", sa.String(length=32), nullable=True),
        sa.Column("offer_key", sa.String(length=32), nullable=True),
        sa.Column("match_key", sa.String(length=32), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("neighbourhood", sa.String(length=80), nullable=True),
        sa.Column(
            "reciprocity",
            sa.Enum(
                "ring",
                "offers",
                "gave",
                name="reciprocity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("asker_offers", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("hours", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity"),
        sa.CheckConstraint("hours IS NULL OR hours >= 0", name="hours"),
        sa.CheckConstraint("people IS NULL OR people >= 0", name="people"),
        sa.PrimaryKeyConstraint("id", name="pk_fact"),
    )
    op.create_index("ix_fact_match_key", "fact", ["match_key"], unique=False)
    op.create_index("ix_fact_occurred_on_kind", "fact", ["occurred_on", "kind"], unique=False)
    op.create_index("ix_fact_offer_key", "fact", ["offer_key"], unique=False)
    op.create_index("ix_fact_request_key", "fact", ["request_key"], unique=False)
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_household"),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job_run"),
        sa.UniqueConstraint("job", "period", name="uq_job_run_job_period"),
    )
    op.create_table(
        "matching_round",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("previous_round", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("gap", sa.Double(), nullable=False),
        sa.Column("served_max", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("near_misses", sa.JSON(), nullable=False),
        sa.CheckConstraint("bound >= value", name="bound"),
        sa.CheckConstraint("previous_round = number - 1", name="follows"),
        sa.PrimaryKeyConstraint("number", name="pk_matching_round"),
        sa.UniqueConstraint("previous_round", name="uq_matching_round_previous_round"),
    )
    op.create_table(
        "neighbourhood",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_neighbourhood"),
        sa.UniqueConstraint("name_key", name="uq_neighbourhood_name_key"),
    )
    op.create_table(
        "ring",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broken_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_ring"),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("planned", "held", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("subject_key", sa.String(length=32), nullable=False),
        sa.CheckConstraint("people IS NULL OR people >= 0", name="people"),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name="fk_activity_category_id"),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name="fk_activity_neighbourhood_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
        sa.UniqueConstraint("subject_key", name="uq_activity_subject_key"),
    )
    op.create_table(
        "resident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pseudonymous", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("salutation", sa.String(length=10), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("person_key", sa.String(length=400), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("screened", sa.Boolean(), nullable=False),
        sa.Column("resting", sa.Boolean(), nullable=False),
        sa.Column("max_active", sa.Integer(), nullable=False),
        sa.Column("active_matches", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="place_whole"),
        sa.CheckConstraint(
            "NOT pseudonymous OR (name IS NULL AND address IS NULL AND phone IS NULL AND email IS NULL)",
            name="pseudonymous_has_no_contact",
        ),
        sa.CheckConstraint("active_matches >= 0", name="active_matches"),
        sa.CheckConstraint(
            "lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)",
            name="place_on_earth",
        ),
        sa.CheckConstraint("max_active >= 0", name="max_active"),
        sa.CheckConstraint("pseudonymous OR name IS NOT NULL", name="known_has_name"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_resident_household_id"),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name="fk_resident_neighbourhood_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_resident"),
    )
    op.create_index("uq_resident_person", "resident", ["person_key"], unique=True)
    op.create_table(
        "help_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "paused",
                "withdrawn",
                "expired",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("places_taken", sa.Integer(), nullable=False),
        sa.Column("dayparts", sa.Integer(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=True),
        sa.Column("can", sa.JSON(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("subject_key", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="place_whole"),
        sa.CheckConstraint("dayparts IS NULL OR dayparts BETWEEN 0 AND 2097151", name="dayparts"),
        sa.CheckConstraint(
            "lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)",
            name="place_on_earth",
        ),
        sa.CheckConstraint("places_taken >= 0 AND places_taken <= capacity", name="places_taken"),
        sa.CheckConstraint("radius_m IS NULL OR radius_m >= 0", name="radius_m"),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name="fk_help_offer_category_id"),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name="fk_help_offer_neighbourhood_id"
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_help_offer_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_help_offer"),
        sa.UniqueConstraint("subject_key", name="uq_help_offer_subject_key"),
    )
    op.create_index("ix_help_offer_resident_id", "help_offer", ["resident_id"], unique=False)
    op.create_table(
        "help_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "fulfilled",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("dayparts", sa.Integer(), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("routed_on", sa.Date(), nullable=True),
        sa.Column("subject_key", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="place_whole"),
        sa.CheckConstraint("dayparts IS NULL OR dayparts BETWEEN 0 AND 2097151", name="dayparts"),
        sa.CheckConstraint(
            "lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)",
            name="place_on_earth",
        ),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name="fk_help_request_category_id"),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name="fk_help_request_neighbourhood_id"
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_help_request_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_help_request"),
        sa.UniqueConstraint("subject_key", name="uq_help_request_subject_key"),
    )
    op.create_index("ix_help_request_resident_id", "help_request", ["resident_id"], unique=False)
    op.create_index(
        "ix_help_request_state_received_on", "help_request", ["state", "received_on"], unique=False
    )
    op.create_table(
        "never_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_a_id", sa.Integer(), nullable=False),
        sa.Column("resident_b_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint("resident_a_id < resident_b_id", name="ordered"),
        sa.ForeignKeyConstraint(["resident_a_id"], ["resident.id"], name="fk_never_match_resident_a_id"),
        sa.ForeignKeyConstraint(["resident_b_id"], ["resident.id"], name="fk_never_match_resident_b_id"),
        sa.PrimaryKeyConstraint("id", name="pk_never_match"),
        sa.UniqueConstraint(
            "resident_a_id", "resident_b_id", name="uq_never_match_resident_a_id_resident_b_id"
        ),
    )
    op.create_index("ix_never_match_resident_b_id", "never_match", ["resident_b_id"], unique=False)
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum("no_match_in_time", name="reason", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("open", "done", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["help_request_id"], ["help_request.id"], name="fk_call_help_request_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_call_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
    )
    op.create_index("ix_call_help_request_id", "call", ["help_request_id"], unique=False)
    op.create_index("ix_call_resident_id", "call", ["resident_id"], unique=False)
    op.create_index(
        "uq_call_open",
        "call",
        ["help_request_id", "reason"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "imported_card",
        sa.Column("number_key", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=True),
        sa.Column("help_offer_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(help_request_id IS NULL) <> (help_offer_id IS NULL)", name="one_kind"),
        sa.ForeignKeyConstraint(["help_offer_id"], ["help_offer.id"], name="fk_imported_card_help_offer_id"),
        sa.ForeignKeyConstraint(
            ["help_request_id"], ["help_request.id"], name="fk_imported_card_help_request_id"
        ),
        sa.PrimaryKeyConstraint("number_key", name="pk_imported_card"),
        sa.UniqueConstraint("help_offer_id", name="uq_imported_card_help_offer_id"),
        sa.UniqueConstraint("help_request_id", name="uq_imported_card_help_request_id"),
    )
    op.create_table(
        "round_unmatched",
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["help_request_id"], ["help_request.id"], name="fk_round_unmatched_help_request_id"
        ),
        sa.ForeignKeyConstraint(
            ["round_number"], ["matching_round.number"], name="fk_round_unmatched_round_number"
        ),
        sa.PrimaryKeyConstraint("round_number", "help_request_id", name="pk_round_unmatched"),
    )
    op.create_table(
        "solution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "match",
                "team_task",
                "activity_place",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["help_request_id"], ["help_request.id"], name="fk_solution_help_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_solution"),
    )
    op.create_index("ix_solution_help_request_id", "solution", ["help_request_id"], unique=False)
    op.create_index(
        "uq_solution_live",
        "solution",
        ["help_request_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=False),
        sa.Column("help_offer_id", sa.Integer(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=True),
        sa.Column("ring_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "agreed",
                "active",
                "completed",
                "declined",
                "withdrawn",
                "expired",
                "stopped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column(
            "reciprocity",
            sa.Enum(
                "ring", "gives_back", name="reciprocity", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("postponed_until", sa.Date(), nullable=True),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("asker_said_yes_on", sa.Date(), nullable=True),
        sa.Column("helper_said_yes_on", sa.Date(), nullable=True),
        sa.Column("hours", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("solution_id", sa.Integer(), nullable=True),
        sa.Column("subject_key", sa.String(length=32), nullable=True),
        sa.CheckConstraint("hours IS NULL OR hours >= 0", name="hours"),
        sa.CheckConstraint("score IS NULL OR score BETWEEN 1 AND 1000", name="score"),
        sa.ForeignKeyConstraint(["help_offer_id"], ["help_offer.id"], name="fk_match_help_offer_id"),
        sa.ForeignKeyConstraint(["help_request_id"], ["help_request.id"], name="fk_match_help_request_id"),
        sa.ForeignKeyConstraint(["ring_id"], ["ring.id"], name="fk_match_ring_id"),
        sa.ForeignKeyConstraint(["solution_id"], ["solution.id"], name="fk_match_solution_id"),
        sa.PrimaryKeyConstraint("id", name="pk_match"),
        sa.UniqueConstraint("subject_key", name="uq_match_subject_key"),
    )
    op.create_index("ix_match_help_offer_id", "match", ["help_offer_id"], unique=False)
    op.create_index("ix_match_help_request_id", "match", ["help_request_id"], unique=False)
    op.create_index("ix_match_ring_id", "match", ["ring_id"], unique=False)
    op.create_index(
        "uq_match_proposed",
        "match",
        ["help_request_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "team_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "done", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["help_request_id"], ["help_request.id"], name="fk_team_task_help_request_id"
        ),
        sa.ForeignKeyConstraint(["solution_id"], ["solution.id"], name="fk_team_task_solution_id"),
        sa.PrimaryKeyConstraint("id", name="pk_team_task"),
        sa.UniqueConstraint("solution_id", name="uq_team_task_solution_id"),
    )
    op.create_index("ix_team_task_help_request_id", "team_task", ["help_request_id"], unique=False)
    op.create_table(
        "match_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
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
                name="step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name="fk_match_event_match_id"),
        sa.PrimaryKeyConstraint("id", name="pk_match_event"),
    )
    op.create_index("ix_match_event_match_id", "match_event", ["match_id"], unique=False)
    make_facts_append_only()


def make_facts_append_only() -> None:
    """Let the database itself refuse to change or remove a fact."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER fact_no_{verb.lower()} BEFORE {verb} ON fact "
                "BEGIN SELECT RAISE(ABORT, 'fact is append-only'); END"
            )
        # INSERT OR REPLACE removes the old row without asking the trigger on DELETE.
        op.execute(
            "CREATE TRIGGER fact_no_replace BEFORE INSERT ON fact "
            "WHEN EXISTS (SELECT 1 FROM fact WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'fact is append-only'); END"
        )
    else:
        op.execute(
            "CREATE FUNCTION fact_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'fact is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER fact_no_change BEFORE UPDATE OR DELETE ON fact "
            "FOR EACH ROW EXECUTE FUNCTION fact_refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("the first tables have nothing to go back to; restore a backup instead")
