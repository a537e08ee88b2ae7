"""What cannot wait: raised by Ben at the desk, taken up by one worker, closed with what came of it."""

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import inspect, select

from buurtservice.accounts.models import StaffUser
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.referrals.errors import (
    SignalAlreadyClosed,
    SignalAlreadyTaken,
    SignalNotTaken,
    TextMissing,
    TextTooLong,
)
from buurtservice.referrals.models import SignalState
from buurtservice.referrals.queries import count_signals, list_open_signals, list_signals
from buurtservice.referrals.signals import close_signal, raise_signal, take_signal
from buurtservice.transactions import transaction
from tests.factories import request, resident
from tests.integration.racing import race

NOW = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)  # In the neighbourhood it is already the 5th.
FACT_COLUMNS = [column.key for column in inspect(Fact).columns]
LATER = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def staff(name: str) -> int:
    with transaction() as session:
        person = StaffUser(email=f"{name.lower()}@buurt.example", name=name)
        session.add(person)
        session.flush()
        return person.id


def test_a_signal_waits_until_a_worker_takes_it_and_is_closed_with_an_outcome(app):
    ben, dora, mia = staff("Ben"), staff("Dora"), resident("Mia")

    signal_id = raise_signal("  De kachel is stuk  ", by_id=ben, now=NOW, resident_id=mia.id).id
    (waiting,) = list_open_signals()
    assert (waiting.signal.text, waiting.raised_by, waiting.taken_by) == ("De kachel is stuk", "Ben", None)

    take_signal(signal_id, by_id=dora, now=LATER)
    assert list_open_signals() == []
    assert list_signals(SignalState.TAKEN)[0].taken_by == "Dora"

    closed = close_signal(signal_id, outcome="Monteur gebeld", now=LATER)
    assert (closed.state, closed.outcome, closed.closed_at) == (SignalState.CLOSED, "Monteur gebeld", LATER)


def test_the_facts_of_a_signal_name_its_day_and_neighbourhood_and_nobody(app):
    ben, mia = staff("Ben"), resident("Mia")

    raise_signal("De kachel van Mia is stuk", by_id=ben, now=NOW, resident_id=mia.id)

    fact = db.session.scalars(select(Fact)).one()
    assert (fact.kind, fact.occurred_on.isoformat()) == (FactKind.SIGNAL_RAISED, "2026-03-05")
    kept = {column: getattr(fact, column) for column in FACT_COLUMNS}
    told = {name for name, value in kept.items() if value is not None}
    assert told == {"id", "kind", "occurred_on", "recorded_at", "neighbourhood"}


def test_a_signal_about_a_request_is_about_who_asked(app):
    asked = request(resident("Mia"))

    signal = raise_signal("Zij hoort dit al weken", by_id=None, now=NOW, request_id=asked.id)

    assert signal.resident_id == asked.resident_id
    assert signal.neighbourhood is not None
    assert signal.neighbourhood.name == "Malpertuis"


def test_of_two_workers_one_takes_it_and_the_other_is_told_by_whom_and_when(app):
    workers = [staff("Dora"), staff("Els")]
    signal_id = raise_signal("Het dak lekt", by_id=None, now=NOW).id

    def take(worker: int) -> None:
        take_signal(signal_id, by_id=worker, now=LATER)

    outcomes = race(app, [partial(take, worker) for worker in workers])

    (refused,) = [outcome.refusal for outcome in outcomes if not outcome.won]
    assert isinstance(refused, SignalAlreadyTaken)
    assert refused.params["by"] == list_signals(SignalState.TAKEN)[0].taken_by
    assert "05-03-2026 10.00" in str(refused)
    taken = select(Fact).where(Fact.kind == FactKind.SIGNAL_TAKEN)
    assert len(list(db.session.scalars(taken))) == 1


def test_taking_what_is_yours_already_changes_nothing(app):
    dora = staff("Dora")
    signal_id = raise_signal("Het dak lekt", by_id=None, now=NOW).id
    take_signal(signal_id, by_id=dora, now=NOW)

    again = take_signal(signal_id, by_id=dora, now=LATER)

    assert again.taken_at == NOW


@pytest.mark.parametrize(("text", "refusal"), [("  ", TextMissing), ("x" * 501, TextTooLong)])
def test_a_signal_says_something_and_not_too_much(app, text, refusal):
    with pytest.raises(refusal):
        raise_signal(text, by_id=None, now=NOW)

    assert count_signals(*SignalState) == 0


def test_a_signal_about_nobody_we_know_is_refused(app):
    with pytest.raises(NotFound):
        raise_signal("Het dak lekt", by_id=None, now=NOW, resident_id=99)


def test_a_signal_that_nobody_took_up_cannot_be_closed(app):
    signal_id = raise_signal("Het dak lekt", by_id=None, now=NOW).id

    with pytest.raises(SignalNotTaken):
        close_signal(signal_id, outcome="Klaar", now=LATER)


def test_a_signal_is_closed_once(app):
    dora = staff("Dora")
    signal_id = raise_signal("Het dak lekt", by_id=None, now=NOW).id
    take_signal(signal_id, by_id=dora, now=NOW)
    close_signal(signal_id, outcome="Klaar", now=LATER)

    with pytest.raises(SignalAlreadyClosed):
        close_signal(signal_id, outcome="Toch niet", now=LATER)
    with pytest.raises(SignalAlreadyClosed):
        take_signal(signal_id, by_id=dora, now=LATER)


def test_a_volunteer_sees_the_signals_they_raised_themselves(app):
    ben, joke = staff("Ben"), staff("Joke")
    raise_signal("Van Ben", by_id=ben, now=NOW)
    raise_signal("Van Joke", by_id=joke, now=NOW)

    assert [one.signal.text for one in list_signals(SignalState.OPEN, raised_by_id=ben)] == ["Van Ben"]
    assert count_signals(SignalState.OPEN, raised_by_id=ben) == 1
