"""Each kind of help somebody offers is an offer of its own; it lasts a year, and is asked for in time."""

from datetime import date, timedelta

import pytest

from buurtservice.errors import DateInFuture, DateTooEarly
from buurtservice.figures.queries import get_figures
from buurtservice.help.errors import KindGone, NoDaypart, OfferNotActive
from buurtservice.help.intake import Offered, take_in_offers
from buurtservice.help.lasting import ask_to_confirm_offers, confirm_offer, list_offers_to_expire
from buurtservice.help.models import HelpOffer, OfferState
from buurtservice.help.policies import offer_lasts_until
from buurtservice.help.queries import (
    find_category,
    get_offer,
    has_active_offer,
    list_offers,
    wanted_categories,
)
from buurtservice.help.services import Wish
from buurtservice.help.widening import offer_also
from buurtservice.matches.leaving import change_offer_and_proposals, expire_offers
from buurtservice.matches.models import MatchState
from buurtservice.matches.services import approve_match
from buurtservice.residents.joining import Newcomer, Reach
from buurtservice.residents.models import ContactBy
from buurtservice.rounds.problem import build_problem
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY
from tests.integration.commands import Desk
from tests.integration.racing import states

pytestmark = pytest.mark.usefixtures("app")

SJEF = Newcomer(name="Sjef", reach=Reach(contact_by=ContactBy.PHONE, phone="0612345678"), languages=("nl",))
A_YEAR_LATER = date(2027, 3, 4)


def wish(category: str, dayparts: tuple[int, ...] | None = (3, 4)) -> Wish:
    found = find_category(category)
    assert found is not None
    return Wish(category=found, dayparts=dayparts, place=None)


def sjef_offers(*kinds: str, at_once: int = 1) -> list[HelpOffer]:
    wishes = [wish(kind) for kind in kinds]
    return take_in_offers(
        SJEF, Offered(wishes=wishes, radius_m=1500, can=("dog",), at_once=at_once), today=TODAY
    )


def test_two_kinds_of_help_are_two_offers_of_one_helper():
    garden, shopping = sjef_offers("garden", "shopping", at_once=3)

    assert garden.resident_id == shopping.resident_id
    assert {garden.category.code, shopping.category.code} == {"garden", "shopping"}
    assert (garden.capacity, garden.resident.max_active, garden.radius_m, garden.can) == (3, 3, 1500, ["dog"])
    assert garden.reference != shopping.reference
    assert get_figures(start=TODAY, end=TODAY).open_offers == 2


def test_an_offer_lasts_a_year_and_a_card_does_not_expire():
    (offer,) = sjef_offers("garden")

    assert offer.expires_on == A_YEAR_LATER
    assert factories.offer(factories.resident("Mia")).expires_on is None
    assert offer_lasts_until(date(2028, 2, 29)) == date(2029, 3, 1)


def test_a_second_kind_of_help_said_on_the_phone_lasts_a_year_too():
    (offer,) = sjef_offers("garden")
    with transaction():
        also = offer_also(offer.id, find_category("pet"), on=TODAY + timedelta(days=30))

    assert also.expires_on == A_YEAR_LATER + timedelta(days=30)


def test_whoever_offers_is_asked_once_a_fortnight_before_it_ends():
    (offer,) = sjef_offers("garden")
    fortnight_before = A_YEAR_LATER - timedelta(days=14)

    assert ask_to_confirm_offers(today=fortnight_before - timedelta(days=1)) == []
    assert ask_to_confirm_offers(today=fortnight_before) == [offer]
    assert ask_to_confirm_offers(today=fortnight_before) == []
    assert get_offer(offer.id).confirm_asked_on == fortnight_before


def test_an_offer_that_is_confirmed_lasts_another_year_and_is_asked_for_again():
    (offer,) = sjef_offers("garden")
    asked_on = A_YEAR_LATER - timedelta(days=14)
    ask_to_confirm_offers(today=asked_on)

    confirm_offer(offer.id, on=asked_on, today=asked_on)

    kept = get_offer(offer.id)
    assert (kept.confirmed_on, kept.expires_on) == (asked_on, offer_lasts_until(asked_on))
    assert expire_offers(today=A_YEAR_LATER) == []
    assert ask_to_confirm_offers(today=offer_lasts_until(asked_on)) == [kept]


def test_an_offer_that_nobody_confirms_expires_and_is_in_no_round_and_no_figure():
    (offer,) = sjef_offers("garden")
    ask_to_confirm_offers(today=A_YEAR_LATER - timedelta(days=14))

    assert list_offers_to_expire(today=A_YEAR_LATER - timedelta(days=1)) == []
    assert expire_offers(today=A_YEAR_LATER) == [offer.id]

    assert get_offer(offer.id).state == OfferState.EXPIRED
    assert build_problem(as_of=A_YEAR_LATER).offers == ()
    assert get_figures(start=TODAY, end=A_YEAR_LATER).open_offers == 0
    assert get_figures(start=TODAY, end=A_YEAR_LATER - timedelta(days=1)).open_offers == 1
    assert not has_active_offer(offer.resident_id, on=A_YEAR_LATER)


def test_no_offer_expires_unasked():
    (offer,) = sjef_offers("garden")
    late = A_YEAR_LATER + timedelta(days=100)

    assert expire_offers(today=late) == []
    ask_to_confirm_offers(today=late)
    assert expire_offers(today=late + timedelta(days=13)) == []
    assert expire_offers(today=late + timedelta(days=14)) == [offer.id]


def test_what_expired_takes_part_again_when_it_is_confirmed():
    offer = an_expired_offer()

    confirm_offer(offer.id, on=A_YEAR_LATER, today=A_YEAR_LATER)

    kept = get_offer(offer.id)
    assert (kept.state, kept.expires_on) == (OfferState.ACTIVE, offer_lasts_until(A_YEAR_LATER))
    assert get_figures(start=TODAY, end=A_YEAR_LATER).open_offers == 1


def test_what_expired_can_be_withdrawn():
    offer = an_expired_offer()

    change_offer_and_proposals(offer.id, to=OfferState.WITHDRAWN, on=A_YEAR_LATER, today=A_YEAR_LATER)

    with pytest.raises(OfferNotActive):
        confirm_offer(offer.id, on=A_YEAR_LATER, today=A_YEAR_LATER)


def test_who_lets_an_offer_go_on_says_that_it_still_stands():
    (offer,) = sjef_offers("garden")
    later = TODAY + timedelta(days=60)
    change_offer_and_proposals(offer.id, to=OfferState.PAUSED, on=TODAY, today=TODAY)

    change_offer_and_proposals(offer.id, to=OfferState.ACTIVE, on=later, today=later)

    assert get_offer(offer.id).expires_on == offer_lasts_until(later)


def test_what_is_paused_neither_expires_nor_begins_by_being_confirmed():
    (offer,) = sjef_offers("garden")
    change_offer_and_proposals(offer.id, to=OfferState.PAUSED, on=TODAY, today=TODAY)
    late = A_YEAR_LATER + timedelta(days=100)

    assert ask_to_confirm_offers(today=late) == []
    assert confirm_offer(offer.id, on=late, today=late).state == OfferState.PAUSED
    assert get_offer(offer.id).expires_on == offer_lasts_until(late)


def test_an_offer_that_expires_takes_its_proposals_along_and_leaves_who_is_helped():
    sjef = sjef_offers("garden", at_once=2)[0]
    runs = factories.proposal(factories.request(factories.resident("Mia"), "garden"), sjef)
    approve_match(runs.id, on=TODAY, today=TODAY)
    waits = factories.proposal(factories.request(factories.resident("Fatima"), "garden"), sjef)
    ask_to_confirm_offers(today=A_YEAR_LATER - timedelta(days=14))

    expire_offers(today=A_YEAR_LATER)

    assert states(runs, waits) == [MatchState.APPROVED, MatchState.WITHDRAWN]


def test_a_day_that_cannot_be_is_refused():
    (offer,) = sjef_offers("garden")

    with pytest.raises(DateInFuture):
        confirm_offer(offer.id, on=TODAY + timedelta(days=1), today=TODAY)
    expired = an_expired_offer()
    with pytest.raises(DateTooEarly):
        confirm_offer(expired.id, on=TODAY, today=A_YEAR_LATER)


def test_what_cannot_be_offered_is_refused_and_nothing_is_kept():
    with transaction():
        find_category("pet").retired_on = TODAY

    with pytest.raises(KindGone):
        sjef_offers("garden", "pet")
    with pytest.raises(NoDaypart):
        take_in_offers(SJEF, Offered(wishes=[wish("garden", ())]), today=TODAY)
    assert list_offers() == []


def test_what_is_asked_for_more_than_it_is_offered_is_known():
    mia = factories.resident("Mia")
    factories.request(mia, "garden")
    factories.request(mia, "garden")
    factories.request(mia, "pet")
    factories.offer(factories.resident("Sjef"), "pet", capacity=3)

    wanted = {kind: wanted_categories().get(find_category(kind).id) for kind in ("garden", "pet", "forms")}

    assert wanted == {"garden": 2, "pet": -2, "forms": None}


def test_the_desk_confirms_by_command(desk: Desk):
    offer = factories.offer(factories.resident("Sjef"))

    (kept,) = desk.ask("offer", "confirm", offer.id)

    assert (kept["state"], kept["expires_on"]) == ("active", None)


def an_expired_offer() -> HelpOffer:
    (offer,) = sjef_offers("pet")
    ask_to_confirm_offers(today=A_YEAR_LATER - timedelta(days=14))
    expire_offers(today=A_YEAR_LATER)
    return get_offer(offer.id)
