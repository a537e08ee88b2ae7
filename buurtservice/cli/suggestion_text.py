"""Prints what one activity could answer: who, when, how near, and why it is worth it."""

from typing import Any

from flask_babel import gettext, ngettext

from buurtservice.calls.together import Suggestion
from buurtservice.cli.words import kind_words, person_words
from buurtservice.wording import daypart_words, distance_words, join_words


def suggestion_text(suggestion: Suggestion) -> str:
    """Return the suggestion with its reason, the people to invite, and the command that plans it."""
    command = f"buurtservice activity add --from-suggestion {suggestion.key}"
    idea = gettext(
        "Idee %(key)s: %(kind)s met %(people)s mensen op %(daypart)s, binnen %(distance)s.",
        key=suggestion.key,
        kind=_kinds(suggestion),
        people=len(suggestion.requests),
        daypart=daypart_words([suggestion.daypart]),
        distance=distance_words(suggestion.across_m),
    )
    why = ngettext(
        "Zonder dit krijgt %(num)d van deze vragen geen antwoord.",
        "Zonder dit krijgen %(num)d van deze vragen geen antwoord.",
        suggestion.otherwise_unserved,
    )
    first = f"{idea} {why}"
    make = gettext("Plan het met: %(command)s", command=command)
    return f"{first}\n  {invite_line(suggestion)}\n  {make}"


def invite_line(suggestion: Suggestion) -> str:
    """Return whom to invite. Their requests stay open until they say what they want."""
    people = [
        gettext("%(name)s (vraag %(id)s)", name=person_words(request.resident), id=request.id)
        for request in suggestion.requests
    ]
    return gettext("Nodig uit: %(people)s.", people=join_words(people))


def title_of(suggestion: Suggestion) -> str:
    """Return a title for the activity, for who gives none."""
    return gettext(
        "Samen: %(kind)s op %(daypart)s",
        kind=_kinds(suggestion),
        daypart=daypart_words([suggestion.daypart]),
    )


def suggestion_dict(suggestion: Suggestion) -> dict[str, Any]:
    """Return the suggestion under the keys that other programs rely on; ids only, no names.

    `residents` are who ask the `requests`, in the same order.
    """
    categories = sorted({request.category.code for request in suggestion.requests})
    return {
        "suggestion": suggestion.key,
        "requests": [request.id for request in suggestion.requests],
        "residents": [request.resident_id for request in suggestion.requests],
        "categories": categories,
        "neighbourhood": suggestion.neighbourhood,
        "daypart": suggestion.daypart,
        "across_m": suggestion.across_m,
        "otherwise_unserved": suggestion.otherwise_unserved,
        "reason": {
            "people": len(suggestion.requests),
            "categories": categories,
            "daypart": suggestion.daypart,
            "across_m": suggestion.across_m,
            "otherwise_unserved": suggestion.otherwise_unserved,
        },
    }


def _kinds(suggestion: Suggestion) -> str:
    return join_words(sorted({kind_words(request.category) for request in suggestion.requests}))
