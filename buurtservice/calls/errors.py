"""What can be refused about calls."""

from buurtservice.errors import Conflict, InvalidInput, NotFound
from buurtservice.i18n import N_


class PlanOvertaken(Conflict):
    """Another plan was stored while this one was computing."""

    code = "plan_overtaken"
    text = N_("Er is net een ander belplan bewaard. Bekijk dat eerst; dit plan is niet bewaard.")


class PlanTooEarly(InvalidInput):
    """A plan for a day before the latest plan or answer would look back, and take its place all the same."""

    code = "plan_too_early"
    text = N_(
        "Een belplan voor %(as_of)s kan niet meer: het laatste belplan of antwoord is van %(latest)s. Kies "
        "die dag of later."
    )


class CallNotOpen(Conflict):
    """The conversation took place already, or a newer plan withdrew it."""

    code = "call_not_open"
    text = N_("Belletje %(id)s staat niet meer open: %(state)s. Er is niets veranderd.")


class CallWasMade(Conflict):
    """Something was noted of the conversation, so it took place."""

    code = "call_was_made"
    text = N_("Van belletje %(id)s is al iets genoteerd. Er is niets veranderd.")


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


class ResidentRests(Conflict):
    """Somebody who asked for rest is asked for nothing."""

    code = "resident_rests"
    text = N_(
        "Deze bewoner rust en wordt nu nergens om gevraagd. Een ja is niet bewaard; een nee kunt u wel "
        "noteren."
    )


class CalledThisWeek(Conflict):
    """Nobody is called more than once a week."""

    code = "called_this_week"
    text = N_(
        "Deze bewoner is al gebeld op %(called)s, en wordt hoogstens één keer per week gebeld. Een ander "
        "gesprek kan weer vanaf %(again)s."
    )


class CallBackTooEarly(InvalidInput):
    """Calling back on the day itself, or before it."""

    code = "call_back_too_early"
    text = N_("Terugbellen op %(back)s kan niet: kies een dag na %(on)s.")


class CallBackTooLate(InvalidInput):
    """Calling back in another year, which is mostly a slip of the pen."""

    code = "call_back_too_late"
    text = N_("Terugbellen op %(back)s is te laat: kies een dag binnen %(days)s dagen.")


class SuggestionUnreadable(InvalidInput):
    """What names a suggestion are the requests that it holds."""

    code = "suggestion_unreadable"
    text = N_(
        "'%(key)s' is geen idee voor een activiteit. Neem over wat 'activity suggest' noemt, zoals 3-7-12-19."
    )


class SuggestionOvertaken(Conflict):
    """Some of its requests are answered, withdrawn or invited elsewhere since it was shown."""

    code = "suggestion_overtaken"
    text = N_(
        "Idee %(key)s klopt niet meer: vraag %(requests)s wacht niet meer, of is al voor een activiteit "
        "uitgenodigd. Kijk opnieuw met: buurtservice activity suggest"
    )


class SuggestionGone(Conflict):
    """Its requests wait, and are no group any more: too far apart, at other times, or each has a helper."""

    code = "suggestion_gone"
    text = N_(
        "Idee %(key)s is er niet: deze vragen passen niet bij elkaar, of er is nu voor elk al een helper. "
        "Kijk opnieuw met: buurtservice activity suggest"
    )


class UnknownPolicy(InvalidInput):
    """No setting of conversations has this name."""

    code = "unknown_policy"
    text = N_("De instelling '%(name)s' is niet bekend. Kies uit: %(known)s.")


class PolicyNotANumber(InvalidInput):
    """A setting is a number from 0."""

    code = "policy_not_a_number"
    text = N_("%(field)s klopt niet: '%(value)s' is geen getal vanaf 0.")


class PolicyOutOfRange(InvalidInput):
    """More questions than fit in a conversation, half a question, or more than certain."""

    code = "policy_out_of_range"
    text = N_(
        "%(field)s klopt niet: %(value)s. Een aantal vragen (questions) is een heel getal van 0 tot 3, een "
        "kans op ja (response) ligt van 0 tot 1."
    )


class NothingToAsk(Conflict):
    """What was to be asked of a helper opens nothing any more, or may not be asked of them now."""

    code = "nothing_to_ask"
    text = N_(
        "Dit valt nu niet te vragen: de vraag is al beantwoord, of deze week is er al gebeld. "
        "Kijk wat er nu past."
    )
