"""What has had its time goes, what has not stays; and of a merged card nothing says who it was."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from buurtservice.accounts.models import AccessLog, RateCount, SignIn, SignInCode, StaffInvitation, StaffUser
from buurtservice.extensions import Base, db
from buurtservice.job_runs.models import JobRequest, JobRequestState, JobRun, JobRunState
from buurtservice.merging.services import merge_residents, undo_merge
from buurtservice.messages.models import MessageState, OutboxMessage
from buurtservice.messages.services import queue_message
from buurtservice.privacy.retention import KEPT, throw_away
from buurtservice.referrals.models import (
    Direction,
    Party,
    Referral,
    ReferralState,
    Signal,
    SignalState,
)
from buurtservice.residents.queries import get_resident
from buurtservice.scooters.fleet import add_scooter
from buurtservice.scooters.models import Scooter, ScooterLog
from buurtservice.transactions import transaction
from buurtservice.web.models import Draft, FormToken
from tests import factories
from tests.integration.scooters import site

pytestmark = pytest.mark.usefixtures("app")

NOW = datetime(2026, 11, 23, 1, 10, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def clear_up(now: datetime = NOW) -> dict[str, object]:
    return throw_away(today=now.date(), now=now)


def rows_of(name: str, at: datetime) -> list[Base]:
    """Return a row of what is kept so long, as old as `at`."""
    person = factories.resident(f"Mia {name} {at}")
    some = f"{name}{at}"
    make = {
        "drafts": lambda: Draft(token_hash=some, kind="ask", updated_at=at),
        "sign_in_codes": lambda: SignInCode(token_hash=some, code_hash="x", expires_at=at),
        "rate_counts": lambda: RateCount(key_hash=some, window_start=at, tries=1),
        "sign_ins": lambda: SignIn(token_hash=some, resident_id=person.id, started_at=at),
        "invitations": lambda: StaffInvitation(staff_user_id=staff().id, token_hash=some, expires_at=at),
        "form_tokens": lambda: FormToken(token=some, used_at=at),
        "job_requests": lambda: JobRequest(job=some, state=JobRequestState.FAILED, finished_at=at),
        "job_failures": lambda: JobRun(job="round", period=some, state=JobRunState.FAILED, claimed_at=at),
        "job_quarters": lambda: JobRun(job="waiting", period=f"{at:%Y-%m-%dT%H:%MZ}", claimed_at=at),
        "job_runs": lambda: JobRun(job="round", period=f"{at:%Y-%m-%dT%H%M}", claimed_at=at),
        "access_log": lambda: AccessLog(action="resident.read", resident_id=person.id, at=at),
        "scooter_log": lambda: ScooterLog(scooter_id=_scooter().id, at=at, event="returned"),
    }
    return [make[name]()] if name in make else []


def _scooter() -> Scooter:
    return db.session.scalar(select(Scooter)) or add_scooter(site_id=site().id, name="Merel", now=NOW)


def staff() -> StaffUser:
    found = db.session.scalar(select(StaffUser))
    return found or _added(StaffUser(name="Ben", email="ben@buurt.example"))


def _added(row: StaffUser) -> StaffUser:
    with transaction() as session:
        session.add(row)
        session.flush()
    return row


def test_of_everything_what_is_older_goes_and_what_is_younger_stays():
    staff()
    made = {
        name: [row for age in (time + MINUTE, time - MINUTE) for row in rows_of(name, NOW - age)]
        for name, time in KEPT.items()
    }
    with transaction() as session:
        session.add_all([row for rows in made.values() for row in rows])

    report = clear_up()

    assert report["failed"] == []
    for name, rows in made.items():
        if rows:
            assert report[name] == 1, name
            assert db.session.scalar(select(func.count()).select_from(type(rows[0]))) >= 1, name
    assert report["touched"] == sum(report[name] for name in KEPT)
    assert clear_up()["touched"] == 0


def test_the_words_of_a_message_go_and_it_is_still_not_written_twice():
    def write(key: str, at: datetime) -> bool:
        return queue_message(
            key, kind="match_agreed", to="mia@buurt.example", subject="Mia", body="Bel Sjef", now=at
        )

    long_ago = NOW - KEPT["message_words"] - MINUTE
    for key in ("sent", "waiting"):
        write(key, long_ago)
    with transaction() as session:
        sent = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "sent")).one()
        sent.state, sent.sent_at = MessageState.SENT, long_ago

    assert clear_up()["message_words"] == 1

    kept = {one.key: (one.to, one.subject, one.body) for one in db.session.scalars(select(OutboxMessage))}
    assert kept == {"sent": ("", "", ""), "waiting": ("mia@buurt.example", "Mia", "Bel Sjef")}
    assert not write("sent", NOW)


def test_of_what_is_closed_for_a_year_the_words_go_and_what_is_open_stays():
    dora = staff()
    long_ago, lately = NOW - KEPT["signal_words"] - 2 * DAY, NOW - KEPT["signal_words"] + 2 * DAY
    mia = factories.resident("Mia")
    with transaction() as session:
        for closed_at in (long_ago, lately, None):
            taken = {"taken_at": closed_at, "taken_by_id": dora.id} if closed_at else {}
            state = SignalState.CLOSED if closed_at else SignalState.OPEN
            words = {"text": "Mia valt vaak.", "outcome": "De huisarts weet het." if closed_at else None}
            moments = {"raised_at": long_ago, "closed_at": closed_at}
            session.add(Signal(resident_id=mia.id, state=state, **moments, **taken, **words))
            session.add(
                Referral(
                    direction=Direction.FROM,
                    party=Party.GP,
                    resident_id=mia.id,
                    agreed_on=long_ago.date(),
                    made_on=long_ago.date(),
                    note="Belt op dinsdag.",
                    state=ReferralState.CLOSED if closed_at else ReferralState.OPEN,
                    closed_on=closed_at.date() if closed_at else None,
                )
            )

    report = clear_up()

    assert (report["signal_words"], report["referral_notes"], report["failed"]) == (1, 1, [])
    signals = db.session.scalars(select(Signal).order_by(Signal.id)).all()
    assert [(one.text, one.outcome) for one in signals] == [
        ("", None),
        ("Mia valt vaak.", "De huisarts weet het."),
        ("Mia valt vaak.", None),
    ]
    notes = db.session.scalars(select(Referral.note).order_by(Referral.id)).all()
    assert notes == [None, "Belt op dinsdag.", "Belt op dinsdag."]
    assert clear_up()["touched"] == 0


def test_of_a_merged_card_nobody_is_left_after_the_week_in_which_it_can_be_undone():
    kept = factories.resident("Mia", phone=None)
    double = factories.resident(
        "Mia Dubbel",
        phone="043-DUBBEL",
        address="Dubbelstraat 1",
        email="dubbel@buurt.example",
        search_text="mia dubbel",
        postcode="6217",
        person_key="a hash",
    )
    merged_at = NOW - timedelta(days=7)
    merge = merge_residents(kept_id=kept.id, merged_id=double.id, by_id=None, now=merged_at)

    assert clear_up()["merged_cards"] == 0
    assert get_resident(double.id).name == "Mia Dubbel"

    assert clear_up(merged_at + KEPT["merged_cards"] + MINUTE)["merged_cards"] == 1

    row = db.session.execute(text("SELECT * FROM resident WHERE id = :id"), {"id": double.id}).one()
    assert "ubbel" not in str(row)
    assert (row.name, row.lat, row.person_key, row.merged_into_id) == (None, None, "a hash", kept.id)
    noted = db.session.execute(text("SELECT moved FROM resident_merge")).scalar_one()
    assert noted in ({}, "{}")
    assert get_resident(kept.id).phone == "043-DUBBEL"
    assert merge.id


def test_a_merge_that_was_undone_leaves_both_cards_alone():
    kept, other = factories.resident("Mia"), factories.resident("Els")
    merge = merge_residents(kept_id=kept.id, merged_id=other.id, by_id=None, now=NOW - timedelta(days=30))
    undo_merge(merge.id, now=NOW - timedelta(days=29))

    assert clear_up()["merged_cards"] == 0
    assert get_resident(other.id).name == "Els"


def test_the_last_find_of_a_job_and_the_runs_of_months_stay_for_ever():
    ages_ago = NOW - timedelta(days=5000)
    with transaction() as session:
        for job in ("calls", "calls", "scarcity"):
            session.add(JobRequest(job=job, state=JobRequestState.DONE, finished_at=ages_ago))
        session.add(JobRun(job="freeze", period="2013-03", claimed_at=ages_ago))

    clear_up()

    assert sorted(db.session.scalars(select(JobRequest.job))) == ["calls", "scarcity"]
    assert db.session.scalars(select(JobRun.period)).all() == ["2013-03"]
