"""What a form asks comes in whole: who it is, what they agreed to, the request; or nothing at all."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.help.errors import (
    DayGone,
    DayTooFar,
    KindGone,
    NeedUnknown,
    NoDaypart,
    NoteTooLong,
    WeeklyOrOnce,
)
from buurtservice.help.intake import Asked, TakenBy, take_in_request
from buurtservice.help.introducing import Brought, find_introduction
from buurtservice.help.models import BroughtBy, HelpRequest
from buurtservice.help.policies import route_due_on
from buurtservice.help.queries import find_category, list_choosable_categories, list_requests_without_kind
from buurtservice.help.services import When, Wish
from buurtservice.residents.agreements import TEXT_VERSION, list_agreements
from buurtservice.residents.errors import NameNotValid, NeighbourhoodGone, NotReachable
from buurtservice.residents.joining import Newcomer, Reach, change_resident
from buurtservice.residents.models import (
    AgreementKind,
    AgreementThrough,
    ContactBy,
    PostcodeCentroid,
    Resident,
)
from buurtservice.residents.places import find_place
from buurtservice.residents.searching import search_residents
from buurtservice.residents.services import get_or_add_neighbourhood
from buurtservice.rounds.problem import build_problem
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("app")

MIA = Newcomer(name="Mia Peters", reach=Reach(contact_by=ContactBy.PHONE, phone="0612345678"))


def wish(category: str = "ironing", **values: object) -> Wish:
    found = find_category(category)
    assert found is not None
    return Wish(**{"category": found, "dayparts": (3,), "place": None, **values})


def test_a_request_comes_in_with_its_asker_its_agreements_and_its_fact():
    request = take_in_request(
        MIA, Asked(wish=wish(note="een mand"), when=When(weekly=True), needs=("dog",)), today=TODAY
    )

    assert (request.resident.name, request.resident.phone) == ("Mia Peters", "0612345678")
    assert (request.weekly, request.needs, request.note, request.received_on) == (
        True,
        ["dog"],
        "een mand",
        TODAY,
    )
    agreed = {one.kind: one for one in list_agreements(request.resident_id)}
    assert set(agreed) == {AgreementKind.TAKING_PART, AgreementKind.AGE}
    taking_part = agreed[AgreementKind.TAKING_PART]
    assert (taking_part.text_version, taking_part.through) == (TEXT_VERSION, AgreementThrough.SELF)
    assert facts(FactKind.REQUEST_RECEIVED) == 1


def test_who_came_in_can_be_found_at_the_desk():
    take_in_request(MIA, Asked(wish=wish()), today=TODAY)

    assert [one.name for one in search_residents("peters")] == ["Mia Peters"]
    assert [one.name for one in search_residents("06 1234")] == ["Mia Peters"]


def test_who_asks_twice_online_is_two_records_until_the_desk_makes_them_one():
    one = take_in_request(MIA, Asked(wish=wish()), today=TODAY)
    other = take_in_request(MIA, Asked(wish=wish("garden")), today=TODAY)

    assert one.resident_id != other.resident_id
    assert one.resident.person_key is None


def test_a_second_request_of_the_same_resident_agrees_to_nothing_new():
    first = take_in_request(MIA, Asked(wish=wish()), today=TODAY)
    take_in_request(first.resident_id, Asked(wish=wish("garden")), today=TODAY + timedelta(days=1))

    assert len(list_agreements(first.resident_id)) == 2
    assert count(Resident) == 1


def test_who_asks_without_a_name_leaves_nothing_to_be_reached_by():
    place = find_place(neighbourhood_id=get_or_add_neighbourhood("Caberg").id)
    request = take_in_request(Newcomer(name=None, place=place), Asked(wish=wish()), today=TODAY)

    who = request.resident
    assert (who.pseudonymous, who.name, who.phone, who.postcode, who.search_text) == (
        True,
        None,
        None,
        None,
        None,
    )
    assert who.contact_by == ContactBy.DESK
    assert request.reference is not None
    assert request.neighbourhood.name == "Caberg"


def test_who_was_without_a_name_can_give_one_later():
    request = take_in_request(Newcomer(name=None), Asked(wish=wish()), today=TODAY)

    change_resident(request.resident_id, name="Mia", reach=Reach(contact_by=ContactBy.DESK))

    assert [one.id for one in search_residents("mia")] == [request.resident_id]


def test_who_brings_a_request_is_recorded_with_the_day_the_other_agreed():
    brought = Brought(
        by=BroughtBy.FAMILY, agreed_on=TODAY - timedelta(days=1), name="Nora", phone="0611111111"
    )

    request = take_in_request(MIA, Asked(wish=wish(), brought=brought), today=TODAY)

    introduction = find_introduction(request.id)
    assert (introduction.name, introduction.agreed_on) == ("Nora", TODAY - timedelta(days=1))
    agreed = {one.kind: one for one in list_agreements(request.resident_id)}
    assert agreed[AgreementKind.ON_BEHALF].given_on == TODAY - timedelta(days=1)
    assert agreed[AgreementKind.TAKING_PART].through == AgreementThrough.FAMILY


def test_the_desk_takes_a_request_down_in_its_own_name():
    request = take_in_request(
        MIA, Asked(wish=wish()), today=TODAY, taken_by=TakenBy(through=AgreementThrough.DESK)
    )

    assert {one.through for one in list_agreements(request.resident_id)} == {AgreementThrough.DESK}


def test_a_postcode_gives_place_and_neighbourhood_the_longest_known_first():
    caberg = get_or_add_neighbourhood("Caberg")
    with transaction() as session:
        session.add(PostcodeCentroid(postcode="6217", lat=50.86, lon=5.66, neighbourhood_id=None))
        session.add(PostcodeCentroid(postcode="6217AB", lat=50.87, lon=5.67, neighbourhood_id=caberg.id))

    near = find_place(postcode="6217AB")
    assert (near.lat, near.neighbourhood.name) == (50.87, "Caberg")
    assert find_place(postcode="6217XX").lat == 50.86
    assert not find_place(postcode="1011AA").is_known
    assert find_place(postcode="1011AA", neighbourhood_id=caberg.id).neighbourhood == caberg


def test_a_neighbourhood_without_a_centre_is_known_by_name_only():
    place = find_place(neighbourhood_id=get_or_add_neighbourhood("Caberg").id)

    assert (place.neighbourhood.name, place.is_known) == ("Caberg", False)


def test_a_hidden_neighbourhood_cannot_be_chosen():
    caberg = get_or_add_neighbourhood("Caberg")
    with transaction():
        caberg.hidden = True

    with pytest.raises(NeighbourhoodGone):
        find_place(neighbourhood_id=caberg.id)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (Newcomer(name="   "), NameNotValid),
        (Newcomer(name="a" * 121), NameNotValid),
        (Newcomer(name="Mia", reach=Reach(contact_by=ContactBy.PHONE)), NotReachable),
        (Newcomer(name="Mia", reach=Reach(contact_by=ContactBy.EMAIL, phone="0612345678")), NotReachable),
        (Newcomer(name="Mia", reach=Reach(contact_by=ContactBy.LETTER)), NotReachable),
    ],
)
def test_who_cannot_be_reached_as_they_say_is_refused(who, refusal):
    with pytest.raises(refusal):
        take_in_request(who, Asked(wish=wish()), today=TODAY)
    assert (count(Resident), count(HelpRequest)) == (0, 0)


@pytest.mark.parametrize(
    ("when", "refusal"),
    [
        (When(wanted_on=TODAY - timedelta(days=1)), DayGone),
        (When(wanted_on=date(2300, 1, 1)), DayTooFar),
        (When(weekly=True, until=TODAY - timedelta(days=1)), DayGone),
        (When(weekly=True, until=date(2300, 1, 1)), DayTooFar),
        (When(weekly=True, wanted_on=TODAY), WeeklyOrOnce),
        (When(until=TODAY), WeeklyOrOnce),
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_is_kept(when, refusal):
    with pytest.raises(refusal):
        take_in_request(MIA, Asked(wish=wish(), when=when), today=TODAY)
    assert count(Resident) == 0


def test_what_cannot_be_meant_is_refused():
    with pytest.raises(NoDaypart):
        take_in_request(MIA, Asked(wish=wish(dayparts=())), today=TODAY)
    with pytest.raises(NeedUnknown):
        take_in_request(MIA, Asked(wish=wish(), needs=("diabetes",)), today=TODAY)
    with pytest.raises(NoteTooLong):
        take_in_request(MIA, Asked(wish=wish(note="a" * 501)), today=TODAY)


def test_a_kind_of_help_that_was_taken_off_the_list_is_refused_by_name():
    retire("ironing")

    with pytest.raises(KindGone, match="strijken"):
        take_in_request(MIA, Asked(wish=wish()), today=TODAY)
    assert "ironing" not in {one.code for one in list_choosable_categories()}


def test_something_else_is_chosen_last_goes_to_the_worker_at_once_and_is_in_no_round():
    request = take_in_request(MIA, Asked(wish=wish("other", note="de gordijnen")), today=TODAY)

    assert list_choosable_categories()[-1].code == "other"
    assert (route_due_on(request), request.category.team_may_do) == (TODAY, False)
    assert list_requests_without_kind() == [request]
    assert build_problem(as_of=TODAY).requests == ()


def test_help_for_one_day_goes_to_the_team_before_that_day():
    soon = take_in_request(
        MIA, Asked(wish=wish(), when=When(wanted_on=TODAY + timedelta(days=4))), today=TODAY
    )
    far = take_in_request(
        MIA, Asked(wish=wish(), when=When(wanted_on=TODAY + timedelta(days=40))), today=TODAY
    )

    assert route_due_on(soon) == TODAY + timedelta(days=2)
    assert route_due_on(far) == TODAY + timedelta(days=7)


def retire(code: str) -> None:
    with transaction():
        find_category(code).retired_on = TODAY


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def facts(kind: FactKind) -> int:
    return db.session.scalar(select(func.count()).select_from(Fact).where(Fact.kind == kind))


def test_a_card_of_long_ago_still_comes_in():
    assert factories.request(factories.resident("Mia")).reference is not None
