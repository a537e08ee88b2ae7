"""Two matches of one helper that want the same only daypart: a warning for the worker, never a refusal."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.matches.models import UNDER_WAY_STATES, Match, MatchState
from buurtservice.residents.models import Resident

WHOLE_WEEK = (1 << 21) - 1


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Another match of the same helper, with somebody else, at the only daypart (0…20) that both have."""

    request_id: int  # The request it stands beside.
    match_id: int
    state: MatchState
    helper_id: int
    helper: str | None
    asker: str | None
    daypart: int


def list_clashes(pairs: Collection[tuple[HelpRequest, HelpOffer]]) -> list[Clash]:
    """Return the clashes of these pairs with what is under way, and among themselves once they are proposed.

    One query, however many pairs. Two matches clash when each has one daypart left and it is the same.
    """
    only = {(one.id, offer.id): only_daypart(one.dayparts, offer.dayparts) for one, offer in pairs}
    wanted = [(one, offer) for one, offer in pairs if only[one.id, offer.id] is not None]
    if not wanted:
        return []
    others = _others({offer.resident_id for _, offer in wanted})
    return [
        Clash(
            request_id=one.id,
            match_id=other.id,
            state=other.state,
            helper_id=other.helper_id,
            helper=offer.resident.name,
            asker=other.asker,
            daypart=other_only,
        )
        for one, offer in wanted
        for other in others
        if other.helper_id == offer.resident_id and other.help_request_id != one.id
        if (other_only := only_daypart(other.wanted, other.offered)) is not None
        and other_only == only[one.id, offer.id]
    ]


def only_daypart(wanted: int | None, offered: int | None) -> int | None:
    """Return the one daypart that both masks have, or None when they have more or none. None is any time."""
    shared = (WHOLE_WEEK if wanted is None else wanted) & (WHOLE_WEEK if offered is None else offered)
    return shared.bit_length() - 1 if shared.bit_count() == 1 else None


def _others(helper_ids: Collection[int]) -> list:  # type: ignore[type-arg]
    """Return the matches under way of these helpers: columns only, with what decides a clash."""
    query = (
        select(
            Match.id,
            Match.state,
            Match.help_request_id,
            HelpOffer.resident_id.label("helper_id"),
            HelpRequest.dayparts.label("wanted"),
            HelpOffer.dayparts.label("offered"),
            Resident.name.label("asker"),
        )
        .join(HelpOffer, HelpOffer.id == Match.help_offer_id)
        .join(HelpRequest, HelpRequest.id == Match.help_request_id)
        .join(Resident, Resident.id == HelpRequest.resident_id)
        .where(HelpOffer.resident_id.in_(helper_ids), Match.state.in_(UNDER_WAY_STATES))
        .order_by(Match.id)
    )
    return list(db.session.execute(query))
