"""Which second kind of help goes with a first, from the offers on file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_problems import examples

from matching.problem import Offer
from matching.second_category import BOUNDS, SecondCategories


def offers(*pairs):
    return [
        Offer(id=number, helper=helper, category=category) for number, (helper, category) in enumerate(pairs)
    ]


def both(helpers, *categories):
    """So many helpers who each offer all of these."""
    return [(f"{categories} {number}", category) for number in range(helpers) for category in categories]


def test_nothing_is_known_without_offers():
    assert SecondCategories([]).lift("koken", "tuin") == 1


def test_the_lift_is_found_over_expected_each_with_five_helpers_more():
    # 10 of 20 helpers cook, 10 garden, all of these the same: 10 do both where chance would have it 5.
    seconds = SecondCategories(offers(*both(10, "koken", "tuin"), *both(10, "taal")))

    assert seconds.lift("koken", "tuin") == pytest.approx((10 + 5) / (5 + 5))


def test_kinds_never_offered_together_are_less_likely_than_by_chance():
    seconds = SecondCategories(offers(*both(10, "koken"), *both(10, "tuin")))

    assert seconds.lift("koken", "tuin") == pytest.approx(5 / (5 + 5))


def test_few_offers_say_little():
    seconds = SecondCategories(offers(*both(1, "koken", "tuin"), *both(9, "taal")))

    assert 1 < seconds.lift("koken", "tuin") < 1.2


def test_the_lift_keeps_its_bounds():
    seconds = SecondCategories(offers(*both(50, "koken", "tuin"), *both(950, "taal")))

    assert (seconds.lift("koken", "tuin"), seconds.lift("koken", "taal")) == (BOUNDS[1], BOUNDS[0])


def test_a_helper_with_several_offers_of_a_kind_counts_once():
    once = offers(("sjef", "koken"), ("sjef", "tuin"), ("mia", "taal"))
    often = offers(("sjef", "koken"), ("sjef", "koken"), ("sjef", "tuin"), ("mia", "taal"))

    assert SecondCategories(often).lift("koken", "tuin") == SecondCategories(once).lift("koken", "tuin")


def test_an_offer_without_a_category_says_nothing():
    known = offers(("sjef", "koken"), ("sjef", "tuin"))

    with_one_more = SecondCategories([*known, Offer(id="new", helper="mia", category=None)])

    assert with_one_more.lift("koken", "tuin") == SecondCategories(known).lift("koken", "tuin")


@examples(100)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["koken", "tuin", 7])), max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_lift_is_the_same_both_ways_and_in_any_order(pairs, order):
    seconds = SecondCategories(offers(*pairs))
    shuffled = SecondCategories(offers(*order.sample(pairs, len(pairs))))

    for first, second in (("koken", "tuin"), ("koken", 7), ("tuin", 7)):
        lift = seconds.lift(first, second)
        assert BOUNDS[0] <= lift <= BOUNDS[1]
        assert lift == seconds.lift(second, first) == shuffled.lift(first, second)
