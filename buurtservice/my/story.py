"""What somebody gave and received, told as a story. It never weighs: no hours, no counts, no sum."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from buurtservice.activities.models import PlaceState
from buurtservice.matches.models import MatchState
from buurtservice.my.people import other_of
from buurtservice.my.queries import Doing
from buurtservice.wording import name_for_neighbours

MOST_MOMENTS = 30


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One thing that happened, on its day."""

    on: date
    sentence: str
    pictogram: str


def tell_story(doing: Doing, *, language: str) -> list[Moment]:
    """Return what happened, the latest first: helping and being helped mixed, as life is."""
    moments = [*_matches(doing, language), *_tasks(doing, language), *_activities(doing)]
    return sorted(moments, key=lambda one: one.on, reverse=True)[:MOST_MOMENTS]


def _matches(doing: Doing, language: str) -> list[Moment]:
    moments = []
    for match in doing.matches:
        if match.state != MatchState.COMPLETED or match.completed_on is None:
            continue
        who = {"name": name_for_neighbours(other_of(match, doing.resident_id))}
        who["kind"] = match.request.category.name_in(language)
        if match.offer.resident_id == doing.resident_id:
            sentence = gettext("U hielp %(name)s: %(kind)s.", **who)
        else:
            sentence = gettext("%(name)s hielp u: %(kind)s.", **who)
        moments.append(
            Moment(on=match.completed_on, sentence=sentence, pictogram=match.request.category.pictogram)
        )
    return moments


def _tasks(doing: Doing, language: str) -> list[Moment]:
    return [
        Moment(
            on=task.done_on,
            sentence=gettext(
                "Het buurtteam hielp u: %(kind)s.", kind=task.request.category.name_in(language)
            ),
            pictogram=task.request.category.pictogram,
        )
        for task in doing.tasks
        if task.done_on is not None
    ]


def _activities(doing: Doing) -> list[Moment]:
    return [
        Moment(
            on=place.ended_on,
            sentence=gettext("U deed mee met: %(title)s.", title=place.activity.title),
            pictogram="calendar",
        )
        for place in doing.places
        if place.state == PlaceState.CAME and place.ended_on is not None
    ]
