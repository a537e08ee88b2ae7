"""A second kind of help is offered as the offer was before the call, in whatever order the answers come."""

from itertools import permutations

import pytest

from buurtservice.calls.models import Answer, Call, CallPlan, CallQuestion, CallReason, QuestionKind
from buurtservice.calls.services import answer_question
from buurtservice.help.changing import OfferWish, change_offer
from buurtservice.help.models import HelpOffer
from buurtservice.help.queries import get_offer
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY, TUESDAY_MORNING

pytestmark = pytest.mark.usefixtures("app")

WEDNESDAY_MORNING, FRIDAY_EVENING = 6, 14
DAY = {"on": TODAY, "today": TODAY}
ASKED = (
    (QuestionKind.DAYPART, WEDNESDAY_MORNING),
    (QuestionKind.RADIUS, 1600),
    (QuestionKind.NEED, "dog"),
    (QuestionKind.CATEGORY, "ironing"),
)
CATEGORY = len(ASKED)


def call_with(name: str, number: int = 1, **given) -> tuple[Call, HelpOffer]:
    """Store a call that asks one of each, about an offer of gardening."""
    offer = factories.offer(factories.resident(name), "garden", radius_m=900, **{"can": ["cat"], **given})
    with transaction() as session:
        session.add(
            CallPlan(
                number=number,
                previous_plan=number - 1,
                as_of=TODAY,
                calls_wanted=1,
                requests=1,
                served_max=0,
            )
        )
        session.flush()
        call = Call(
            resident_id=offer.resident_id,
            reason=CallReason.UNLOCK,
            opened_on=TODAY,
            plan_number=number,
            questions=[
                CallQuestion(position=at, kind=kind, help_offer_id=offer.id, change=change, p=0.5)
                for at, (kind, change) in enumerate(ASKED, start=1)
            ],
        )
        session.add(call)
    return call, offer


def yes(call: Call, number: int) -> HelpOffer | None:
    return answer_question(call.id, number, answer=Answer.YES, **DAY).changed  # type: ignore[return-value]


def terms(offer: HelpOffer) -> tuple[int | None, int | None, list[str]]:
    return offer.dayparts, offer.radius_m, offer.can


def test_the_order_of_the_answers_makes_no_difference():
    for number, order in enumerate(permutations(range(1, CATEGORY + 1)), start=1):
        call, offer = call_with(f"helps {number}", number)

        added = {asked: yes(call, asked) for asked in order}[CATEGORY]

        assert terms(get_offer(added.id)) == (1 << TUESDAY_MORNING, 900, ["cat"]), order
        widened = (1 << TUESDAY_MORNING | 1 << WEDNESDAY_MORNING, 1600, ["cat", "dog"])
        assert terms(get_offer(offer.id)) == widened, order


def test_what_the_offer_held_already_is_not_taken_back():
    call, _ = call_with("Sjef", dayparts=(TUESDAY_MORNING, WEDNESDAY_MORNING), can=["dog"])

    added = {asked: yes(call, asked) for asked in (1, 3, CATEGORY)}[CATEGORY]

    assert terms(added) == (1 << TUESDAY_MORNING | 1 << WEDNESDAY_MORNING, 900, ["dog"])


def test_what_the_helper_changed_meanwhile_holds_for_the_second_kind_too():
    call, offer = call_with("Sjef")
    yes(call, 2)
    change_offer(
        offer.id,
        OfferWish(dayparts=(FRIDAY_EVENING,), radius_m=1200, capacity=1, can=("cat",), note=None),
        today=TODAY,
    )
    yes(call, 1)

    assert terms(yes(call, CATEGORY)) == (1 << FRIDAY_EVENING, 1200, ["cat"])


def test_an_offer_for_any_time_and_any_distance_stays_so():
    call, _ = call_with("Sjef", dayparts=None)

    added = {asked: yes(call, asked) for asked in (1, 2, CATEGORY)}[CATEGORY]

    assert terms(added) == (None, 900, ["cat"])
