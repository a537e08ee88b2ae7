"""The life of a match, from proposed to completed: what each step leaves, and what it refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from buurtservice.errors import DateInFuture, DateTooEarly, NotFound
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.help.models import HelpOffer, HelpRequest, Solution
from buurtservice.matches import ending, services
from buurtservice.matches.errors import AlreadySaidYes, HoursOutOfRange, MatchInOtherState
from buurtservice.matches.models import Match, MatchEvent, MatchState
from buurtservice.matches.queries import get_match, list_events
from buurtservice.residents.models import Resident
from tests import factories
from tests.factories import ASKED_ON, TODAY

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
STEPS = {
    "approve": lambda match_id, **day: services.approve_match(match_id, **day),
    "asker says yes": lambda match_id, **day: services.record_yes(match_id, side="asker", **day),
    "helper says yes": lambda match_id, **day: services.record_yes(match_id, side="helper", **day),
    "start": lambda match_id, **day: services.start_match(match_id, **day),
    "complete": lambda match_id, **day: services.complete_match(match_id, hours=Decimal(1), **day),
    "decline": lambda match_id, **day: ending.decline_match(match_id, reason="other", **day),
    "stop": lambda match_id, **day: ending.stop_match(match_id, reason="other", **day),
    "postpone": lambda match_id, **day: services.postpone_match(
        match_id, until=day["on"] + timedelta(days=9), **day
    ),
}
POSSIBLE = {
    "proposed": {"approve", "decline", "postpone"},
    "approved": {"asker says yes", "helper says yes", "decline", "stop"},
    "agreed": {"start", "stop"},
    "active": {"complete", "stop"},
    "completed": set(),
    "declined": set(),
    "stopped": set(),
}
IN_WORDS = {
    "proposed": "voorgesteld",
    "approved": "akkoord buurtwerker",
    "agreed": "afgesproken",
    "active": "loopt",
    "completed": "klaar",
    "declined": "afgewezen",
    "stopped": "gestopt",
}


def everything() -> list[tuple[object, ...]]:
    """Return all that a step may change, to compare before and after."""
    db.session.rollback()
    db.session.expire_all()
    tables = (Match, MatchEvent, Fact, HelpRequest, HelpOffer, Resident, Solution)
    return [tuple(row) for table in tables for row in db.session.execute(select(table.__table__))]


def counters() -> tuple[int, int, str]:
    """Return places taken at the offer, live matches of the helper, and the request's state."""
    db.session.rollback()
    db.session.expire_all()
    (offer,) = db.session.scalars(select(HelpOffer)).all()
    (request,) = db.session.scalars(select(HelpRequest)).all()
    return offer.places_taken, offer.resident.active_matches, request.state.value


def live_solutions() -> int:
    return len(db.session.scalars(select(Solution).where(Solution.ended_on.is_(None))).all())


@pytest.mark.parametrize("sides", [("asker", "helper"), ("helper", "asker")])
def test_a_match_goes_from_proposed_to_completed_and_each_step_is_an_event_and_a_fact(sides):
    match = factories.pair()
    days = [TODAY + timedelta(days=n) for n in range(6)]

    services.approve_match(match.id, on=days[1], today=days[5])
    assert (counters(), live_solutions()) == ((1, 1, "open"), 1)
    services.record_yes(match.id, side=sides[0], on=days[2], today=days[5])
    assert get_match(match.id).state == MatchState.APPROVED
    services.record_yes(match.id, side=sides[1], on=days[3], today=days[5])
    assert get_match(match.id).state == MatchState.AGREED
    services.start_match(match.id, on=days[4], today=days[5])
    services.complete_match(match.id, hours=Decimal("2.5"), on=days[5], today=days[5])

    assert (counters(), live_solutions()) == ((0, 0, "fulfilled"), 0)
    assert [(event.step.value, event.happened_on) for event in list_events(match.id)] == [
        ("proposed", days[0]),
        ("approved", days[1]),
        (f"{sides[0]}_said_yes", days[2]),
        (f"{sides[1]}_said_yes", days[3]),
        ("agreed", days[3]),
        ("started", days[4]),
        ("completed", days[5]),
    ]
    facts = db.session.scalars(select(Fact).where(Fact.match_key.is_not(None)).order_by(Fact.id)).all()
    assert [(fact.kind.value, fact.occurred_on, fact.hours) for fact in facts] == [
        ("match_proposed", days[0], None),
        ("match_approved", days[1], None),
        ("match_agreed", days[3], None),
        ("match_started", days[4], None),
        ("match_completed", days[5], Decimal("2.50")),
    ]
    assert {(fact.category, fact.neighbourhood) for fact in facts} == {("ironing", "Malpertuis")}


@pytest.mark.parametrize("state", list(POSSIBLE))
def test_every_step_that_does_not_fit_names_the_state_and_changes_nothing(state):
    match = factories.bring(factories.pair(), MatchState(state))
    before = everything()

    for name in STEPS.keys() - POSSIBLE[state]:
        with pytest.raises(MatchInOtherState) as refused:
            STEPS[name](match.id, **DAY)

        assert f"Match {match.id} is nu '{IN_WORDS[state]}'" in str(refused.value), name
        assert everything() == before, name


@pytest.mark.parametrize("state", [state for state, possible in POSSIBLE.items() if possible])
def test_a_step_in_the_future_or_before_the_last_step_is_refused_and_changes_nothing(state):
    match = factories.bring(factories.pair(), MatchState(state))
    before = everything()

    for name in POSSIBLE[state]:
        with pytest.raises(DateInFuture, match="2026-03-05"):
            STEPS[name](match.id, on=TODAY + timedelta(days=1), today=TODAY)
        with pytest.raises(DateTooEarly, match="2026-03-03"):
            STEPS[name](match.id, on=TODAY - timedelta(days=1), today=TODAY)

        assert everything() == before, name


def test_a_match_that_does_not_exist_is_refused():
    for step in STEPS.values():
        with pytest.raises(NotFound, match="Match 7 bestaat niet"):
            step(7, **DAY)


def test_hours_out_of_range_are_refused_and_change_nothing():
    match = factories.bring(factories.pair(), MatchState.ACTIVE)
    before = everything()

    for hours in ("-0.01", "1000.01", "nan", "inf", "-inf", "snan"):
        with pytest.raises(HoursOutOfRange):
            services.complete_match(match.id, hours=Decimal(hours), **DAY)

        assert everything() == before, hours


@pytest.mark.parametrize(("hours", "kept"), [("0", "0"), ("1000", "1000"), ("1.005", "1.01")])
def test_hours_are_kept_to_the_hundredth_and_alike_in_match_and_fact(hours, kept):
    match = factories.bring(factories.pair(), MatchState.ACTIVE)

    services.complete_match(match.id, hours=Decimal(hours), **DAY)

    db.session.expire_all()
    fact = db.session.scalars(select(Fact).where(Fact.kind == FactKind.MATCH_COMPLETED)).one()
    assert (get_match(match.id).hours, fact.hours) == (Decimal(kept), Decimal(kept))


@pytest.mark.parametrize("side", ["asker", "helper"])
def test_the_same_side_does_not_say_yes_twice(side):
    match = factories.bring(factories.pair(), MatchState.APPROVED)
    services.record_yes(match.id, side=side, **DAY)
    before = everything()

    with pytest.raises(AlreadySaidYes, match="2026-03-04"):
        services.record_yes(match.id, side=side, **DAY)

    assert everything() == before


@pytest.mark.parametrize("state", ["approved", "agreed", "active"])
def test_a_stopped_match_opens_the_request_again_and_gives_the_place_back(state):
    match = factories.bring(factories.pair(), MatchState(state))

    ending.stop_match(match.id, reason="te zwaar", **DAY)

    assert (counters(), live_solutions()) == ((0, 0, "open"), 0)
    stopped = list_events(match.id)[-1]
    assert (stopped.step.value, stopped.reason, stopped.note) == ("stopped", "too_far_or_heavy", None)


def test_a_declined_approval_opens_the_request_again_and_gives_the_place_back():
    match = factories.bring(factories.pair(), MatchState.APPROVED)

    ending.decline_match(match.id, reason="liever iemand anders", **DAY)

    assert (counters(), live_solutions()) == ((0, 0, "open"), 0)
    declined = list_events(match.id)[-1]
    assert (declined.reason, declined.note) == ("other", "liever iemand anders")


def test_a_proposal_takes_no_place():
    factories.pair()

    assert (counters(), live_solutions()) == ((0, 0, "open"), 0)


def test_a_box_of_old_cards_can_be_entered_with_the_days_on_which_it_happened():
    match = factories.proposal(
        factories.request(factories.resident("Mia")), factories.offer(factories.resident("Sjef")), on=ASKED_ON
    )

    factories.bring(match, MatchState.COMPLETED, on=ASKED_ON)

    days = db.session.scalars(select(Fact.occurred_on).where(Fact.match_key == match.subject_key)).all()
    assert set(days) == {date(2026, 3, 2)}
