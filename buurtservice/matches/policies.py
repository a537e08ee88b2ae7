"""Rules about matches that only look and never change anything."""

from datetime import date

from buurtservice.days import check_not_future
from buurtservice.errors import DateTooEarly
from buurtservice.facts.models import ReciprocityKind
from buurtservice.help.queries import has_active_offer
from buurtservice.matches.models import Match
from buurtservice.matches.queries import helped_since


def is_touched(match: Match) -> bool:
    """Tell whether a worker made this proposal or put it off, so that a new round keeps it."""
    return match.made_by_hand or match.postponed_until is not None


def check_step_date(match: Match, *, on: date, today: date) -> None:
    """Refuse a day that has not come, or one before the step that went before."""
    check_not_future(on, today=today)
    if on < match.last_step_on:
        raise DateTooEarly(on=on.isoformat(), previous=match.last_step_on.isoformat())


def reciprocity_of_agreement(match: Match, *, on: date) -> ReciprocityKind | None:
    """Return why an agreed match counts as reciprocal for its asker on that day, or None.

    The first that holds, as the figure is defined: in the same ring, else an active offer, else help
    completed as helper in the twelve months before. It is stored in the fact and never recomputed.
    """
    asker_id = match.request.resident_id
    if match.ring is not None and (match.ring.broken_on is None or match.ring.broken_on > on):
        return ReciprocityKind.RING
    if has_active_offer(asker_id, on=on):
        return ReciprocityKind.OFFERS
    if helped_since(asker_id, since=_year_before(on), until=on):
        return ReciprocityKind.GAVE
    return None


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February: the year before has none.
        return day.replace(year=day.year - 1, day=28)
