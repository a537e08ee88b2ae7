"""Makes the cast and what they ask and offer: defaults for everything, keywords for what a test is about.

Mia asks, Sjef helps, Fatima is a stranger to both. All live close together and can on Tuesday morning.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.queries import find_category
from buurtservice.help.services import ONCE, When, Wish, add_offer, add_request
from buurtservice.matches.ending import decline_match, stop_match
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.proposing import Proposal, propose_matches
from buurtservice.matches.queries import get_match
from buurtservice.matches.services import approve_match, complete_match, record_yes, start_match
from buurtservice.residents.models import Household, Resident
from buurtservice.residents.services import add_resident, never_match
from buurtservice.transactions import transaction

ASKED_ON = date(2026, 3, 2)  # A Monday.
TODAY = date(2026, 3, 4)
TUESDAY_MORNING = 3
PLACE = (50.8600, 5.6600)
EARLIER_ROUND = 0  # No round of a test has this number.


def resident(name: str = "Mia", **columns: object) -> Resident:
    """Add a resident in Malpertuis; `columns` set any column of the resident."""
    with transaction():
        person = add_resident(name=name, person_key=name.casefold(), neighbourhood="Malpertuis", place=PLACE)
        for column, value in columns.items():
            setattr(person, column, value)
        return person


def request(
    asker: Resident,
    category: str = "ironing",
    *,
    dayparts: Collection[int] | None = (TUESDAY_MORNING,),
    received_on: date = ASKED_ON,
    urgent: bool = False,
    needs: Collection[str] = (),
    when: When = ONCE,
) -> HelpRequest:
    """Add a request."""
    return add_request(
        resident=asker,
        wish=_wish(category, dayparts),
        received_on=received_on,
        urgent=urgent,
        needs=needs,
        when=when,
    )


def offer(
    helper: Resident,
    category: str = "ironing",
    *,
    dayparts: Collection[int] | None = (TUESDAY_MORNING,),
    received_on: date = ASKED_ON,
    radius_m: int | None = 1500,
    capacity: int = 1,
    can: Collection[str] = (),
) -> HelpOffer:
    """Add an offer."""
    return add_offer(
        resident=helper,
        wish=_wish(category, dayparts),
        received_on=received_on,
        radius_m=radius_m,
        capacity=capacity,
        can=can,
    )


def proposal(asked: HelpRequest, offered: HelpOffer, *, on: date = TODAY, by_hand: bool = False) -> Match:
    """Propose the pair, as a round does, or as a worker does by hand."""
    pair = Proposal(request_id=asked.id, offer_id=offered.id, score=500)
    return propose_matches([pair], on=on, round_number=None if by_hand else EARLIER_ROUND)[0]


def ring(*pairs: tuple[HelpRequest, HelpOffer], on: date = TODAY) -> list[Match]:
    """Propose the pairs as the links of one ring."""
    links = [
        Proposal(request_id=asked.id, offer_id=offered.id, score=500, ring_label="k1")
        for asked, offered in pairs
    ]
    return propose_matches(links, on=on, round_number=EARLIER_ROUND)


def swap(category: str = "ironing", other: str = "garden", *, on: date = TODAY) -> list[Match]:
    """Let Mia and Sjef help each other: a ring of two, proposed."""
    return circle([("Mia", category), ("Sjef", other)], on=on)


def circle(asked: list[tuple[str, str]], *, on: date = TODAY) -> list[Match]:
    """Propose a ring of (name, kind of help asked); each is helped by the next in the list."""
    people = [resident(name) for name, _ in asked]
    helpers = people[1:] + people[:1]
    return ring(
        *(
            (request(asker, category), offer(helper, category))
            for asker, helper, (_, category) in zip(people, helpers, asked, strict=True)
        ),
        on=on,
    )


def pair(category: str = "ironing") -> Match:
    """Propose that Sjef helps Mia."""
    return proposal(request(resident("Mia"), category), offer(resident("Sjef"), category))


def bring(match: Match, to: MatchState, *, on: date = TODAY) -> Match:
    """Carry a proposal through its life, each step on the same day, to the state `to`."""
    day = {"on": on, "today": max(on, TODAY)}
    ways = {MatchState.DECLINED: decline_match, MatchState.STOPPED: stop_match}
    steps = [
        lambda: approve_match(match.id, **day),
        lambda: agree(match, on=on),
        lambda: begin(match, on=on),
        lambda: complete_match(match.id, hours=Decimal("1.5"), **day),
    ]
    needed = {
        "proposed": 0,
        "declined": 0,
        "approved": 1,
        "agreed": 2,
        "active": 3,
        "stopped": 3,
        "completed": 4,
    }
    for step in steps[: needed[to]]:
        step()
    if to in ways:
        ways[to](match.id, reason="other", **day)
    return get_match(match.id)


def agree(match: Match, *, on: date = TODAY) -> None:
    """Record the yes of both sides."""
    for side in ("asker", "helper"):
        record_yes(match.id, side=side, on=on, today=max(on, TODAY))


def begin(match: Match, *, on: date = TODAY) -> None:
    """Record that the help has begun."""
    start_match(match.id, on=on, today=max(on, TODAY))


def never(one_id: int, other_id: int, *, reason: str | None = None, on: date = TODAY) -> None:
    """Note that these two residents must never be matched."""
    never_match(one_id=one_id, other_id=other_id, on=on, reason=reason)


def household(*people: Resident) -> None:
    """Let these people live together."""
    with transaction() as session:
        home = Household()
        session.add(home)
        session.flush()
        for person in people:
            session.get_one(Resident, person.id).household_id = home.id


def _wish(category: str, dayparts: Collection[int] | None) -> Wish:
    found = find_category(category)
    assert found is not None, f"no kind of help {category}"
    return Wish(category=found, dayparts=dayparts, place=None)


def team_member(name: str = "Tom", *roles: str) -> StaffUser:
    """Add one of the paid team, or somebody with other roles."""
    with transaction() as session:
        user = StaffUser(name=name, email=f"{name.casefold()}@buurt.example")
        user.roles = [StaffRole(role=Role(role)) for role in roles or ("team",)]
        session.add(user)
        session.flush()
        return user
