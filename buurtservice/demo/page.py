"""Puts together what the page of the demonstration shows, in the reader's language."""

from dataclasses import dataclass

from flask_babel import gettext

from buurtservice.demo import numbers
from buurtservice.demo.openings import OpeningGroup, tell_openings
from buurtservice.demo.outcomes import Kind, Outcome, goes_to, kinds_of, tell_outcomes
from buurtservice.demo.proposals import (
    Background,
    Proposal,
    RingOfProposals,
    tell_others,
    tell_rings,
    waiting_proposals,
)
from buurtservice.demo.story import Story
from buurtservice.help.models import HelpOffer
from buurtservice.help.queries import category_names, list_offers


@dataclass(frozen=True, kw_only=True)
class ReadingNote:
    """What is to be said about one row of the card box."""

    row: int
    card: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything on the page, ready to read."""

    story: Story
    four: list[numbers.OneOfFour]
    proposals: int
    rings: list[RingOfProposals]
    others: list[Proposal]
    openings: list[OpeningGroup]
    outcomes: list[Outcome]
    outcome_words: str
    team_kinds: list[Kind]
    call_kinds: list[Kind]
    beside: list[numbers.Row]
    months: list[numbers.Row]
    chart: numbers.Chart
    problems: list[ReadingNote]
    assumptions: list[ReadingNote]


def make_page(story: Story, *, language: str) -> Page:
    """Return the page; helpers' names come from the database, since the story holds ids of offers only."""
    names = category_names(language)
    offers = {offer.id: offer for offer in list_offers()}
    told_with = _background(story, names, offers)
    proposals = waiting_proposals(story.report.matches)
    outcomes = tell_outcomes(story, proposals=len(proposals))
    return Page(
        story=story,
        four=numbers.tell_four(story.figures, story.figures_if_agreed),
        proposals=len(proposals),
        rings=tell_rings(proposals, told_with),
        others=tell_others(proposals, told_with),
        openings=tell_openings(
            story.report.unmatched,
            offers=offers,
            category_names=names,
            request_cards=story.request_cards,
            goes_to=goes_to(story),
        ),
        outcomes=outcomes,
        outcome_words="; ".join(f"{one.label}: {one.count}" for one in outcomes),
        team_kinds=kinds_of([task.request for task in story.tasks], names),
        call_kinds=kinds_of(story.calls, names),
        beside=numbers.tell_beside(story.figures, story.figures_if_agreed),
        months=numbers.tell_months(
            story.months, story.months_if_agreed, (story.figures, story.figures_if_agreed)
        ),
        chart=numbers.draw_months(story.months),
        problems=[
            ReadingNote(row=one.row, card=one.card or "–", words=one.message.in_words(gettext))
            for one in story.imported.problems
        ],
        assumptions=[
            ReadingNote(row=one.row, card=one.card or "–", words=one.message.in_words(gettext))
            for one in story.imported.assumptions
        ],
    )


def _background(story: Story, names: dict[str, str], offers: dict[int, HelpOffer]) -> Background:
    offered_by: dict[int, list[str]] = {}
    for offer in offers.values():
        kinds = offered_by.setdefault(offer.resident_id, [])
        if offer.category.code not in kinds:
            kinds.append(offer.category.code)
    return Background(
        category_names=names,
        request_cards=story.request_cards,
        offer_cards=story.offer_cards,
        weights=story.report.round.policy["suitability"],
        offered_by=offered_by,
    )
