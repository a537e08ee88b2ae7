"""Mia came twice and has two cards. They become one, with all that is on them; for a week that is undone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select

from buurtservice.accounts.models import AccessLog, SignIn, StaffUser
from buurtservice.activities.models import ActivityPlace, PlaceState
from buurtservice.activities.places import invite, take_place, take_place_for
from buurtservice.activities.queries import get_activity
from buurtservice.activities.services import add_activity, hold_activity
from buurtservice.calls.models import Call, CallPlan, CallReason, CallState
from buurtservice.cards.services import import_card_box
from buurtservice.errors import NotFound
from buurtservice.extensions import Base, db
from buurtservice.facts.models import Fact
from buurtservice.help.models import HelpRequest
from buurtservice.help.queries import get_request
from buurtservice.matches.models import MatchState
from buurtservice.matches.services import complete_match, start_match
from buurtservice.merging.columns import ENDS, MOVES, PAIRS, STAYS, all_columns
from buurtservice.merging.errors import (
    AlreadyMerged,
    HasLeft,
    KeepTheNamed,
    LaterMergeFirst,
    MergeAlreadyUndone,
    SameRecord,
    TwoPeople,
    UndoTooLate,
)
from buurtservice.merging.queries import list_standing_merges
from buurtservice.merging.services import mark_distinct, merge_residents, undo_merge
from buurtservice.residents.agreements import list_agreements, record_agreement
from buurtservice.residents.models import (
    AgreementKind,
    CalendarLink,
    DistinctPair,
    Resident,
    ResidentMerge,
)
from buurtservice.residents.queries import (
    get_kept_resident,
    get_resident,
    is_never_pair,
    list_record_ids,
)
from buurtservice.residents.searching import search_residents
from buurtservice.residents.services import keep_findable, never_match
from buurtservice.rounds.problem import build_problem
from buurtservice.transactions import transaction
from tests.factories import TODAY, bring, household, offer, pair, proposal, request, resident
from tests.integration.racing import count, look_anew, race, wrong_counters

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
NEXT_WEEK = NOW + timedelta(days=7)


def merge(kept: Resident, merged: Resident) -> ResidentMerge:
    return merge_residents(kept_id=kept.id, merged_id=merged.id, by_id=None, now=NOW)


def two_cards() -> tuple[Resident, Resident]:
    """Return Mia's two records: with an address, and with a telephone number and a dog."""
    kept = resident("Mia Janssen", address="Botsaartstraat 12", languages=["nl"])
    merged = resident("M. Jansen", phone="0612345678", languages=["li"], email="mia@buurt.example")
    with transaction():
        keep_findable(kept)
        keep_findable(merged)
    return kept, merged


def facts() -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.session.execute(select(*Fact.__table__.columns).order_by(Fact.id))]


def whole_database() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, as text, to see that nothing changed."""
    return {
        table.name: sorted(str(tuple(row)) for row in db.session.execute(select(*table.columns)))
        for table in Base.metadata.sorted_tables
    }


def test_merging_knows_every_column_that_refers_to_a_resident():
    ways = (*MOVES, *ENDS, *PAIRS, *STAYS)

    assert all_columns() == set(ways), "say in merging/columns.py what merging does with this column"
    assert len(ways) == len(set(ways))


def test_two_cards_of_mia_become_one_with_everything_on_them(app):
    kept, merged = two_cards()
    asked, offered = request(merged), offer(merged, "garden")
    record_agreement(merged.id, AgreementKind.TAKING_PART, on=TODAY, today=TODAY)
    before = facts()

    merge(kept, merged)

    assert (get_request(asked.id).resident_id, offered.resident_id) == (kept.id, kept.id)
    assert [one.kind for one in list_agreements(kept.id)] == [AgreementKind.TAKING_PART]
    assert get_resident(merged.id).merged_into_id == kept.id
    assert facts() == before


def test_what_the_kept_card_lacks_is_filled_in_and_what_it_has_stays(app):
    kept, merged = two_cards()

    merge(kept, merged)

    mia = get_resident(kept.id)
    assert (mia.name, mia.address, mia.phone) == ("Mia Janssen", "Botsaartstraat 12", "0612345678")
    assert (mia.email, mia.languages) == ("mia@buurt.example", ["li", "nl"])


def test_only_the_kept_card_is_found_and_by_what_came_over_too(app):
    kept, merged = two_cards()

    merge(kept, merged)

    assert [person.id for person in search_residents("0612345678")] == [kept.id]
    assert search_residents("jansen m") == [] or search_residents("jansen m")[0].id == kept.id


def test_undoing_a_merge_leaves_everything_as_it_was(app):
    kept, merged = two_cards()
    stranger = resident("Fatima")
    household(merged, stranger)
    asked = request(merged)
    bring(proposal(request(stranger, "garden"), offer(merged, "garden")), MatchState.ACTIVE)
    proposal(asked, offer(resident("Sjef")))
    record_agreement(merged.id, AgreementKind.AGE, on=TODAY, today=TODAY)
    mark_distinct(merged.id, stranger.id, on=TODAY, by_id=None)
    before = whole_database()

    done = merge(kept, merged)
    assert whole_database() != before
    parted = undo_merge(done.id, now=NEXT_WEEK)

    after = whole_database()
    told = after.pop("resident_merge")
    before.pop("resident_merge")
    # The kept one stays two people with whoever the merged one was two people with: better too careful.
    extra = set(after.pop("distinct_pair")) - set(before.pop("distinct_pair"))
    assert (len(told), len(extra), parted.given_back) == (1, 1, 3)
    assert after == before


def test_what_came_after_the_merge_stays_with_the_kept_card(app):
    kept, merged = two_cards()
    old = request(merged)
    done = merge(kept, merged)
    new = request(get_resident(kept.id), "garden")

    undo_merge(done.id, now=NEXT_WEEK)

    assert (get_request(old.id).resident_id, get_request(new.id).resident_id) == (merged.id, kept.id)


def test_what_somebody_corrected_after_the_merge_stays_corrected(app):
    kept, merged = two_cards()
    done = merge(kept, merged)
    with transaction():
        get_resident(kept.id).phone = "0699999999"

    undo_merge(done.id, now=NEXT_WEEK)

    assert (get_resident(kept.id).phone, get_resident(kept.id).email) == ("0699999999", None)


def test_a_helper_with_two_cards_is_counted_right_before_and_after(app):
    kept, merged = resident("Sjef", max_active=4), resident("Sj", max_active=4)
    for name, helper in (("Mia", kept), ("Lies", merged), ("Anna", merged)):
        bring(proposal(request(resident(name)), offer(helper)), MatchState.AGREED)

    done = merge(kept, merged)
    assert (get_resident(kept.id).active_matches, wrong_counters()) == (3, [])

    undo_merge(done.id, now=NOW)
    assert (get_resident(kept.id).active_matches, get_resident(merged.id).active_matches) == (1, 2)
    assert wrong_counters() == []


def test_a_match_goes_on_after_the_cards_of_its_helper_were_merged(app):
    match = bring(pair(), MatchState.AGREED)
    merge(resident("Sjef Peeters"), match.offer.resident)

    done = bring_on(match.id)

    look_anew()
    assert done == MatchState.COMPLETED
    assert wrong_counters() == []


def bring_on(match_id: int) -> MatchState:
    start_match(match_id, on=TODAY, today=TODAY)
    return complete_match(match_id, hours=Decimal(1), on=TODAY, today=TODAY).matches[0].state


def test_a_proposal_that_mia_helps_mia_is_withdrawn(app):
    match = pair()

    merge(match.request.resident, match.offer.resident)

    look_anew()
    assert match.state == MatchState.WITHDRAWN
    build_problem(as_of=TODAY)  # The matcher takes it: nobody helps themselves.


@pytest.mark.parametrize("state", ["approved", "agreed", "active", "completed", "stopped"])
def test_two_between_whom_a_worker_made_a_match_are_two_people(app, state):
    match = bring(pair(), MatchState(state))
    before = whole_database()

    with pytest.raises(TwoPeople):
        merge(match.request.resident, match.offer.resident)

    assert whole_database() == before


def test_a_never_match_pair_is_two_people_and_the_refusal_does_not_say_why(app):
    kept, merged = two_cards()
    never_match(one_id=kept.id, other_id=merged.id, on=TODAY)

    with pytest.raises(TwoPeople) as refused:
        merge(kept, merged)

    assert not refused.value.params


def test_never_match_pairs_come_over_once_and_go_back(app):
    kept, merged = two_cards()
    fatima, sjef = resident("Fatima"), resident("Sjef")
    never_match(one_id=fatima.id, other_id=merged.id, on=TODAY)
    never_match(one_id=sjef.id, other_id=merged.id, on=TODAY)
    never_match(one_id=sjef.id, other_id=kept.id, on=TODAY)

    done = merge(kept, merged)
    assert is_never_pair(kept.id, fatima.id)
    assert not is_never_pair(merged.id, fatima.id)
    assert count("never_match") == 2

    undo_merge(done.id, now=NOW)
    assert is_never_pair(merged.id, fatima.id)
    assert is_never_pair(merged.id, sjef.id)
    assert is_never_pair(kept.id, sjef.id)


def test_nobody_loses_a_housemate(app):
    kept, merged = two_cards()
    anna, bea = resident("Anna"), resident("Bea")
    household(kept, anna)
    household(merged, bea)

    done = merge(kept, merged)
    assert len({get_resident(one.id).household_id for one in (kept, anna, bea)}) == 1

    undo_merge(done.id, now=NOW)
    assert get_resident(kept.id).household_id == get_resident(anna.id).household_id
    assert get_resident(merged.id).household_id == get_resident(bea.id).household_id
    assert get_resident(kept.id).household_id != get_resident(bea.id).household_id


def test_who_was_signed_in_must_do_so_again_and_links_end(app):
    kept, merged = two_cards()
    with transaction() as session:
        session.add_all([SignIn(resident_id=one.id, token_hash=one.name) for one in (kept, merged)])
        session.add(CalendarLink(resident_id=merged.id, token_hash="link"))

    merge(kept, merged)

    ended = dict(iter(db.session.execute(select(SignIn.resident_id, SignIn.ended_at))))
    assert ended[merged.id] == NOW
    assert ended[kept.id] is None
    assert db.session.scalar(select(CalendarLink.revoked_at)) == NOW


def test_the_log_of_who_looked_is_never_changed(app):
    kept, merged = two_cards()
    with transaction() as session:
        session.add(AccessLog(resident_id=merged.id, action="resident.read"))

    merge(kept, merged)

    assert db.session.scalar(select(AccessLog.resident_id)) == merged.id


def test_of_two_places_at_one_activity_the_firmer_is_kept(app):
    kept, merged = two_cards()
    asked = request(merged)
    activity = add_activity(title="Samen eten", on=TODAY, today=TODAY)
    take_place(activity.id, resident_id=kept.id, on=TODAY, today=TODAY)
    take_place_for(activity.id, request_id=asked.id, on=TODAY, today=TODAY)

    merge(kept, merged)

    places = list(db.session.scalars(select(ActivityPlace).order_by(ActivityPlace.id)).unique())
    assert [place.resident_id for place in places] == [kept.id, kept.id]
    assert sorted(place.state for place in places) == [PlaceState.CANCELLED, PlaceState.TAKEN]


def test_an_invitation_gives_way_to_a_place_that_was_taken(app):
    kept, merged = two_cards()
    activity = add_activity(title="Samen eten", on=TODAY, today=TODAY)
    invite(get_activity(activity.id), [request(kept)], on=TODAY)
    taken = take_place(activity.id, resident_id=merged.id, on=TODAY, today=TODAY)

    merge(kept, merged)

    look_anew()
    assert (taken.state, taken.resident_id) == (PlaceState.TAKEN, kept.id)


def test_two_places_of_the_past_stay_where_they_were_counted(app):
    kept, merged = two_cards()
    activity = add_activity(title="Samen eten", on=TODAY, today=TODAY)
    for person in (kept, merged):
        take_place(activity.id, resident_id=person.id, on=TODAY, today=TODAY)
    hold_activity(activity.id, on=TODAY, today=TODAY)

    undo_merge(merge(kept, merged).id, now=NOW)

    assert sorted(db.session.scalars(select(ActivityPlace.resident_id))) == [kept.id, merged.id]


def test_of_two_open_conversations_the_one_that_was_begun_is_kept(app):
    kept, merged = two_cards()
    with transaction() as session:
        session.add(
            CallPlan(number=1, previous_plan=0, as_of=TODAY, calls_wanted=2, requests=0, served_max=0)
        )
        session.flush()
        for person, called_on in ((kept, None), (merged, TODAY)):
            session.add(
                Call(
                    resident_id=person.id,
                    reason=CallReason.UNLOCK,
                    plan_number=1,
                    opened_on=TODAY,
                    called_on=called_on,
                )
            )

    merge(kept, merged)

    calls = list(db.session.scalars(select(Call).order_by(Call.id)).unique())
    assert [call.state for call in calls] == [CallState.WITHDRAWN, CallState.OPEN]
    assert {call.resident_id for call in calls} == {kept.id}


def test_a_card_without_a_name_goes_up_in_one_with_a_name_and_not_the_other_way(app):
    kept = resident("Mia Janssen")
    with transaction() as session:
        nobody = Resident(pseudonymous=True)
        session.add(nobody)
    asked = request(nobody)

    with pytest.raises(KeepTheNamed):
        merge(nobody, kept)
    merge(kept, nobody)

    assert get_request(asked.id).resident_id == kept.id


def test_a_proof_of_screening_is_not_taken_over(app):
    kept, merged = resident("Sjef"), resident("Sj", screened=True)

    merge(kept, merged)

    assert not get_resident(kept.id).screened


def test_one_record_is_not_merged_with_itself_nor_with_one_that_is_not_there(app):
    kept = resident("Mia")

    with pytest.raises(SameRecord):
        merge(kept, kept)
    with pytest.raises(NotFound):
        merge_residents(kept_id=kept.id, merged_id=99, by_id=None, now=NOW)
    with pytest.raises(SameRecord):
        mark_distinct(kept.id, kept.id, on=TODAY, by_id=None)


def test_who_left_is_not_merged(app):
    kept, merged = resident("Mia"), resident("M", left_on=TODAY)

    with pytest.raises(HasLeft):
        merge(kept, merged)


def test_a_merge_is_undone_once_and_within_a_week(app):
    kept, merged = two_cards()
    late = merge(kept, merged)
    with pytest.raises(UndoTooLate):
        undo_merge(late.id, now=NEXT_WEEK + timedelta(seconds=1))

    undo_merge(late.id, now=NEXT_WEEK)
    with pytest.raises(MergeAlreadyUndone):
        undo_merge(late.id, now=NEXT_WEEK)


def test_of_three_cards_the_last_merge_is_undone_first(app):
    one, two, three = resident("Mia"), resident("Mi"), resident("M")
    first = merge(two, three)
    second = merge(one, two)

    with pytest.raises(LaterMergeFirst):
        undo_merge(first.id, now=NOW)
    undo_merge(second.id, now=NOW)
    undo_merge(first.id, now=NOW)

    assert all(get_resident(person.id).merged_into_id is None for person in (one, two, three))


def test_two_desks_merge_the_same_two_at_once_and_one_wins(app):
    kept, merged = two_cards()
    asked = request(merged)
    calls = [partial(merge_ids, kept.id, merged.id), partial(merge_ids, merged.id, kept.id)] * 3

    outcomes = race(app, calls)

    assert sum(outcome.won for outcome in outcomes) == 1
    assert all(isinstance(outcome.refusal, AlreadyMerged) for outcome in outcomes if not outcome.won)
    (standing,) = db.session.scalars(select(ResidentMerge))
    assert get_resident(standing.merged_id).merged_into_id == standing.kept_id
    assert get_request(asked.id).resident_id == standing.kept_id


def test_two_desks_undo_a_merge_at_once_and_one_wins(app):
    kept, merged = two_cards()
    done = merge(kept, merged).id

    outcomes = race(app, [lambda: undo_merge(done, now=NOW) and None for _ in range(4)])

    assert sum(outcome.won for outcome in outcomes) == 1


def test_matches_and_a_merge_of_their_helper_at_the_same_moment_leave_the_counters_right(app):
    kept, merged = resident("Sjef", max_active=9), resident("Sj", max_active=9)
    live = [
        bring(proposal(request(resident(f"Mia {n}")), offer(merged)), MatchState.ACTIVE).id for n in range(3)
    ]

    race(app, [partial(merge_ids, kept.id, merged.id), *(partial(complete, match_id) for match_id in live)])

    assert wrong_counters() == []


def test_a_merge_can_be_seen_with_who_did_it_until_it_was_undone(app):
    kept, merged = two_cards()
    with transaction() as session:
        ben = StaffUser(email="ben@buurt.example", name="Ben")
        session.add(ben)
    done = merge_residents(kept_id=kept.id, merged_id=merged.id, by_id=ben.id, now=NOW)

    (seen,) = list_standing_merges(kept.id, since=NOW - timedelta(days=7))
    assert (seen.name, seen.by) == ("M. Jansen", "Ben")

    undo_merge(done.id, now=NOW)
    assert list_standing_merges(kept.id, since=NOW - timedelta(days=7)) == []


def test_two_who_look_alike_are_marked_once(app):
    kept, merged = two_cards()

    for one, other in ((kept, merged), (merged, kept)):
        mark_distinct(one.id, other.id, on=TODAY, by_id=None)

    (found,) = db.session.scalars(select(DistinctPair))
    assert (found.resident_a_id, found.resident_b_id) == (kept.id, merged.id)


def merge_ids(kept_id: int, merged_id: int) -> None:
    merge_residents(kept_id=kept_id, merged_id=merged_id, by_id=None, now=NOW)


def complete(match_id: int) -> None:
    complete_match(match_id, hours=Decimal(1), on=TODAY, today=TODAY)


def test_a_card_of_somebody_whose_record_was_merged_goes_to_the_kept_one(app, tmp_path):
    columns = "Kaartnr;Datum;Naam;Adres;Buurt;Telefoon;V/A;Soort hulp;Wanneer;Afstand"
    header = f"{columns};Bijzonderheden;Breedte;Lengte\n"
    card = "02-03-2026;Mia Peters;Botsaartstraat 1;Caberg;;V;strijken;di ochtend;;;50,86;5,66\n"
    box = tmp_path / "box.csv"
    box.write_text(f"{header}1;{card}", encoding="utf-8")
    import_card_box(box, today=TODAY)
    merged = db.session.scalars(select(Resident)).one()
    kept = resident("Mia Peters-Bours")
    merge(kept, merged)

    box.write_text(f"{header}1;{card}2;{card}", encoding="utf-8")
    assert import_card_box(box, today=TODAY).residents == 0

    assert set(db.session.scalars(select(HelpRequest.resident_id))) == {kept.id}
    assert get_kept_resident(merged.id) == kept
    assert list_record_ids(kept.id) == [kept.id, merged.id]
