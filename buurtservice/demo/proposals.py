"""Prepares the proposals for the page: what fits, in words and as pictures. It decides nothing."""

# flask_babel ships no types; what its gettext returns is text.

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from buurtservice.drawings import RingDrawing, WeekDrawing, draw_ring, draw_week
from buurtservice.labels import NEEDS, RECIPROCITY, SUITABILITY_PARTS
from buurtservice.rounds.reports import Person, ProposedMatch
from buurtservice.wording import daypart_words, days_words, distance_words, help_words, join_words

PROPOSED = "proposed"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the suitability: in a word, and how much of what it could add, in per cent."""

    label: str
    words: str
    percent: int


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One proposal, ready to read."""

    number: int
    sentence: str
    pictogram: str
    week: WeekDrawing
    together: str
    asker_when: str
    helper_when: str
    distance: str
    places: str
    waited: str
    mutual: str | None
    cautions: list[str]
    score: int | None
    parts: list[Part]
    request_card: str
    offer_card: str


@dataclass(frozen=True, kw_only=True)
class RingOfProposals:
    """A ring: its drawing and its links, in the order of the arrows."""

    label: str
    title: str
    tab: str
    description: str
    drawing: RingDrawing
    pictograms: list[str]
    distance: str
    places: str
    waited: str
    links: list[Proposal]


@dataclass(frozen=True, kw_only=True)
class Background:
    """What the proposals are told with: names of kinds of help, cards, weights, and who offers what."""

    category_names: Mapping[str, str]
    request_cards: Mapping[int, str]
    offer_cards: Mapping[int, str]
    weights: Mapping[str, int]
    offered_by: Mapping[int, list[str]]


def waiting_proposals(matches: Iterable[ProposedMatch]) -> list[ProposedMatch]:
    """Return those that wait for the worker; a proposal may have gone to the team meanwhile."""
    return [match for match in matches if match.state == PROPOSED]


def tell_rings(matches: Sequence[ProposedMatch], told_with: Background) -> list[RingOfProposals]:
    """Return the rings among these matches."""
    return [_ring(label, links, told_with) for label, links in _closed_rings(matches).items()]


def tell_others(matches: Sequence[ProposedMatch], told_with: Background) -> list[Proposal]:
    """Return the proposals outside rings; who waits longest comes first."""
    in_rings = {link.match_id for links in _closed_rings(matches).values() for link in links}
    others = [match for match in matches if match.match_id not in in_rings]
    return [_proposal(match, told_with) for match in sorted(others, key=lambda match: -match.waiting_days)]


def name_of(person: Person) -> str:
    """Return the name, or say that there is none."""
    return person.name or gettext("iemand zonder naam")


def _closed_rings(matches: Sequence[ProposedMatch]) -> dict[str, list[ProposedMatch]]:
    """Return the links of each ring that is whole, each helper being the asker of the link before."""
    rings: dict[str, list[ProposedMatch]] = {}
    for label in dict.fromkeys(match.ring for match in matches if match.ring):
        links = [match for match in matches if match.ring == label]
        by_helper = {link.helper.id: link for link in links}
        chain = [links[0]]
        while len(chain) < len(links) and chain[-1].asker.id in by_helper:
            chain.append(by_helper[chain[-1].asker.id])
        if len(links) > 1 and chain[-1].asker.id == chain[0].helper.id:
            rings[label] = chain
    return rings


def _ring(label: str, links: list[ProposedMatch], told_with: Background) -> RingOfProposals:
    short = _short_names([link.helper for link in links])
    distances = [link.distance_m for link in links if link.distance_m is not None]
    told = [_proposal(link, told_with, short) for link in links]
    return RingOfProposals(
        label=label,
        title=gettext(
            "%(names)s kunnen elkaar helpen",
            names=join_words([name_of(link.helper) for link in links]),
        ),
        tab=_ring_tab(len(links)),
        description=". ".join(link.sentence for link in told) + ". " + gettext("Zo is de kring rond."),
        drawing=draw_ring(
            [short[link.helper.id] for link in links],
            [told_with.category_names.get(link.category, link.category) for link in links],
        ),
        pictograms=[link.pictogram for link in links],
        distance=distance_words(max(distances) if len(distances) == len(links) else None),
        places=_places([link.helper for link in links], short),
        waited=join_words(
            [
                gettext("%(name)s %(days)s", name=short[link.asker.id], days=days_words(link.waiting_days))
                for link in sorted(links, key=lambda link: -link.waiting_days)
            ]
        ),
        links=told,
    )


def _ring_tab(size: int) -> str:
    words = {2: gettext("Ruil"), 3: gettext("Kring van drie"), 4: gettext("Kring van vier")}
    kind = words.get(size) or gettext("Kring van %(size)s", size=size)
    return str(gettext("%(kind)s, wacht op u", kind=kind))


def _proposal(
    match: ProposedMatch, told_with: Background, names: Mapping[int, str] | None = None
) -> Proposal:
    """Return one proposal; `names` are those that the page said before, else it says whole names."""
    pair = [match.asker, match.helper]
    short = names or _short_names(pair)
    whole = names or {person.id: name_of(person) for person in pair}
    return Proposal(
        number=match.match_id,
        sentence=help_words(
            match.category,
            helper=whole[match.helper.id],
            asker=whole[match.asker.id],
            name=told_with.category_names.get(match.category, match.category),
        ),
        pictogram=match.pictogram,
        week=draw_week(match.request_dayparts, match.offer_dayparts),
        together=daypart_words(match.shared_dayparts),
        asker_when=_when(short[match.asker.id], match.request_dayparts),
        helper_when=_when(short[match.helper.id], match.offer_dayparts),
        distance=distance_words(match.distance_m),
        places=_places(pair, short),
        waited=days_words(match.waiting_days),
        mutual=_mutual(match, told_with, short),
        cautions=[gettext(NEEDS.get(need, need)) for need in match.needs],
        score=match.score,
        parts=_parts(match, told_with.weights),
        request_card=told_with.request_cards.get(match.request_id, "–"),
        offer_card=told_with.offer_cards.get(match.offer_id, "–"),
    )


def _short_names(people: Sequence[Person]) -> dict[int, str]:
    """Return first names, and whole ones where two share a first name."""
    first = {person.id: person.name.split()[0] if person.name else name_of(person) for person in people}
    names = list(first.values())
    return {
        person.id: first[person.id] if names.count(first[person.id]) == 1 else name_of(person)
        for person in people
    }


def _when(name: str, dayparts: Iterable[int] | None) -> str:
    return gettext("%(name)s kan: %(dayparts)s", name=name, dayparts=daypart_words(dayparts))


def _places(people: Sequence[Person], names: Mapping[int, str]) -> str:
    """Say who lives where, one sentence for those who live in the same neighbourhood."""
    by_place: dict[str, list[str]] = {}
    for person in people:
        if person.neighbourhood:
            by_place.setdefault(person.neighbourhood, []).append(names[person.id])
    if len(by_place) == 1 and len(people) == sum(len(who) for who in by_place.values()):
        place = next(iter(by_place))
        if len(people) == 2:
            return str(gettext("Allebei in %(place)s.", place=place))
        return str(gettext("Allemaal in %(place)s.", place=place))
    sentences = [
        gettext("%(names)s in %(place)s", names=join_words(who), place=place)
        for place, who in by_place.items()
    ]
    return ", ".join(sentences) + "." if sentences else ""


def _mutual(match: ProposedMatch, told_with: Background, names: Mapping[int, str]) -> str | None:
    """Say what goes the other way. Nothing is said of who gives nothing: giving is no condition."""
    if match.ring:
        in_a_ring = RECIPROCITY["ring"]  # By itself: the extractor takes a string in the call for the key.
        return gettext(in_a_ring)
    offered = told_with.offered_by.get(match.asker.id)
    if offered:
        kinds = [told_with.category_names.get(category, category) for category in offered]
        return gettext(
            "%(name)s biedt zelf ook hulp aan: %(kinds)s", name=names[match.asker.id], kinds=join_words(kinds)
        )
    if match.reciprocity:
        return gettext(RECIPROCITY[match.reciprocity])
    return None


def _parts(match: ProposedMatch, weights: Mapping[str, int]) -> list[Part]:
    said = {
        "dayparts": ngettext("%(num)d dagdeel samen", "%(num)d dagdelen samen", len(match.shared_dayparts)),
        "distance": distance_words(match.distance_m),
        "language": _language(match, weights),
        "pair": gettext("ja, en dat beviel")
        if match.parts.get("pair")
        else gettext("voor zover wij weten niet"),
        "waiting": days_words(match.waiting_days),
        "load": gettext("helpt al iemand")
        if match.parts.get("load", 0) < weights["load"]
        else gettext("helpt nu nog niemand"),
    }
    return [
        Part(label=gettext(label), words=said[part], percent=round(100 * match.parts[part] / weights[part]))
        for part, label in SUITABILITY_PARTS.items()
        if weights.get(part) and part in match.parts
    ]


def _language(match: ProposedMatch, weights: Mapping[str, int]) -> str:
    points = match.parts.get("language", 0)
    if points == weights.get("language"):
        return gettext("spreken dezelfde taal")
    return gettext("niet op de kaart, telt half") if points else gettext("spreken een andere taal")
