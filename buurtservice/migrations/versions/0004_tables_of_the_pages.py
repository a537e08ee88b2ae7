"""Tables of the pages: accounts, forms, places, agreements, meetings, referrals, messages."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_accounts()
    make_forms()
    make_places()
    make_installation()
    make_people()
    make_meetings()
    make_others()


def make_accounts() -> None:
    op.create_table(
        "staff_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("pin_hash", sa.String(length=255), nullable=True),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_user"),
        sa.UniqueConstraint("email", name="uq_staff_user_email"),
    )
    op.create_table(
        "staff_role",
        sa.Column("staff_user_id", sa.Integer(), nullable=False),
        one_of("role", "desk", "worker", "team", "host", "policy", "operator", nullable=False),
        sa.ForeignKeyConstraint(["staff_user_id"], ["staff_user.id"], name="fk_staff_role_staff_user_id"),
        sa.PrimaryKeyConstraint("staff_user_id", "role", name="pk_staff_role"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=255), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_user_id"], ["staff_user.id"], name="fk_recovery_code_staff_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_staff_user_id", "recovery_code", ["staff_user_id"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_user_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=4096), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_user_id"], ["staff_user.id"], name="fk_passkey_staff_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        sa.UniqueConstraint("credential_id", name="uq_passkey_credential_id"),
    )
    op.create_index("ix_passkey_staff_user_id", "passkey", ["staff_user_id"], unique=False)
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_user_id"], ["staff_user.id"], name="fk_staff_invitation_staff_user_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_staff_invitation_token_hash"),
    )
    op.create_index("ix_staff_invitation_staff_user_id", "staff_invitation", ["staff_user_id"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("opening_hours", sa.String(length=300), nullable=True),
        sa.Column("directions", sa.String(length=500), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("is_desk", sa.Boolean(), nullable=False),
        sa.Column("lends_scooters", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("is_desk OR lends_scooters", name="is_something"),
        sa.ForeignKeyConstraint(["neighbourhood_id"], ["neighbourhood.id"], name="fk_site_neighbourhood_id"),
        sa.PrimaryKeyConstraint("id", name="pk_site"),
        sa.UniqueConstraint("name", name="uq_site_name"),
    )
    op.create_table(
        "desk_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("registered_by_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registered_by_id"], ["staff_user.id"], name="fk_desk_device_registered_by_id"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_desk_device_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_device"),
        sa.UniqueConstraint("token_hash", name="uq_desk_device_token_hash"),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_user_id", sa.Integer(), nullable=True),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("desk_device_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pin_tries", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(staff_user_id IS NULL) <> (resident_id IS NULL)", name="one_person"),
        sa.CheckConstraint("pin_tries >= 0", name="pin_tries"),
        sa.CheckConstraint("resident_id IS NULL OR locked_at IS NULL", name="only_staff_lock"),
        sa.ForeignKeyConstraint(["desk_device_id"], ["desk_device.id"], name="fk_sign_in_desk_device_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_sign_in_resident_id"),
        sa.ForeignKeyConstraint(["staff_user_id"], ["staff_user.id"], name="fk_sign_in_staff_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_token_hash"),
    )
    op.create_index("ix_sign_in_resident_id", "sign_in", ["resident_id"], unique=False)
    op.create_index("ix_sign_in_staff_user_id", "sign_in", ["staff_user_id"], unique=False)
    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(length=255), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries >= 0", name="tries"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_sign_in_code_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_code"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_code_token_hash"),
    )
    op.create_index("ix_sign_in_code_resident_id", "sign_in_code", ["resident_id"], unique=False)
    op.create_table(
        "rate_count",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("tries > 0", name="tries"),
        sa.PrimaryKeyConstraint("key_hash", "window_start", name="pk_rate_count"),
    )
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_user_id", sa.Integer(), nullable=True),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_access_log_resident_id"),
        sa.ForeignKeyConstraint(["staff_user_id"], ["staff_user.id"], name="fk_access_log_staff_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_access_log"),
    )
    op.create_index("ix_access_log_at", "access_log", ["at"], unique=False)
    op.create_index("ix_access_log_resident_id_at", "access_log", ["resident_id", "at"], unique=False)
    op.create_index("ix_access_log_staff_user_id_at", "access_log", ["staff_user_id", "at"], unique=False)


def make_forms() -> None:
    op.create_table(
        "form_token",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("token", name="pk_form_token"),
    )
    op.create_index("ix_form_token_used_at", "form_token", ["used_at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("staff_user_id", sa.Integer(), nullable=True),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_draft_resident_id"),
        sa.ForeignKeyConstraint(["staff_user_id"], ["staff_user.id"], name="fk_draft_staff_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.UniqueConstraint("token_hash", name="uq_draft_token_hash"),
    )
    op.create_index("ix_draft_updated_at", "draft", ["updated_at"], unique=False)


def make_places() -> None:
    op.create_table(
        "postcode_centroid",
        sa.Column("postcode", sa.String(length=6), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)",
            name="place_on_earth",
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name="fk_postcode_centroid_neighbourhood_id"
        ),
        sa.PrimaryKeyConstraint("postcode", name="pk_postcode_centroid"),
    )


def make_installation() -> None:
    op.create_table(
        "installation_text",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("text <> ''", name="text"),
        sa.PrimaryKeyConstraint("key", "language", name="pk_installation_text"),
    )
    op.create_table(
        "policy_weight",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_policy_weight"),
    )


def make_people() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        one_of("kind", "taking_part", "age", "on_behalf", "referral", nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        one_of("through", "self", "desk", "family", "other", nullable=False),
        sa.Column("through_name", sa.String(length=120), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff_user.id"], name="fk_agreement_recorded_by_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_agreement_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agreement"),
    )
    op.create_index("ix_agreement_resident_id", "agreement", ["resident_id"], unique=False)
    op.create_table(
        "resident_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name="two_records"),
        sa.ForeignKeyConstraint(["kept_id"], ["resident.id"], name="fk_resident_merge_kept_id"),
        sa.ForeignKeyConstraint(["merged_by_id"], ["staff_user.id"], name="fk_resident_merge_merged_by_id"),
        sa.ForeignKeyConstraint(["merged_id"], ["resident.id"], name="fk_resident_merge_merged_id"),
        sa.PrimaryKeyConstraint("id", name="pk_resident_merge"),
    )
    op.create_index("ix_resident_merge_kept_id", "resident_merge", ["kept_id"], unique=False)
    op.create_index(
        "uq_resident_merge_standing",
        "resident_merge",
        ["merged_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "calendar_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_calendar_link_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_link"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_link_token_hash"),
    )
    op.create_index("ix_calendar_link_resident_id", "calendar_link", ["resident_id"], unique=False)
    op.create_table(
        "introduction",
        sa.Column("help_request_id", sa.Integer(), nullable=False),
        one_of(
            "brought_by",
            "family",
            "neighbour",
            "gp",
            "parish",
            "police",
            "social_team",
            "other",
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["help_request_id"], ["help_request.id"], name="fk_introduction_help_request_id"
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff_user.id"], name="fk_introduction_recorded_by_id"),
        sa.PrimaryKeyConstraint("help_request_id", name="pk_introduction"),
    )
    op.create_table(
        "request_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name="until"),
        sa.ForeignKeyConstraint(
            ["help_request_id"], ["help_request.id"], name="fk_request_pause_help_request_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_request_pause"),
    )
    op.create_index("ix_request_pause_help_request_id", "request_pause", ["help_request_id"], unique=False)
    op.create_index(
        "uq_request_pause_open",
        "request_pause",
        ["help_request_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )


def make_meetings() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("with_worker_id", sa.Integer(), nullable=True),
        one_of("state", "planned", "cancelled", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_at"),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name="fk_appointment_match_id"),
        sa.ForeignKeyConstraint(["with_worker_id"], ["staff_user.id"], name="fk_appointment_with_worker_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
    )
    op.create_index("ix_appointment_match_id", "appointment", ["match_id"], unique=False)
    op.create_table(
        "match_review",
        sa.Column("match_id", sa.Integer(), nullable=False),
        one_of("side", "asker", "helper", nullable=False),
        one_of("went", "well", "so_so", "badly", nullable=False),
        one_of("next_step", "again", "weekly", "stop", "never", nullable=True),
        sa.Column("hours", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("hours IS NULL OR hours BETWEEN 0 AND 1000", name="hours"),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name="fk_match_review_match_id"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff_user.id"], name="fk_match_review_recorded_by_id"),
        sa.PrimaryKeyConstraint("match_id", "side", name="pk_match_review"),
    )


def make_others() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        one_of("direction", "to", "from", nullable=False),
        one_of(
            "party",
            "social_team",
            "gp",
            "wmo_team",
            "police",
            "parish",
            "housing",
            "family",
            "other",
            nullable=False,
        ),
        sa.Column("party_name", sa.String(length=120), nullable=True),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("help_request_id", sa.Integer(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        one_of("state", "open", "arrived", "closed", nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("resident_id IS NOT NULL OR help_request_id IS NOT NULL", name="about_somebody"),
        sa.ForeignKeyConstraint(["help_request_id"], ["help_request.id"], name="fk_referral_help_request_id"),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff_user.id"], name="fk_referral_made_by_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_referral_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_referral"),
    )
    op.create_index("ix_referral_help_request_id", "referral", ["help_request_id"], unique=False)
    op.create_index("ix_referral_resident_id", "referral", ["resident_id"], unique=False)
    op.create_table(
        "signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("help_request_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        one_of("state", "open", "taken", "closed", nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=500), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        sa.CheckConstraint("(state = 'open') = (taken_at IS NULL)", name="taken"),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by_id IS NULL)", name="taken_by"),
        sa.ForeignKeyConstraint(["help_request_id"], ["help_request.id"], name="fk_signal_help_request_id"),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name="fk_signal_neighbourhood_id"
        ),
        sa.ForeignKeyConstraint(["raised_by_id"], ["staff_user.id"], name="fk_signal_raised_by_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_signal_resident_id"),
        sa.ForeignKeyConstraint(["taken_by_id"], ["staff_user.id"], name="fk_signal_taken_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_signal"),
    )
    op.create_index("ix_signal_resident_id", "signal", ["resident_id"], unique=False)
    op.create_index("ix_signal_state_raised_at", "signal", ["state", "raised_at"], unique=False)
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("staff_user_id", sa.Integer(), nullable=True),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        one_of("state", "waiting", "sent", "failed", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        sa.CheckConstraint("tries >= 0", name="tries"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_outbox_message_resident_id"),
        sa.ForeignKeyConstraint(["staff_user_id"], ["staff_user.id"], name="fk_outbox_message_staff_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_message"),
        sa.UniqueConstraint("key", name="uq_outbox_message_key"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_message_id"),
    )
    op.create_index("ix_outbox_message_resident_id", "outbox_message", ["resident_id"], unique=False)
    op.create_index(
        "ix_outbox_message_state_not_before", "outbox_message", ["state", "not_before"], unique=False
    )
    op.create_table(
        "job_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        one_of("state", "waiting", "running", "done", "failed", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_parts", sa.Integer(), nullable=False),
        sa.Column("total_parts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.CheckConstraint("done_parts BETWEEN 0 AND total_parts", name="progress"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff_user.id"], name="fk_job_request_asked_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_job_request"),
    )
    op.create_index(
        "uq_job_request_live",
        "job_request",
        ["job"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'running')"),
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )


def one_of(name: str, *values: str, nullable: bool) -> sa.Column[Any]:
    """Return a column that holds one of these words, by a CHECK of its own name."""
    words = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, words, nullable=nullable)


def downgrade() -> None:
    raise NotImplementedError("what people told us has nowhere to go back to; restore a backup instead")
