"""The figures of histories that nobody thought of, beside a second count that shares nothing with them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from buurtservice.activities.places import leave_place, take_place_for
from buurtservice.activities.queries import list_places
from buurtservice.activities.services import add_activity, hold_activity
from buurtservice.errors import BuurtserviceError
from buurtservice.fallback.services import route_requests
from buurtservice.figures.queries import get_figures
from buurtservice.help.models import OfferState
from buurtservice.help.queries import list_offers, list_requests
from buurtservice.matches import ending, leaving, services
from buurtservice.matches.models import UNDER_WAY_STATES, Match, MatchState
from buurtservice.matches.queries import list_matches
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.services import run_round
from buurtservice.team.models import TaskState
from buurtservice.team.queries import list_tasks
from buurtservice.team.services import finish_task
from buurtservice.team.undoing import undo_finish
from tests import factories
from tests.integration.racing import look_anew, wrong_answers
from tests.integration.recount import recount

pytestmark = pytest.mark.usefixtures("app")

START = date(2026, 1, 30)
KINDS = ("ironing", "garden", "buddy")
STEPS = 100


class Neighbourhood:
    """Lives through days on which anything may happen, by the services alone; refusals are part of life."""

    def __init__(self, seed: int) -> None:
        self.chance, self.today = Random(seed), START
        self.people = [factories.resident(f"person {number}") for number in range(7)]

    def live(self) -> None:
        moves: list[Callable[[], object]] = [
            self.ask, self.offer, self.advance, self.advance, self.advance, self.end, self.change_offer,
            self.withdraw, self.make_by_hand, self.search, self.route, self.do_task, self.gather,
        ]  # fmt: skip
        for number in range(STEPS):
            self.today += timedelta(days=self.chance.choice([0, 0, 1]))
            with suppress(BuurtserviceError):
                (self.ask if number < 6 else self.offer if number < 14 else self.chance.choice(moves))()

    @property
    def day(self) -> dict[str, date]:
        """Return a day for a step: mostly today, now and then earlier, as when cards are entered late."""
        return {"on": self.today - timedelta(days=self.chance.choice([0, 0, 0, 1, 3])), "today": self.today}

    def ask(self) -> None:
        person, kind = self.chance.choice(self.people), self.chance.choice(KINDS)
        factories.request(person, kind, received_on=self.today, urgent=self.chance.random() < 0.2)

    def offer(self) -> None:
        capacity = self.chance.choice([1, 2])
        person, kind = self.chance.choice(self.people), self.chance.choice(KINDS)
        factories.offer(person, kind, received_on=self.today, capacity=capacity)

    def search(self) -> None:
        run_round(as_of=self.today, today=self.today, solver_seconds=10)

    def make_by_hand(self) -> None:
        asked, offered = self.chance.choice(list_requests()), self.chance.choice(list_offers())
        create_match(request_id=asked.id, offer_id=offered.id, **self.day)

    def advance(self) -> None:
        match = self.some_match()
        steps = {
            MatchState.PROPOSED: lambda: services.approve_match(match.id, **self.day),
            MatchState.APPROVED: lambda: [
                services.record_yes(match.id, side=side, on=self.today, today=self.today)
                for side in ("asker", "helper")
            ],
            MatchState.AGREED: lambda: services.start_match(match.id, **self.day),
            MatchState.ACTIVE: lambda: services.complete_match(
                match.id, hours=Decimal(self.chance.randint(0, 40)) / 4, **self.day
            ),
        }
        steps.get(match.state, self.search)()

    def end(self) -> None:
        match = self.some_match()
        step = ending.decline_match if match.state == MatchState.PROPOSED else ending.stop_match
        step(match.id, reason=self.chance.choice(["days", "other", "never"]), **self.day)

    def some_match(self) -> Match:
        if not list_matches():
            self.search()
        return self.chance.choice(list_matches(UNDER_WAY_STATES) or list_matches())

    def change_offer(self) -> None:
        to = self.chance.choice(
            [OfferState.PAUSED, OfferState.ACTIVE, OfferState.ACTIVE, OfferState.WITHDRAWN]
        )
        leaving.change_offer_and_proposals(self.chance.choice(list_offers()).id, to=to, **self.day)

    def withdraw(self) -> None:
        leaving.withdraw_request_and_proposal(self.chance.choice(list_requests()).id, **self.day)

    def route(self) -> None:
        route_requests(today=self.today, period=f"night {self.chance.random()}")

    def do_task(self) -> None:
        for task in list_tasks(TaskState.NEW)[:1]:
            finish_task(task.id, **self.day)
            if self.chance.random() < 0.3:
                undo_finish(task.id, today=self.today)

    def gather(self) -> None:
        """Let some of who ask come together; some of them change their mind, or stay away."""
        made = add_activity(title="Samen", **self.day)
        today = {"on": self.today, "today": self.today}
        for request in self.chance.sample(list_requests(), k=min(4, len(list_requests()))):
            with suppress(BuurtserviceError):
                take_place_for(made.id, request_id=request.id, **today)
        coming = [place.resident_id for place in list_places(made.id)]
        if coming and self.chance.random() < 0.5:
            leave_place(made.id, resident_id=self.chance.choice(coming), **today)
        if self.chance.random() < 0.6:
            with suppress(BuurtserviceError):
                hold_activity(made.id, absent=coming[:1], **today)
                return
            hold_activity(made.id, **today)


@pytest.mark.parametrize("seed", range(2))
def test_the_figures_of_any_history_are_those_of_the_second_count(seed):
    neighbourhood = Neighbourhood(seed)
    neighbourhood.live()
    look_anew()

    last = (neighbourhood.today - START).days
    chance, compared = Random(seed), 0
    for start, end in [(0, last), *(sorted(chance.choices(range(last + 1), k=2)) for _ in range(8))]:
        period = {"start": START + timedelta(days=start), "end": START + timedelta(days=end)}
        figures = asdict(get_figures(**period))
        counted = recount(**period)
        assert {key: figures[key] for key in counted} == counted, period
        assert sum(figures["outcomes"].values()) == figures["requests"]
        compared += figures["requests"] + figures["reciprocal_matches"]

    assert compared > 20
    assert wrong_answers() == []
