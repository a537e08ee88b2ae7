"""The proof of the months in short: histories with late facts, counted again by another way."""

import pytest

from bench.proofs.months import prove_history


@pytest.mark.usefixtures("app")
def test_a_random_history_gives_the_same_figures_and_hashes_and_naively_it_does_not():
    found = [prove_history(seed, attacked=False) for seed in (2, 4)]

    assert [wrong for wrong, _ in found] == [[], []]
    assert sum(naive for _, naive in found) > 0
