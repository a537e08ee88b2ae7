"""The short number on a slip: it is unique, can be read out, and a slip of the pen is noticed."""

from itertools import pairwise

import pytest

from buurtservice.help import references
from buurtservice.help.references import (
    SIGNS,
    find_offer_by_reference,
    find_request_by_reference,
    new_reference,
    read_reference,
)
from tests import factories

pytestmark = pytest.mark.usefixtures("app")


def test_a_request_and_an_offer_are_found_by_the_number_on_their_slip():
    asked = factories.request(factories.resident("Mia"))
    offered = factories.offer(factories.resident("Sjef"))

    assert find_request_by_reference(asked.reference) == asked
    assert find_offer_by_reference(offered.reference) == offered
    assert find_request_by_reference(offered.reference) is None


def test_a_number_is_read_however_it_is_typed():
    reference = new_reference()
    bare = reference.replace("-", "")
    as_seen = bare.replace("2", "Z").replace("5", "S").replace("8", "B")

    assert reference[2] == "-"
    for typed in (bare, bare.lower(), f"  {bare[:3]} {bare[3:]} ", f"{bare[:1]}-{bare[1:]}", as_seen):
        assert read_reference(typed) == reference


def test_one_wrong_sign_or_two_that_changed_places_is_noticed():
    for _ in range(20):
        right = new_reference().replace("-", "")
        for place, sign in enumerate(right):
            for other in set(SIGNS) - {sign}:
                assert read_reference(right[:place] + other + right[place + 1 :]) is None
        for place, (one, next_one) in enumerate(pairwise(right)):
            swapped = right[:place] + next_one + one + right[place + 2 :]
            assert one == next_one or read_reference(swapped) is None


@pytest.mark.parametrize(
    "typed", ["", "K7", "K7-4M", "'; DROP TABLE help_request; --", "K7-4MQK7-4MQK7", "é😀"]
)
def test_what_is_no_number_of_ours_finds_nothing(typed):
    assert read_reference(typed) is None
    assert find_request_by_reference(typed) is None


def test_a_number_that_is_taken_is_not_given_again(monkeypatch):
    taken = factories.request(factories.resident("Mia")).reference
    signs = iter([*taken.replace("-", "")[:4], *"2222"])
    monkeypatch.setattr(references.secrets, "choice", lambda _signs: next(signs))

    assert new_reference().startswith("22-22")


def test_when_all_short_numbers_are_taken_they_grow_longer(monkeypatch):
    monkeypatch.setattr(references, "_is_taken", lambda reference: len(reference) < 7)

    assert len(new_reference()) == len("K7-4MQX")
