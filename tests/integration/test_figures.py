"""The figures by their definitions (docs/figures.md), with histories made by hand."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from bench.history import History, write_history
from buurtservice.activities.services import add_activity, hold_activity
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.fallback.services import route_requests
from buurtservice.figures.breakdowns import count_all
from buurtservice.figures.ledger import Ledger, read_facts
from buurtservice.figures.queries import (
    Figures,
    PeriodBackwards,
    PeriodTooLong,
    get_figures,
    list_monthly_figures,
)
from buurtservice.figures.quick import Stock, count_open_offers, count_quickly
from buurtservice.help.models import OfferState
from buurtservice.matches.ending import stop_match
from buurtservice.matches.leaving import change_offer_and_proposals, withdraw_request_and_proposal
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.services import approve_match, complete_match
from buurtservice.residents.models import Resident
from buurtservice.team.queries import list_tasks
from buurtservice.team.services import finish_task
from buurtservice.transactions import transaction
from tests import factories
from tests.integration.recount import recount

pytestmark = pytest.mark.usefixtures("app")

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
TODAY = date(2026, 6, 1)
BEFORE, AFTER = FIRST - timedelta(days=1), LAST + timedelta(days=1)
DAYS = (BEFORE, FIRST, LAST, AFTER)


def march() -> Figures:
    return get_figures(start=FIRST, end=LAST)


def pair(*, on: date = FIRST, asker: str = "Mia", helper: str = "Sjef", kind: str = "ironing") -> Match:
    asked = factories.request(factories.resident(asker), kind, received_on=on)
    return factories.proposal(asked, factories.offer(factories.resident(helper), kind, received_on=on), on=on)


def test_requests_and_offers_count_on_the_first_and_last_day_and_not_beside_them():
    for number, day in enumerate(DAYS):
        factories.request(factories.resident(f"asks {number}"), received_on=day)
        factories.offer(factories.resident(f"helps {number}"), received_on=day)

    figures = march()

    assert (figures.requests, figures.offers, figures.offers_per_request) == (2, 2, 1)
    assert figures.open_offers == 3  # That of the day before the period is still open.
    assert figures.requests_open == 3


def test_each_local_month_has_its_own_days_and_a_period_cuts_the_first_and_last():
    for number, day in enumerate(DAYS):
        factories.request(factories.resident(f"asks {number}"), received_on=day)

    months = list_monthly_figures(start=BEFORE, end=AFTER)

    assert [(m.start, m.end, m.requests) for m in months] == [
        (BEFORE, BEFORE, 1),
        (FIRST, LAST, 2),
        (AFTER, AFTER, 1),
    ]


def test_matches_count_on_the_day_both_said_yes_by_their_kind():
    for number, day in enumerate(DAYS):
        match = pair(asker=f"asks {number}", helper=f"helps {number}")
        if number % 2:
            factories.offer(match.request.resident, "pet", received_on=FIRST)
        factories.bring(match, MatchState.APPROVED, on=FIRST)
        if day >= FIRST:
            factories.agree(match, on=day)

    figures = march()

    assert (figures.reciprocal_matches, figures.other_matches) == (1, 1)
    assert figures.reciprocal_by_kind == {"ring": 0, "offers": 1, "gave": 0}


def test_a_match_stopped_later_was_agreed_all_the_same_but_its_request_is_open():
    match = pair()
    factories.offer(match.request.resident, "pet", received_on=FIRST)
    factories.bring(match, MatchState.AGREED, on=FIRST)
    stop_match(match.id, reason="days", on=LAST, today=TODAY)

    figures = march()

    assert (figures.reciprocal_matches, figures.outcomes["open"], figures.outcomes["reciprocal"]) == (1, 1, 0)
    assert get_figures(start=FIRST, end=LAST - timedelta(days=1)).outcomes["reciprocal"] == 1


@pytest.mark.parametrize(
    ("steps", "still_open"), [(["paused"], 0), (["paused", "active"], 1), (["withdrawn"], 0)]
)
def test_an_offer_is_open_when_it_takes_part_at_the_end_of_the_last_day(steps, still_open):
    offered = factories.offer(factories.resident("Sjef"), received_on=FIRST)
    for step in steps:
        change_offer_and_proposals(offered.id, to=OfferState(step), on=LAST, today=TODAY)

    assert march().open_offers == still_open
    assert get_figures(start=FIRST, end=LAST - timedelta(days=1)).open_offers == 1


def test_an_offer_with_two_places_is_open_until_both_are_taken_and_after_one_is_free_again():
    offered = factories.offer(factories.resident("Sjef"), received_on=FIRST, capacity=2)
    matches = []
    for number, day in enumerate((2, 3)):
        asked = factories.request(factories.resident(f"asks {number}"), received_on=FIRST)
        matches.append(factories.proposal(asked, offered, on=FIRST))
        approve_match(matches[-1].id, on=date(2026, 3, day), today=TODAY)
    factories.agree(matches[0], on=date(2026, 3, 4))
    factories.begin(matches[0], on=date(2026, 3, 4))
    complete_match(matches[0].id, hours=Decimal("1.5"), on=date(2026, 3, 5), today=TODAY)

    by_day = [get_figures(start=FIRST, end=date(2026, 3, day)).open_offers for day in (1, 2, 3, 4, 5)]

    assert by_day == [1, 1, 0, 0, 1]
    assert march().hours_given == 1.5


def test_activities_count_when_they_were_held_and_not_when_they_were_planned():
    for day in DAYS:
        made = add_activity(title="Samen koken", on=BEFORE, today=TODAY)
        hold_activity(made.id, on=day, today=TODAY)
    add_activity(title="Nog niet gehouden", on=FIRST, today=TODAY)

    assert march().activities == 2


def test_the_outcomes_of_all_requests_add_up_and_each_request_has_one():
    agreed, ring = pair(asker="a", helper="b"), factories.swap(on=FIRST + timedelta(days=2))
    factories.bring(agreed, MatchState.AGREED, on=FIRST)
    factories.bring(ring[0], MatchState.AGREED, on=FIRST + timedelta(days=2))
    asked = [factories.request(factories.resident(f"asks {n}"), received_on=FIRST) for n in range(3)]
    factories.request(factories.resident("late"), received_on=LAST)
    withdraw_request_and_proposal(asked[0].id, on=LAST, today=TODAY)
    done = route_requests(today=date(2026, 3, 20), period="a night")
    assert done.to_team == [asked[1].id, asked[2].id]
    finish_task(list_tasks()[0].id, on=date(2026, 3, 21), today=TODAY)

    figures = march()

    expected = {"reciprocal": 1, "other": 1, "team": 2, "activity": 0, "open": 2, "withdrawn": 1}
    assert figures.outcomes == expected
    assert sum(figures.outcomes.values()) == figures.requests
    assert (figures.team_tasks_done, figures.requests_withdrawn) == (1, 1)


def test_days_to_help_are_those_until_the_match_started_or_the_team_did_it():
    for number, days in enumerate((1, 4, 20)):
        match = pair(asker=f"asks {number}", helper=f"helps {number}")
        factories.bring(match, MatchState.AGREED, on=FIRST)
        factories.begin(match, on=FIRST + timedelta(days=days))
    never = pair(asker="never", helper="never helped")

    assert march().median_days_to_help == 4
    assert get_figures(start=BEFORE, end=BEFORE).median_days_to_help is None
    assert never.state == MatchState.PROPOSED


def test_the_rate_of_who_offers_stands_beside_the_rate_of_who_does_not():
    offers_too = factories.resident("offers too")
    factories.offer(offers_too, "pet", received_on=FIRST)
    factories.request(offers_too, received_on=FIRST)
    factories.bring(pair(), MatchState.AGREED, on=FIRST)
    factories.request(factories.resident("nobody"), received_on=FIRST)

    figures = march()

    assert (figures.helped_share_with_offer, figures.helped_share_without_offer) == (0, 0.5)


def test_the_figures_do_not_change_when_the_residents_do():
    factories.bring(pair(), MatchState.COMPLETED, on=FIRST)
    before = march()

    with transaction() as session:
        session.execute(
            update(Resident).values(
                pseudonymous=True, name=None, address=None, phone=None, email=None, person_key=None,
                search_text=None, neighbourhood_id=None, lat=None, lon=None, resting=True,
            )
        )  # fmt: skip

    db.session.expire_all()
    assert march() == before


def test_a_period_that_runs_backwards_or_is_too_long_is_refused():
    with pytest.raises(PeriodBackwards, match="2026-03-31"):
        get_figures(start=LAST, end=FIRST)
    with pytest.raises(PeriodTooLong, match="50"):
        get_figures(start=date(1900, 1, 1), end=LAST)
    with pytest.raises(PeriodBackwards):
        list_monthly_figures(start=LAST, end=FIRST)


def test_one_day_and_the_last_days_there_are_make_a_period():
    assert get_figures(start=FIRST, end=FIRST).requests == 0
    assert len(list_monthly_figures(start=date(9999, 11, 30), end=date.max)) == 2


def test_a_request_is_the_teams_while_it_does_it_or_has_done_it():
    keys = {"handed back": "team_task_handed_back", "dropped": "team_task_dropped", "kept": None}
    with transaction():
        for key, ended in [*keys.items(), ("done", "team_task_done"), ("week two", "team_task_dropped")]:
            about = About(request_key=key, category="pet", neighbourhood="Caberg")
            record_fact(FactKind.REQUEST_RECEIVED, on=FIRST, about=about)
            record_fact(FactKind.TEAM_TASK_OPENED, on=FIRST, about=about)
            if key == "week two":  # A weekly one: this week was done, next week's is a neighbour's.
                record_fact(FactKind.TEAM_TASK_DONE, on=FIRST, about=about)
                record_fact(FactKind.TEAM_TASK_OPENED, on=LAST, about=about)
                record_fact(FactKind.MATCH_AGREED, on=LAST, about=replace(about, match_key="m"))
            if ended:
                record_fact(FactKind(ended), on=LAST, about=about)

    figures = march()

    assert (figures.outcomes["open"], figures.outcomes["team"], figures.outcomes["other"]) == (2, 2, 1)
    assert figures.team_share == 0.4
    assert figures.outcomes == recount(FIRST, LAST)["outcomes"]


def test_the_parts_of_a_period_add_up_to_its_figures():
    for number, kind in enumerate(["pet", "pet", "garden"]):
        match = pair(asker=f"asks {number}", helper=f"helps {number}", kind=kind)
        factories.bring(match, MatchState.AGREED, on=FIRST)
        factories.begin(match, on=FIRST + timedelta(days=8 * number))
    made = add_activity(title="Samen koken", on=FIRST, today=TODAY, category_code="cooking")
    hold_activity(made.id, on=LAST, today=TODAY, people=7)

    facts = read_facts(until=LAST)
    ledger = Ledger()
    ledger.add(facts)
    counted = count_all(ledger, facts, start=FIRST, end=LAST)
    parts = counted.breakdown.as_dict()

    assert parts["requests_by_category"] == {"garden": 1, "pet": 2}
    assert parts["requests_by_neighbourhood"] == {"Malpertuis": 3}
    assert parts["helped_by_days"] == {"0-7": 1, "8-14": 1, "15-28": 1, "29+": 0}
    assert parts["activities_by_category"] == {"cooking": 1}
    assert counted.figures.activity_people == 7
    wholes = {"requests": counted.figures.requests, "offers": counted.figures.offers}
    for name, counts in parts.items():
        if (whole := name.split("_")[0]) in wholes:
            assert sum(counts.values()) == wholes[whole], name


def test_what_is_counted_quickly_is_what_is_counted_slowly():
    write_history(History(start=date(2026, 1, 20), end=LAST, facts=400))
    facts = read_facts(until=LAST)
    ledger = Ledger()
    ledger.add(facts)
    slow = count_all(ledger, facts, start=FIRST, end=LAST).figures

    quick = count_quickly(FIRST, LAST)
    stock = count_open_offers([BEFORE, LAST])

    assert {name: getattr(slow, name) for name in quick} == quick
    assert stock == {day: get_figures(start=BEFORE, end=day).open_offers for day in (BEFORE, LAST)}
    from_before = Stock(day=BEFORE, open_offers=stock[BEFORE])
    assert count_open_offers([LAST], from_before) == {LAST: slow.open_offers}
