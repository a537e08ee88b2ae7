"""Prepares the requests that found nobody for the page: why, and which question could change that."""

# flask_babel ships no types; what its gettext returns is text.

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from buurtservice.demo.proposals import name_of
from buurtservice.help.models import HelpOffer
from buurtservice.rounds.reports import UnmatchedRequest
from buurtservice.today.missing import REASONS, miss_words
from buurtservice.wording import days_words

MOST_QUESTIONS = 3


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
            heading=gettext(reason.heading),
            advice=gettext(reason.advice),
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
        for code, reason in REASONS.items()
        if code in by_reason
    ]


def _questions(one: UnmatchedRequest, offers: Mapping[int, HelpOffer]) -> list[str]:
    """Return the questions that take the fewest answers; where one answer may do, others are left out."""
    misses = [miss for miss in one.near_misses if miss["offer"] in offers]
    fewest = min((len(miss["changes"]) for miss in misses), default=0)
    easiest = [miss for miss in misses if len(miss["changes"]) == fewest]
    return [
        miss_words(miss["changes"], offers[miss["offer"]].resident.name or gettext("de helper"))
        for miss in easiest[:MOST_QUESTIONS]
    ]
