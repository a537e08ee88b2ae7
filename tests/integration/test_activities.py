"""Collective activities: planned, and held once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.activities.errors import ActivityAlreadyHeld, TitleOutOfRange, UnknownCategory
from buurtservice.activities.queries import list_activities
from buurtservice.activities.services import add_activity, hold_activity
from buurtservice.errors import DateInFuture, DateTooEarly, InvalidInput, NotFound
from buurtservice.extensions import db
from buurtservice.facts.models import Fact
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}


def test_an_activity_is_planned_and_held_and_both_are_facts():
    made = add_activity(title="  Samen   koken ", category_code="cooking", neighbourhood="Caberg", **DAY)
    later = TODAY + timedelta(days=3)

    held = hold_activity(made.id, people=12, on=later, today=later)

    assert (held.title, held.held_on, held.people) == ("Samen koken", later, 12)
    facts = db.session.scalars(select(Fact).order_by(Fact.id)).all()
    assert [(fact.kind.value, fact.occurred_on, fact.people) for fact in facts] == [
        ("activity_planned", TODAY, None),
        ("activity_held", later, 12),
    ]
    assert {(fact.category, fact.neighbourhood) for fact in facts} == {("cooking", "Caberg")}


def test_a_title_cannot_steer_the_terminal_that_shows_it():
    made = add_activity(title="Samen \x1b[31mkoken\x07", neighbourhood="Cab\x1berg", **DAY)

    assert (made.title, made.neighbourhood.name) == ("Samen [31mkoken", "Cab erg")


def test_an_activity_is_not_held_twice_nor_before_it_was_planned_nor_on_a_day_to_come():
    made = add_activity(title="Samen koken", **DAY)

    with pytest.raises(DateTooEarly, match="2026-03-04"):
        hold_activity(made.id, on=TODAY - timedelta(days=1), today=TODAY)
    with pytest.raises(DateInFuture):
        hold_activity(made.id, on=TODAY + timedelta(days=1), today=TODAY)
    hold_activity(made.id, **DAY)
    with pytest.raises(ActivityAlreadyHeld, match="2026-03-04"):
        hold_activity(made.id, **DAY)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"title": ""}, TitleOutOfRange),
        ({"title": " \t\n"}, TitleOutOfRange),
        ({"title": "x" * 121}, TitleOutOfRange),
        ({"category_code": "astrology"}, UnknownCategory),
        ({"neighbourhood": ""}, InvalidInput),
        ({"neighbourhood": "x" * 81}, InvalidInput),
        ({"on": TODAY + timedelta(days=1)}, DateInFuture),
    ],
)
def test_an_activity_that_cannot_be_is_refused_and_nothing_is_kept(wrong, refusal):
    with pytest.raises(refusal):
        add_activity(**{"title": "Samen koken", **DAY, **wrong})

    assert list_activities() == []
    assert db.session.scalars(select(Fact)).all() == []


def test_a_number_of_people_that_cannot_be_and_an_unknown_activity_are_refused():
    made = add_activity(title="Samen koken", **DAY)

    for people in (-1, 100_001, 10**30):
        with pytest.raises(InvalidInput):
            hold_activity(made.id, people=people, **DAY)
    with pytest.raises(NotFound, match="Activiteit 99"):
        hold_activity(99, **DAY)
