"""Makes the cast and what they ask and offer: defaults for everything, keywords for what a test is about.

Mia asks, Sjef helps, Fatima is a stranger to both. All live close together and can on Tuesday morning.
"""

from collections.abc import Collection
from datetime import date

from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.queries import find_category
from buurtservice.help.services import Wish, add_offer, add_request
from buurtservice.residents.models import Resident
from buurtservice.residents.services import add_resident
from buurtservice.transactions import transaction

ASKED_ON = date(2026, 3, 2)  # A Monday.
TODAY = date(2026, 3, 4)
TUESDAY_MORNING = 3
PLACE = (50.8600, 5.6600)


def resident(name: str = "Mia", **columns: object) -> Resident:
    """Add a resident in Malpertuis; `columns` set any column of the resident."""
    with transaction():
        person = add_resident(name=name, person_key=name.casefold(), neighbourhood="Malpertuis", place=PLACE)
        for column, value in columns.items():
            setattr(person, column, value)
        return person


def request(
    asker: Resident,
    category: str = "ironing",
    *,
    dayparts: Collection[int] | None = (TUESDAY_MORNING,),
    received_on: date = ASKED_ON,
    urgent: bool = False,
    needs: Collection[str] = (),
) -> HelpRequest:
    """Add a request."""
    return add_request(
        resident=asker, wish=_wish(category, dayparts), received_on=received_on, urgent=urgent, needs=needs
    )


def offer(
    helper: Resident,
    category: str = "ironing",
    *,
    dayparts: Collection[int] | None = (TUESDAY_MORNING,),
    received_on: date = ASKED_ON,
    radius_m: int | None = 1500,
    capacity: int = 1,
    can: Collection[str] = (),
) -> HelpOffer:
    """Add an offer."""
    return add_offer(
        resident=helper,
        wish=_wish(category, dayparts),
        received_on=received_on,
        radius_m=radius_m,
        capacity=capacity,
        can=can,
    )


def _wish(category: str, dayparts: Collection[int] | None) -> Wish:
    found = find_category(category)
    assert found is not None, f"no kind of help {category}"
    return Wish(category=found, dayparts=dayparts, place=None)
