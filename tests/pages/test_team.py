"""The team's pages: the board without contact details, a task, its steps, hours, and the plan of the week."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.accounts.models import AccessLog
from buurtservice.calls.queries import list_open_calls
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.fallback.services import route_requests
from buurtservice.help.queries import get_request
from buurtservice.help.services import When
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.services import approve_match, record_yes
from buurtservice.messages.models import OutboxMessage
from buurtservice.team.hours import Hours, save_hours
from buurtservice.team.models import TaskState, TeamTask
from buurtservice.team.planning import Plan, plan_of, plan_task
from buurtservice.team.queries import get_task, list_tasks, members_by_id
from buurtservice.team.services import open_task
from tests.factories import TODAY, bring, offer, proposal, request, resident, team_member

CONTACT = {"name": "Mia Hermans", "phone": "043 555 01 01", "address": "Papyrussingel 3"}
TOMORROW = timedelta(days=1)


@pytest.fixture
def task(inside) -> TeamTask:
    with inside():
        mia = resident("Mia Hermans", phone=CONTACT["phone"], address=CONTACT["address"])
        return open_task(request(mia, dayparts=None, urgent=True), on=local_today())


def plan_for(inside, task: TeamTask, name: str) -> None:
    with inside():
        plan = Plan(member_id=team_member(name).id, on=local_today() + TOMORROW, daypart=1)
        plan_task(task.id, plan, seen=None, today=local_today(), now=utc_now())


def state_of(inside, task: TeamTask) -> TaskState:
    with inside():
        return get_task(task.id).state


def test_the_board_tells_what_and_where_and_not_who(client_as, task):
    page = client_as("team").get("/team")

    assert "strijken" in page.text.casefold()
    assert "M.H., Malpertuis" in page.text
    assert "Spoed" in page.text
    assert not [one for one in CONTACT.values() if one in page.html]


def test_the_board_narrows_by_its_address(inside, client_as, task):
    with inside():
        open_task(request(resident("Els"), "garden"), on=local_today())
    tom = client_as("team")

    assert "M.H." not in tom.get("/team?soort=garden").text
    assert "M.H." in tom.get("/team?soort=ironing&kolom=nieuw").text
    assert "niets te doen" in tom.get("/team?wie=mij").text
    assert "M.H." in tom.get("/team?buurt=x&wie=99999999999&kolom=weg").text


def test_tom_plans_a_task_goes_there_and_says_that_it_is_done(inside, client_as, task):
    tom = client_as("team")
    page = tom.get(f"/team/taken/{task.id}")
    assert not [one for one in CONTACT.values() if one in page.html]

    day = local_today() + TOMORROW
    form = tom.get(f"/team/taken/{task.id}/plan")
    page = tom.press(form, "Plan de taak", on=f"{day:%d-%m-%Y}", daypart="0")
    assert all(one in page.text for one in CONTACT.values())
    page = tom.press(page, "Begin nu")
    assert state_of(inside, task) == TaskState.DOING
    page = tom.press(page, "Toch nog niet begonnen")
    form = tom.get(f"/team/taken/{task.id}/klaar")
    page = tom.press(form, "Meld klaar", hours="1,5")

    assert "Mooi, de taak is klaar." in page.text
    assert state_of(inside, task) == TaskState.DONE
    after = tom.get(f"/team/taken/{task.id}")
    assert not [one for one in CONTACT.values() if one in after.html]
    assert "De taak is weer niet klaar." in tom.press(after, "Toch niet klaar").text
    assert state_of(inside, task) == TaskState.DOING
    with inside():
        actions = set(db.session.scalars(select(AccessLog.action)))
    assert {"team.read", "team_contact.read", "team.plan", "team.done"} <= actions


def test_a_moment_that_does_not_suit_the_resident_is_planned_only_with_a_tick(inside, client_as):
    with inside():
        asked = request(resident("Mia", email="mia@mail.example"), dayparts=(3,))
        task = open_task(asked, on=local_today())
    tom, wednesday = client_as("team"), local_today() + timedelta(days=9 - local_today().weekday())
    form = tom.get(f"/team/taken/{task.id}/plan")
    assert "Toch plannen" not in form.text

    page = tom.press(form, "Plan de taak", on=f"{wednesday:%d-%m-%Y}", daypart="1")
    assert page.status == 422
    assert "Dit is niet wanneer de bewoner kan." in page.errors[0]
    assert state_of(inside, task) == TaskState.NEW
    with inside():
        assert db.session.scalars(select(OutboxMessage)).all() == []
    assert tom.press(page, "Plan de taak", anyway="ja").status == 200

    with inside():
        found = get_task(task.id)
        assert (found.planned_on, found.planned_daypart) == (wednesday, 1)
        later = open_task(request(resident("Els"), dayparts=(3,)), on=local_today())
    tom.press(tom.get(f"/team/taken/{later.id}/plan"), "Plan de taak")
    with inside():
        found = get_task(later.id)
        assert (found.planned_on.weekday(), found.planned_daypart) == (1, 0)
        assert timedelta(0) < found.planned_on - local_today() <= timedelta(days=7)


def test_a_colleagues_task_shows_nobody_and_takes_no_step(inside, client_as, task):
    plan_for(inside, task, "Tess")
    tom = client_as("team")

    page = tom.get(f"/team/taken/{task.id}")

    assert not [one for one in CONTACT.values() if one in page.html]
    assert "Tess doet dit" in page.text
    for path in ("klaar", "teruggeven"):
        assert tom.get(f"/team/taken/{task.id}/{path}").status == 403
    assert "Begin nu" not in page.text
    assert tom.get(f"/balie/bezoekers/{task.request.resident_id}").status == 403
    assert all(one in client_as("worker").get(f"/team/taken/{task.id}").text for one in CONTACT.values())


def test_who_lost_a_task_to_a_colleague_takes_no_step_with_an_old_page(inside, client_as, task):
    tom = client_as("team")
    plan_for(inside, task, "Tess")
    with inside():
        seen = plan_of(get_task(task.id))
        mine = Plan(member_id=tom.user.id, on=seen.on, daypart=2)
        plan_task(task.id, mine, seen=seen, today=local_today(), now=utc_now())
        tess = get_task(task.id)
    old = tom.get(f"/team/taken/{task.id}")
    with inside():
        plan_task(task.id, seen, seen=mine, today=local_today(), now=utc_now())

    assert tom.press(old, "Begin nu").status == 403

    assert tess.state == TaskState.PLANNED


def test_who_plans_a_task_that_a_colleague_took_meanwhile_is_told(inside, client_as, task):
    tom = client_as("team")
    form = tom.get(f"/team/taken/{task.id}/plan")
    plan_for(inside, task, "Tess")

    page = tom.press(form, "Plan de taak", on="morgen", daypart="0")

    assert page.status == 422
    assert "al gepland door Tess" in page.text


def test_a_task_is_given_back_with_a_reason_and_the_worker_calls(inside, client_as, task):
    tom = client_as("team")
    form = tom.get(f"/team/taken/{task.id}/teruggeven")

    assert tom.press(form, "Geef terug").status == 422
    tom.press(form, "Geef terug", reason="not_safe", note="De trap is glad.")

    assert state_of(inside, task) == TaskState.HANDED_BACK
    with inside():
        assert [call.help_request_id for call in list_open_calls()] == [task.help_request_id]
    assert "gaf de taak terug" in client_as("worker").get("/vandaag").text


def test_hours_are_ones_own_or_filled_in_by_the_worker(inside, client_as):
    with inside():
        tess = team_member("Tess")
    tom, dora = client_as("team"), client_as("worker")

    assert tom.get(f"/team/uren/{tess.id}").status == 403
    page = tom.press(
        tom.get(f"/team/uren/{tom.user.id}"),
        "Bewaar",
        dayparts=[3, 4],
        tasks_per_daypart="2",
        categories=["pet"],
    )
    assert "De uren van Tom zijn bewaard." in page.text
    assert "dinsdagochtend en dinsdagmiddag" in page.text
    dora.press(dora.get(f"/team/uren/{tess.id}"), "Bewaar", dayparts=[0])

    assert dora.get(f"/team/uren/{dora.user.id}").status == 404
    with inside():
        found = members_by_id()
    assert (found[tom.user.id].tasks_per_daypart, found[tom.user.id].categories) == (2, ["pet"])
    assert (found[tess.id].dayparts, found[tess.id].categories) == (1, None)


def test_the_week_is_planned_with_one_button_and_what_went_meanwhile_is_told(inside, client_as, task):
    tom = client_as("team")
    with inside():
        save_hours(tom.user.id, Hours(dayparts=range(21), tasks_per_daypart=3))
        other = open_task(request(resident("Els"), "garden", dayparts=None), on=local_today())
    page = tom.get("/team/week")
    assert page.text.count("Dat dagdeel komt voor allebei uit") == 2
    plan_for(inside, other, "Tess")

    page = tom.press(page, "Plan wat is aangevinkt")

    assert "1 taak is gepland." in page.text
    assert "al gepland door Tess" in page.text
    assert state_of(inside, task) == TaskState.PLANNED
    assert tom.press(tom.get(f"/team/taken/{task.id}"), "Haal uit de planning").status == 200
    assert tom.press(tom.get("/team/week"), "Plan wat is aangevinkt", lines=["x:y"]).status == 422


def test_the_worker_holds_hastens_and_takes_back(inside, client_as):
    with inside():
        asked = request(resident("Mia Hermans"), received_on=local_today() - timedelta(days=6))
    dora = client_as("worker")
    page = dora.get("/vandaag/morgen")
    assert "Mia Hermans" in page.text

    page = dora.press(dora.get(f"/vandaag/morgen/{asked.id}/vasthouden"), "Houd vast", until="overmorgen")
    assert "1 vraag houdt u vast" in page.text
    page = dora.press(page, "Neem terug")
    page = dora.press(page, "Geef zeker door")
    assert "vroeg naar het buurtteam, ook als de ronde van die nacht iemand vindt" in page.text
    late = dora.press(dora.get(f"/vandaag/morgen/{asked.id}/vasthouden"), "Houd vast", until="1-1-2099")

    assert late.status == 422
    with inside():
        assert get_request(asked.id).route_hastened_on == local_today()


def test_the_worker_chooses_another_monday_for_taking_over(inside, client_as):
    with inside():
        today = local_today()
        asked = request(resident("Mia"), when=When(weekly=True), received_on=today - timedelta(days=9))
        never = bring(proposal(request(resident("Els")), offer(resident("Ans")), on=TODAY), MatchState.AGREED)
        route_requests(today=today, period="tonight")
        match = proposal(asked, offer(resident("Sjef")), on=today)
        approve_match(match.id, on=today, today=today)
        record_yes(match.id, side="asker", on=today, today=today)
    dora = client_as("worker")
    page = dora.press(dora.get(f"/matches/{match.id}"), "Sjef zegt ja")
    assert "neemt het over van het buurtteam" in page.text
    later = today + timedelta(days=21 - today.weekday())

    form = dora.get(f"/matches/{match.id}/overname")
    assert dora.press(form, "Noteer deze maandag", monday=f"{later + TOMORROW:%d-%m-%Y}").status == 422
    page = dora.press(form, "Noteer deze maandag", monday=f"{later:%d-%m-%Y}")

    assert "Genoteerd. De buur neemt het over op maandag" in page.text
    with inside():
        assert db.session.get_one(Match, match.id).takes_over_on == later
        assert {task.state for task in list_tasks()} == {TaskState.NEW}
    assert dora.get(f"/matches/{never.id}/overname").status == 404
