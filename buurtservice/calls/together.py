"""Open requests that one activity could answer, with the people to invite. It only points them out."""

from dataclasses import dataclass
from datetime import date

from buurtservice.activities.models import Activity
from buurtservice.activities.places import invite
from buurtservice.activities.queries import invited_request_ids
from buurtservice.activities.services import add_activity
from buurtservice.calls.errors import SuggestionGone, SuggestionOvertaken, SuggestionUnreadable
from buurtservice.days import check_not_future
from buurtservice.help.models import HelpRequest
from buurtservice.help.queries import get_request, list_unanswered_requests
from buurtservice.help.related import RELATED_KINDS
from buurtservice.help.solutions import lock_requests
from buurtservice.rounds.problem import build_problem
from buurtservice.transactions import transaction
from matching.together import MOST_PEOPLE, PEOPLE, Group, together

LEAST_PEOPLE = PEOPLE
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Requests of different people that share a daypart (0…20), near each other.

    They ask the same kind of help, or kinds that one activity can answer together (help/related.py).

    `otherwise_unserved` is how many requests more would be answered than by matches alone; `across_m` how far
    the people live from the one in the middle.
    """

    requests: tuple[HelpRequest, ...]
    daypart: int
    across_m: int
    otherwise_unserved: int

    @property
    def key(self) -> str:
        """Return its name: the requests it holds. It means the same tomorrow, and on paper."""
        return _key_of([request.id for request in self.requests])

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

    Who is invited to an activity already is in none. Raises DateInFuture.
    """
    check_not_future(as_of, today=today)
    problem = build_problem(as_of=as_of)
    among = {request.id for request in problem.requests} - invited_request_ids()
    return [
        _suggestion(group) for group in together(problem, related=RELATED_KINDS, people=at_least, among=among)
    ]


def get_suggestion(key: str, *, as_of: date, today: date) -> Suggestion:
    """Return the suggestion of these requests as things stand, also when a better one has come up since.

    Raises SuggestionUnreadable, NotFound, SuggestionOvertaken, SuggestionGone or DateInFuture.
    """
    check_not_future(as_of, today=today)
    ids = _read_key(key)
    for request_id in ids:
        get_request(request_id)
    problem = build_problem(as_of=as_of)
    _check_waiting(ids, {int(request.id) for request in problem.requests})
    for group in together(problem, related=RELATED_KINDS, people=len(ids), among=ids):
        return _suggestion(group)
    raise SuggestionGone(key=_key_of(ids))


def add_suggested_activity(suggestion: Suggestion, *, title: str, on: date, today: date) -> Activity:
    """Plan an activity and invite these people. Their requests stay open: who is invited decides.

    Raises TitleOutOfRange, DateInFuture, or SuggestionOvertaken when somebody was faster.
    """
    ids = [request.id for request in suggestion.requests]
    with transaction():
        lock_requests(ids)
        _check_waiting(ids, {request.id for request in list_unanswered_requests(received_by=on)})
        activity = add_activity(
            title=title,
            on=on,
            today=today,
            category_code=suggestion.category_code,
            neighbourhood=suggestion.neighbourhood,
        )
        invite(activity, [get_request(request_id) for request_id in ids], on=on)
        return activity


def _suggestion(group: Group) -> Suggestion:
    return Suggestion(
        requests=tuple(get_request(int(request_id)) for request_id in group.requests),
        daypart=group.daypart,
        across_m=group.across_m,
        otherwise_unserved=group.otherwise_unserved,
    )


def _check_waiting(ids: list[int], waiting: set[int]) -> None:
    gone = sorted(set(ids) - (waiting - invited_request_ids()))
    if gone:
        raise SuggestionOvertaken(key=_key_of(ids), requests=", ".join(map(str, gone)))


def _key_of(ids: list[int]) -> str:
    return "-".join(map(str, sorted(ids)))


def _read_key(key: str) -> list[int]:
    """Read what `Suggestion.key` wrote."""
    parts = key.split("-")
    ids = sorted(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= 10)
    if not 2 <= len(ids) <= MOST_PEOPLE or len(set(ids)) < len(parts) or ids[-1] > LARGEST_ID:
        raise SuggestionUnreadable(key=key if key.isprintable() and len(key) <= 60 else "…")
    return ids


def _most_frequent(words: list[str]) -> str:
    return min(set(words), key=lambda word: (-words.count(word), word))
