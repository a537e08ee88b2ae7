"""Reminds people: each function looks what there is to say today, and says it once, however often it runs.

Each returns `{"touched": how many messages are new, "failed": ids of the records of which one could not be
written}`. One bad record does not keep the others waiting; it comes up again at the next run.
"""

from datetime import UTC, date, datetime, time, timedelta

from buurtservice.accounts.models import StaffUser
from buurtservice.activities.models import ActivityPlace
from buurtservice.clock import LOCAL_ZONE
from buurtservice.help.lasting import ask_to_confirm_offers
from buurtservice.help.models import HelpOffer
from buurtservice.matches.models import Appointment, Match, Side
from buurtservice.matches.phoning import other_side, resident_of
from buurtservice.messages.telling import tell, tell_staff
from buurtservice.reminders.each import Done, say_for_each, together
from buurtservice.reminders.queries import (
    count_proposals_waiting,
    list_matches_to_ask,
    list_meetings_soon,
    list_offers_asked_about,
    list_offers_let_go,
    list_places_soon,
    list_reviewed,
    list_workers,
    start_of,
)
from buurtservice.reminders.scooters import remind_of_checks, remind_of_scooters
from buurtservice.transactions import transaction
from buurtservice.wording import first_name

SATURDAY = 5


def ask_how_it_went(*, today: date, now: datetime) -> Done:
    """Ask both sides of each match, three days after they agreed, began or met, how it went: once."""
    with transaction():
        matches = list_matches_to_ask(today=today)
        reviewed = list_reviewed([match.id for match in matches])

        def ask(match: Match) -> int:
            return sum(
                _ask_side(match, side, now=now) for side in Side if (match.id, side.value) not in reviewed
            )

        return say_for_each(matches, ask, what="how_it_went")


def remind(*, today: date, now: datetime) -> Done:
    """Remind of tomorrow's appointments, activities and scooters, and the workers of proposals that wait."""
    with transaction():
        done = [
            say_for_each(
                list_meetings_soon(today=today, now=now),
                lambda one: _remind_meeting(one, now=now),
                what="remind",
            ),
            say_for_each(
                list_places_soon(today=today), lambda one: _remind_place(one, now=now), what="remind"
            ),
            remind_of_scooters(today=today, now=now),
            remind_of_checks(today=today, now=now),
            _remind_workers(today=today, now=now),
        ]
    return together(done)


def tell_expiring(*, today: date, now: datetime) -> Done:
    """Ask a fortnight before whether an offer still stands, and tell of those that were let go."""
    with transaction():
        ask_to_confirm_offers(today=today)
        done = [
            say_for_each(
                list_offers_asked_about(today=today),
                lambda one: _ask_offer(one, now=now),
                what="offer_stands",
            ),
            say_for_each(
                list_offers_let_go(today=today), lambda one: _tell_let_go(one, now=now), what="offer_expired"
            ),
        ]
    return together(done)


def _ask_side(match: Match, side: Side, *, now: datetime) -> int:
    other = resident_of(match, other_side(side))
    if not first_name(other.name):
        return 0  # Nobody can be asked about somebody without a name; the worker knows them.
    return tell(
        "how_it_went",
        resident=resident_of(match, side),
        key=f"how_it_went:{match.id}:{side.value}",
        now=now,
        values={"other": first_name(other.name), "page": f"/mijn/hulp/{match.id}/hoe-ging-het"},
    )


def _remind_meeting(meeting: Appointment, *, now: datetime) -> int:
    """Remind both sides; a meeting that was moved is reminded of anew."""
    begins = meeting.starts_at.astimezone(UTC).isoformat()
    return sum(
        tell(
            "appointment_reminder",
            resident=resident_of(meeting.match, side),
            key=f"appointment:{meeting.id}:{begins}:{side.value}",
            now=now,
            values={
                "other": first_name(resident_of(meeting.match, other_side(side)).name) or "Buurtservice",
                "starts_at": meeting.starts_at.isoformat(),
                "place": meeting.place or "",
            },
            expires_at=meeting.starts_at,
        )
        for side in Side
    )


def _remind_place(place: ActivityPlace, *, now: datetime) -> int:
    activity = place.activity
    day = activity.takes_place_on
    if day is None:
        return 0
    begins = datetime.combine(day, activity.begins_at or time(), LOCAL_ZONE)
    ends = begins if activity.begins_at else start_of(day + timedelta(days=1))
    if ends <= now:
        return 0
    return tell(
        "activity_reminder",
        resident=place.resident,
        key=f"activity:{activity.id}:{day}:{place.id}",
        now=now,
        values={
            "title": activity.title,
            "takes_place_on": day.isoformat(),
            "begins_time": activity.begins_at.isoformat() if activity.begins_at else "",
            "ends_time": activity.ends_at.isoformat() if activity.ends_at else "",
            "place": activity.place or "",
        },
        expires_at=ends,
    )


def _remind_workers(*, today: date, now: datetime) -> Done:
    """Tell each worker once a working day that proposals wait for longer than a day."""
    waiting = count_proposals_waiting(today=today) if today.weekday() < SATURDAY else 0
    if not waiting:
        return {"touched": 0, "failed": []}

    def say(worker: StaffUser) -> int:
        return tell_staff(
            "approvals_waiting",
            staff=worker,
            key=f"approvals:{worker.id}:{today}",
            now=now,
            values={"count": str(waiting), "page": "/vandaag?soort=voorstel"},
            expires_at=start_of(today + timedelta(days=1)),
        )

    return say_for_each(list_workers(), say, what="approvals_waiting")


def _ask_offer(offer: HelpOffer, *, now: datetime) -> int:
    if offer.expires_on is None:
        return 0
    return tell(
        "offer_stands",
        resident=offer.resident,
        key=f"offer_stands:{offer.id}:{offer.expires_on}",
        now=now,
        values={
            "help": offer.category.name_in(offer.resident.language),
            "expires_on": offer.expires_on.isoformat(),
        },
        expires_at=start_of(offer.expires_on),
    )


def _tell_let_go(offer: HelpOffer, *, now: datetime) -> int:
    return tell(
        "offer_expired",
        resident=offer.resident,
        key=f"offer_expired:{offer.id}:{offer.expires_on}",
        now=now,
        values={"help": offer.category.name_in(offer.resident.language)},
    )
