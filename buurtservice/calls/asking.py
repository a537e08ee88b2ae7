"""Tells the matcher what may be asked of whom: this installation's limits, people left in peace, answers."""

from dataclasses import replace
from datetime import date

from buurtservice.calls.policies import LEFT_IN_PEACE
from buurtservice.calls.policy import read_call_policy
from buurtservice.calls.queries import count_answers, list_refused_questions, resident_ids_not_to_call
from matching.asking import Asking, Refusal


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
        refused=tuple(
            Refusal(
                resident=question.call.resident_id,
                kind=question.kind.value,
                offer=question.help_offer_id,
                request=question.help_request_id,
                change=question.change,
            )
            for question in list_refused_questions()
        ),
    )
