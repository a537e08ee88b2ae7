"""Tells a proposal to the worker, or a ring as one: its links in words, and the ring as a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from buurtservice.drawings import RingDrawing, draw_ring
from buurtservice.help.models import Category
from buurtservice.matches.models import Match
from buurtservice.rounds.reports import ProposedMatch, waiting_matches
from buurtservice.rounds.views.links import LinkTold, tell_link
from buurtservice.rounds.views.names import places_words, short_names
from buurtservice.wording import distance_words, join_words


@dataclass(frozen=True, kw_only=True)
class ProposalTold:
    """A proposal, or a ring as one, ready to read. `drawing` is there for a ring only."""

    key: int
    title: str
    tab: str
    pictogram: str
    links: list[LinkTold]
    drawing: RingDrawing | None
    description: str
    distance: str
    places: str
    waited: str
    waiting_days: int

    @property
    def ring_id(self) -> int | None:
        """Return the number of the ring, if it is one."""
        return -self.key if self.key < 0 else None

    @property
    def first(self) -> Match:
        """Return the match of the first link."""
        return self.links[0].match


def tell_all(
    proposals: Mapping[int, list[Match]],
    *,
    paused_days: dict[int, int],
    today: date,
    offered: Mapping[int, list[Category]] | None = None,
) -> list[ProposalTold]:
    """Return proposals ready to read, in this order. `offered` says what askers offer themselves."""
    everything = [match for matches in proposals.values() for match in matches]
    reports = waiting_matches(everything, paused_days=paused_days, today=today)
    by_match = {one.match_id: one for one in reports}
    people = [one for match in everything for one in (match.offer.resident, match.request.resident)]
    short = short_names(
        people
    )  # Of the whole page, so that two who are called the same are told apart on it.
    return [
        _tell(key, matches, [by_match[match.id] for match in matches], offered or {}, short)
        for key, matches in proposals.items()
    ]


def _tell(
    key: int,
    matches: list[Match],
    reports: list[ProposedMatch],
    offered: Mapping[int, list[Category]],
    short: Mapping[int, str],
) -> ProposalTold:
    links = [
        tell_link(match, report, short, offered.get(match.request.resident_id, []))
        for match, report in zip(matches, reports, strict=True)
    ]
    distances = [link.distance_m for link in links]
    known = [one for one in distances if one is not None]
    is_ring = key < 0 and len(links) > 1
    longest = max(links, key=lambda link: link.waiting_days)
    return ProposalTold(
        key=key,
        title=gettext(
            "%(names)s kunnen elkaar helpen", names=join_words([link.helper_name for link in links])
        )
        if is_ring
        else links[0].sentence,
        tab=_tab(len(links)) if is_ring else gettext("Voorstel %(number)s", number=links[0].match.id),
        pictogram="ring" if is_ring else links[0].pictogram,
        links=links,
        drawing=draw_ring([link.helper_name for link in links], [link.kind.lower() for link in links])
        if is_ring
        else None,
        description=". ".join(link.sentence for link in links) + ". " + gettext("Zo is de kring rond."),
        distance=distance_words(max(known) if len(known) == len(distances) else None),
        places=places_words(
            [link.helper for link in links] if is_ring else [links[0].asker, links[0].helper], short
        ),
        waited=join_words(
            [
                gettext("%(name)s %(days)s", name=link.asker_name, days=link.waited)
                for link in sorted(links, key=lambda link: -link.waiting_days)
            ]
        )
        if is_ring
        else longest.waited,
        waiting_days=longest.waiting_days,
    )


def _tab(size: int) -> str:
    words = {2: gettext("Ruil"), 3: gettext("Kring van drie"), 4: gettext("Kring van vier")}
    return str(words.get(size) or gettext("Kring van %(size)s", size=size))
