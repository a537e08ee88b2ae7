"""Mia leaves. What ran ends kindly, who she was is nowhere any more, and the figures are what they were."""

from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from buurtservice.accounts.access import write_access
from buurtservice.accounts.codes import send_code
from buurtservice.accounts.models import Role, SignIn, SignInCode
from buurtservice.accounts.queries import find_visitor
from buurtservice.accounts.sign_ins import sign_in_resident
from buurtservice.accounts.staff import add_staff
from buurtservice.activities.models import ActivityPlace, PlaceState
from buurtservice.activities.places import take_place_for
from buurtservice.activities.services import add_activity
from buurtservice.calls.models import Call, CallReason, CallState
from buurtservice.calls.services import open_call
from buurtservice.extensions import Base, db
from buurtservice.facts.models import Fact
from buurtservice.figures.queries import get_figures
from buurtservice.help.introducing import Brought, introduce
from buurtservice.help.models import BroughtBy, OfferState, RequestState
from buurtservice.help.queries import get_offer, get_request, list_requests_of
from buurtservice.matches.ending import stop_match
from buurtservice.matches.leaving import change_offer_and_proposals, withdraw_request_and_proposal
from buurtservice.matches.meetings import Meeting, get_meeting, plan_meeting
from buurtservice.matches.models import AppointmentState, MatchState, Side, Went
from buurtservice.matches.queries import get_match
from buurtservice.matches.reviewing import Word, record_review
from buurtservice.merging.services import merge_residents
from buurtservice.messages.services import queue_message
from buurtservice.privacy.calendar_links import find_calendar_owner, make_calendar_link
from buurtservice.privacy.errors import AlreadyLeft
from buurtservice.privacy.leaving import leave
from buurtservice.referrals.models import Direction, Party, Signal
from buurtservice.referrals.services import make_referral
from buurtservice.referrals.signals import close_signal, raise_signal, take_signal
from buurtservice.residents.agreements import record_agreement
from buurtservice.residents.models import AgreementKind, AgreementThrough, NeverMatch, Resident
from buurtservice.residents.queries import get_resident
from buurtservice.residents.searching import search_residents
from buurtservice.residents.services import keep_findable, never_match
from buurtservice.team.models import TaskState, TeamTask
from buurtservice.team.services import open_task
from buurtservice.transactions import transaction
from buurtservice.web.models import Draft
from tests.factories import ASKED_ON, TODAY, agree, bring, circle, offer, pair, proposal, request, resident
from tests.integration.racing import look_anew, race, wrong_answers

pytestmark = pytest.mark.usefixtures("app")

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
SECRET = "Geheimpje"  # In everything of Mia's, so that it can be looked for everywhere.
PHONE = "0612345678"
EMAIL = "geheimpje@mail.example"


def mia_with_a_life() -> Resident:
    """Return Mia, who has something of every kind, with her secret word in all of it."""
    mia = resident(f"Mia {SECRET}")
    twin = resident(f"M {SECRET}")
    with transaction() as session:
        for person in (mia, twin):
            kept = session.get_one(Resident, person.id)
            kept.phone, kept.email, kept.address = PHONE, EMAIL, f"{SECRET}straat 1"
            kept.postcode, kept.salutation, kept.languages = "6217AB", "mrs", ["nl"]
            kept.person_key = f"{SECRET} {person.id}"
            keep_findable(kept)
        session.add(Draft(token_hash="d", kind="x", answers={"name": SECRET}, resident_id=mia.id))
    merge_residents(kept_id=mia.id, merged_id=twin.id, by_id=None, now=NOW)
    staff = add_staff(email="dora@buurt.example", name="Dora", roles=[Role.WORKER], now=NOW)
    _help_of(mia, staff.id)
    _around(mia, staff.id)
    return mia


def _help_of(mia: Resident, dora_id: int) -> None:
    sjef = resident("Sjef")
    asked = request(mia, "garden")
    offered = offer(mia, "pet", capacity=2)
    with transaction() as session:
        for wish in (session.merge(asked), session.merge(offered)):
            wish.note = SECRET
    introduce(
        asked,
        Brought(by=BroughtBy.FAMILY, agreed_on=ASKED_ON, name=f"Zus {SECRET}", phone="0611111111"),
        today=TODAY,
    )
    done = bring(proposal(request(mia), offer(sjef)), MatchState.COMPLETED)
    word = Word(went=Went.WELL, hours=Decimal(2), note=SECRET)
    record_review(done.id, side=Side.ASKER, word=word, on=TODAY, today=TODAY)
    stopped = bring(proposal(request(mia, "cooking"), offer(sjef, "cooking")), MatchState.AGREED)
    stop_match(stopped.id, reason="other", note=f"{SECRET} is boos", on=TODAY, today=TODAY, by=dora_id)
    running = bring(
        proposal(request(mia, "computer"), offer(sjef, "computer", capacity=2)), MatchState.AGREED
    )
    plan_meeting(
        running.id, Meeting(day=date(2026, 3, 9), begins=time(14), place=f"Bij {SECRET} thuis"), now=NOW
    )
    helping = bring(proposal(request(resident("Fatima"), "pet"), offered), MatchState.ACTIVE)
    queue_message(
        f"agreed:{helping.id}:asker",
        kind="match_agreed",
        to="fatima@mail.example",
        subject="Afgesproken",
        body=f"Mia {SECRET}: {PHONE}",
        now=NOW,
        resident_id=helping.request.resident_id,
    )
    open_task(request(mia, "odd_jobs"), on=TODAY)


def _around(mia: Resident, dora_id: int) -> None:
    record_agreement(
        mia.id,
        AgreementKind.TAKING_PART,
        on=TODAY,
        today=TODAY,
        through=AgreementThrough.FAMILY,
        through_name=f"Zus {SECRET}",
    )
    make_referral(
        direction=Direction.TO,
        party=Party.GP,
        party_name=f"Dokter van {SECRET}",
        note=SECRET,
        agreed_on=TODAY,
        on=TODAY,
        today=TODAY,
        resident_id=mia.id,
        by_id=dora_id,
    )
    signal = raise_signal(f"{SECRET} is gevallen", by_id=dora_id, now=NOW, resident_id=mia.id)
    take_signal(signal.id, by_id=dora_id, now=NOW)
    close_signal(signal.id, outcome=f"{SECRET} is thuis", now=NOW)
    sign_in_resident(mia.id, now=NOW)
    send_code(EMAIL, write=lambda code, _language: ("Code", f"{SECRET} {code}"), now=NOW)
    queue_message("m", kind="letter", to=EMAIL, subject="Dag", body=SECRET, now=NOW, resident_id=mia.id)
    make_calendar_link(mia.id, now=NOW)
    open_call(request(mia, "transport"), reason=CallReason.NO_MATCH_IN_TIME, on=TODAY)
    write_access("resident.read", staff_id=dora_id, now=NOW, resident_ids=[mia.id])


def everything() -> list[tuple[str, str]]:
    """Return every value of the database as text, with the table it stands in."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')):
            found += [(table.name, str(value)) for value in row if value is not None]
    return found


def figures_by_period(until: date = TODAY) -> dict[tuple[date, date], dict[str, Any]]:
    """Return the figures of every period of days from the first card to a day."""
    days = [ASKED_ON + timedelta(days=n) for n in range((until - ASKED_ON).days + 1)]
    return {
        (start, end): asdict(get_figures(start=start, end=end))
        for start in days
        for end in days
        if start <= end
    }


def facts() -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(select(Fact.__table__).order_by(Fact.id))]


def test_nothing_that_says_who_she_was_is_left_anywhere():
    mia = mia_with_a_life()
    before = {table for table, value in everything() if SECRET.casefold() in value.casefold()}

    leave(mia.id, now=NOW)
    look_anew()

    assert len(before) > 9  # So that the test looks at something.
    signs = (SECRET.casefold(), PHONE, PHONE[1:], EMAIL, "6217ab", "0611111111")
    assert [(t, v) for t, v in everything() if any(sign in v.casefold() for sign in signs)] == []
    assert wrong_answers() == []
    person = get_resident(mia.id)
    assert (person.pseudonymous, person.left_on, person.lat) == (True, TODAY, None)
    assert search_residents("geheimpje") == []


def test_what_ran_has_ended_and_the_worker_has_both_others_on_the_list():
    mia = mia_with_a_life()

    left = leave(mia.id, now=NOW)
    look_anew()

    assert {get_match(one).state for one in left.match_ids} == {MatchState.STOPPED}
    assert len(left.match_ids) == 2
    states = {one.state for one in mia_requests(mia)}
    assert states == {RequestState.WITHDRAWN, RequestState.FULFILLED}
    calls = db.session.scalars(select(Call).where(Call.state == CallState.OPEN)).unique().all()
    assert sorted(call.resident.name for call in calls) == ["Fatima", "Sjef"]
    assert {call.reason for call in calls} == {CallReason.CHANGED}
    assert [task.state for task in db.session.query(TeamTask)] == [TaskState.DROPPED]
    meeting = get_meeting(1)
    assert meeting.state == AppointmentState.CANCELLED


def mia_requests(mia: Resident) -> list[Any]:
    return list_requests_of(mia.id)


def test_every_door_is_shut():
    mia = mia_with_a_life()
    token, link = sign_in_resident(mia.id, now=NOW), make_calendar_link(mia.id, now=NOW)
    assert find_visitor(token, now=NOW) is not None
    assert find_calendar_owner(link) == mia.id

    leave(mia.id, now=NOW)

    assert find_visitor(token, now=NOW) is None
    assert find_calendar_owner(link) is None
    assert db.session.query(SignIn).filter_by(resident_id=mia.id).count() == 0
    assert db.session.query(SignInCode).filter_by(resident_id=mia.id).count() == 0


def test_no_fact_is_changed_and_none_leads_back_to_her():
    mia = mia_with_a_life()
    before = facts()

    leave(mia.id, now=NOW)
    look_anew()

    assert facts()[: len(before)] == before
    kept = {one.subject_key for one in mia_requests(mia)}
    assert kept == {None}


def test_the_figures_of_every_period_before_that_day_are_what_they_were():
    mia = mia_with_a_life()
    tomorrow = NOW + timedelta(days=1)
    before = figures_by_period()

    leave(mia.id, now=tomorrow)
    look_anew()

    assert figures_by_period() == before
    assert sum(one["requests"] for one in before.values()) > 0


def test_erasing_changes_no_figure_of_any_period():
    """Leaving is taking back what runs, which counts, and erasing, which does not."""
    done = bring(pair(), MatchState.COMPLETED)
    mia = done.request.resident
    waiting, offered = request(mia, "garden"), offer(mia, "pet")
    withdraw_request_and_proposal(waiting.id, on=TODAY, today=TODAY)
    change_offer_and_proposals(offered.id, to=OfferState.WITHDRAWN, on=TODAY, today=TODAY)
    before = figures_by_period(TODAY + timedelta(days=3))

    leave(mia.id, now=NOW)
    look_anew()

    assert figures_by_period(TODAY + timedelta(days=3)) == before


def test_what_runs_counts_as_when_she_had_taken_it_back_herself():
    mia = resident("Mia")
    asked, offered = request(mia, "garden"), offer(mia, "pet")

    leave(mia.id, now=NOW)
    look_anew()

    figures = get_figures(start=ASKED_ON, end=TODAY)
    assert (figures.requests, figures.requests_withdrawn, figures.open_offers) == (1, 1, 0)
    assert get_request(asked.id).state == RequestState.WITHDRAWN
    assert get_offer(offered.id).state == OfferState.WITHDRAWN


def test_the_hours_of_whoever_helped_her_stay_known_to_the_matcher():
    match = bring(pair(), MatchState.COMPLETED)

    leave(match.request.resident_id, now=NOW)
    look_anew()

    assert get_match(match.id).hours == Decimal("1.5")


def test_the_rest_of_a_ring_goes_on():
    links = circle([("Mia", "ironing"), ("Sjef", "garden"), ("Fatima", "pet")])
    bring(links[0], MatchState.APPROVED)
    for link in links:
        agree(link)

    leave(links[0].request.resident_id, now=NOW)
    look_anew()

    assert [get_match(link.id).state for link in links] == [
        MatchState.STOPPED,
        MatchState.AGREED,
        MatchState.STOPPED,
    ]
    assert wrong_answers() == []


def test_her_place_at_an_activity_is_free_again():
    asked = request(resident("Mia"), "cooking")
    made = add_activity(title="Samen koken", on=TODAY, today=TODAY)
    take_place_for(made.id, request_id=asked.id, on=TODAY, today=TODAY)

    leave(asked.resident_id, now=NOW)
    look_anew()

    assert db.session.query(ActivityPlace).one().state == PlaceState.CANCELLED
    assert get_request(asked.id).state == RequestState.WITHDRAWN


def test_a_pair_that_must_never_be_matched_stays_until_both_have_left():
    mia, sjef = resident("Mia"), resident("Sjef")
    never_match(one_id=mia.id, other_id=sjef.id, on=TODAY, reason="bedreigde hem")

    leave(mia.id, now=NOW)
    assert db.session.query(NeverMatch).one().reason == "bedreigde hem"
    leave(sjef.id, now=NOW)

    assert db.session.query(NeverMatch).count() == 0


def test_what_cannot_wait_stays_with_the_worker_until_it_is_closed():
    mia = resident("Mia")
    dora = add_staff(email="dora@buurt.example", name="Dora", roles=[Role.WORKER], now=NOW)
    signal = raise_signal("Ligt op de grond", by_id=None, now=NOW, resident_id=mia.id)

    leave(mia.id, now=NOW)
    look_anew()
    assert db.session.get_one(Signal, signal.id).text == "Ligt op de grond"
    take_signal(signal.id, by_id=dora.id, now=NOW)
    close_signal(signal.id, outcome="Is geholpen", now=NOW)
    look_anew()

    kept = db.session.get_one(Signal, signal.id)
    assert (kept.text, kept.outcome) == ("–", "–")


def test_who_left_cannot_leave_again():
    mia = resident("Mia")
    leave(mia.id, now=NOW)

    with pytest.raises(AlreadyLeft):
        leave(mia.id, now=NOW)


def test_leaving_twice_at_the_same_moment_is_done_once(app: Flask):
    mia = bring(pair(), MatchState.AGREED).request.resident

    outcomes = race(app, [lambda: leave(mia.id, now=NOW)] * 4)

    assert sum(one.won for one in outcomes) == 1
    assert {type(one.refusal) for one in outcomes if not one.won} == {AlreadyLeft}
    assert wrong_answers() == []
