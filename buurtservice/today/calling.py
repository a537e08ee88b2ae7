"""Says what a conversation is worth, in plain words."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext, ngettext

from buurtservice.calls.models import Call, CallReason
from buurtservice.wording import daypart_words


def gain_words(call: Call) -> str:
    """Return what it yields when all is answered yes."""
    if call.gain is None:
        return str(gettext("Zoek samen verder."))
    return str(
        ngettext(
            "Bij ja kan %(num)d vraag meer geholpen worden.",
            "Bij ja kunnen %(num)d vragen meer geholpen worden.",
            call.gain,
        )
    )


def chance_words(call: Call) -> str:
    """Return how likely that is, without a number that looks exact."""
    if call.p is None:
        return ""
    if call.p >= 0.55:
        return str(gettext("De kans op ja is goed."))
    if call.p >= 0.3:
        return str(gettext("De kans op ja is redelijk."))
    return str(gettext("De kans op ja is klein, maar vragen staat vrij."))


def about_words(call: Call, language: str) -> str:
    """Return why somebody is called about a request: nobody could do it, or their wishes changed."""
    if call.request is None:
        return ""
    kind = call.request.category.name_in(language)
    if call.reason == CallReason.CHANGED:
        return str(gettext("%(kind)s: er is iets veranderd terwijl er al een match was.", kind=kind))
    if call.reason == CallReason.HANDED_BACK:
        return str(gettext("%(kind)s: het buurtteam kan dit niet doen en gaf de taak terug.", kind=kind))
    return str(
        gettext("%(kind)s: er is op tijd niemand gevonden, en het buurtteam mag dit niet doen.", kind=kind)
    )


def paper_line(shortage: Mapping[str, Any], kinds: Mapping[str, str]) -> str:
    """Return one line for the neighbourhood paper: what, where and when, and nothing about who asks."""
    return str(
        gettext(
            "Gezocht in %(place)s: iemand voor %(kind)s, bijvoorbeeld op %(daypart)s. "
            "Daarmee helpt u %(people)s.",
            place=_place(shortage),
            kind=kinds.get(shortage["category"], shortage["category"]),
            daypart=daypart_words([shortage["daypart"]]),
            people=ngettext("%(num)d buur", "%(num)d buren", shortage["gain"]),
        )
    )


def shortage_rows(found: Iterable[Mapping[str, Any]], kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of the table of shortages, in words."""
    return [
        {
            "kind": kinds.get(one["category"], one["category"]),
            "daypart": daypart_words([one["daypart"]]),
            "place": _place(one),
            "gain": one["gain"],
            "demand": one["demand"],
        }
        for one in found
    ]


def _place(shortage: Mapping[str, Any]) -> str:
    place = shortage["neighbourhood"]
    return str(gettext("de wijk")) if place is None else str(place)
