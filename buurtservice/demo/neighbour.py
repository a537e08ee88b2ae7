"""Gives the demonstration somebody whose own page is worth looking at: Mia, with a life of these weeks.

Everything goes through the real services, as of today: the card box and its figures of 2014 stay as they are.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from buurtservice.accounts.access import write_access
from buurtservice.clock import LOCAL_ZONE
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.queries import find_category
from buurtservice.help.services import When, Wish, add_offer, add_request
from buurtservice.matches.meetings import Meeting, plan_meeting
from buurtservice.matches.models import Match
from buurtservice.matches.reviewing import finish_help
from buurtservice.matches.services import approve_match, record_yes
from buurtservice.messages.telling import tell
from buurtservice.residents.agreements import record_agreement
from buurtservice.residents.joining import Reach, take_in_resident
from buurtservice.residents.models import AgreementKind, ContactBy, Resident
from buurtservice.residents.places import find_place, list_neighbourhoods
from buurtservice.rounds.by_hand import create_match
from buurtservice.transactions import transaction

EMAIL = "mia.hermans@mail.example"  # Mail to a name under .example goes nowhere (RFC 2606).
PLACE = "Malpertuis"
TUESDAY_MORNING, TUESDAY_AFTERNOON, THURSDAY_AFTERNOON = 3, 4, 10


@dataclass(frozen=True, kw_only=True)
class _Days:
    """The days of the story, counted back from today."""

    today: date

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)


def add_neighbour(*, worker_id: int, now: datetime, today: date) -> Resident:
    """Add Mia, who asked twice, helped once, and will meet Sjef on Tuesday."""
    days = _Days(today=today)
    with transaction():
        mia = _person("Mia Hermans", "043 555 01 01", email=EMAIL)
        sjef, amina = _person("Sjef Lemmens", "043 555 01 02"), _person("Amina Haddad", "043 555 01 03")
        for kind in (AgreementKind.TAKING_PART, AgreementKind.AGE):
            record_agreement(mia.id, kind, on=days.ago(40), today=today)
        teaching = _offer(mia, "language", on=days.ago(40))
        helped = _match(_request(amina, "language", on=days.ago(30)), teaching, on=days.ago(28), days=days)
        finish_help(helped.id, hours=Decimal(3), on=days.ago(12), today=today, by=worker_id)
        ironing = _request(mia, "ironing", on=days.ago(6))
        agreed = _match(ironing, _offer(sjef, "ironing", on=days.ago(50)), on=days.ago(1), days=days)
        tuesday = today + timedelta(days=(1 - today.weekday()) % 7 or 7)
        meeting = Meeting(day=tuesday, begins=time(10), place="Buurthuis De Poort", worker_id=worker_id)
        plan_meeting(agreed.id, meeting, now=now, by=worker_id)
        _request(mia, "garden", on=today)
        _tell_without_mail(
            mia, sjef, _person("Truus Gielen", address="Voorbeeldstraat 7"), meets=meeting, now=now
        )
        for what in ("resident.read", "match.approve"):
            write_access(what, staff_id=worker_id, now=now, resident_ids=[mia.id])
        return mia


def _tell_without_mail(
    mia: Resident, sjef: Resident, truus: Resident, *, meets: Meeting, now: datetime
) -> None:
    """Let something wait for who brings the letters and tells the rest."""
    starts_at = datetime.combine(meets.day, meets.begins, LOCAL_ZONE)
    for one, other in ((mia, "Sjef"), (sjef, "Mia")):
        values = {"other": other, "starts_at": starts_at.isoformat(), "place": meets.place or ""}
        key = f"demo:{one.id}"
        tell("appointment_reminder", resident=one, key=key, now=now, values=values, expires_at=starts_at)
    soup = {"title": "Samen soep koken", "place": meets.place or ""}
    soup |= {"takes_place_on": meets.day.isoformat(), "begins_time": "12:00", "ends_time": "13:30"}
    tell("activity_invited", resident=truus, key=f"demo:{truus.id}", now=now, values=soup)
    tell("offer_expired", resident=truus, key="demo:offer", now=now, values={"help": "boodschappen"})


def add_weekly_asker(*, today: date) -> HelpRequest:
    """Add Riet, who needs somebody to do her shopping each week."""
    riet = _person("Riet Claessen", "043 555 01 04")
    wish, asked_on = _wish("shopping"), today - timedelta(days=9)
    return add_request(resident=riet, wish=wish, received_on=asked_on, when=When(weekly=True))


def _person(
    name: str, phone: str | None = None, *, email: str | None = None, address: str | None = None
) -> Resident:
    known = {one.name: one.id for one in list_neighbourhoods()}
    return take_in_resident(
        name=name,
        reach=Reach(
            contact_by=ContactBy.PHONE if phone else ContactBy.LETTER,
            phone=phone,
            email=email,
            address=address,
        ),
        place=find_place(postcode="6217AB", neighbourhood_id=known.get(PLACE)),
        languages=("nl",),
    )


def _request(asker: Resident, category: str, *, on: date) -> HelpRequest:
    return add_request(resident=asker, wish=_wish(category), received_on=on)


def _offer(helper: Resident, category: str, *, on: date) -> HelpOffer:
    return add_offer(resident=helper, wish=_wish(category), received_on=on, radius_m=1500)


def _wish(category: str) -> Wish:
    found = find_category(category)
    if found is None:
        raise LookupError(category)
    dayparts = (TUESDAY_MORNING, TUESDAY_AFTERNOON, THURSDAY_AFTERNOON)
    return Wish(category=found, dayparts=dayparts, place=None)


def _match(asked: HelpRequest, offered: HelpOffer, *, on: date, days: _Days) -> Match:
    match = create_match(request_id=asked.id, offer_id=offered.id, on=on, today=days.today)
    approve_match(match.id, on=on, today=days.today)
    record_yes(match.id, side="asker", on=on, today=days.today)
    record_yes(match.id, side="helper", on=on, today=days.today)
    return match
