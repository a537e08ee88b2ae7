"""Prints what one activity could answer: who, when, how near, and why it is worth it."""

from typing import Any

from flask_babel import gettext

from buurtservice.calls.together import Suggestion
from buurtservice.cli.words import kind_words, person_words
from buurtservice.wording import daypart_words, distance_words, join_words


def suggestion_text(suggestion: Suggestion, *, command: str) -> str:
    """Return the suggestion with its reason, the people to invite, and the command that plans it."""
    first = gettext(
        "Idee %(number)s: %(kind)s met %(people)s mensen op %(daypart)s, binnen %(distance)s. Zonder dit "
        "krijgen %(unserved)s van deze vragen geen antwoord.",
        number=suggestion.number,
        kind=_kinds(suggestion),
        people=len(suggestion.requests),
        daypart=daypart_words([suggestion.daypart]),
        distance=distance_words(suggestion.across_m),
        unserved=suggestion.otherwise_unserved,
    )
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
    """Return the suggestion under the keys that other programs rely on; ids only, no names."""
    return {
        "suggestion": suggestion.number,
        "requests": [request.id for request in suggestion.requests],
        "residents": sorted(request.resident_id for request in suggestion.requests),
        "categories": sorted({request.category.code for request in suggestion.requests}),
        "neighbourhood": suggestion.neighbourhood,
        "daypart": suggestion.daypart,
        "across_m": suggestion.across_m,
        "otherwise_unserved": suggestion.otherwise_unserved,
    }


def _kinds(suggestion: Suggestion) -> str:
    return join_words(sorted({kind_words(request.category) for request in suggestion.requests}))
