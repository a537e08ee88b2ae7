"""Why an agreed match counts as reciprocal: settled for its asker on that day, and never computed again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.help.models import OfferState
from buurtservice.matches.ending import decline_match, stop_match
from buurtservice.matches.leaving import change_offer_and_proposals
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.services import approve_match, record_yes
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}


def kind_of(match: Match) -> str | None:
    """Return the kind of reciprocity in the fact of the agreement."""
    fact = db.session.scalars(
        select(Fact).where(Fact.kind == FactKind.MATCH_AGREED, Fact.match_key == match.subject_key)
    ).one()
    return fact.reciprocity.value if fact.reciprocity else None


def test_links_of_a_whole_ring_count_as_ring():
    links = factories.swap()
    approve_match(links[0].id, **DAY)

    for link in links:
        factories.agree(link)

    assert [kind_of(link) for link in links] == ["ring", "ring"]
    reasons = select(Fact.reason).where(Fact.kind == FactKind.MATCH_AGREED)
    assert list(db.session.scalars(reasons)) == ["swap", "swap"]  # A longer ring has none.


def test_a_link_agreed_after_its_ring_broke_counts_by_its_askers_own_offer():
    links = factories.swap()
    approve_match(links[0].id, **DAY)
    factories.agree(links[0])
    stop_match(links[0].id, reason="other", **DAY)

    factories.agree(links[1])

    assert [kind_of(link) for link in links] == ["ring", "offers"]


def test_a_match_whose_asker_offers_nothing_and_gave_nothing_is_not_reciprocal():
    match = factories.bring(factories.pair(), MatchState.AGREED)

    assert kind_of(match) is None


def test_the_kind_stays_as_it_was_when_the_offer_comes_later_or_goes():
    match = factories.bring(factories.pair(), MatchState.AGREED)
    offered = factories.offer(match.request.resident, "garden")
    other = factories.bring(
        factories.proposal(
            factories.request(match.request.resident, "pet"),
            factories.offer(factories.resident("Els"), "pet"),
        ),
        MatchState.AGREED,
    )

    change_offer_and_proposals(offered.id, to=OfferState.WITHDRAWN, **DAY)

    assert (kind_of(match), kind_of(other)) == (None, "offers")


@pytest.mark.parametrize(("paused_on", "kind"), [(TODAY, None), (TODAY + timedelta(days=1), "offers")])
def test_an_offer_counts_when_it_took_part_at_the_end_of_the_day_of_agreement(paused_on, kind):
    match = factories.bring(factories.pair(), MatchState.APPROVED)
    offered = factories.offer(match.request.resident, "garden")
    later = TODAY + timedelta(days=5)
    change_offer_and_proposals(offered.id, to=OfferState.PAUSED, on=paused_on, today=later)
    change_offer_and_proposals(offered.id, to=OfferState.ACTIVE, on=later, today=later)

    for side in ("asker", "helper"):
        record_yes(match.id, side=side, on=TODAY, today=later)

    assert kind_of(match) == kind


def test_an_offer_received_after_the_day_of_agreement_does_not_count():
    match = factories.bring(factories.pair(), MatchState.APPROVED)
    factories.offer(match.request.resident, "garden", received_on=TODAY + timedelta(days=1))

    factories.agree(match)

    assert kind_of(match) is None


@pytest.mark.parametrize(
    ("completed_on", "kind"), [(date(2025, 3, 4), "gave"), (date(2025, 3, 3), None), (TODAY, "gave")]
)
def test_help_given_counts_when_it_was_completed_in_the_twelve_months_before(completed_on, kind):
    mia, els = factories.resident("Mia"), factories.resident("Els")
    given = factories.offer(mia, "garden", received_on=date(2025, 1, 1))
    asked = factories.request(els, "garden", received_on=date(2025, 1, 1))
    factories.bring(factories.proposal(asked, given, on=completed_on), MatchState.COMPLETED, on=completed_on)
    change_offer_and_proposals(given.id, to=OfferState.WITHDRAWN, on=date(2025, 3, 4), today=TODAY)

    match = factories.proposal(factories.request(mia), factories.offer(factories.resident("Sjef")))

    assert kind_of(factories.bring(match, MatchState.AGREED)) == kind


def test_help_that_was_stopped_was_not_given():
    mia, els = factories.resident("Mia"), factories.resident("Els")
    given = factories.offer(mia, "garden")
    factories.bring(factories.proposal(factories.request(els, "garden"), given), MatchState.STOPPED)
    change_offer_and_proposals(given.id, to=OfferState.WITHDRAWN, **DAY)

    match = factories.proposal(factories.request(mia), factories.offer(factories.resident("Sjef")))

    assert kind_of(factories.bring(match, MatchState.AGREED)) is None


def test_a_yes_entered_for_a_day_on_which_the_ring_was_whole_counts_as_in_the_ring():
    first, second = factories.swap()
    whole, broken = TODAY, TODAY + timedelta(days=3)
    approve_match(first.id, on=whole, today=broken)
    record_yes(second.id, side="asker", on=whole, today=broken)
    decline_match(first.id, reason="days", on=broken, today=broken)

    record_yes(second.id, side="helper", on=whole, today=broken)

    assert kind_of(second) == "ring"
