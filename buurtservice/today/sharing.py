"""Records a yes; when it is the second one, each gets a message with how to reach the other."""

from datetime import date, datetime

from flask_babel import force_locale

from buurtservice.matches.models import Match, MatchState, Side
from buurtservice.matches.phoning import other_side, resident_of
from buurtservice.messages.telling import tell
from buurtservice.settings import LOCALES
from buurtservice.team.taking_over import record_yes_and_hand_over
from buurtservice.today.people import first_name
from buurtservice.today.scripts import contact_card
from buurtservice.transactions import transaction


def record_yes_and_tell(match_id: int, *, side: Side, now: datetime, today: date, by: int | None) -> Match:
    """Record that one side said yes. Raises as record_yes; the message is part of its transaction."""
    with transaction():
        taken = record_yes_and_hand_over(
            match_id, side="asker" if side == Side.ASKER else "helper", on=today, today=today, now=now, by=by
        )
        match = taken.matches[0]
        if match.state == MatchState.AGREED:
            for one in Side:
                _tell(match, one, now=now)
        return match


def _tell(match: Match, side: Side, *, now: datetime) -> None:
    person, other = resident_of(match, side), resident_of(match, other_side(side))
    with force_locale(LOCALES.get(person.language, LOCALES["nl"])):
        card = contact_card(other)
        name = first_name(other)
    lines = [line for line in (card.name, card.phone, card.email, card.sentence) if line]
    tell(
        "match_agreed",
        resident=person,
        key=f"agreed:{match.id}:{side.value}",
        now=now,
        values={"other": name, "reach": "\n".join(" ".join(line.split()) for line in lines)},
    )
