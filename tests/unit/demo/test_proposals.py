"""How proposals are told: rings in the order of the arrows, the others by who waits longest, and no debt."""

from dataclasses import replace

import pytest
from flask import Flask

from buurtservice.demo.proposals import Background, tell_others, tell_rings, waiting_proposals
from buurtservice.extensions import babel
from buurtservice.rounds.reports import Person, ProposedMatch

MIA = Person(id=1, name="Mia Schreurs", neighbourhood="Caberg")
SJEF = Person(id=2, name="Sjef Habets", neighbourhood="Malberg")
FATIMA = Person(id=3, name="Fatima Hermans", neighbourhood="Caberg")
WEIGHTS = {"dayparts": 200, "distance": 250, "language": 100, "pair": 200, "waiting": 149, "load": 100}
TOLD_WITH = Background(
    category_names={"ironing": "strijken", "chess": "schaken"},
    request_cards={},
    offer_cards={},
    weights=WEIGHTS,
    offered_by={},
)


@pytest.fixture(autouse=True)
def in_dutch():
    app = Flask(__name__)
    babel.init_app(app, default_locale="nl")
    with app.app_context():
        yield


def proposal(number, helper, asker, **changes):
    plain = ProposedMatch(
        match_id=number,
        request_id=number,
        offer_id=number,
        state="proposed",
        category="ironing",
        pictogram="ironing",
        asker=asker,
        helper=helper,
        request_dayparts=(3,),
        offer_dayparts=None,
        shared_dayparts=(3,),
        distance_m=450,
        radius_m=700,
        needs=(),
        waiting_days=10,
        score=500,
        parts={"base": 1, **{name: weight // 2 for name, weight in WEIGHTS.items()}},
        reciprocity=None,
        ring=None,
    )
    return replace(plain, **changes)


def ring(*links):
    return [replace(link, ring="k1", reciprocity="ring") for link in links]


def test_a_ring_is_told_in_the_order_in_which_help_goes_round():
    links = ring(proposal(1, MIA, SJEF), proposal(2, FATIMA, MIA), proposal(3, SJEF, FATIMA))

    [told] = tell_rings(links, TOLD_WITH)

    assert [link.sentence for link in told.links] == [
        "Mia strijkt voor Sjef",
        "Sjef strijkt voor Fatima",
        "Fatima strijkt voor Mia",
    ]
    assert [node.name for node in told.drawing.nodes] == ["Mia", "Sjef", "Fatima"]
    assert tell_others(links, TOLD_WITH) == []


def test_a_ring_that_lost_a_link_is_told_as_ordinary_proposals():
    links = ring(proposal(1, MIA, SJEF), proposal(3, SJEF, FATIMA))

    assert tell_rings(links, TOLD_WITH) == []
    assert [one.number for one in tell_others(links, TOLD_WITH)] == [1, 3]


def test_a_swap_is_a_ring_of_two():
    [told] = tell_rings(ring(proposal(1, MIA, SJEF), proposal(2, SJEF, MIA)), TOLD_WITH)

    assert told.tab == "Ruil, wacht op u"


def test_who_waits_longest_comes_first():
    told = tell_others([proposal(1, MIA, SJEF), proposal(2, SJEF, FATIMA, waiting_days=90)], TOLD_WITH)

    assert [one.number for one in told] == [2, 1]


def test_a_proposal_that_went_to_the_team_meanwhile_is_not_told():
    assert waiting_proposals([proposal(1, MIA, SJEF, state="withdrawn")]) == []


def test_two_people_with_the_same_first_name_are_told_apart():
    other_mia = Person(id=9, name="Mia Dassen", neighbourhood=None)
    [told] = tell_others([proposal(1, other_mia, MIA)], TOLD_WITH)

    assert told.asker_when.startswith("Mia Schreurs kan")
    assert told.helper_when == "Mia Dassen kan: elk moment van de week"


def test_a_kind_of_help_without_a_sentence_is_named():
    [told] = tell_others([proposal(1, MIA, SJEF, category="chess")], TOLD_WITH)

    assert told.sentence == "Mia Schreurs helpt Sjef Habets: schaken"


def test_an_asker_who_offers_something_is_said_to():
    [told] = tell_others([proposal(1, MIA, SJEF)], replace(TOLD_WITH, offered_by={SJEF.id: ["chess"]}))

    assert told.mutual == "Sjef biedt zelf ook hulp aan: schaken"


def test_of_an_asker_who_offers_nothing_nothing_is_said():
    [told] = tell_others([proposal(1, MIA, SJEF)], TOLD_WITH)

    assert told.mutual is None


def test_a_distance_that_is_not_known_is_said_to_be():
    [told] = tell_others([proposal(1, MIA, SJEF, distance_m=None)], TOLD_WITH)

    assert told.distance == "afstand onbekend"


def test_somebody_without_a_name_is_told_too():
    nameless = Person(id=5, name=None, neighbourhood=None)
    [told] = tell_others([proposal(1, MIA, nameless)], TOLD_WITH)

    assert told.sentence == "Mia Schreurs strijkt voor iemand zonder naam"
