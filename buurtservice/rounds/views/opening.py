"""A proposal or a ring that is to be decided on: read once, and led away from when it waits no more."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today
from buurtservice.matches.models import Match, MatchState
from buurtservice.rounds.proposal_queries import look_at, read_links
from buurtservice.rounds.views.proposals import paused_days_of, subject_of, url_of
from buurtservice.rounds.views.telling import ProposalTold, tell_all


def open_proposal(key: int) -> tuple[ProposalTold, Response | None]:
    """Return a proposal to decide on; or the way to its page when it waits no more: that says who decided."""
    looked = look_at(key)
    record_access("proposal.read", subject_of(key), looked.people)
    matches, today = read_links([key])[key], local_today()
    (told,) = tell_all({key: matches}, paused_days=paused_days_of([matches], today), today=today)
    if key > 0 and looked.ring_id is not None:
        return told, redirect(url_for("proposals.ring", ring_id=looked.ring_id), 303)
    if request.method == "GET" and not waits(matches):
        return told, redirect(url_of(key), 303)
    return told, None


def waits(matches: list[Match]) -> bool:
    """Tell whether all of these still are proposals."""
    return all(match.state == MatchState.PROPOSED for match in matches)


def people_of(matches: list[Match]) -> list[int]:
    """Return whose data these matches show."""
    return [person for match in matches for person in (match.request.resident_id, match.offer.resident_id)]
