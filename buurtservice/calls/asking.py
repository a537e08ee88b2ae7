"""Tells the matcher what may be asked of whom: this installation's limits, people left in peace, answers."""

from dataclasses import replace
from datetime import date

from buurtservice.calls.policies import LEFT_IN_PEACE
from buurtservice.calls.policy import read_call_policy
from buurtservice.calls.queries import count_answers, list_refused_questions, resident_ids_not_to_call
from buurtservice.help.queries import list_unanswered_requests
from matching.asking import Asking, Refusal
from matching.problem import DAYPARTS_IN_WEEK

PARTS_A_DAY = 3


def build_asking(*, as_of: date) -> Asking:
    """Return whom to leave in peace, what they refused, and how often people said yes."""
    return replace(
        build_limits(as_of=as_of),
        answers={kind.value: counts for kind, counts in count_answers().items()},
    )


def build_limits(*, as_of: date) -> Asking:
    """Return the same without how often people said yes: enough to know what may be asked."""
    limits, response = read_call_policy()
    return Asking(
        limits={kind.value: most for kind, most in limits.items()},
        response={kind.value: chance for kind, chance in response.items()},
        called_recently=frozenset(resident_ids_not_to_call(called_after=as_of - LEFT_IN_PEACE)),
        refused=(*_said_no(), *_other_days(as_of)),
    )


def _said_no() -> list[Refusal]:
    return [
        Refusal(
            resident=question.call.resident_id,
            kind=question.kind.value,
            offer=question.help_offer_id,
            request=question.help_request_id,
            change=question.change,
        )
        for question in list_refused_questions()
    ]


def _other_days(as_of: date) -> list[Refusal]:
    """Who asks help for one day is not asked for a daypart of another weekday: that day would not be it."""
    asked = [(one, one.wanted_on) for one in list_unanswered_requests(received_by=as_of)]
    return [
        Refusal(resident=one.resident_id, kind="daypart", request=one.id, change=daypart)
        for one, day in asked
        if day is not None
        for daypart in range(DAYPARTS_IN_WEEK)
        if daypart // PARTS_A_DAY != day.weekday()
    ]
