"""How a match begins: proposed by a round or made by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.matches.errors import ProposalStands
from buurtservice.matches.models import Match, MatchState, Reciprocity, Ring, Step
from buurtservice.matches.policies import is_touched
from buurtservice.matches.queries import list_matches
from buurtservice.matches.steps import StepDetails, break_ring, move_match, record_step
from buurtservice.transactions import transaction


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One pair that the matcher or a worker puts forward. `parts` are points per part of the suitability."""

    request_id: int
    offer_id: int
    score: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    reciprocity: Reciprocity | None = None
    ring_label: str | None = None


def propose_matches(
    proposals: list[Proposal], *, on: date, round_number: int | None, by: int | None = None
) -> list[Match]:
    """Store proposals, the links of one ring joined to one Ring; `round_number` None means made by hand."""
    with transaction():
        rings: dict[str, Ring] = {}
        matches = [_propose(proposal, rings, on=on, round_number=round_number) for proposal in proposals]
        for match in matches:
            record_step(match, Step.PROPOSED, on=on, details=StepDetails(by=by))
        db.session.flush()
        return matches


def replace_proposal(request_id: int, *, on: date, by: int | None = None) -> None:
    """Withdraw the round's proposal for this request, to make room for one made by hand.

    Raises ProposalStands when a worker made or kept the proposal that is there.
    """
    with transaction():
        standing = find_proposal(request_id)
        if standing is None:
            return
        if is_touched(standing):
            raise ProposalStands(request=request_id, match=standing.id)
        withdraw_proposal(standing, on=on, by=by)


def find_proposal(request_id: int) -> Match | None:
    """Return the proposal that waits for this request, if there is one."""
    return db.session.scalar(
        select(Match)
        .where(Match.help_request_id == request_id, Match.state == MatchState.PROPOSED)
        .execution_options(populate_existing=True)
    )


def withdraw_proposal(match: Match, *, on: date, by: int | None = None) -> None:
    """Withdraw a proposal, also one that was made with a later day in mind."""
    with transaction():
        day = max(on, match.last_step_on)
        move_match(
            match,
            needed=(MatchState.PROPOSED,),
            to=MatchState.WITHDRAWN,
            step=Step.WITHDRAWN,
            on=day,
            details=StepDetails(by=by),
        )
        break_ring(match, on=day)


def withdraw_untouched_proposals(*, on: date) -> int:
    """Withdraw every proposal that nobody has touched; return how many."""
    with transaction():
        untouched = [match for match in list_matches((MatchState.PROPOSED,)) if not is_touched(match)]
        for match in untouched:
            withdraw_proposal(match, on=on)
        return len(untouched)


def _propose(proposal: Proposal, rings: dict[str, Ring], *, on: date, round_number: int | None) -> Match:
    ring = None
    if proposal.ring_label is not None:
        ring = rings.setdefault(proposal.ring_label, Ring())
    match = Match(
        request=db.session.get_one(HelpRequest, proposal.request_id),
        offer=db.session.get_one(HelpOffer, proposal.offer_id),
        ring=ring,
        round_number=round_number,
        score=proposal.score,
        parts=dict(proposal.parts),
        reciprocity=proposal.reciprocity,
        proposed_on=on,
        last_step_on=on,
    )
    db.session.add(match)
    db.session.flush()
    return match
