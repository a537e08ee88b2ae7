"""Open requests that one activity could answer, with the people to invite. It only points them out."""

from dataclasses import dataclass
from datetime import date

from buurtservice.activities.models import Activity
from buurtservice.activities.services import add_activity
from buurtservice.days import check_not_future
from buurtservice.errors import NotFound
from buurtservice.help.models import HelpRequest
from buurtservice.help.queries import get_request
from buurtservice.i18n import N_
from buurtservice.rounds.problem import build_problem
from matching.together import PEOPLE, together

LEAST_PEOPLE = PEOPLE


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Requests of different people that share a kind of help and a daypart (0…20), near each other.

    `otherwise_unserved` is how many requests more would be answered than by matches alone; `across_m` how far
    the people live from the one in the middle. `number` counts from 1, the best first, as things stand now.
    """

    number: int
    requests: tuple[HelpRequest, ...]
    daypart: int
    across_m: int
    otherwise_unserved: int

    @property
    def category_code(self) -> str:
        """Return the kind of help that most of them ask."""
        return _most_frequent([request.category.code for request in self.requests])

    @property
    def neighbourhood(self) -> str | None:
        """Return where most of them live."""
        places = [request.neighbourhood.name for request in self.requests if request.neighbourhood]
        return _most_frequent(places) if places else None


def list_suggestions(*, as_of: date, today: date, at_least: int = LEAST_PEOPLE) -> list[Suggestion]:
    """Return what one activity each could answer, the most people who are otherwise not served first.

    Raises DateInFuture.
    """
    check_not_future(as_of, today=today)
    return [
        Suggestion(
            number=number,
            requests=tuple(get_request(int(request_id)) for request_id in group.requests),
            daypart=group.daypart,
            across_m=group.across_m,
            otherwise_unserved=group.otherwise_unserved,
        )
        for number, group in enumerate(together(build_problem(as_of=as_of), people=at_least), start=1)
    ]


def get_suggestion(number: int, *, as_of: date, today: date, at_least: int = LEAST_PEOPLE) -> Suggestion:
    """Return the suggestion of this number as things stand. Raises NotFound or DateInFuture."""
    for suggestion in list_suggestions(as_of=as_of, today=today, at_least=at_least):
        if suggestion.number == number:
            return suggestion
    raise NotFound(what=N_("Idee voor een activiteit"), id=number)


def add_suggested_activity(suggestion: Suggestion, *, title: str, on: date, today: date) -> Activity:
    """Plan an activity for these people. Their requests stay open: who is invited decides.

    Raises TitleOutOfRange or DateInFuture.
    """
    return add_activity(
        title=title,
        on=on,
        today=today,
        category_code=suggestion.category_code,
        neighbourhood=suggestion.neighbourhood,
    )


def _most_frequent(words: list[str]) -> str:
    return min(set(words), key=lambda word: (-words.count(word), word))
