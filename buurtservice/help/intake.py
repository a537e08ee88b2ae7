"""Takes in what a form asks or offers, whole or not at all: who, what they agreed to, and what it is about.

The pages for residents and the desk's come in by this; cards of long ago by `add_request` and `add_offer`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from buurtservice.clock import utc_now
from buurtservice.help.introducing import Brought, introduce, through_whom
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.policies import check_category, check_details, check_when, offer_lasts_until
from buurtservice.help.services import ONCE, When, Wish, add_offer, add_request
from buurtservice.messages.telling import tell
from buurtservice.residents.agreements import record_agreement
from buurtservice.residents.joining import Newcomer, take_in
from buurtservice.residents.models import AgreementKind, AgreementThrough, Resident
from buurtservice.residents.queries import get_resident
from buurtservice.transactions import transaction

Who = Newcomer | int  # Somebody new, or the id of a resident.


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks, and who brought it when it is for somebody else."""

    wish: Wish
    when: When = ONCE
    needs: Collection[str] = ()
    urgent: bool = False
    brought: Brought | None = None


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What somebody offers: one wish for each kind of help, and what holds for all of them."""

    wishes: Sequence[Wish]
    radius_m: int | None = None
    can: Collection[str] = ()
    at_once: int = 1


@dataclass(frozen=True, kw_only=True)
class TakenBy:
    """Who takes it down: nobody of ours when it comes in online."""

    through: AgreementThrough = AgreementThrough.SELF
    staff_id: int | None = None


ONLINE = TakenBy()


def take_in_request(who: Who, asked: Asked, *, today: date, taken_by: TakenBy = ONLINE) -> HelpRequest:
    """Take in a request with whose it is and what they agreed to.

    Raises KindGone, NoDaypart, NeedUnknown, NoteTooLong, DayGone, DayTooFar, WeeklyOrOnce, DateInFuture,
    NameNotValid, NotReachable or NotFound; then nothing has changed.
    """
    wish, when = asked.wish, asked.when
    check_category(wish.category)
    check_details(dayparts=wish.dayparts, needs=asked.needs, note=wish.note)
    check_when(weekly=when.weekly, wanted_on=when.wanted_on, until=when.until, today=today)
    with transaction():
        resident = _resident(who)
        _agree(resident, today=today, taken_by=taken_by, brought=asked.brought)
        request = add_request(
            resident=resident,
            wish=wish,
            received_on=today,
            needs=asked.needs,
            urgent=asked.urgent,
            when=when,
        )
        if asked.brought is not None:
            introduce(request, asked.brought, today=today, recorded_by_id=taken_by.staff_id)
        _tell_received(request)
        return request


def take_in_offers(who: Who, offered: Offered, *, today: date, taken_by: TakenBy = ONLINE) -> list[HelpOffer]:
    """Take in offers, one for each kind of help. They last a year, or until the helper confirms them.

    Who says how many people they help at once says it of all kinds together. Raises as take_in_request.
    """
    for wish in offered.wishes:
        check_category(wish.category)
        check_details(dayparts=wish.dayparts, needs=offered.can, note=wish.note)
    with transaction() as session:
        resident = _resident(who)
        resident.max_active = max(offered.at_once, resident.active_matches)
        session.flush()
        _agree(resident, today=today, taken_by=taken_by)
        return [
            add_offer(
                resident=resident,
                wish=wish,
                received_on=today,
                radius_m=offered.radius_m,
                can=offered.can,
                capacity=offered.at_once,
                expires_on=offer_lasts_until(today),
            )
            for wish in offered.wishes
        ]


def _tell_received(request: HelpRequest) -> None:
    """Send the number of the request to who has e-mail; who has none wrote it down, or holds the slip."""
    asker = request.resident
    if request.reference is not None:
        tell(
            "request_received",
            resident=asker,
            key=f"request_received:{request.id}",
            now=utc_now(),
            values={"reference": request.reference, "help": request.category.name_in(asker.language)},
        )


def _resident(who: Who) -> Resident:
    return take_in(who) if isinstance(who, Newcomer) else get_resident(who)


def _agree(resident: Resident, *, today: date, taken_by: TakenBy, brought: Brought | None = None) -> None:
    """Record the two agreements without which nobody takes part: how data is used, and sixteen or older."""
    through = taken_by.through
    if brought is not None and through == AgreementThrough.SELF:
        through = through_whom(brought.by)
    for kind in (AgreementKind.TAKING_PART, AgreementKind.AGE):
        record_agreement(
            resident.id,
            kind,
            on=today,
            today=today,
            through=through,
            through_name=brought.name or None if brought else None,
            recorded_by_id=taken_by.staff_id,
        )
