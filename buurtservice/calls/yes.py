"""What a yes changes in the data; `matching.questions.apply_questions` says the same of a problem."""

from datetime import date

from buurtservice.calls.models import Answer, CallQuestion, QuestionKind
from buurtservice.errors import NotFound
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.queries import find_category, get_offer
from buurtservice.help.widening import (
    Terms,
    add_daypart_to_offer,
    add_daypart_to_request,
    add_need_to_offer,
    add_place_to_offer,
    hold_offer,
    offer_also,
    widen_radius,
)
from buurtservice.i18n import N_

_FIELDS = {QuestionKind.DAYPART: "dayparts", QuestionKind.RADIUS: "radius_m", QuestionKind.NEED: "can"}


def apply_yes(question: CallQuestion, *, on: date) -> HelpOffer | HelpRequest:
    """Change what the question was about, inside the transaction of its answer; return it as it is now.

    Raises NotFound, OfferNotActive, RequestNotOpen or RequestAlreadyAnswered.
    """
    if question.help_request_id is not None:
        return add_daypart_to_request(question.help_request_id, _number(question))
    if question.help_offer_id is None:
        raise TypeError("a question is about a request or an offer")
    offer = hold_offer(question.help_offer_id)
    if question.kind in _FIELDS:
        question.value_before = getattr(offer, _FIELDS[question.kind])
    return _change_offer(question, offer.id, on=on)


def _change_offer(question: CallQuestion, offer_id: int, *, on: date) -> HelpOffer:
    match question.kind:
        case QuestionKind.DAYPART:
            return add_daypart_to_offer(offer_id, _number(question))
        case QuestionKind.RADIUS:
            return widen_radius(offer_id, _number(question))
        case QuestionKind.NEED:
            return add_need_to_offer(offer_id, str(question.change))
        case QuestionKind.LOAD:
            return add_place_to_offer(offer_id)
        case QuestionKind.CATEGORY:
            category = find_category(str(question.change))
            if category is None:
                raise NotFound(what=N_("Soort hulp"), id=question.change)
            return offer_also(offer_id, category, on=on, terms=_terms_before(question, get_offer(offer_id)))


def _terms_before(question: CallQuestion, offer: HelpOffer) -> Terms:
    """Return the offer without what other answers of this call added to it.

    What somebody else changed meanwhile stays as they left it.
    """
    dayparts, radius_m, can = offer.dayparts, offer.radius_m, list(offer.can)
    for other in _granted(question):
        before, change = other.value_before, other.change
        match other.kind:
            case QuestionKind.DAYPART if dayparts is not None and isinstance(before, int):
                dayparts &= ~(1 << _number(other) & ~before)
            case QuestionKind.RADIUS if isinstance(before, int) and radius_m == max(before, _number(other)):
                radius_m = before
            case QuestionKind.NEED if isinstance(before, list) and change not in before:
                can = [need for need in can if need != change]
    return Terms(dayparts=dayparts, radius_m=radius_m, can=can)


def _granted(question: CallQuestion) -> list[CallQuestion]:
    """Return the other questions of the call about the same offer that were answered yes, the last first."""
    found = [
        other
        for other in question.call.questions
        if other.id != question.id
        and other.answer == Answer.YES
        and other.help_offer_id == question.help_offer_id
    ]
    return found[::-1]


def _number(question: CallQuestion) -> int:
    if not isinstance(question.change, int):
        raise TypeError("this kind of question changes a number")
    return question.change
