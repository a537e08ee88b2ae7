"""Two operators save at the same moment: the last one wins, and nobody sees a fault."""

from flask import Flask
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.installation.models import PolicyWeight
from buurtservice.installation.services import change_texts, read_texts
from buurtservice.rounds.weights import change_weights, list_weights
from tests.integration.racing import count, naive_race, own_table, race

ROUNDS = 5


def test_the_texts_that_two_operators_save_at_once_are_those_of_one_of_them(app: Flask):
    for number in range(ROUNDS):
        wishes = [
            {("phone", "nl"): f"043 {number}{who}", ("phone", "en"): f"+31 43 {number}{who}"}
            for who in "1234"
        ]

        outcomes = race(app, [lambda wish=wish: change_texts(wish) for wish in wishes])

        assert all(one.won for one in outcomes)
        assert read_texts() in wishes


def test_the_weights_that_two_operators_save_at_once_are_those_of_one_of_them(app: Flask):
    shipped = {one.name: one.shipped for one in list_weights()}
    wishes = [
        shipped | {"weights.served": 20_000},
        shipped | {"weights.urgent": 30_000},
        shipped | {"ring_max": 2},
    ]
    for _ in range(ROUNDS):
        outcomes = race(app, [lambda wish=wish: change_weights(wish) for wish in wishes])

        assert all(one.won for one in outcomes)
        assert {one.name: one.value for one in list_weights()} in wishes
        assert len(list(db.session.scalars(select(PolicyWeight)))) == 1


def test_to_look_first_and_store_afterwards_mixes_what_they_wanted(app: Flask):
    with own_table("naive_weight", "name text, value integer"):
        naive_race(
            db.engine,
            "SELECT count(*) FROM naive_weight",
            lambda seen: "INSERT INTO naive_weight VALUES ('served', 1)" if seen == 0 else "",
            threads=3,
        )
        assert count("naive_weight") == 3
