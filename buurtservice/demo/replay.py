"""Brings the pilot back: lives through a card box day by day, with a moving clock and the real services.

It is a simulation. What the people of the box say follows from the rules in replay_rules.py; what the
service does with it is what it does every day. The same box gives the same half year.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from buurtservice.cards.services import Imported, read_box, take_in_box
from buurtservice.clock import LOCAL_ZONE, moved_clock, utc_now
from buurtservice.demo.replay_activities import live_with_activities
from buurtservice.demo.replay_days import Done, live_through
from buurtservice.errors import Conflict, InvalidInput
from buurtservice.extensions import db
from buurtservice.facts.models import Fact
from buurtservice.fallback.services import route_requests
from buurtservice.figures.freezing import freeze_months
from buurtservice.figures.queries import Figures, get_figures, list_monthly_figures
from buurtservice.help.queries import list_unanswered_requests
from buurtservice.i18n import N_
from buurtservice.residents.models import Resident
from buurtservice.rounds.services import run_round

NIGHT, MORNING = time(3, 30), time(9, 30)
Tell = Callable[[date, date], None]


def _tell_nobody(_day: date, _end: date) -> None:
    """Where nobody watches."""


class DatabaseInUse(Conflict):
    """The replay would mix invented days with what really happened."""

    code = "database_in_use"
    text = N_("In deze database staat al iets. Naspelen kan alleen in een lege database.")


class NothingToReplay(InvalidInput):
    """There is no card on or before the last day."""

    code = "nothing_to_replay"
    text = N_("Geen enkele kaart is van %(until)s of eerder. Kies een latere dag met --until.")


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What came of it: the days, the cards, what was done by kind, and the figures counted from facts."""

    start: date
    end: date
    cards: Imported
    rounds: int
    done: dict[str, int]
    figures: Figures
    months: list[Figures]


def replay(
    path: Path,
    *,
    until: date | None = None,
    staff_until: date | None = None,
    solver_seconds: float,
    tell: Tell = _tell_nobody,
) -> Replayed:
    """Live through the box from the first of the month of its first card until the last day of `until`.

    Without `until` it goes on to the end of the year of the last card. The clock stands on each day while it
    lasts. After `staff_until` worker and team are away, and the jobs and the neighbours go on. `tell` hears
    each day, and the last one, before it is lived. Raises DatabaseInUse, NothingToReplay or CardBoxNotRead.
    """
    _check_empty()
    box = read_box(path, today=_clock_today())
    card_days = sorted({card.received_on for card in box.cards})
    end = until or (card_days[-1].replace(month=12, day=31) if card_days else _clock_today())
    if not card_days or card_days[0] > end:
        raise NothingToReplay(until=end.isoformat())
    start, done, rounds = card_days[0].replace(day=1), Done(), 0
    cards = Imported(rows=0, problems=[], assumptions=[])
    for day in _days(start, end):
        tell(day, end)
        with _standing_at(day, NIGHT):
            rounds += live_through_night(day, solver_seconds=solver_seconds, done=done)
        with _standing_at(day, MORNING):
            if day in card_days:
                cards = _add(cards, take_in_box(box, received_on=day))
            live_with_activities(day, done)
            live_through(day, done, staff_work=staff_until is None or day <= staff_until)
    return Replayed(
        start=start,
        end=end,
        cards=cards,
        rounds=rounds,
        done=dict(sorted(done.counts.items())),
        figures=get_figures(start=start, end=end),
        months=list_monthly_figures(start=start, end=end),
    )


def live_through_night(day: date, *, solver_seconds: float, done: Done) -> int:
    """Freeze the months that ended, run the round as of the day before, and the routing; return rounds run.

    A night in which no request waits has no round: it would find nothing.
    """
    if day.day == 1:
        freeze_months(today=day, now=utc_now())
    yesterday = day - timedelta(days=1)
    if waits := bool(list_unanswered_requests(received_by=yesterday)):
        run_round(as_of=yesterday, today=day, solver_seconds=solver_seconds, period=day.isoformat())
    routed = route_requests(today=day, period=day.isoformat())
    done.counts["to_team"] += len(routed.to_team)
    done.counts["to_worker"] += len(routed.to_worker)
    return int(waits)


def _check_empty() -> None:
    if db.session.scalar(select(Resident.id).limit(1)) or db.session.scalar(select(Fact.id).limit(1)):
        raise DatabaseInUse


def _add(sofar: Imported, more: Imported) -> Imported:
    """Add up what came in; rows that cannot be read are in the box on every day, and are named once."""
    more.residents += sofar.residents
    more.requests += sofar.requests
    more.offers += sofar.offers
    return more


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=number) for number in range((end - start).days + 1))


def _standing_at(day: date, clock_time: time) -> AbstractContextManager[None]:
    return moved_clock(datetime.combine(day, clock_time, LOCAL_ZONE) - datetime.now(UTC))


def _clock_today() -> date:
    return datetime.now(LOCAL_ZONE).date()
