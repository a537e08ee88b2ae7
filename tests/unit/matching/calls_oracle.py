"""What a yes does to a problem in JSON form, by the words of docs/calls.md; it uses nothing of matching/."""

import copy

from brute_force import by_id, feasible_pairs, most_served


def apply(problem, questions):
    """A new problem in which each question was answered yes."""
    problem = copy.deepcopy(problem)
    for question in questions:
        kind, change = question["kind"], question["change"]
        if "request" in question:
            request = by_id(problem["requests"])[question["request"]]
            assert kind == "daypart"
            request["dayparts"] = [*request["dayparts"], change]
            continue
        offer = by_id(problem["offers"])[question["offer"]]
        if kind == "daypart":
            offer["dayparts"] = [*offer["dayparts"], change]
        elif kind == "radius":
            offer["radius_m"] = change
        elif kind == "need":
            offer["can"] = [*(offer.get("can") or []), change]
        elif kind == "load":
            helper = by_id(problem["residents"])[offer["helper"]]
            offer["capacity"] = offer.get("capacity", 1) + 1
            helper["max_active"] = helper.get("max_active", 2) + 1
        else:
            new = {"id": question["new_offer"], "category": change, "capacity": 1}
            problem["offers"].append(offer | new)
    return problem


def served_max(problem):
    return most_served(problem, feasible_pairs(problem))


def resident_of(problem, question):
    if "request" in question:
        return by_id(problem["requests"])[question["request"]]["asker"]
    return by_id(problem["offers"])[question["offer"]]["helper"]
