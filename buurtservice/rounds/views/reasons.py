"""Says in words why this pair and not another, what happens after a no, and what a near miss would need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from buurtservice.clock import utc_now
from buurtservice.help.models import HelpRequest
from buurtservice.help.policies import routed_by
from buurtservice.labels import NEEDS
from buurtservice.matches.clashes import Clash
from buurtservice.rounds.alternatives import Alternative, IfDeclined, NearMiss
from buurtservice.rounds.views.links import LinkTold
from buurtservice.rounds.views.names import who
from buurtservice.web.words import day_words
from buurtservice.wording import daypart_words, distance_words, join_words, name_for_staff

FURTHER_M = 150  # Two minutes on foot; less is no reason.
MOST_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class OtherTold:
    """Another candidate, ready to read: who, and what speaks against them or for them."""

    offer_id: int
    name: str
    reasons: str
    free: bool
    declined: bool
    full: bool
    gives_way: tuple[str, ...]  # Whose proposal would make room, if this one were chosen.
    distance: str
    together: str


@dataclass(frozen=True, kw_only=True)
class WhyTold:
    """For one request: why not somebody else, and the others."""

    lead: str
    others: list[OtherTold]
    more: int


def why_this_pair(link: LinkTold, alternatives: Sequence[Alternative]) -> WhyTold:
    """Say why the matcher did not choose somebody else for this request."""
    chosen = next((one for one in alternatives if one.offer_id == link.match.help_offer_id), None)
    others = [one for one in alternatives if one is not chosen]
    told = [tell_other(one, chosen) for one in others]
    return WhyTold(lead=_lead(link, chosen, others), others=told[:MOST_SHOWN], more=len(told))


def _lead(link: LinkTold, chosen: Alternative | None, others: Sequence[Alternative]) -> str:
    if not others:
        return str(gettext("Niemand anders kan nu doen wat %(asker)s vraagt.", asker=link.asker_name))
    better = [one for one in others if chosen is not None and one.score > chosen.score and not one.declined]
    if not better:
        return str(
            gettext("%(helper)s past het best bij %(asker)s.", helper=link.helper_name, asker=link.asker_name)
        )
    if link.match.whole_ring_id is not None:
        return str(gettext("Een ander past los gezien iets beter, maar dan is er geen kring."))
    if all(not one.free for one in better):
        return str(gettext("Wie los gezien iets beter past, is nu niet vrij."))
    return str(gettext("Een ander past los gezien iets beter, maar zo worden samen meer mensen geholpen."))


def tell_other(one: Alternative, chosen: Alternative | None = None) -> OtherTold:
    """Say what there is to know of another candidate, beside the chosen one if there is one."""
    return OtherTold(
        offer_id=one.offer_id,
        name=who(one.helper, one.neighbourhood),
        reasons=_sentence(_reasons(one, chosen)),
        free=one.free,
        declined=one.declined,
        full=one.full,
        gives_way=tuple(name_for_staff(held.asker) for held in one.held),
        distance=distance_words(one.distance_m),
        together=daypart_words(one.shared_dayparts),
    )


def _reasons(one: Alternative, chosen: Alternative | None) -> list[str]:
    """Return what speaks against this candidate, the heaviest first; else what speaks for them."""
    found: list[str] = []
    if one.declined:
        found.append(gettext("is voor deze vraag eerder afgewezen"))
    if one.full:
        found.append(gettext("helpt al zoveel mensen als past"))
    if one.held:
        names = join_words([name_for_staff(held.asker) for held in one.held])
        found.append(gettext("is nu voorgesteld voor %(names)s", names=names))
    found.append(_distance(one, chosen))
    if chosen is not None and len(one.shared_dayparts) < len(chosen.shared_dayparts):
        found.append(gettext("kan alleen %(dayparts)s", dayparts=daypart_words(one.shared_dayparts)))
    if one.helps_now and not one.full:
        found.append(ngettext("helpt al %(num)d persoon", "helpt al %(num)d mensen", one.helps_now))
    if not one.parts.get("language", 1):
        found.append(gettext("spreekt een andere taal"))
    if one.parts.get("pair"):
        found.append(gettext("zij kennen elkaar, dat beviel"))
    return [str(reason) for reason in found]


def _distance(one: Alternative, chosen: Alternative | None) -> str:
    words = distance_words(one.distance_m)
    if one.distance_m is None or chosen is None or chosen.distance_m is None:
        return words
    if one.distance_m > chosen.distance_m + FURTHER_M:
        return str(gettext("woont verder weg (%(distance)s)", distance=words))
    if one.distance_m < chosen.distance_m - FURTHER_M:
        return str(gettext("woont dichterbij (%(distance)s)", distance=words))
    return str(gettext("woont even ver (%(distance)s)", distance=words))


def _sentence(reasons: Sequence[str]) -> str:
    words = ", ".join(reasons)
    return words[:1].upper() + words[1:] + "." if words else ""


def if_declined_words(
    outcomes: Sequence[IfDeclined],
    links: Sequence[LinkTold],
    *,
    paused_days: Mapping[int, int],
) -> list[str]:
    """Say what happens to each request after a no: who would be proposed, or nobody, and the team."""
    by_id = {link.match.help_request_id: link for link in links}
    told = []
    for outcome in outcomes:
        link = by_id[outcome.request_id]
        request = link.match.request
        told.append(_next_words(outcome, link.asker_name))
        if outcome.next is None or outcome.loses:
            told[-1] += " " + _route_words(request, paused_days.get(request.id, 0))
    return told


def _next_words(outcome: IfDeclined, asker: str) -> str:
    following = outcome.next
    if following is None:
        return str(gettext("Voor %(asker)s is er dan nu niemand.", asker=asker))
    sentence = gettext(
        "Voor %(asker)s stelt de volgende ronde waarschijnlijk %(helper)s voor (%(distance)s).",
        asker=asker,
        helper=who(following.helper, following.neighbourhood),
        distance=distance_words(following.distance_m),
    )
    if outcome.loses:
        names = join_words([name_for_staff(one.asker) for one in outcome.loses])
        sentence += " " + gettext("Dan heeft %(names)s niemand meer.", names=names)
    return str(sentence)


def _route_words(request: HelpRequest, paused_days: int) -> str:
    if request.routed_on is not None:
        return ""
    due = routed_by(request, now=utc_now(), paused_days=paused_days)
    if not request.category.team_may_do:
        return str(gettext("Vindt u niemand, dan vraagt het systeem u om te bellen."))
    return str(
        gettext(
            "Vindt de ronde niemand anders, dan gaat de vraag op %(day)s naar het buurtteam.",
            day=day_words(due),
        )
    )


def near_miss_words(miss: NearMiss) -> str:
    """Say what would have to change before this helper fits."""
    changes = [_change_words(change.kind, change.change, change.any_of) for change in miss.changes]
    return " ".join(one[:1].upper() + one[1:] for one in changes)


def _change_words(kind: str, change: int | str | None, any_of: tuple[int, ...]) -> str:
    match kind:
        case "daypart":
            dayparts = any_of or (int(str(change)),)
            return str(gettext("kan het ook op %(dayparts)s?", dayparts=daypart_words(dayparts, either=True)))
        case "radius":
            return str(gettext("wil de helper zo ver gaan?"))  # How far stands beside it.
        case "need":
            return str(gettext("is dit goed: %(need)s?", need=gettext(NEEDS.get(str(change), str(change)))))
        case _:
            return str(gettext("kan er één persoon bij?"))


def clash_words(clash: Clash) -> str:
    """Warn of a helper who is wanted twice at the only daypart that is left."""
    return str(
        gettext(
            "Let op: %(helper)s is er op %(daypart)s ook voor %(asker)s. Voor allebei is dat het enige "
            "dagdeel. Overleg met %(helper)s of dat kan, bijvoorbeeld om de week.",
            helper=name_for_staff(clash.helper),
            daypart=daypart_words([clash.daypart]),
            asker=name_for_staff(clash.asker),
        )
    )
