"""One day of the replay: what the worker, the two of a match and the team do, through the real services.

Each step is one that a person could have taken on that day. What a service refuses is left for another day.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from buurtservice.calls.models import Answer, Call, CallQuestion, CallReason
from buurtservice.calls.planning import plan_calls
from buurtservice.calls.queries import list_open_calls, list_planned_calls
from buurtservice.calls.services import answer_question, finish_call
from buurtservice.demo import replay_rules as rules
from buurtservice.errors import BuurtserviceError
from buurtservice.help.queries import list_unanswered_requests
from buurtservice.matches.ending import decline_match, stop_match
from buurtservice.matches.models import Match, MatchState, Side
from buurtservice.matches.queries import get_match, list_matches
from buurtservice.matches.reasons import Reason
from buurtservice.matches.services import approve_match, complete_match, record_yes, start_match
from buurtservice.team.models import LIVE_TASKS
from buurtservice.team.queries import list_tasks
from buurtservice.team.services import finish_task

_LIVING = (MatchState.PROPOSED, MatchState.APPROVED, MatchState.AGREED, MatchState.ACTIVE)


@dataclass
class Done:
    """What happened in the replay, counted by kind; `refused` is what a service did not allow that day."""

    counts: Counter[str] = field(default_factory=Counter)

    def try_to(self, what: str, step: Callable[..., object], *args: object, **kwargs: object) -> bool:
        """Take a step and count it; tell whether the service allowed it."""
        try:
            step(*args, **kwargs)
        except BuurtserviceError:
            self.counts["refused"] += 1
            return False
        self.counts[what] += 1
        return True


def live_through(day: date, done: Done, *, staff_work: bool = True) -> None:
    """Let help go on, and on a workday let staff do their work, unless they are away."""
    matches: dict[MatchState, list[Match]] = {state: [] for state in _LIVING}
    for match in list_matches(_LIVING):
        matches[match.state].append(match)
    _help(matches, day, done)
    if not (staff_work and rules.is_workday(day)):
        return
    _phone(matches[MatchState.APPROVED], day, done)
    _decide(matches[MatchState.PROPOSED], day, done)
    _work_in_team(day, done)
    _ring_about_requests(day, done)
    if day.weekday() == 0:
        _call_for_more(day, done)


def _decide(proposals: list[Match], day: date, done: Done) -> None:
    """Approve the proposals that lay there this morning, who asked first first; a ring goes as a whole."""
    oldest_first = sorted(proposals, key=lambda one: (one.request.received_on, one.help_request_id))
    for match in oldest_first[: rules.APPROVED_A_DAY]:
        if get_match(match.id).state == MatchState.PROPOSED:  # Not approved yet with the rest of its ring.
            done.try_to("approved", approve_match, match.id, on=day, today=day)


def _phone(approved: list[Match], day: date, done: Done) -> None:
    """Ask both sides, the workday after the worker approved."""
    of_before = [one for one in approved if one.last_step_on < day]
    for match in of_before[: rules.MATCHES_PHONED_A_DAY]:
        pair, on = _pair(match), {"on": day, "today": day}
        if not rules.says_yes(rules.HELPER_SAYS_YES, "helper", *pair):
            done.try_to("helper_said_no", decline_match, match.id, reason=Reason.DAYS.value, **on)
        elif not rules.says_yes(rules.ASKER_SAYS_YES, "asker", *pair):
            done.try_to("asker_said_no", decline_match, match.id, reason=Reason.OTHER.value, **on)
        elif done.try_to("asker_said_yes", record_yes, match.id, side=Side.ASKER, **on):
            done.try_to("agreed", record_yes, match.id, side=Side.HELPER, **on)


def _help(matches: dict[MatchState, list[Match]], day: date, done: Done) -> None:
    """Let help begin, and end: most goes well, some stops and the request is open again."""
    on = {"on": day, "today": day}
    for match in matches[MatchState.AGREED]:
        if rules.is_ago(match.last_step_on, rules.DAYS_TO_FIRST_MEETING, today=day):
            done.try_to("started", start_match, match.id, **on)
    for match in matches[MatchState.ACTIVE]:
        if not rules.is_ago(match.last_step_on, rules.DAYS_OF_HELP, today=day):
            continue
        if rules.says_yes(rules.HELP_GOES_WELL, "goes well", *_pair(match)):
            hours = rules.hours_of_help(*_pair(match))
            done.try_to("completed", complete_match, match.id, hours=hours, **on)
        else:
            done.try_to("stopped", stop_match, match.id, reason=Reason.OTHER.value, **on)


def _work_in_team(day: date, done: Done) -> None:
    """Let the team finish its oldest task that lay there long enough to be planned."""
    tasks = [
        one for one in list_tasks(*LIVE_TASKS) if rules.is_ago(one.opened_on, rules.DAYS_TO_TEAM, today=day)
    ]
    for task in sorted(tasks, key=lambda one: (one.opened_on, one.id))[: rules.TEAM_TASKS_A_DAY]:
        done.try_to("team_tasks", finish_task, task.id, hours=rules.TEAM_HOURS, on=day, today=day)


def _ring_about_requests(day: date, done: Done) -> None:
    """Ring who asked and for whom nobody was found in time, the day after at the earliest."""
    calls = [one for one in list_open_calls() if one.reason != CallReason.UNLOCK and one.opened_on < day]
    for call in calls[: rules.WORKER_CALLS_A_DAY]:
        done.try_to("calls_about_requests", finish_call, call.id, on=day, today=day)


def _call_for_more(day: date, done: Done) -> None:
    """Once a week, plan the few calls that could unlock most, and have them at once."""
    if not list_unanswered_requests(received_by=day):
        return
    plan = plan_calls(calls=rules.CALLS_A_WEEK, as_of=day, today=day)
    for call in list_planned_calls(plan.number):
        answers = [_answer(call, question, day, done) for question in call.questions]
        done.counts["calls_for_more"] += any(answers)


def _answer(call: Call, question: CallQuestion, day: date, done: Done) -> bool:
    asked = (question.kind.value, question.help_request_id, question.help_offer_id, question.change)
    yes = rules.says_yes(rules.SAYS_YES_IN_CALL, *asked)
    said, what = (Answer.YES, "questions_yes") if yes else (Answer.NO, "questions_no")
    return done.try_to(what, answer_question, call.id, question.position, answer=said, on=day, today=day)


def _pair(match: Match) -> tuple[int, int]:
    """Return what names the two for good: the same in every database, whatever was tried before."""
    return match.help_request_id, match.help_offer_id
