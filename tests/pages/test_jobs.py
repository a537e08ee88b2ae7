"""Olga sees how each job went and when it comes again, and runs one now."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import db
from buurtservice.job_runs.models import JobRequest, JobRun
from buurtservice.job_runs.overview import JOBS
from buurtservice.job_runs.requests import claim_next_request, fail_request, show_progress
from buurtservice.job_runs.services import claim_period, finish_run, note_failure
from buurtservice.job_runs.words import NAMES, WHAT
from buurtservice.transactions import transaction
from jobs.once import JOBS as THE_JOBS
from tests.statements import statements

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL_ZONE).astimezone(UTC)
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def _this_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def olga(client_as):
    return client_as("operator")


def ran(job: str, period: str = "2026-11-23", **outcome: object) -> JobRun:
    with transaction():
        run = claim_period(job, period)
        finish_run(run, outcome=outcome, touched=len(outcome), begun=0)
        run.seconds, run.claimed_at = 12.3, NOW - timedelta(hours=4, minutes=30)
        return run


def test_every_job_of_the_table_can_be_run_and_has_its_words():
    assert set(JOBS) <= THE_JOBS.keys()
    assert set(JOBS) == NAMES.keys() == WHAT.keys()


def test_the_page_says_how_a_job_went_and_when_it_comes_again(inside, olga):
    with inside():
        ran("route", to_team=[4, 9, 12], to_worker=[], failed=[7, 15])

    page = olga.get("/beheer/taken")

    sheet = next(one for one in page.main.all("article") if "Naar het buurtteam" in one.text)
    assert "maandag 23 november, 4.30 uur" in sheet.text
    assert "12 seconden" in sheet.text
    assert "naar het buurtteam: 3" in sheet.text
    assert "7, 15" in sheet.text
    assert "dinsdag 24 november, 4.30 uur" in sheet.text
    assert "nog niet" in page.text


def test_a_job_that_failed_says_why_until_it_is_done_again(inside, olga):
    with inside():
        note_failure("round", "2026-11-23", error="Er is net een andere ronde bewaard.", begun=0, now=NOW)
    page = olga.get("/beheer/taken")
    assert "De laatste keer ging het mis. Er is net een andere ronde bewaard." in page.text
    assert "Wat de laatste week misging" in page.text

    with inside(), time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        ran("round").claimed_at = NOW + timedelta(minutes=5)
        db.session.commit()

    page = olga.get("/beheer/taken")
    assert "De laatste keer ging het mis." not in page.text
    assert "Er is net een andere ronde bewaard." in page.text


def test_olga_runs_a_job_now_and_follows_it(inside, olga):
    page = olga.press(olga.get("/beheer/taken"), "Nu doen Opruimen")

    assert page.told[0] == "Gevraagd: opruimen. U kunt gewoon verder werken."
    assert "Opruimen begint zo." in page.text
    assert page.links["Kijk of het klaar is"].endswith("/beheer/taken")
    with inside():
        wish = db.session.query(JobRequest).one()
        assert (wish.job, wish.asked_by_id) == ("retention", olga.user.id)
        claim = claim_next_request(now=NOW)
        show_progress(claim, done=1, total=4, now=NOW)
    assert "Opruimen: stap 2 van 4." in olga.get("/beheer/taken/voortgang").text

    with inside():
        fail_request(claim, error="Er ging iets mis bij ons.", now=NOW)
    assert "De laatste keer ging het mis. Er ging iets mis bij ons." in olga.get("/beheer/taken").text


def test_two_jobs_can_be_asked_for_from_one_page(inside, olga):
    page = olga.get("/beheer/taken")
    olga.press(page, "Nu doen Matchronde")
    olga.press(page, "Nu doen Opruimen")

    with inside():
        assert {one.job for one in db.session.query(JobRequest)} == {"round", "retention"}


def test_what_is_switched_off_says_so_and_has_no_button(olga):
    page = olga.get("/beheer/taken")

    assert "Staat uit: er is geen map ingesteld (BUURTSERVICE_BACKUPS)." in page.text
    assert "Nu doen Reservekopie" not in page.text
    assert olga.get("/beheer/taken/backup").status in {404, 405}


def test_when_nothing_runs_the_page_says_so_and_it_asks_the_database_little(inside, olga):
    assert "De taken lopen niet." in olga.get("/beheer/taken").text

    with inside():
        engine = db.engine
        for job in JOBS:
            ran(job)
    with statements(engine) as asked:
        page = olga.get("/beheer/taken")

    assert "De taken lopen niet." not in page.text
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)
