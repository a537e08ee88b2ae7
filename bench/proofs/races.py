"""Each race once: people and what they ask are made anew, many act at once, and what is wrong is returned.

`number` tells the rounds of a race apart; `threads` is how many act at the same moment.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import cycle, islice, permutations

from flask import Flask
from sqlalchemy import func, select

from buurtservice.cards.models import ImportedCard
from buurtservice.cards.services import import_card_box
from buurtservice.demo.story import CARD_BOX
from buurtservice.extensions import db
from buurtservice.fallback.services import route_requests
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.matches.ending import decline_match
from buurtservice.matches.leaving import withdraw_request_and_proposal
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.services import approve_match
from buurtservice.residents.models import NeverMatch
from buurtservice.rounds import services as rounds
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.models import MatchingRound
from tests import factories
from tests.factories import ASKED_ON, TODAY
from tests.integration.racing import Outcome, race, states, wrong_answers

Race = Callable[[Flask, int, int], list[str]]
DAY = {"on": TODAY, "today": TODAY}
LATE = ASKED_ON + timedelta(days=30)
LATE_DAY = {"on": LATE, "today": LATE}


def someone_asks(name: str) -> HelpRequest:
    return factories.request(factories.resident(name))


def someone_helps(name: str) -> HelpOffer:
    return factories.offer(factories.resident(name))


def expect(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what}: {found!r}, not {wanted!r}"]


def winners(outcomes: list[Outcome]) -> int:
    return sum(outcome.won for outcome in outcomes)


def store_rounds(app: Flask, number: int, threads: int) -> list[str]:
    """All were computed from the same state before any is stored."""
    for n in range(3):
        someone_asks(f"{number} asks {n}")
        someone_helps(f"{number} helps {n}")
    computed = [rounds._compute(TODAY, 30, tell=lambda _stage: None) for _ in range(threads)]
    outcomes = race(app, [partial(rounds._store, one) for one in computed])
    stored = db.session.scalar(select(func.count()).select_from(MatchingRound))
    return expect("winners", winners(outcomes), 1) + expect("rounds", stored, number + 1) + wrong_answers()


def approve_once(app: Flask, number: int, threads: int) -> list[str]:
    """Half approve the round's proposal, half make another match by hand and approve that."""
    asked = someone_asks(f"{number} asks")
    match = factories.proposal(asked, someone_helps(f"{number} helps"))
    others = [someone_helps(f"{number} would {n}").id for n in range(threads // 2)]
    by_hand = [partial(make_and_approve, asked.id, offer_id) for offer_id in others]
    outcomes = race(app, [partial(approve_match, match.id, **DAY)] * (threads - len(by_hand)) + by_hand)
    return expect("winners", winners(outcomes), 1) + wrong_answers()


def make_and_approve(request_id: int, offer_id: int) -> None:
    approve_match(create_match(request_id=request_id, offer_id=offer_id, **DAY).id, **DAY)


def take_the_last_place(app: Flask, number: int, threads: int) -> list[str]:
    """One helper for two at most, with one offer of one place and one of many."""
    helper = factories.resident(f"{number} helps", max_active=2)
    offers = [factories.offer(helper), factories.offer(helper, capacity=threads)]
    matches = [factories.proposal(someone_asks(f"{number} asks {n}"), offers[n % 2]) for n in range(threads)]
    outcomes = race(app, [partial(approve_match, match.id, **DAY) for match in matches])
    approved = states(*matches).count(MatchState.APPROVED)
    return expect("winners", winners(outcomes), 2) + expect("approved", approved, 2) + wrong_answers()


def approve_rings(app: Flask, number: int, threads: int) -> list[str]:
    """Swaps and rings of three over the same three people, who each help one."""
    people = [factories.resident(f"{number} person {n}", max_active=1) for n in range(3)]
    offers = {person.id: factories.offer(person) for person in people}
    orders = cycle([*permutations(people), *permutations(people, 2)])
    circles: list[list[Match]] = []
    for order in islice(orders, threads):
        helpers = order[1:] + order[:1]
        pairs = [(factories.request(a), offers[h.id]) for a, h in zip(order, helpers, strict=True)]
        circles.append(factories.ring(*pairs))
    outcomes = race(app, [partial(approve_match, links[-1].id, **DAY) for links in circles])
    parted = [links for links in circles if len(set(states(*links))) != 1]
    return expect("winners", winners(outcomes), 1) + expect("parted rings", parted, []) + wrong_answers()


def decide_fates(app: Flask, number: int, threads: int) -> list[str]:
    """Some approve, some withdraw, some route; each request has one fate."""
    many = threads // 3
    asked = [someone_asks(f"{number} asks {n}") for n in range(many)]
    matches = [factories.proposal(one, someone_helps(f"{number} helps {one.id}")) for one in asked]
    nights = [f"{number} night {n}" for n in range(threads - 2 * many)]
    outcomes = race(
        app,
        [partial(approve_match, match.id, **LATE_DAY) for match in matches]
        + [partial(withdraw_request_and_proposal, one.id, **LATE_DAY) for one in asked]
        + [partial(route_requests, today=LATE, period=night) for night in nights],
    )
    routed = [request_id for outcome in outcomes[2 * many :] for request_id in outcome.value.to_team]
    fates = [outcomes[n].won + outcomes[many + n].won + routed.count(one.id) for n, one in enumerate(asked)]
    return expect("fates", fates, [1] * many) + wrong_answers()


def part_both_ways(app: Flask, number: int, threads: int) -> list[str]:
    """Two are parted, by several workers, from both directions."""
    one, other = factories.resident(f"{number} one"), factories.resident(f"{number} other")
    there = factories.proposal(factories.request(one), factories.offer(other))
    back = factories.proposal(factories.request(other, "pet"), factories.offer(one, "pet"))
    calls = [partial(decline_match, m.id, reason="never", **DAY) for m in (there, back)]
    outcomes = race(app, calls * (threads // 2))
    pairs = db.session.scalar(select(func.count()).select_from(NeverMatch))
    undecided = states(there, back).count(MatchState.PROPOSED)
    return (
        expect("pairs", pairs, number + 1)
        + expect("proposals left", undecided, 0)
        + expect("somebody won", winners(outcomes) > 0, True)
    )


def import_boxes(app: Flask, number: int, threads: int) -> list[str]:
    """The same box, imported by several; the rounds after the first find every card known."""
    outcomes = race(app, [partial(import_card_box, CARD_BOX, today=TODAY)] * min(threads, 8))
    new = sum(outcome.value.requests + outcome.value.offers for outcome in outcomes if outcome.won)
    cards = db.session.scalar(select(func.count()).select_from(ImportedCard))
    return expect("cards taken in", new, 91 if number == 0 else 0) + expect("cards kept", cards, 91)


RACES: dict[str, Race] = {
    "rounds": store_rounds,
    "approvals": approve_once,
    "last place": take_the_last_place,
    "rings": approve_rings,
    "fates": decide_fates,
    "parting": part_both_ways,
    "imports": import_boxes,
}
