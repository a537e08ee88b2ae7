"""Shortages and groups: recomputed by brute force, and by hand."""

import brute_force
import pytest
from calls_oracle import served_max
from hypothesis import given
from small_problems import examples, problems

from matching.also import also_possible
from matching.asking import Asking
from matching.reading import read_problem
from matching.scarcity import read_neighbourhoods, scarcity
from matching.together import together


def request(identifier, asker, **more):
    return {"id": identifier, "asker": asker, "category": "maatje", "dayparts": [4]} | more


def lonely(people=5, **more):
    """People who each ask for company on Tuesday afternoon, and nobody who offers it."""
    residents = [{"id": f"b{number}"} for number in range(people)]
    requests = [request(f"q{number}", f"b{number}") for number in range(people)]
    return {"residents": residents, "requests": requests, "offers": []} | more


@examples(60)
@given(problems())
def test_a_shortage_is_what_brute_force_gains_with_such_a_helper(document):
    served = served_max(document)
    for shortage in scarcity(read_problem(document)):
        helper = {"id": "new", "max_active": 2, "screened": True}
        offer = {
            "id": "new",
            "helper": "new",
            "category": shortage.category,
            "dayparts": [shortage.daypart],
            "capacity": 2,
            "can": ["hond", "trap"],
        }
        grown = document | {
            "residents": [*document["residents"], helper],
            "offers": [*document["offers"], offer],
        }
        assert served_max(grown) - served == shortage.gain >= 1


def test_shortages_are_told_per_neighbourhood():
    document = lonely(3)
    document["requests"][0] |= {"neighbourhood": "Caberg", "lat": 50.8628, "lon": 5.6683}
    document["requests"][1] |= {"neighbourhood": "Malberg", "lat": 50.8585, "lon": 5.6401}
    document["requests"][2] |= {"neighbourhood": "Caberg", "lat": 50.8630, "lon": 5.6685}

    found = scarcity(read_problem(document), read_neighbourhoods(document))

    assert [(row.category, row.daypart, row.neighbourhood, row.gain, row.demand) for row in found] == [
        ("maatje", 4, "Caberg", 2, 2),
        ("maatje", 4, "Malberg", 1, 1),
    ]


def test_where_everybody_is_served_nothing_is_scarce():
    assert scarcity(read_problem(lonely(0))) == ()


def test_several_lonely_people_are_one_activity():
    (group,) = together(read_problem(lonely()))

    assert group.requests == ("q0", "q1", "q2", "q3", "q4")
    assert (group.daypart, group.categories, group.otherwise_unserved) == (4, ("maatje",), 5)


def test_three_people_are_no_group_unless_the_policy_says_so():
    assert together(read_problem(lonely(3))) == ()
    assert len(together(read_problem(lonely(3)), people=3)) == 1


def test_somebody_with_two_requests_counts_once():
    document = lonely(4)
    document["requests"].append(request("q9", "b0"))

    (group,) = together(read_problem(document))

    assert len(group.requests) == len(set(group.residents)) == 4


def test_only_requests_that_may_be_in_a_group_are_and_the_others_count_in_what_matches_answer():
    document = lonely(6)
    document["offers"] = [{"id": "o", "helper": "h", "category": "maatje", "dayparts": [4]}]
    document["residents"].append({"id": "h"})

    (group,) = together(read_problem(document), among={"q0", "q1", "q2", "q3"})

    assert group.requests == ("q0", "q1", "q2", "q3")
    assert group.otherwise_unserved == 4  # The helper has others to help.
    assert together(read_problem(document), among={"q0", "q1", "q2"}) == ()


def test_people_who_must_not_meet_are_in_no_group_together():
    document = lonely(5, never=[["b0", "b4"]])

    for group in together(read_problem(document)):
        assert not {"b0", "b4"} <= set(group.residents)


def test_people_far_away_stay_out():
    document = lonely(5)
    for number, row in enumerate(document["requests"]):
        row |= {"lat": 50.86, "lon": 5.66 + 0.03 * (number == 4)}

    (group,) = together(read_problem(document))

    assert group.residents == ("b0", "b1", "b2", "b3")


def test_related_categories_can_be_one_activity():
    document = lonely(4)
    document["requests"][0]["category"] = "koken"

    assert together(read_problem(document)) == ()
    (group,) = together(read_problem(document), related=[{"koken", "maatje"}])
    assert group.categories == ("koken", "maatje")


def test_groups_that_are_nearly_the_same_are_told_once():
    document = lonely(6)
    for row in document["requests"]:
        row["dayparts"] = [4, 7, 10]

    assert len(together(read_problem(document))) == 1


@pytest.mark.parametrize("people", [0, 1, 2.5, "4"])
def test_a_smallest_group_that_is_none_is_refused(people):
    with pytest.raises(ValueError, match="people: must be a whole number"):
        together(read_problem(lonely()), people=people)


@examples(60)
@given(problems())
def test_a_group_shares_its_daypart_and_its_gain_is_recomputed(document):
    for group in together(read_problem(document), people=2):
        rows = brute_force.by_id(document["requests"])
        assert all(
            rows[q]["dayparts"] is None or group.daypart in rows[q]["dayparts"] for q in group.requests
        )
        left = document | {"requests": [q for q in document["requests"] if q["id"] not in group.requests]}
        left["excluded"] = [pair for pair in document["excluded"] if pair[0] not in group.requests]
        gained = len(group.requests) + served_max(left) - served_max(document)
        assert gained == group.otherwise_unserved >= 1


def two_who_know_each_other():
    """Sjef irons for Mia on Monday morning; she would like company, shopping on Tuesday, and a garden."""
    return read_problem(
        {
            "residents": [{"id": "mia"}, {"id": "sjef"}],
            "requests": [
                {"id": "now", "asker": "mia", "category": "strijken", "dayparts": [0]},
                {"id": "later", "asker": "mia", "category": "boodschappen", "dayparts": [3]},
                {"id": "other", "asker": "mia", "category": "maatje", "dayparts": [0]},
                {"id": "never", "asker": "mia", "category": "tuin", "dayparts": [20]},
            ],
            "offers": [
                {"id": "o1", "helper": "sjef", "category": "strijken", "dayparts": [0]},
                {"id": "o2", "helper": "sjef", "category": "boodschappen", "dayparts": [0]},
            ],
        }
    )


def test_a_helper_could_do_more_for_somebody_now_or_after_one_question():
    found = {
        row.request: row.to_dict()
        for row in also_possible(two_who_know_each_other(), asker="mia", helper="sjef")
    }

    assert set(found) == {"now", "later", "other"}
    assert found["now"]["question"] is None
    assert found["later"]["question"] == {"kind": "daypart", "offer": "o2", "change": 3}
    assert found["other"]["question"] == {"kind": "category", "offer": "o1", "change": "maatje"}


def test_a_helper_called_this_week_is_asked_nothing_but_the_asker_may_be():
    asking = Asking(called_recently=frozenset({"sjef"}))

    found = also_possible(two_who_know_each_other(), asker="mia", helper="sjef", asking=asking)

    assert [(row.request, row.question and row.question.request) for row in found] == [
        ("later", "later"),
        ("now", None),
    ]


def test_a_pair_of_which_one_is_unknown_is_refused():
    with pytest.raises(ValueError, match="helper: no resident has the id"):
        also_possible(two_who_know_each_other(), asker="mia", helper="nobody")
