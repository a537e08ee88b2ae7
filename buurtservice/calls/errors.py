"""What can be refused about calls."""

from buurtservice.errors import Conflict, InvalidInput, NotFound
from buurtservice.i18n import N_


class PlanOvertaken(Conflict):
    """Another plan was stored while this one was computing."""

    code = "plan_overtaken"
    text = N_("Er is net een ander belplan bewaard. Bekijk dat eerst; dit plan is niet bewaard.")


class CallNotOpen(Conflict):
    """The conversation took place already, or a newer plan withdrew it."""

    code = "call_not_open"
    text = N_("Belletje %(id)s staat niet meer open: %(state)s. Er is niets veranderd.")


class QuestionAlreadyAnswered(Conflict):
    """Somebody was faster: the answer is there."""

    code = "question_already_answered"
    text = N_(
        "Vraag %(number)s van belletje %(id)s is al beantwoord: %(answer)s, op %(on)s. Er is niets veranderd."
    )


class QuestionNotInCall(NotFound):
    """The call has no question of this number."""

    code = "question_not_in_call"
    text = N_("Belletje %(id)s heeft geen vraag %(number)s; het zijn er %(count)s. Kijk het nummer na.")


class CallBackTooEarly(InvalidInput):
    """Calling back on the day itself, or before it."""

    code = "call_back_too_early"
    text = N_("Terugbellen op %(back)s kan niet: kies een dag na %(on)s.")
