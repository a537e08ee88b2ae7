"""What stands around a proposal: who else could help, and who holds whom, in a handful of queries.

A page asks this, so it may not load a city: only offers that a first look in the database leaves, and only
what a match needs. Names come along for the worker; the problem made of it (`problem_of`) has none.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, literal, or_, select, union

import matching
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.matches.models import Match, MatchState
from buurtservice.residents.models import NeverMatch
from buurtservice.rounds.problem import dayparts_of
from buurtservice.rounds.surrounding_rows import (
    AnyRow,
    active_offers,
    by_id,
    may_fit,
    requests_with_proposal,
    row_of,
)

Pair = tuple[int, int]
NEAREST = 150  # A near miss among more than the nearest offers is no near miss.


@dataclass(kw_only=True)
class Surroundings:
    """The requests that a page is about (`targets`), and what is around them, by id.

    `requests` are the targets and whoever is proposed now to one of the helpers read; `proposed` joins them
    to (offer id, match id). `declined` are (request, offer), `never` residents, `pairs` (asker, helper).
    """

    targets: tuple[int, ...]
    as_of: date
    requests: dict[int, AnyRow]
    offers: dict[int, AnyRow]
    proposed: dict[int, tuple[int, int]]
    declined: set[Pair]
    never: set[Pair]
    pairs: set[Pair]

    @property
    def screening(self) -> set[int]:
        """Return the kinds of help that need a helper who was screened."""
        return {row.category_id for row in self.requests.values() if row.requires_screening}


def read_surroundings(requests: Collection[HelpRequest], *, as_of: date) -> Surroundings:
    """Read what stands around these requests now: three queries, however many there are."""
    targets = tuple(sorted(request.id for request in requests))
    around = Surroundings(
        targets=targets,
        as_of=as_of,
        requests={request.id: row_of(request) for request in requests},
        offers={},
        proposed={},
        declined=set(),
        never=set(),
        pairs=set(),
    )
    _read_offers(around, targets)
    return around


def read_further(around: Surroundings, request_ids: Collection[int]) -> None:
    """Read who could help these requests too: those who are proposed to a target's helpers."""
    _read_offers(around, request_ids)


def read_near(around: Surroundings, request_id: int) -> Surroundings:
    """Return the same with the offers of its kind that are nearest to a request, whether they fit or not."""
    request = around.requests[request_id]
    nearest = active_offers().where(HelpOffer.category_id == request.category_id)
    if request.lat is not None:
        away = func.abs(HelpOffer.lat - request.lat) + func.abs(HelpOffer.lon - request.lon) * 0.63
        nearest = nearest.order_by(away)
    return replace(around, offers=around.offers | by_id(nearest.limit(NEAREST)))


def problem_of(
    around: Surroundings,
    request_ids: Iterable[int],
    offer_ids: Iterable[int],
    *,
    excluded: Iterable[Pair] = (),
) -> matching.Problem:
    """Return the problem of some of the requests and offers. What others are proposed for is taken off.

    Places are those free now, without the proposals of requests that are not among these. `excluded` are
    (request, offer) pairs that were declined; those of others are passed over.
    """
    requests = [around.requests[request_id] for request_id in sorted(set(request_ids))]
    offers = [around.offers[offer_id] for offer_id in sorted(set(offer_ids))]
    asked, given = {row.id for row in requests}, {row.id for row in offers}
    held = [around.requests[one] for one in around.proposed if one not in asked]
    held_offers = Counter(row.help_offer_id for row in held)
    held_helpers = Counter(row.helper_id for row in held)
    people: dict[int, AnyRow] = {row.resident_id: row for row in [*requests, *offers]}
    return matching.Problem(
        residents=tuple(_resident(row, held_helpers[row.resident_id]) for _, row in sorted(people.items())),
        requests=tuple(_request(row, around.as_of) for row in requests),
        offers=tuple(_offer(row, held_offers[row.id]) for row in offers),
        never=tuple(pair for pair in sorted(around.never) if set(pair) <= people.keys()),
        pairs=tuple(pair for pair in sorted(around.pairs) if set(pair) <= people.keys()),
        excluded=tuple(sorted({pair for pair in excluded if pair[0] in asked and pair[1] in given})),
        policy=matching.Policy(screening_required=tuple(sorted(around.screening))),
    )


def holders(around: Surroundings) -> dict[int, list[tuple[int, int]]]:
    """Return per helper the (request id, match id) that they are proposed for now."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for request_id, (_, match_id) in sorted(around.proposed.items()):
        found[around.requests[request_id].helper_id].append((request_id, match_id))
    return found


def _read_offers(around: Surroundings, request_ids: Collection[int]) -> None:
    """Add the offers that may fit these requests, and what their helpers are proposed for now."""
    wanted = [around.requests[request_id] for request_id in request_ids]
    fits = or_(*(may_fit(row) for row in wanted))
    new = by_id(active_offers().where(HelpOffer.id.not_in(around.offers), fits))
    if not new and around.offers:
        return
    around.offers |= new
    helpers = {row.resident_id for row in new.values()}
    rows = by_id(requests_with_proposal().where(HelpOffer.resident_id.in_(helpers)))
    around.requests |= rows
    around.proposed |= {row.id: (row.help_offer_id, row.match_id) for row in rows.values()}
    _read_pairs(around)


def _read_pairs(around: Surroundings) -> None:
    """Read who was declined, who was parted and who went well before: three kinds of pairs, one query."""
    askers = {row.resident_id for row in around.requests.values()}
    said_no = select(literal("declined"), Match.help_request_id, Match.help_offer_id).where(
        Match.state == MatchState.DECLINED, Match.help_request_id.in_(around.requests)
    )
    parted = select(literal("never"), NeverMatch.resident_a_id, NeverMatch.resident_b_id).where(
        or_(NeverMatch.resident_a_id.in_(askers), NeverMatch.resident_b_id.in_(askers))
    )
    went_well = (
        select(literal("pairs"), HelpRequest.resident_id, HelpOffer.resident_id)
        .select_from(Match)
        .join(HelpRequest, HelpRequest.id == Match.help_request_id)
        .join(HelpOffer, HelpOffer.id == Match.help_offer_id)
        .where(Match.state == MatchState.COMPLETED, HelpRequest.resident_id.in_(askers))
    )
    kinds: dict[str, set[Pair]] = {"declined": set(), "never": set(), "pairs": set()}
    for kind, one, other in db.session.execute(union(said_no, parted, went_well)):
        kinds[kind].add((one, other))
    around.declined, around.never, around.pairs = kinds["declined"], kinds["never"], kinds["pairs"]


def _resident(row: AnyRow, held: int) -> matching.Resident:
    return matching.Resident(
        id=row.resident_id,
        household=row.household_id,
        max_active=row.max_active,
        active=row.active_matches + held,
        resting=row.resting,
        languages=tuple(sorted(row.languages)),
        screened=row.screened,
    )


def _request(row: AnyRow, as_of: date) -> matching.Request:
    return matching.Request(
        id=row.id,
        asker=row.resident_id,
        category=row.category_id,
        urgent=row.urgent,
        dayparts=dayparts_of(row.dayparts),
        lat=row.lat,
        lon=row.lon,
        needs=tuple(sorted(row.needs)),
        languages=tuple(sorted(row.languages)),
        waiting_days=max(0, (as_of - row.received_on).days),
    )


def _offer(row: AnyRow, held: int) -> matching.Offer:
    return matching.Offer(
        id=row.id,
        helper=row.resident_id,
        category=row.category_id,
        capacity=max(0, row.capacity - row.places_taken - held),
        dayparts=dayparts_of(row.dayparts),
        lat=row.lat,
        lon=row.lon,
        radius_m=row.radius_m,
        can=tuple(sorted(row.can)),
    )
