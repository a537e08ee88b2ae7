"""What is asked about a request that found nobody: kindly, one thing at a time, the easiest first."""

from types import SimpleNamespace

import pytest
from flask import Flask

from buurtservice.demo.openings import tell_openings
from buurtservice.extensions import babel
from buurtservice.rounds.reports import Person, UnmatchedRequest

OFFERS = {
    7: SimpleNamespace(resident=SimpleNamespace(name="Sjef Habets")),
    8: SimpleNamespace(resident=SimpleNamespace(name=None)),
}


@pytest.fixture(autouse=True)
def in_dutch():
    app = Flask(__name__)
    babel.init_app(app, default_locale="nl")
    with app.app_context():
        yield


def unmatched(*near_misses, reason="no_shared_daypart", waiting_days=3, name="Mia Schreurs"):
    return UnmatchedRequest(
        request_id=1,
        category="ironing",
        pictogram="ironing",
        asker=Person(id=1, name=name, neighbourhood="Caberg"),
        waiting_days=waiting_days,
        reason=reason,
        near_misses=near_misses,
    )


def miss(*changes, offer=7):
    return {"request": 1, "offer": offer, "changes": list(changes)}


def daypart(*any_of):
    return {"kind": "daypart", "change": any_of[0], "any_of": list(any_of)}


LOAD = {"kind": "load", "change": None}
RADIUS = {"kind": "radius", "change": 900}
DOG = {"kind": "need", "change": "dog"}


def groups(*unmatched_requests):
    return tell_openings(
        unmatched_requests,
        offers=OFFERS,
        category_names={"ironing": "strijken"},
        request_cards={1: "31"},
        goes_to={},
    )


def questions(*near_misses):
    [group] = groups(unmatched(*near_misses))
    return group.openings[0].questions


@pytest.mark.parametrize(
    ("change", "question"),
    [
        (daypart(3), "Kan Sjef Habets ook op dinsdagochtend?"),
        (daypart(3, 5), "Kan Sjef Habets ook op dinsdagochtend of dinsdagavond?"),
        (RADIUS, "Mag het voor Sjef Habets ook iets verder zijn, 12 minuten lopen?"),
        (LOAD, "Kan er bij Sjef Habets nog iemand bij?"),
        (DOG, "Bij deze vraag: een hond. Is dat goed voor Sjef Habets?"),
    ],
)
def test_each_change_is_a_question(change, question):
    assert questions(miss(change)) == [question]


def test_two_changes_are_asked_together_and_name_the_helper_once():
    assert questions(miss(daypart(3), LOAD)) == [
        "Kan Sjef Habets ook op dinsdagochtend? En kan er nog iemand bij?"
    ]
    assert questions(miss(RADIUS, DOG)) == [
        "Mag het voor Sjef Habets ook iets verder zijn, 12 minuten lopen? Let op: een hond. Is dat goed?"
    ]


def test_where_one_answer_may_do_no_double_question_is_asked():
    assert questions(miss(daypart(3), LOAD), miss(LOAD, offer=8)) == ["Kan er bij de helper nog iemand bij?"]


def test_an_offer_that_is_gone_is_not_asked_about():
    assert questions(miss(LOAD, offer=99)) == []


def test_who_waits_longest_comes_first_in_each_group():
    found = groups(
        unmatched(reason="no_offer_in_category"),
        unmatched(waiting_days=2, name="Mia Schreurs"),
        unmatched(waiting_days=9, name="Fatima Hermans"),
    )

    assert [group.code for group in found] == ["no_shared_daypart", "no_offer_in_category"]
    assert [one.name for one in found[0].openings] == ["Fatima Hermans", "Mia Schreurs"]


def test_every_reason_has_a_group():
    from buurtservice.labels import UNMATCHED_REASONS

    for reason in UNMATCHED_REASONS:
        assert groups(unmatched(reason=reason))[0].code == reason
