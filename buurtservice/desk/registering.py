"""Takes down what a visitor asks or offers, in one transaction, for somebody new or somebody we know."""

from datetime import date

from buurtservice.help.intake import Asked, Offered, TakenBy, Who, take_in_offers, take_in_request
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.residents.models import AgreementThrough
from buurtservice.residents.queries import get_kept_resident
from buurtservice.residents.services import lock_residents
from buurtservice.transactions import transaction


def register_request(who: Who, asked: Asked, *, today: date, staff_id: int | None) -> HelpRequest:
    """Take down a request. Raises as help.intake.take_in_request."""
    with transaction():
        taken_by = TakenBy(through=AgreementThrough.DESK, staff_id=staff_id)
        return take_in_request(_kept(who), asked, today=today, taken_by=taken_by)


def register_offers(who: Who, offered: Offered, *, today: date, staff_id: int | None) -> list[HelpOffer]:
    """Take down offers, one for each kind of help. Raises as help.intake.take_in_offers."""
    with transaction():
        taken_by = TakenBy(through=AgreementThrough.DESK, staff_id=staff_id)
        return take_in_offers(_kept(who), offered, today=today, taken_by=taken_by)


def _kept(who: Who) -> Who:
    """Return somebody we know in the record that is kept; held, so that no other desk merges it meanwhile."""
    if not isinstance(who, int):
        return who
    lock_residents([who])
    kept_id = get_kept_resident(who).id
    if kept_id != who:
        lock_residents([kept_id])
    return kept_id
