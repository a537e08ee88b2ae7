"""Mia asks what we keep about her: she gets everything that is hers, and nothing that is somebody else's."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from buurtservice.accounts.access import write_access
from buurtservice.accounts.models import Role
from buurtservice.accounts.staff import add_staff
from buurtservice.extensions import Base
from buurtservice.matches.ending import stop_match
from buurtservice.matches.models import MatchState, NextStep, Side, Went
from buurtservice.matches.reviewing import Word, record_review
from buurtservice.merging.services import merge_residents
from buurtservice.privacy.kept import KEPT, WITHHELD
from buurtservice.privacy.own_data import read_own_data
from buurtservice.referrals.signals import raise_signal
from buurtservice.residents.services import never_match
from tests.factories import TODAY, bring, circle, offer, pair, proposal, request, resident

pytestmark = pytest.mark.usefixtures("app")

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def tables_that_reach_a_resident() -> set[str]:
    """Return every table whose rows lead to a resident, over however many others."""
    found = {"resident"}
    while True:
        more = {
            table.name
            for table in Base.metadata.sorted_tables
            if table.name not in found and any(key.column.table.name in found for key in table.foreign_keys)
        }
        if not more:
            return found
        found |= more


def data_of(person) -> dict[str, list[dict]]:
    return {section.table: section.rows for section in read_own_data(person.id)}


def test_every_table_that_leads_to_a_resident_is_in_it_or_on_the_list_of_what_is_not():
    assert tables_that_reach_a_resident() == set(KEPT) | set(WITHHELD)
    assert set(KEPT).isdisjoint(WITHHELD)


@pytest.mark.parametrize("name", KEPT)
def test_every_column_is_shown_or_withheld_for_a_reason(name):
    kept = KEPT[name]

    assert set(Base.metadata.tables[name].columns.keys()) == set(kept.shown) | set(kept.withheld)
    assert set(kept.shown).isdisjoint(kept.withheld)
    assert all(kept.withheld.values())


def test_a_new_table_about_residents_would_be_noticed():
    assert "agreement" in tables_that_reach_a_resident()
    assert "match_review" in tables_that_reach_a_resident()
    assert "category" not in tables_that_reach_a_resident()


def test_mia_gets_what_is_hers_and_nothing_of_sjef():
    match = bring(pair(), MatchState.COMPLETED)
    mia, sjef = match.request.resident, match.offer.resident
    for side, words in ((Side.ASKER, "Mijn eigen woorden"), (Side.HELPER, "Woorden van Sjef")):
        word = Word(went=Went.WELL, hours=Decimal(2), note=words, next_step=NextStep.AGAIN)
        record_review(match.id, side=side, word=word, on=TODAY, today=TODAY)

    hers, his = data_of(mia), data_of(sjef)

    assert hers["resident"][0]["name"] == "Mia"
    assert [one["id"] for one in hers["help_request"]] == [match.help_request_id]
    assert hers["help_offer"] == []
    assert hers["match"][0]["help_request_id"] == match.help_request_id
    assert "help_offer_id" not in hers["match"][0]
    assert hers["match_review"][0]["note"] == "Mijn eigen woorden"
    assert his["match_review"][0]["note"] == "Woorden van Sjef"
    assert "Sjef" not in json.dumps(hers)
    assert "Mia" not in json.dumps(his)


def test_hours_keys_and_what_opens_a_door_are_in_nothing_she_gets():
    match = bring(pair(), MatchState.COMPLETED)

    told = json.dumps([data_of(match.request.resident), data_of(match.offer.resident)])

    assert "hours" not in told
    assert match.request.subject_key not in told
    assert "token_hash" not in told


def test_never_pairs_and_signals_are_in_nothing_she_gets():
    mia, sjef = resident("Mia"), resident("Sjef")
    never_match(one_id=mia.id, other_id=sjef.id, on=TODAY, reason="Een reden van de buurtwerker")
    raise_signal("Wat niet kan wachten", by_id=None, now=NOW, resident_id=mia.id)

    told = json.dumps([data_of(mia), data_of(sjef)])

    assert "reden" not in told
    assert "wachten" not in told


def test_a_proposal_that_nobody_told_her_of_is_not_in_it():
    match = pair()

    assert data_of(match.request.resident)["match"] == []


def test_of_a_match_that_stopped_it_is_not_said_who_stopped_it():
    match = bring(pair(), MatchState.AGREED)
    stop_match(match.id, reason="never", note="Sjef wil haar nooit meer", on=TODAY, today=TODAY)

    hers = data_of(match.request.resident)

    assert hers["match"][0]["state"] == "ended"
    assert "nooit" not in json.dumps(hers)


def test_of_a_ring_nobody_gets_more_than_their_own_two_links():
    links = circle([("Mia", "ironing"), ("Sjef", "garden"), ("Fatima", "pet")])
    bring(links[0], MatchState.AGREED)

    hers = data_of(links[0].request.resident)

    assert {row["id"] for row in hers["match"]} <= {links[0].id, links[2].id}
    assert "ring" not in json.dumps(hers)


def test_who_looked_is_told_by_role_and_never_by_name():
    mia = resident("Mia")
    dora = add_staff(email="dora@buurt.example", name="Dora", roles=[Role.WORKER], now=NOW)
    write_access("never.add", staff_id=dora.id, now=NOW, resident_ids=[mia.id])
    write_access("resident.read", staff_id=dora.id, now=NOW, resident_ids=[mia.id])

    rows = data_of(mia)["access_log"]

    assert [(row["staff_user_id"], row["action"]) for row in rows] == [
        (["worker"], "did"),
        (["worker"], "looked"),
    ]


def test_what_was_on_a_record_that_went_up_in_hers_is_hers_too():
    mia, twin = resident("Mia"), resident("Mia J", phone="0612345678")
    asked = request(twin)
    merge_residents(kept_id=mia.id, merged_id=twin.id, by_id=None, now=NOW)

    hers = data_of(mia)

    assert [row["name"] for row in hers["resident"]] == ["Mia", "Mia J"]
    assert [row["id"] for row in hers["help_request"]] == [asked.id]


def test_everything_can_be_written_as_json():
    match = bring(proposal(request(resident("Mia")), offer(resident("Sjef"))), MatchState.COMPLETED)

    assert json.loads(json.dumps(data_of(match.request.resident)))
