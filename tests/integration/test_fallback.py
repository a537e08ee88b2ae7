"""Routing what found no match in time: to the team or to a call, when it is due, and exactly once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update

from buurtservice.calls.queries import list_open_calls
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.fallback.services import RoutingDone, route_requests
from buurtservice.help.models import Category, RequestState, SolutionKind
from buurtservice.help.queries import get_request
from buurtservice.help.solutions import find_live_solution
from buurtservice.job_runs.models import JobRun
from buurtservice.job_runs.services import PeriodAlreadyDone
from buurtservice.matches.leaving import withdraw_request_and_proposal
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import get_match, list_matches
from buurtservice.matches.services import postpone_match
from buurtservice.rounds.services import run_round
from buurtservice.team.queries import list_tasks
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import ASKED_ON, TODAY

pytestmark = pytest.mark.usefixtures("app")

DUE = ASKED_ON + timedelta(days=7)


def route(on: date = DUE, period: str | None = None) -> RoutingDone:
    return route_requests(today=on, period=period or f"night {on} {len(all_runs())}")


def all_runs() -> list[JobRun]:
    return list(db.session.scalars(select(JobRun).order_by(JobRun.id)))


def search(on: date) -> None:
    run_round(as_of=on, today=on, solver_seconds=10)


def facts_of(kind: FactKind) -> list[tuple[str | None, date]]:
    rows = db.session.execute(select(Fact.request_key, Fact.occurred_on).where(Fact.kind == kind))
    return [(key, day) for key, day in rows]


@pytest.mark.parametrize(("urgent", "days"), [(False, 7), (True, 2)])
def test_a_request_goes_to_the_team_when_its_days_have_passed_and_not_before(urgent, days):
    asked = factories.request(factories.resident("Mia"), urgent=urgent)

    assert route(ASKED_ON + timedelta(days=days - 1)).to_team == []
    assert route(ASKED_ON + timedelta(days=days)).to_team == [asked.id]

    (task,) = list_tasks()
    assert (task.help_request_id, task.opened_on) == (asked.id, ASKED_ON + timedelta(days=days))
    assert find_live_solution(asked.id).kind == SolutionKind.TEAM_TASK
    assert get_request(asked.id).routed_on == task.opened_on
    assert facts_of(FactKind.TEAM_TASK_OPENED) == [(asked.subject_key, task.opened_on)]


def test_each_kind_of_help_has_its_own_days():
    with transaction() as session:
        slow = update(Category).where(Category.code == "garden")
        session.execute(slow.values(route_after_days=30, urgent_route_after_days=0))
    mia = factories.resident("Mia")
    slow = factories.request(mia, "garden")
    at_once = factories.request(mia, "garden", urgent=True)

    assert route(ASKED_ON).to_team == [at_once.id]
    assert route(ASKED_ON + timedelta(days=29)).to_team == []
    assert route(ASKED_ON + timedelta(days=30)).to_team == [slow.id]


def test_a_request_is_routed_once_however_often_the_job_runs():
    asked = factories.request(factories.resident("Mia"))
    buddy = factories.request(factories.resident("Els"), "buddy")

    runs = [route(DUE + timedelta(days=n)) for n in range(4)]

    assert [(run.to_team, run.to_worker) for run in runs] == [([asked.id], [buddy.id])] + [([], [])] * 3
    assert (len(list_tasks()), len(list_open_calls())) == (1, 1)
    assert len(facts_of(FactKind.TEAM_TASK_OPENED)) == len(facts_of(FactKind.CALL_OPENED)) == 1
    assert [run.outcome["to_team"] for run in all_runs()] == [[asked.id], [], [], []]


def test_the_same_period_a_second_time_is_refused_and_has_no_effect():
    route(DUE, period="night of 9 March")
    late = factories.request(factories.resident("Mia"))

    with pytest.raises(PeriodAlreadyDone, match="night of 9 March"):
        route(DUE, period="night of 9 March")

    assert (list_tasks(), len(all_runs())) == ([], 1)
    assert get_request(late.id).routed_on is None


def test_a_maatje_becomes_a_call_for_the_worker_and_stays_open_for_a_match():
    asked = factories.request(factories.resident("Mia"), "buddy")

    done = route()

    assert (done.to_team, done.to_worker) == ([], [asked.id])
    (call,) = list_open_calls()
    assert (call.help_request_id, call.resident_id, call.opened_on) == (asked.id, asked.resident_id, DUE)
    assert find_live_solution(asked.id) is None
    offered = factories.offer(factories.resident("Sjef"), "buddy")
    search(DUE)
    assert [match.help_offer_id for match in list_matches((MatchState.PROPOSED,))] == [offered.id]


def test_what_is_answered_withdrawn_or_fulfilled_is_not_routed():
    factories.bring(factories.pair(), MatchState.APPROVED)
    done = factories.proposal(
        factories.request(factories.resident("Els")), factories.offer(factories.resident("Ans"))
    )
    factories.bring(done, MatchState.COMPLETED)
    gone = factories.request(factories.resident("Bea"))
    withdraw_request_and_proposal(gone.id, on=TODAY, today=TODAY)

    assert route() == RoutingDone()


def test_a_request_whose_match_was_stopped_comes_up_again():
    match = factories.bring(factories.pair(), MatchState.STOPPED)

    assert route().to_team == [match.help_request_id]


def test_a_young_proposal_waits_three_days_for_the_worker_and_is_then_withdrawn():
    asked = factories.request(factories.resident("Mia"))
    match = factories.proposal(asked, factories.offer(factories.resident("Sjef")), on=DUE)

    for days in range(3):
        assert route(DUE + timedelta(days=days)) == RoutingDone()
    assert route(DUE + timedelta(days=3)).to_team == [asked.id]

    assert get_match(match.id).state == MatchState.WITHDRAWN


def test_the_three_days_count_from_the_first_proposal_also_when_each_night_makes_it_anew():
    asked = factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef"))
    routed = []
    for days in range(4):
        night = DUE + timedelta(days=days)
        search(night)
        routed.append(route(night).to_team)

    assert routed == [[], [], [], [asked.id]]
    assert {match.state for match in list_matches()} == {MatchState.WITHDRAWN}


def test_a_proposal_that_was_put_off_waits_for_its_day():
    match = factories.pair()
    until = DUE + timedelta(days=10)
    postpone_match(match.id, until=until, on=TODAY, today=TODAY)

    assert route(until).to_team == []
    assert route(until + timedelta(days=1)).to_team == [match.help_request_id]


def test_routing_a_link_of_a_ring_leaves_the_other_link_as_an_ordinary_proposal():
    links = factories.swap()
    with transaction() as session:
        session.execute(update(Category).where(Category.code == "garden").values(route_after_days=30))

    assert route(DUE).to_team == [links[0].help_request_id]

    assert get_match(links[1].id).state == MatchState.PROPOSED
    assert get_match(links[1].id).whole_ring_id is None


def test_one_bad_row_is_reported_and_the_others_are_done():
    asked = [factories.request(factories.resident(name)) for name in ("Mia", "Els", "Ans")]
    refuse_tasks_for(asked[1].id)

    done = route()

    assert (done.to_team, done.failed) == ([asked[0].id, asked[2].id], [asked[1].id])
    assert get_request(asked[1].id).routed_on is None
    assert find_live_solution(asked[1].id) is None
    assert len(facts_of(FactKind.TEAM_TASK_OPENED)) == 2
    accept_tasks_again()
    assert route().to_team == [asked[1].id]
    assert get_request(asked[1].id).state == RequestState.OPEN


def refuse_tasks_for(request_id: int) -> None:
    """Let the database refuse a task for one request, as a fault nobody foresaw would."""
    with transaction() as session:
        if db.engine.dialect.name == "sqlite":
            session.execute(
                text(
                    "CREATE TRIGGER refuse_task BEFORE INSERT ON team_task "
                    f"WHEN NEW.help_request_id = {request_id} BEGIN SELECT RAISE(ABORT, 'no'); END"
                )
            )
        else:
            rule = f"ALTER TABLE team_task ADD CONSTRAINT refuse_task CHECK (help_request_id <> {request_id})"
            session.execute(text(rule))


def accept_tasks_again() -> None:
    with transaction() as session:
        if db.engine.dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER refuse_task"))
        else:
            session.execute(text("ALTER TABLE team_task DROP CONSTRAINT refuse_task"))
