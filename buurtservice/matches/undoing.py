"""Takes a decision back: an approval until the first yes, a decline while both are still free."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.exc import IntegrityError

from buurtservice.extensions import db
from buurtservice.help.errors import (
    HelperFull,
    HelperResting,
    OfferFull,
    OfferNotActive,
    RequestAlreadyAnswered,
    RequestNotOpen,
)
from buurtservice.help.helped import reopen_helped
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState, RequestState
from buurtservice.help.places import lock_helpers
from buurtservice.help.queries import get_offer, get_request
from buurtservice.help.solutions import find_live_solution
from buurtservice.labels import OFFER_STATES, REQUEST_STATES, SOLUTION_KINDS
from buurtservice.matches.answers import end_answer
from buurtservice.matches.errors import PairNotAllowed, ProposalStands, TooLateToUndo
from buurtservice.matches.models import Match, MatchState, Step
from buurtservice.matches.proposing import find_proposal
from buurtservice.matches.queries import list_ring_matches
from buurtservice.matches.steps import (
    StepDetails,
    StepTaken,
    check_step,
    links_of,
    lock_match,
    move_match,
)
from buurtservice.residents.queries import is_never_pair
from buurtservice.transactions import savepoint, transaction


def undo_approval(match_id: int, *, on: date, today: date, by: int | None = None) -> StepTaken:
    """Make an approved match a proposal again, its ring as a whole; places are free and requests open.

    Raises NotFound, DateInFuture, DateTooEarly, MatchInOtherState, or TooLateToUndo after a yes.
    """
    with transaction():
        links = links_of(lock_match(match_id))
        for link in links:
            check_step(link, needed=(MatchState.APPROVED,), on=on, today=today)
            if link.asker_said_yes_on is not None or link.helper_said_yes_on is not None:
                raise TooLateToUndo(id=link.id)
        for link in links:
            _propose_again(link, before=MatchState.APPROVED, step=Step.APPROVAL_UNDONE, on=on, by=by)
        # Helpers are locked after requests and matches, all at once.
        lock_helpers([link.help_offer_id for link in links])
        for link in links:
            end_answer(link, on=on, fulfilled=False)
            link.solution_id = None
        db.session.flush()
        return StepTaken(matches=links)


def undo_decline(match_id: int, *, on: date, today: date, by: int | None = None) -> StepTaken:
    """Make a declined match a proposal again, while the request and the offer are free.

    A ring that was declined as one comes back as one; a ring that broke on this link alone is whole again
    when its other links still wait. A match that was declined after approval comes back as a proposal. A
    request that was closed because its asker was helped already is open again.

    Raises NotFound, DateInFuture, DateTooEarly, MatchInOtherState, PairNotAllowed for two who were parted,
    RequestNotOpen, RequestAlreadyAnswered, ProposalStands, OfferNotActive, OfferFull, HelperResting or
    HelperFull.
    """
    with transaction():
        match = lock_match(match_id)
        links = links_of(match)
        for link in links:
            check_step(link, needed=(MatchState.DECLINED,), on=on, today=today)
        for link in links:
            reopen_helped(link.help_request_id, on=on)
        check_free(links)
        for link in links:
            _propose_again(link, before=MatchState.DECLINED, step=Step.DECLINE_UNDONE, on=on, by=by)
        _close_ring(match)
        return StepTaken(matches=links)


def check_free(links: Collection[Match]) -> None:
    """Refuse when a request is answered or proposed elsewhere, or an offer has no place left.

    The caller holds the requests; the offers are only looked at: approving takes their places for real.
    """
    for link in links:
        if is_never_pair(link.request.resident_id, link.offer.resident_id):
            raise PairNotAllowed(request=link.help_request_id, offer=link.help_offer_id)
        check_request_free(get_request(link.help_request_id))
        standing = find_proposal(link.help_request_id)
        if standing is not None:
            raise ProposalStands(request=link.help_request_id, match=standing.id)
        check_offer_free(get_offer(link.help_offer_id))


def check_request_free(request: HelpRequest) -> None:
    """Refuse a request that is not open, or that something answers. Raises those two refusals."""
    if request.state != RequestState.OPEN:
        raise RequestNotOpen(id=request.id, state=REQUEST_STATES[request.state])
    live = find_live_solution(request.id)
    if live is not None:
        raise RequestAlreadyAnswered(id=request.id, kind=SOLUTION_KINDS[live.kind])


def check_offer_free(offer: HelpOffer, *, may_rest: bool = False) -> None:
    """Refuse an offer that does not take part or is full, or whose helper rests or is full."""
    if offer.state != OfferState.ACTIVE:
        raise OfferNotActive(id=offer.id, state=OFFER_STATES[offer.state])
    if offer.places_taken >= offer.capacity:
        raise OfferFull(id=offer.id, taken=offer.places_taken, capacity=offer.capacity)
    helper = offer.resident
    if helper.resting and not may_rest:
        raise HelperResting(id=offer.id)
    if helper.active_matches >= helper.max_active:
        raise HelperFull(id=offer.id, active=helper.active_matches)


def _propose_again(link: Match, *, before: MatchState, step: Step, on: date, by: int | None) -> None:
    """Bring one match back to where the worker decided; what was said since then is said no more."""
    try:
        with savepoint():
            move_match(
                link,
                needed=(before,),
                to=MatchState.PROPOSED,
                step=step,
                on=on,
                details=StepDetails(by=by),
                postponed_until=None,
                asker_said_yes_on=None,
                helper_said_yes_on=None,
                asker_call_back_on=None,
                helper_call_back_on=None,
            )
    except IntegrityError:  # The index that allows one proposal to a request.
        standing = find_proposal(link.help_request_id)
        raise ProposalStands(
            request=link.help_request_id, match=standing.id if standing else link.id
        ) from None


def _close_ring(match: Match) -> None:
    """Let a ring that broke on this link be whole again, when all its links wait for the worker."""
    ring = match.ring
    if ring is None or ring.broken_on is None:
        return
    if all(link.state == MatchState.PROPOSED for link in list_ring_matches(ring.id)):
        ring.broken_on = None
        db.session.flush()
