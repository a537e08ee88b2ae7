"""What a yes changes in the data; `matching.questions.apply_questions` says the same of a problem."""

from datetime import date

from buurtservice.calls.models import CallQuestion, QuestionKind
from buurtservice.errors import NotFound
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.queries import find_category
from buurtservice.help.widening import (
    add_daypart_to_offer,
    add_daypart_to_request,
    add_need_to_offer,
    add_place_to_offer,
    offer_also,
    widen_radius,
)
from buurtservice.i18n import N_


def apply_yes(question: CallQuestion, *, on: date) -> HelpOffer | HelpRequest:
    """Change what the question was about, inside the transaction of its answer; return it as it is now.

    Raises NotFound, OfferNotActive, RequestNotOpen or RequestAlreadyAnswered.
    """
    if question.help_request_id is not None:
        return add_daypart_to_request(question.help_request_id, _number(question))
    if question.help_offer_id is None:
        raise TypeError("a question is about a request or an offer")
    return _change_offer(question, question.help_offer_id, on=on)


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
            return offer_also(offer_id, category, on=on)


def _number(question: CallQuestion) -> int:
    if not isinstance(question.change, int):
        raise TypeError("this kind of question changes a number")
    return question.change
