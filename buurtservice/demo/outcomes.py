"""Prepares for the page what becomes of every request: nothing is left lying."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from buurtservice.demo.story import Story
from buurtservice.help.models import HelpRequest


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What becomes of some of the requests: how many, and where that stands on a bar of 100 per cent."""

    code: str
    label: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Requests of one kind that go the same way, with who asked."""

    name: str
    pictogram: str
    people: list[str]


def tell_outcomes(story: Story, *, proposals: int) -> list[Outcome]:
    """Return what becomes of the requests of the round; the parts add up to all of them."""
    asked = len(story.report.matches) + len(story.report.unmatched)
    counts = {
        "proposal": (gettext("Voorstel, wacht op u"), proposals),
        "team": (gettext("Naar het buurtteam"), len(story.tasks)),
        "call": (gettext("De buurtwerker belt"), len(story.calls)),
    }
    rest = asked - sum(count for _, count in counts.values())
    counts["open"] = (gettext("Doet mee in de volgende ronde"), max(0, rest))
    outcomes, start = [], 0.0
    for code, (label, count) in counts.items():
        width = 100 * count / asked if asked else 0.0
        outcomes.append(
            Outcome(code=code, label=label, count=count, start=round(start, 2), width=round(width, 2))
        )
        start += width
    return [outcome for outcome in outcomes if outcome.count]


def goes_to(story: Story) -> dict[int, str]:
    """Return by request id where a request without a proposal goes."""
    return {
        **{task.help_request_id: gettext("gaat naar het buurtteam") for task in story.tasks},
        **{request.id: gettext("de buurtwerker belt") for request in story.calls},
    }


def kinds_of(found: list[HelpRequest], category_names: Mapping[str, str]) -> list[Kind]:
    """Return these requests by kind of help, the most frequent first."""
    by_kind: dict[str, list[HelpRequest]] = {}
    for request in found:
        by_kind.setdefault(request.category.code, []).append(request)
    kinds = [
        Kind(
            name=category_names.get(code, code),
            pictogram=requests[0].category.pictogram,
            people=[request.resident.name or gettext("iemand zonder naam") for request in requests],
        )
        for code, requests in by_kind.items()
    ]
    return sorted(kinds, key=lambda kind: (-len(kind.people), kind.name))
