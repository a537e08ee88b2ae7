"""Vandaag: what waits for Dora, oldest first, signals on top, each with one link to where it is done."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from buurtservice.accounts.models import AccessLog
from buurtservice.calls.models import CallReason
from buurtservice.calls.services import open_call
from buurtservice.clock import LOCAL_ZONE, local_today, utc_now
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, OfferState, RequestPause
from buurtservice.help.queries import get_offer
from buurtservice.matches.meetings import Meeting, plan_meeting
from buurtservice.matches.models import Appointment, MatchState, Side, Went
from buurtservice.matches.phoning import record_no_answer
from buurtservice.matches.queries import get_match
from buurtservice.matches.reviewing import Word, record_review
from buurtservice.matches.services import postpone_match, record_yes
from buurtservice.referrals.signals import raise_signal
from buurtservice.rounds.by_hand import create_match
from buurtservice.today.queries import read_day
from buurtservice.today.what_waits import Kind
from buurtservice.transactions import transaction
from tests import factories

DAYS = timedelta(days=1)


@pytest.fixture
def today():
    return local_today()


def titles(page) -> list[str]:
    return [one.text for one in page.main.all("h2", class_="item")]


def waiting(today, kind: Kind | None = None) -> list[tuple[Kind, int]]:
    return [(one.kind, one.id) for one in read_day(today=today, kind=kind, limit=50, offset=0).waiting]


def pair_in(state: str, *, on, names=("Mia", "Sjef"), category="ironing"):
    asker, helper = (factories.resident(name, phone="043 000 00 00") for name in names)
    asked = factories.request(asker, category, received_on=on)
    offered = factories.offer(helper, category, received_on=on)
    match = factories.proposal(asked, offered, on=on)
    return factories.bring(match, MatchState(state), on=on)


def test_two_who_are_called_the_same_are_told_apart_on_the_page(client_as, inside):
    with inside():
        for asker, helper in (("Mia Janssen", "Sjef Pieters"), ("Mia Dassen", "Els Vos")):
            factories.proposal(
                factories.request(factories.resident(asker)), factories.offer(factories.resident(helper))
            )

    for page in (client_as("worker").get("/vandaag"), client_as("worker").get("/voorstellen")):
        assert "Sjef strijkt voor Mia Janssen" in page.main.text
        assert "Els strijkt voor Mia Dassen" in page.main.text


def test_an_empty_day_says_so_and_what_can_be_done(client_as):
    page = client_as("worker").get("/vandaag")

    assert "Er wacht niets op u." in page.heading
    assert "Wie kunt u bellen?" in page.links


def test_what_waits_stands_in_the_order_of_waiting_with_one_button_each(inside, client_as, today):
    with inside():
        pair_in("approved", on=today - 9 * DAYS, names=("Toon", "Fatima"))
        pair_in("proposed", on=today - 5 * DAYS)
        pair_in("active", on=today - 7 * DAYS, names=("Noor", "Marek"), category="computer")

    page = client_as("worker").get("/vandaag")

    assert titles(page) == [
        "Fatima en Toon: nog allebei bellen",
        "Marek en Noor: hoe ging het?",
        "Voorstel: Sjef strijkt voor Mia",
    ]
    assert "Er wachten 3 dingen op u." in page.heading
    rows = page.main.all("ol", class_="waits")[0].all("li")
    assert [len(row.all("a")) for row in rows] == [1, 1, 1]


def test_a_signal_stands_on_top_of_everything(inside, client_as, today):
    with inside():
        pair_in("proposed", on=today - 30 * DAYS)
        raise_signal("De deur blijft dicht", by_id=None, now=utc_now())

    page = client_as("worker").get("/vandaag")

    assert page.main.text.index("De deur blijft dicht") < page.main.text.index("Voorstel:")


def test_a_ring_is_one_thing_to_decide(inside, client_as):
    with inside():
        factories.circle([("Mia", "ironing"), ("Sjef", "garden"), ("Fatima", "pet")])

    page = client_as("worker").get("/vandaag")

    assert [one for one in titles(page) if one.startswith("Kring")] == ["Kring: Sjef, Fatima en Mia"]
    assert len(titles(page)) == 1


def test_a_proposal_put_off_comes_back_on_its_day(inside, today):
    with inside():
        match = pair_in("proposed", on=today)
        postpone_match(match.id, until=today + 3 * DAYS, on=today, today=today)

        assert waiting(today, Kind.PROPOSAL) == []
        assert waiting(today + 3 * DAYS, Kind.PROPOSAL) == [(Kind.PROPOSAL, match.id)]


def test_who_did_not_answer_waits_until_the_day_to_call_back(inside, today):
    with inside():
        match = pair_in("approved", on=today)
        record_yes(match.id, side="asker", on=today, today=today)
        record_no_answer(match.id, side=Side.HELPER, call_back_on=today + 2 * DAYS, on=today, today=today)

        assert waiting(today, Kind.YES) == []
        assert waiting(today + 2 * DAYS, Kind.YES) == [(Kind.YES, match.id)]


@pytest.mark.parametrize(("days", "due"), [(2, False), (3, True)])
def test_three_days_after_the_beginning_we_ask_how_it_went(inside, today, days, due):
    with inside():
        match = pair_in("agreed", on=today - days * DAYS)

        assert bool(waiting(today, Kind.REVIEW)) == due
        record_review(match.id, side=Side.ASKER, word=Word(went=Went.WELL), on=today, today=today)
        assert waiting(today, Kind.REVIEW) == []
        assert bool(waiting(today + 30 * DAYS, Kind.REVIEW))


def test_three_days_after_a_meeting_and_not_before_it(inside, today):
    with inside():
        match = pair_in("agreed", on=today - 20 * DAYS)
        meeting = plan_meeting(match.id, Meeting(day=today + DAYS, begins=time(14)), now=utc_now())

        assert waiting(today, Kind.REVIEW) == []
        with transaction() as session:
            then = datetime.combine(today - 3 * DAYS, time(23, 30), LOCAL_ZONE)
            row = session.get_one(Appointment, meeting.id)
            row.starts_at, row.ends_at = then, then + timedelta(hours=1)
        assert waiting(today, Kind.REVIEW) == [(Kind.REVIEW, match.id)]


def test_a_meeting_of_today_stands_on_the_page_with_its_time(inside, client_as, today):
    dora = client_as("worker")
    with inside():
        match = pair_in("agreed", on=today)
        midnight = datetime.combine(today, time(0, 5), LOCAL_ZONE)
        plan_meeting(match.id, Meeting(day=today, begins=time(23, 30), worker_id=dora.user.id), now=midnight)

    page = dora.get("/vandaag")

    assert "23.30 uur Sjef en Mia leren elkaar kennen" in page.main.text
    assert "U gaat mee." in page.main.text


@pytest.mark.parametrize(("days", "soon"), [(5, False), (6, True), (20, True)])
def test_a_request_stands_here_the_day_before_it_goes_to_the_team(inside, client_as, today, days, soon):
    with inside():
        factories.request(factories.resident("Mia"), received_on=today - days * DAYS)

    page = client_as("worker").get("/vandaag")

    assert (titles(page) == ["Mia zoekt: strijken, nog niemand gevonden"]) == soon


def test_a_request_with_a_proposal_waits_as_a_proposal_only(inside, today):
    with inside():
        match = pair_in("proposed", on=today - 20 * DAYS)

        assert waiting(today) == [(Kind.PROPOSAL, match.id)]


def test_a_request_that_nobody_answered_in_time_is_a_call(inside, client_as, today):
    with inside():
        asked = factories.request(factories.resident("Mia"), "buddy", received_on=today)
        call_id = open_call(asked, reason=CallReason.NO_MATCH_IN_TIME, on=today).id

    page = client_as("worker").get("/vandaag?soort=belletje")

    assert page.links[next(one for one in page.links if one.startswith("Bel Mia"))].endswith(
        f"/belletjes/{call_id}"
    )


def test_who_is_to_be_called_waits_since_they_asked(inside, today):
    with inside():
        asked = factories.request(factories.resident("Karin"), "buddy", received_on=today - 40 * DAYS)
        call_id = open_call(asked, reason=CallReason.NO_MATCH_IN_TIME, on=today).id
        pair_in("proposed", on=today - 20 * DAYS)

        assert waiting(today)[0] == (Kind.CALL, call_id)


def test_an_offer_that_grows_old_is_asked_by_telephone_where_there_is_no_e_mail(inside, client_as, today):
    with inside():
        offer_id = factories.offer(factories.resident("Wim"), "garden", received_on=today - 300 * DAYS).id
        with transaction() as session:
            row = session.get_one(HelpOffer, offer_id)
            row.expires_on, row.confirm_asked_on = today + 14 * DAYS, today
    dora = client_as("worker")

    page = dora.get("/vandaag")
    assert titles(page) == ["Wim biedt aan: tuin. Het aanbod wordt oud"]

    page = dora.press(dora.get(f"/vandaag/aanbod/{offer_id}"), "Ja, het geldt nog")
    assert page.told == ["Fijn. Het aanbod geldt weer een jaar."]
    assert titles(page) == []


def test_an_offer_that_is_over_is_withdrawn(inside, client_as):
    with inside():
        offer_id = factories.offer(factories.resident("Wim")).id
    dora = client_as("worker")

    dora.press(dora.get(f"/vandaag/aanbod/{offer_id}"), "Nee, het is voorbij")

    with inside():
        assert get_offer(offer_id).state == OfferState.WITHDRAWN


def test_the_list_is_narrowed_by_kind_and_paged(inside, client_as, today):
    with inside():
        for number in range(17):
            factories.request(factories.resident(f"Asker{number}"), received_on=today - 20 * DAYS)
        pair_in("approved", on=today)
    dora = client_as("worker")

    assert len(titles(dora.get("/vandaag"))) == 15
    assert len(titles(dora.get("/vandaag?pagina=2"))) == 3
    assert titles(dora.get("/vandaag?soort=bellen")) == ["Sjef en Mia: nog allebei bellen"]
    assert len(titles(dora.get("/vandaag?soort=<script>&pagina=x"))) == 15


def test_the_number_of_queries_does_not_grow_with_what_waits(inside, client_as, today, bare_app):
    from tests.pages.test_crawl import MOST_QUERIES, counting

    with inside():
        for number, state in enumerate(["proposed", "approved", "active"] * 4):
            pair_in(state, on=today - 8 * DAYS, names=(f"Asks{number}", f"Helps{number}"))
        factories.circle([("Anna", "ironing"), ("Bram", "garden")], on=today)
        factories.request(factories.resident("Cas"), received_on=today - 20 * DAYS)
        asked = factories.request(factories.resident("Dien"), "buddy", received_on=today)
        open_call(asked, reason=CallReason.NO_MATCH_IN_TIME, on=today)
        raise_signal("De deur blijft dicht", by_id=None, now=utc_now())
    dora = client_as("worker")

    with counting(bare_app) as asked_of_database:
        page = dora.get("/vandaag")

    assert page.status == 200
    assert len(asked_of_database) <= MOST_QUERIES, asked_of_database


def test_a_match_by_hand_waits_like_any_other(inside, today):
    with inside():
        asked = factories.request(factories.resident("Mia"), received_on=today)
        offered = factories.offer(factories.resident("Sjef"), received_on=today)
        made = create_match(request_id=asked.id, offer_id=offered.id, on=today, today=today)

        assert waiting(today) == [(Kind.PROPOSAL, made.id)]
        assert get_match(made.id).made_by_hand


def test_two_who_are_called_the_same_are_told_apart(inside, client_as, today):
    with inside():
        pair_in("proposed", on=today, names=("Loes Bakker", "Loes Visser"))

    dora = client_as("worker")
    page = dora.get("/vandaag")

    assert titles(page) == ["Voorstel: Loes Visser strijkt voor Loes Bakker"]
    assert "Allebei uit Malpertuis." in page.main.text
    with inside():
        factories.bring(get_match(1), MatchState.APPROVED, on=today)
    assert "Loes Visser zegt ja" in dora.get("/matches/1").main.text


def test_whose_names_were_seen_is_in_the_log(inside, client_as, today):
    with inside():
        match = pair_in("proposed", on=today)
        seen = {match.request.resident_id, match.offer.resident_id}
        factories.resident("Fatima")

    client_as("worker").get("/vandaag")

    with inside():
        logged = select(AccessLog.resident_id).where(AccessLog.action == "today.read")
        assert set(db.session.scalars(logged)) == seen


def test_a_request_waits_without_the_days_on_which_it_rested(inside, client_as, today):
    with inside():
        rested = pair_in("approved", on=today - 9 * DAYS, names=("Toon", "Fatima")).request
        with transaction() as session:
            session.add(
                RequestPause(help_request_id=rested.id, since=today - 8 * DAYS, until=today - 3 * DAYS)
            )
        pair_in("approved", on=today - 6 * DAYS, names=("Mia", "Sjef"))

    page = client_as("worker").get("/vandaag")

    assert [one.text for one in page.main.all("span", class_="age")] == ["6 dagen", "4 dagen"]
