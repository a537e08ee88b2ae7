"""The ledger of facts: added to, never changed, and without a person."""

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from buurtservice.cards.services import import_card_box
from buurtservice.demo.story import CARD_BOX
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.matches.ending import stop_match
from buurtservice.matches.models import MatchState
from buurtservice.residents.models import Resident
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("app")

COLUMNS = {
    "id", "kind", "occurred_on", "recorded_at", "request_key", "offer_key", "match_key", "category",
    "neighbourhood", "site", "reciprocity", "asker_offers", "reason", "hours", "capacity", "people",
}  # fmt: skip


def facts() -> list[tuple[object, ...]]:
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(select(Fact.__table__).order_by(Fact.id))]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fact SET occurred_on = '2020-01-01'",
        "UPDATE fact SET hours = 1 WHERE id = 1",
        "UPDATE fact SET id = 99 WHERE id = 1",
        "DELETE FROM fact",
        "DELETE FROM fact WHERE id = 1",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_fact(change):
    factories.pair()
    before = facts()

    with pytest.raises(DBAPIError, match="append-only"), transaction() as session:
        session.execute(text(change))

    assert facts() == before


def test_a_fact_is_not_replaced_by_another_of_the_same_number(app):
    factories.pair()
    before = facts()
    replacing = insert(Fact).values(id=1, kind=FactKind.CASE_COUNTED, occurred_on=TODAY)
    if db.engine.dialect.name == "sqlite":
        replacing = replacing.prefix_with("OR REPLACE")

    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(replacing)

    assert facts() == before


def test_a_fact_has_no_column_for_a_person():
    assert {column.name for column in Fact.__table__.columns} == COLUMNS


def test_no_fact_of_a_whole_card_box_names_a_resident():
    import_card_box(CARD_BOX, today=TODAY)
    names = {word for person in db.session.scalars(select(Resident)) for word in (person.name or "").split()}

    texts = {value for row in facts() for value in row if isinstance(value, str)}

    assert len(names) > 50
    assert not names & {word for one in texts for word in one.split()}


def test_the_words_of_a_worker_stay_with_the_match_and_out_of_the_facts():
    match = factories.bring(factories.pair(), MatchState.APPROVED)

    stop_match(match.id, reason="Sjef Peters is verhuisd", on=TODAY, today=TODAY)

    texts = [value for row in facts() for value in row if isinstance(value, str)]
    assert not [one for one in texts if "Sjef" in one]
    assert facts()[-1][facts_column("reason")] == "other"


def facts_column(name: str) -> int:
    return [column.name for column in Fact.__table__.columns].index(name)


def test_the_keys_of_facts_are_random_and_never_an_id():
    match = factories.pair()
    keys = {match.subject_key, match.request.subject_key, match.offer.subject_key}

    assert len(keys) == 3
    assert all(len(key) == 24 and int(key, 16) for key in keys)
