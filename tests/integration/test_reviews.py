"""How did it go? The word of each side, and what comes next: done, again, weekly, stop, never."""

from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select

from buurtservice.errors import DateInFuture
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.help.models import HelpRequest, OfferState, RequestState
from buurtservice.help.queries import get_request
from buurtservice.help.services import change_offer_state
from buurtservice.matches.contact_errors import NothingToReview
from buurtservice.matches.errors import HoursOutOfRange, MatchInOtherState
from buurtservice.matches.models import Match, MatchState, Side, Step, Went
from buurtservice.matches.queries import get_match, list_events
from buurtservice.matches.reviewing import Word, finish_help, list_reviews, record_review
from buurtservice.residents.queries import list_never_pairs
from buurtservice.rounds.again import Choice, Next, follow_up
from tests import factories
from tests.factories import TODAY, TUESDAY_MORNING
from tests.integration.racing import race, wrong_answers

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
HOURS = Decimal("1.5")


@pytest.fixture
def agreed() -> Match:
    """Return a match that Mia and Sjef agreed to."""
    return factories.bring(factories.pair(), MatchState.AGREED)


def test_each_side_says_how_it_went(agreed):
    record_review(agreed.id, side=Side.ASKER, word=Word(went=Went.WELL, note="Gezellig"), **DAY)
    record_review(agreed.id, side=Side.HELPER, word=Word(went=Went.SO_SO, hours=HOURS), **DAY)

    reviews = list_reviews(agreed.id)
    assert (reviews[Side.ASKER].went, reviews[Side.ASKER].note) == (Went.WELL, "Gezellig")
    assert (reviews[Side.HELPER].went, reviews[Side.HELPER].hours) == (Went.SO_SO, HOURS)
    assert [event.step for event in list_events(agreed.id)][-2:] == [
        Step.ASKER_REVIEWED,
        Step.HELPER_REVIEWED,
    ]


def test_how_it_went_is_a_fact_without_a_person_and_without_hours(agreed):
    record_review(agreed.id, side=Side.HELPER, word=Word(went=Went.BADLY, hours=HOURS), **DAY)

    fact = db.session.scalars(select(Fact).where(Fact.kind == FactKind.MATCH_REVIEWED)).one()
    assert (fact.reason, fact.hours, fact.category) == ("helper:badly", None, "ironing")


def test_a_later_word_takes_the_place_of_the_earlier_one(agreed):
    record_review(agreed.id, side=Side.ASKER, word=Word(went=Went.WELL, hours=HOURS, note="Fijn"), **DAY)
    record_review(agreed.id, side=Side.ASKER, word=Word(went=Went.BADLY), **DAY)

    review = list_reviews(agreed.id)[Side.ASKER]
    assert (review.went, review.hours, review.note) == (Went.BADLY, None, None)


@pytest.mark.parametrize("state", ["proposed", "approved", "declined"])
def test_there_is_nothing_to_tell_before_it_is_agreed(state):
    match = factories.bring(factories.pair(), MatchState(state))

    with pytest.raises(NothingToReview):
        record_review(match.id, side=Side.ASKER, word=Word(went=Went.WELL), **DAY)


@pytest.mark.parametrize("hours", ["-1", "1000.01", "NaN"])
def test_hours_that_cannot_be_are_refused(agreed, hours):
    with pytest.raises(HoursOutOfRange):
        record_review(agreed.id, side=Side.ASKER, word=Word(went=Went.WELL, hours=Decimal(hours)), **DAY)

    assert list_reviews(agreed.id) == {}


def test_how_it_went_is_not_told_beforehand(agreed):
    with pytest.raises(DateInFuture):
        record_review(
            agreed.id, side=Side.ASKER, word=Word(went=Went.WELL), on=TODAY.replace(day=5), today=TODAY
        )


def test_help_that_nobody_noted_as_begun_can_be_done(agreed):
    finish_help(agreed.id, hours=HOURS, **DAY)

    match = get_match(agreed.id)
    assert (match.state, match.hours) == (MatchState.COMPLETED, HOURS)
    assert [event.step for event in list_events(match.id)][-2:] == [Step.STARTED, Step.COMPLETED]
    assert get_request(match.help_request_id).state == RequestState.FULFILLED


def test_again_is_a_new_request_with_the_same_helper_proposed_at_once(agreed):
    followed = follow_up(agreed.id, Choice(next_step=Next.AGAIN, hours=HOURS), **DAY)

    assert followed.match.state == MatchState.COMPLETED
    assert (followed.request.resident_id, followed.request.received_on) == (agreed.request.resident_id, TODAY)
    assert followed.request.dayparts == 1 << TUESDAY_MORNING
    assert (followed.proposal.state, followed.proposal.made_by_hand) == (MatchState.PROPOSED, True)
    assert followed.proposal.help_offer_id == agreed.help_offer_id
    assert wrong_answers() == []


def test_again_stays_a_request_when_the_helper_has_paused(agreed):
    change_offer_state(agreed.help_offer_id, to=OfferState.PAUSED, **DAY)

    followed = follow_up(agreed.id, Choice(next_step=Next.AGAIN, hours=HOURS), **DAY)

    assert (followed.proposal, followed.why_not.code) == (None, "offer_not_active")
    assert get_request(followed.request.id).state == RequestState.OPEN


def test_weekly_lets_a_match_go_on_and_its_request_be_weekly(agreed):
    followed = follow_up(agreed.id, Choice(next_step=Next.WEEKLY), **DAY)

    assert followed.match.state == MatchState.ACTIVE
    assert get_request(agreed.help_request_id).weekly
    assert wrong_answers() == []


def test_weekly_after_help_that_is_done_is_a_new_weekly_request(agreed):
    finish_help(agreed.id, hours=HOURS, **DAY)

    followed = follow_up(agreed.id, Choice(next_step=Next.WEEKLY), **DAY)

    assert (followed.request.weekly, followed.proposal.state) == (True, MatchState.PROPOSED)
    assert not get_request(agreed.help_request_id).weekly


def test_stop_opens_the_request_again_for_somebody_else(agreed):
    follow_up(agreed.id, Choice(next_step=Next.STOP, reason="te ver"), **DAY)

    assert get_match(agreed.id).state == MatchState.STOPPED
    assert get_request(agreed.help_request_id).state == RequestState.OPEN
    assert list_events(agreed.id)[-1].reason == "too_far_or_heavy"


def test_stop_withdraws_a_request_that_is_no_longer_needed(agreed):
    follow_up(agreed.id, Choice(next_step=Next.STOP, still_needed=False), **DAY)

    assert get_request(agreed.help_request_id).state == RequestState.WITHDRAWN
    assert wrong_answers() == []


@pytest.mark.parametrize("state", ["agreed", "active", "completed"])
def test_never_these_two_keeps_them_apart_and_its_reason_with_the_worker(state):
    match = factories.bring(factories.pair(), MatchState(state))

    follow_up(match.id, Choice(next_step=Next.NEVER, note="Ruzie gehad"), **DAY)

    assert list_never_pairs() == [tuple(sorted((match.request.resident_id, match.offer.resident_id)))]
    assert get_match(match.id).state == (MatchState.COMPLETED if state == "completed" else MatchState.STOPPED)
    assert all("Ruzie" not in (fact.reason or "") for fact in db.session.scalars(select(Fact)))


@pytest.mark.parametrize("choice", list(Next))
@pytest.mark.parametrize("state", ["proposed", "approved", "declined", "stopped"])
def test_nothing_follows_on_help_that_was_not_agreed(state, choice):
    match = factories.bring(factories.pair(), MatchState(state))

    with pytest.raises(NothingToReview):
        follow_up(match.id, Choice(next_step=choice, hours=HOURS), **DAY)

    assert get_match(match.id).state == MatchState(state)


def test_of_many_who_complete_at_once_one_wins_and_hours_count_once(app, agreed):
    outcomes = race(app, [partial(finish_help, agreed.id, hours=HOURS, **DAY)] * 4)

    assert sum(outcome.won for outcome in outcomes) == 1
    assert {one.refusal.code for one in outcomes if one.refusal} <= {
        "match_in_other_state",
        "already_decided",
    }
    done = db.session.scalars(select(Fact).where(Fact.kind == FactKind.MATCH_COMPLETED)).all()
    assert [fact.hours for fact in done] == [HOURS]
    assert wrong_answers() == []


@pytest.mark.parametrize("state", ["agreed", "completed"])
def test_again_said_by_many_at_once_asks_once(app, state):
    match = factories.bring(factories.pair(), MatchState(state))
    again = partial(follow_up, match.id, Choice(next_step=Next.AGAIN, hours=HOURS), **DAY)

    outcomes = race(app, [again] * 4)

    assert sum(outcome.won for outcome in outcomes) == 1
    assert {one.refusal.code for one in outcomes if one.refusal} == {"asked_again_already"}
    assert len(db.session.scalars(select(HelpRequest.id)).all()) == 2
    assert wrong_answers() == []


def test_done_is_done_once(agreed):
    done = Choice(next_step=Next.DONE, hours=HOURS)
    follow_up(agreed.id, done, **DAY)

    with pytest.raises(MatchInOtherState, match="klaar"):
        follow_up(agreed.id, done, **DAY)
