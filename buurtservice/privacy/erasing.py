"""Throws away who somebody was. What stays holds numbers, kinds of help and days; docs/privacy.md says why.

Facts are not touched: they know nobody. Their keys are dropped from what was the person's, so that no fact
can be led back to them.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, delete, false, or_, select, update

from buurtservice.accounts.models import SignIn, SignInCode
from buurtservice.activities.models import Activity
from buurtservice.extensions import Base, db
from buurtservice.help.models import HelpOffer, HelpRequest, Introduction
from buurtservice.matches.models import Appointment, Match, MatchEvent, MatchReview, Side
from buurtservice.messages.models import MessageOptOut, OutboxMessage
from buurtservice.privacy.ending import WHY, Ids
from buurtservice.referrals.models import Referral, Signal, SignalState
from buurtservice.referrals.signals import GONE
from buurtservice.residents.models import (
    Agreement,
    AgreementKind,
    CalendarLink,
    DistinctPair,
    NeverMatch,
    Resident,
    ResidentMerge,
)
from buurtservice.scooters.models import Driver, Loan, Reservation
from buurtservice.team.models import TeamTask
from buurtservice.web.models import Draft

# Of a resident: what says who they are, where they live, what they speak, and how they are reached.
NOBODY: dict[str, object] = {
    "pseudonymous": True,
    "name": None,
    "salutation": None,
    "address": None,
    "phone": None,
    "email": None,
    "postcode": None,
    "contact_by": None,
    "language": "nl",
    "search_text": None,
    "person_key": None,
    "neighbourhood_id": None,
    "household_id": None,
    "lat": None,
    "lon": None,
    "languages": [],
    "screened": False,
    "resting": True,
}
# Of a request and an offer: what was written, where it was, its number on paper, and its key to the facts.
NOBODYS_WISH: dict[str, object] = {
    "note": None,
    "lat": None,
    "lon": None,
    "neighbourhood_id": None,
    "reference": None,
    "subject_key": None,
}


def erase_person(ids: Ids, *, today: date) -> None:
    """Throw away who these records of one person were. What ran was ended before."""
    people = list(db.session.scalars(select(Resident).where(Resident.id.in_(ids))).unique())
    _erase_messages(
        ids,
        names=[person.name for person in people if person.name],
        reached_at=[one for person in people for one in (person.phone, person.email) if one],
    )
    _erase_wishes(ids)
    _erase_matches(ids)
    _erase_loans(ids)
    _erase_around(ids, today=today)
    for table in (Draft, Driver, SignIn, SignInCode, CalendarLink, MessageOptOut):
        db.session.execute(delete(table).where(table.resident_id.in_(ids)))
    _update(Resident, Resident.id.in_(ids), {**NOBODY, "left_on": today})
    _forget_pairs(ids)
    db.session.flush()
    db.session.expire_all()  # Rows were changed in the database; nobody may go on with what they were.


def _erase_messages(ids: Ids, *, names: Iterable[str], reached_at: Iterable[str]) -> None:
    """Throw away the messages to this person, and those that tell others who they are or how to reach them.

    A name is looked for in messages to whom they were matched with only: others may be called the same.
    """
    reached_at, matches = list(reached_at), _match_ids(ids)
    named = or_(false(), *(OutboxMessage.body.contains(one, autoescape=True) for one in names))
    which = or_(
        OutboxMessage.resident_id.in_(ids),
        OutboxMessage.to.in_(reached_at),
        *(OutboxMessage.body.contains(one, autoescape=True) for one in reached_at),
        *(OutboxMessage.key.startswith(f"agreed:{match_id}:") for match_id in matches),
        OutboxMessage.resident_id.in_(_others_in(matches)) & named,
    )
    db.session.execute(delete(OutboxMessage).where(which))


def _others_in(match_ids: list[int]) -> list[int]:
    asked = select(HelpRequest.resident_id).join(Match, Match.help_request_id == HelpRequest.id)
    helped = select(HelpOffer.resident_id).join(Match, Match.help_offer_id == HelpOffer.id)
    both = asked.where(Match.id.in_(match_ids)).union(helped.where(Match.id.in_(match_ids)))
    return list(db.session.scalars(both))


def _erase_wishes(ids: Ids) -> None:
    _update(HelpRequest, HelpRequest.resident_id.in_(ids), {**NOBODYS_WISH, "needs": []})
    _update(HelpOffer, HelpOffer.resident_id.in_(ids), {**NOBODYS_WISH, "can": []})
    mine = Introduction.help_request_id.in_(_requests_of(ids))
    _update(Introduction, mine, {"name": None, "phone": None})


def _erase_matches(ids: Ids) -> None:
    """Throw away the words about matches; that there was help, and its hours, is the other's as well."""
    matches = _match_ids(ids)
    _update(Match, Match.id.in_(matches), {"subject_key": None})
    said = MatchEvent.match_id.in_(matches) & (MatchEvent.note != WHY)
    _update(MatchEvent, said, {"note": None})
    _update(Appointment, Appointment.match_id.in_(matches), {"place": None})
    for side, theirs in ((Side.ASKER, _asked_by(ids)), (Side.HELPER, _helped_by(ids))):
        said_by = MatchReview.match_id.in_(theirs) & (MatchReview.side == side)
        _update(MatchReview, said_by, {"note": None, "hours": None})


def _erase_around(ids: Ids, *, today: date) -> None:
    mine = Agreement.resident_id.in_(ids)
    _update(Agreement, mine, {"through_name": None})
    standing = (Agreement.kind == AgreementKind.TAKING_PART) & Agreement.withdrawn_on.is_(None)
    _update(Agreement, mine & standing, {"withdrawn_on": today})
    _update(Activity, Activity.host_id.in_(ids), {"host_id": None, "host_agreed_on": None})
    about = or_(Referral.resident_id.in_(ids), Referral.help_request_id.in_(_requests_of(ids)))
    _update(Referral, about, {"note": None, "party_name": None})
    mine = TeamTask.help_request_id.in_(_requests_of(ids))
    _update(TeamTask, mine, {"hand_back_note": None})
    # What cannot wait does not go away by leaving: its words go when the worker closes it.
    told = or_(Signal.resident_id.in_(ids), Signal.help_request_id.in_(_requests_of(ids)))
    closed = Signal.state == SignalState.CLOSED
    _update(Signal, told & closed, {"text": GONE, "outcome": GONE})


def _erase_loans(ids: Ids) -> None:
    """Throw away the words about loans; that a scooter was out is the scooter's."""
    theirs = Loan.reservation_id.in_(select(Reservation.id).where(Reservation.resident_id.in_(ids)))
    _update(Loan, theirs, {"out_condition": None, "damage_note": None})


def _forget_pairs(ids: Ids) -> None:
    """Forget whom they were mixed up with. A pair never to be matched stays while the other takes part."""
    merged = or_(ResidentMerge.kept_id.in_(ids), ResidentMerge.merged_id.in_(ids))
    _update(ResidentMerge, merged, {"moved": {}})
    alike = or_(DistinctPair.resident_a_id.in_(ids), DistinctPair.resident_b_id.in_(ids))
    db.session.execute(delete(DistinctPair).where(alike))
    left = select(Resident.id).where(Resident.left_on.is_not(None))
    both = NeverMatch.resident_a_id.in_(left) & NeverMatch.resident_b_id.in_(left)
    db.session.execute(delete(NeverMatch).where(both))


def _requests_of(ids: Ids) -> list[int]:
    return list(db.session.scalars(select(HelpRequest.id).where(HelpRequest.resident_id.in_(ids))))


def _asked_by(ids: Ids) -> list[int]:
    asked = select(Match.id).join(HelpRequest, Match.help_request_id == HelpRequest.id)
    return list(db.session.scalars(asked.where(HelpRequest.resident_id.in_(ids))))


def _helped_by(ids: Ids) -> list[int]:
    helped = select(Match.id).join(HelpOffer, Match.help_offer_id == HelpOffer.id)
    return list(db.session.scalars(helped.where(HelpOffer.resident_id.in_(ids))))


def _match_ids(ids: Ids) -> list[int]:
    return sorted({*_asked_by(ids), *_helped_by(ids)})


def _update(table: type[Base], which: ColumnElement[bool], values: dict[str, object]) -> None:
    change = update(table).where(which).values(values)
    db.session.execute(change.execution_options(synchronize_session=False))
