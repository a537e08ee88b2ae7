"""Six processes route the same nights and are killed at any moment; in short (bench/proofs)."""

from collections.abc import Iterator
from random import Random

import pytest
from flask import Flask

from bench.proofs.routing import route_and_kill, route_naively
from buurtservice.extensions import db


@pytest.fixture
def _inside(bare_app: Flask) -> Iterator[None]:
    with bare_app.app_context():
        yield
        db.session.remove()


@pytest.mark.usefixtures("_inside")
def test_nothing_is_missing_and_nothing_is_there_twice_where_the_naive_way_fails():
    wrong, killed = route_and_kill(100, Random(7), a_night=20)

    assert wrong == []
    assert killed > 0
    # How processes meet is chance, so the naive way gets a few tries to go wrong; once is enough.
    assert any(route_naively(80, Random(seed), a_night=20)[0] for seed in range(8))
