"""Two things at once about one request: one of them wins, and the other is told."""

from dataclasses import replace
from functools import partial

from flask import Flask
from sqlalchemy import func, select

from buurtservice.calls.changes import change_request_and_tell, tell_worker
from buurtservice.calls.queries import list_open_calls
from buurtservice.extensions import db
from buurtservice.help.changing import change_offer, offer_wish_of, wish_of
from buurtservice.help.lasting import ask_to_confirm_offers, confirm_offer
from buurtservice.help.models import OfferState, RequestPause, RequestState
from buurtservice.help.pausing import pause_request, resume_request
from buurtservice.help.queries import get_offer, get_request
from buurtservice.matches.leaving import (
    expire_offer_and_proposals,
    pause_request_and_proposal,
    withdraw_request_and_proposal,
)
from buurtservice.matches.models import MatchState
from buurtservice.matches.services import approve_match
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY
from tests.integration.racing import race, states, wrong_answers

DAY = {"on": TODAY, "today": TODAY}
TIMES = 4


def many(name: str, number: int):
    return factories.proposal(
        factories.request(factories.resident(f"asks {name} {number}")),
        factories.offer(factories.resident(f"helps {name} {number}")),
    )


def test_a_request_is_paused_or_approved_and_never_both(app: Flask):
    for number in range(TIMES):
        match = many("pause", number)

        race(
            app,
            [partial(approve_match, match.id, **DAY)] * 2
            + [partial(pause_request_and_proposal, match.help_request_id, **DAY)] * 2,
        )

        paused = get_request(match.help_request_id).state == RequestState.PAUSED
        assert states(match) == [MatchState.WITHDRAWN if paused else MatchState.APPROVED]
        assert wrong_answers() == []


def test_a_request_is_withdrawn_or_approved_and_never_both(app: Flask):
    for number in range(TIMES):
        match = many("withdraw", number)

        race(
            app,
            [partial(approve_match, match.id, **DAY)] * 2
            + [partial(withdraw_request_and_proposal, match.help_request_id, **DAY)] * 2,
        )

        gone = get_request(match.help_request_id).state == RequestState.WITHDRAWN
        assert states(match) == [MatchState.WITHDRAWN if gone else MatchState.APPROVED]
        assert wrong_answers() == []


def test_an_offer_expires_or_is_taken_and_what_is_taken_goes_on(app: Flask):
    for number in range(TIMES):
        match = many("expire", number)

        race(
            app,
            [
                partial(approve_match, match.id, **DAY),
                partial(expire_offer_and_proposals, match.help_offer_id, **DAY),
            ],
        )

        assert states(match)[0] in (MatchState.WITHDRAWN, MatchState.APPROVED)
        assert get_offer(match.help_offer_id).state == OfferState.EXPIRED
        assert wrong_answers() == []


def test_many_pauses_are_one_pause(app: Flask):
    asked = factories.request(factories.resident("Mia"))

    outcomes = race(app, [partial(pause_request, asked.id, **DAY)] * 6)

    assert sum(one.won for one in outcomes) == 1
    assert db.session.scalar(select(func.count()).select_from(RequestPause)) == 1


def test_a_pause_ends_once(app: Flask):
    asked = factories.request(factories.resident("Mia"))
    pause_request(asked.id, **DAY)

    outcomes = race(
        app,
        [partial(resume_request, asked.id, **DAY)] * 3
        + [partial(withdraw_request_and_proposal, asked.id, **DAY)] * 2,
    )

    assert sum(one.won for one in outcomes) in (1, 2)  # Resumed and then withdrawn, or withdrawn at once.
    assert get_request(asked.id).state == RequestState.WITHDRAWN


def test_a_change_and_an_approval_at_once_tell_the_worker_or_withdraw_the_proposal(app: Flask):
    for number in range(TIMES):
        match = many("change", number)
        wish = wish_of(match.request)
        other = replace(wish, dayparts=(6,))

        race(
            app,
            [
                partial(approve_match, match.id, **DAY),
                partial(change_request_and_tell, match.help_request_id, other, today=TODAY),
            ],
        )

        (state,) = states(match)
        told = [call for call in list_open_calls() if call.help_request_id == match.help_request_id]
        assert (state, len(told)) in ((MatchState.APPROVED, 1), (MatchState.WITHDRAWN, 0))
        assert wrong_answers() == []


def test_many_who_tell_the_worker_put_one_call_on_the_list(app: Flask):
    match = many("tell", 0)

    outcomes = race(app, [partial(tell_worker, match.help_request_id, on=TODAY)] * 6)

    assert all(one.won for one in outcomes)
    assert len(list_open_calls()) == 1


def test_a_place_is_taken_or_taken_away_and_never_both(app: Flask):
    for number in range(TIMES):
        offer = factories.offer(factories.resident(f"helps {number}"), capacity=2)
        first, second = (
            factories.proposal(factories.request(factories.resident(f"asks {number} {n}")), offer)
            for n in range(2)
        )
        approve_match(first.id, **DAY)
        one_only = replace(offer_wish_of(get_offer(offer.id)), capacity=1)

        race(
            app,
            [
                partial(approve_match, second.id, **DAY),
                partial(change_offer, offer.id, one_only, today=TODAY),
            ],
        )

        assert (states(second)[0] == MatchState.APPROVED) == (get_offer(offer.id).capacity == 2)
        assert wrong_answers() == []


def test_an_offer_is_asked_to_be_confirmed_once_also_by_two_processes(app: Flask):
    offer = factories.offer(factories.resident("Sjef"))
    with transaction():
        get_offer(offer.id).expires_on = TODAY

    outcomes = race(app, [partial(ask_to_confirm_offers, today=TODAY)] * 4)

    assert sorted(len(one.value) for one in outcomes) == [0, 0, 0, 1]


def test_who_confirms_while_the_offer_expires_keeps_it(app: Flask):
    for number in range(TIMES):
        offer = factories.offer(factories.resident(f"Sjef {number}"))
        with transaction():
            get_offer(offer.id).expires_on = TODAY

        race(
            app,
            [
                partial(confirm_offer, offer.id, **DAY),
                partial(expire_offer_and_proposals, offer.id, **DAY),
            ],
        )

        assert get_offer(offer.id).state in (OfferState.ACTIVE, OfferState.EXPIRED)
