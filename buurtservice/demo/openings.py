"""Prepares the requests that found nobody for the page: why, and which question could change that."""

# flask_babel ships no types; what its gettext returns is text.

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from buurtservice.demo.proposals import name_of
from buurtservice.help.models import HelpOffer
from buurtservice.i18n import N_
from buurtservice.labels import NEEDS
from buurtservice.rounds.reports import UnmatchedRequest
from buurtservice.wording import daypart_words, days_words, distance_words

MOST_QUESTIONS = 3

# A heading for a group and what the worker could do; the sentences of `labels` are about one request.
REASONS = {
    "went_to_others": (
        N_("Wie past, is nu voor een ander voorgesteld"),
        N_(
            "Er zijn hier meer vragen dan mensen die kunnen helpen. Eén vraag aan een helper kan genoeg zijn."
        ),
    ),
    "no_shared_daypart": (
        N_("Er is hulp, maar niet op dezelfde dagdelen"),
        N_("Vraag of het ook op een ander moment kan."),
    ),
    "out_of_range": (
        N_("Wie dan kan, woont te ver weg"),
        N_("Vraag of het ook iets verder mag, of op een ander moment."),
    ),
    "needs_not_met": (
        N_("Er is hulp dichtbij, maar er is iets bij nodig"),
        N_("Vraag of het toch kan."),
    ),
    "helpers_full": (
        N_("Wie past, helpt al genoeg mensen"),
        N_("Vraag of er nog iemand bij kan, of zoek een nieuwe helper."),
    ),
    "no_offer_in_category": (
        N_("Niemand biedt deze soort hulp aan"),
        N_("Hier helpt geen gesprek met de helpers van nu. Zoek iemand die dit wil doen."),
    ),
    "not_allowed": (
        N_("Er is hulp, maar die kan voor deze vraag niet"),
        N_("Zoek een nieuwe helper."),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One request that found nobody, and the questions that could change that, the easiest first."""

    name: str
    neighbourhood: str | None
    category: str
    pictogram: str
    waited: str
    card: str
    goes_to: str | None
    questions: list[str]


@dataclass(frozen=True, kw_only=True)
class OpeningGroup:
    """Requests that found nobody for the same reason."""

    code: str
    heading: str
    advice: str
    openings: list[Opening]


def tell_openings(
    unmatched: Iterable[UnmatchedRequest],
    *,
    offers: Mapping[int, HelpOffer],
    category_names: Mapping[str, str],
    request_cards: Mapping[int, str],
    goes_to: Mapping[int, str],
) -> list[OpeningGroup]:
    """Return the groups, those that a question could help first; in each, who waits longest first."""
    by_reason: dict[str, list[UnmatchedRequest]] = {}
    for one in sorted(unmatched, key=lambda one: -one.waiting_days):
        by_reason.setdefault(one.reason, []).append(one)
    return [
        OpeningGroup(
            code=code,
            heading=gettext(heading),
            advice=gettext(advice),
            openings=[
                Opening(
                    name=name_of(one.asker),
                    neighbourhood=one.asker.neighbourhood,
                    category=category_names.get(one.category, one.category),
                    pictogram=one.pictogram,
                    waited=days_words(one.waiting_days),
                    card=request_cards.get(one.request_id, "–"),
                    goes_to=goes_to.get(one.request_id),
                    questions=_questions(one, offers),
                )
                for one in by_reason[code]
            ],
        )
        for code, (heading, advice) in REASONS.items()
        if code in by_reason
    ]


def _questions(one: UnmatchedRequest, offers: Mapping[int, HelpOffer]) -> list[str]:
    """Return the questions that take the fewest answers; where one answer may do, others are left out."""
    misses = [miss for miss in one.near_misses if miss["offer"] in offers]
    fewest = min((len(miss["changes"]) for miss in misses), default=0)
    easiest = [miss for miss in misses if len(miss["changes"]) == fewest]
    return [_ask(miss["changes"], offers[miss["offer"]].resident.name) for miss in easiest[:MOST_QUESTIONS]]


def _ask(changes: Sequence[dict[str, Any]], name: str | None) -> str:
    """Ask the changes as one kind question about the helper, named once."""
    first, *others = changes
    return " ".join(
        [_question(first, name or gettext("de helper")), *(_further(change) for change in others)]
    )


def _question(change: dict[str, Any], helper: str) -> str:
    kind, value = change["kind"], change["change"]
    if kind == "daypart":
        return gettext("Kan %(helper)s ook op %(dayparts)s?", helper=helper, dayparts=_dayparts(change))
    if kind == "radius":
        return gettext(
            "Mag het voor %(helper)s ook iets verder zijn, %(distance)s?",
            helper=helper,
            distance=distance_words(value),
        )
    if kind == "load":
        return gettext("Kan er bij %(helper)s nog iemand bij?", helper=helper)
    return gettext(
        "Bij deze vraag: %(need)s. Is dat goed voor %(helper)s?", need=_need(change), helper=helper
    )


def _further(change: dict[str, Any]) -> str:
    kind, value = change["kind"], change["change"]
    if kind == "daypart":
        return gettext("En kan het op %(dayparts)s?", dayparts=_dayparts(change))
    if kind == "radius":
        return gettext("En mag het iets verder zijn, %(distance)s?", distance=distance_words(value))
    if kind == "load":
        return gettext("En kan er nog iemand bij?")
    return gettext("Let op: %(need)s. Is dat goed?", need=_need(change))


def _need(change: dict[str, Any]) -> str:
    return gettext(NEEDS.get(change["change"], change["change"]))


def _dayparts(change: dict[str, Any]) -> str:
    return daypart_words(change.get("any_of", [change["change"]]), either=True)
