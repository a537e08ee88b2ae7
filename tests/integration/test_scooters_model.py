"""Random histories of a few scooters against a model of a dozen lines, and many threads at once."""

from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bench.proofs.scooter_naive import naive_race
from bench.proofs.scooter_racers import Tally, race_threads
from bench.proofs.scooters import prepare, wrong_books
from buurtservice.extensions import db
from buurtservice.scooters.errors import NothingFree
from buurtservice.scooters.maintenance import block_scooter
from buurtservice.scooters.models import ScooterPolicy, ScooterSlot
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.services import cancel_reservation, move_reservation, reserve
from buurtservice.scooters.spans import Span, number_of
from buurtservice.transactions import transaction
from tests.integration.scooters import MONDAY, NOW, driver, scooters, site, wrong_slots

EXAMPLES = 6
NO_TIME_LIMIT = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
STEP = st.tuples(
    st.sampled_from(["reserve", "reserve", "move", "cancel", "block"]),
    st.integers(0, 5),  # Which reservation, site or scooter.
    st.integers(0, 11),  # From which daypart.
    st.integers(0, 3),  # How many more.
)


class Model:
    """What must be: which numbers each reservation holds, of which scooter; and what is blocked."""

    def __init__(self, sites: dict[int, list[int]]) -> None:
        self.sites = sites
        self.held: dict[int, tuple[int, frozenset[int]]] = {}
        self.blocked: set[tuple[int, int]] = set()

    def free(self, scooter: int, numbers: frozenset[int], but: int = 0) -> bool:
        theirs = {(one, n) for key, (one, all_n) in self.held.items() if key != but for n in all_n}
        return not any((scooter, n) in theirs | self.blocked for n in numbers)

    def choose(self, site_id: int, numbers: frozenset[int], but: int = 0) -> int | None:
        mine = self.sites[site_id]
        first = [self.held[but][0]] if but in self.held and self.held[but][0] in mine else []
        return next((one for one in [*first, *mine] if self.free(one, numbers, but)), None)

    def block(self, scooter: int, numbers: frozenset[int]) -> None:
        """Block; whoever has a slot in it gets another scooter of the site where one is free."""
        self.blocked |= {(scooter, n) for n in numbers}
        (mine,) = (all_of for all_of in self.sites.values() if scooter in all_of)
        for key, (one, theirs) in sorted(self.held.items()):
            if one == scooter and theirs & numbers:
                others = (other for other in mine if other != scooter and self.free(other, theirs, key))
                self.held[key] = next(others, scooter), theirs


@pytest.fixture
def fleet(app: Flask) -> tuple[dict[int, list[int]], int]:
    """Return the scooters by site, and somebody who may reserve without end."""
    places = site("Oost"), site("West")
    with transaction() as session:
        session.add(ScooterPolicy(id=1, open_most=10_000, days_ahead=100_000))
    return (
        {place.id: [one.id for one in scooters(place, 2)] for place in places},
        driver(until=MONDAY.replace(2200)).id,
    )


EXAMPLE_NUMBERS = count(1)


@NO_TIME_LIMIT
@given(steps=st.lists(STEP, min_size=5, max_size=18))
def test_a_history_ends_where_the_model_ends(fleet, steps):
    by_site, mia = fleet
    model, base = Model(by_site), number_of(MONDAY, 0) + 60 * next(EXAMPLE_NUMBERS)
    for what, which, first, more in steps:
        span = Span(base + first, base + first + more)
        numbers, site_id = frozenset(span.numbers), sorted(by_site)[which % 2]
        live = sorted(model.held)
        key = live[which % len(live)] if live else 0
        if what == "reserve":
            wanted = model.choose(site_id, numbers)
            made = answer(reserve, resident_id=mia, wish=Wish(span=span, site_id=site_id), now=NOW)
            assert (made is None) == (wanted is None)
            if made is not None and wanted is not None:
                model.held[made.id] = wanted, numbers
        elif what == "block":
            scooter = [one for mine in by_site.values() for one in mine][which % 4]
            block_scooter(scooter, span, now=NOW)
            model.block(scooter, numbers)
        elif what == "move" and key:
            wanted = model.choose(site_id, numbers, key)
            moved = answer(move_reservation, key, wish=Wish(span=span, site_id=site_id), now=NOW)
            assert (moved is None) == (wanted is None)
            if wanted is not None:
                model.held[key] = wanted, numbers
        elif what == "cancel" and key:
            cancel_reservation(key, now=NOW)
            del model.held[key]

    slots = select(
        ScooterSlot.reservation_id, ScooterSlot.scooter_id, ScooterSlot.local_date, ScooterSlot.daypart
    )
    held = {
        (key, scooter_id, number_of(day, daypart))
        for key, scooter_id, day, daypart in db.session.execute(slots)
        if key in model.held
    }
    assert held == {(key, one, n) for key, (one, all_n) in model.held.items() for n in all_n}
    assert wrong_slots() == []


def answer(call, *args, **keywords):
    """Return what a call returns, or None where nothing was free."""
    try:
        return call(*args, **keywords)
    except NothingFree:
        return None


def test_many_at_once_never_hold_a_slot_twice_and_each_refusal_is_true(app: Flask):
    place = prepare(count=1, drivers=6)

    tally = race_threads(app, place, attempts=104, threads=8, seed=3)

    assert isinstance(tally, Tally)
    assert tally.wrong == []
    assert tally.accepted
    assert tally.checked > 0
    assert wrong_slots() + wrong_books(tally) == []


def test_looking_first_and_inserting_afterwards_books_twice(app: Flask):
    assert naive_race(db.engine, attempts=6, threads=8) > 0
