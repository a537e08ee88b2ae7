"""Counts the figures anew, straight from the table of facts by the definitions, and as plainly as can be.

It shares nothing with buurtservice.figures, so that a fault there is not repeated here.
"""

from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import text

from buurtservice.extensions import db

Row = dict[str, Any]


def facts_until(end: date) -> list[Row]:
    rows = db.session.execute(text("SELECT * FROM fact")).mappings()
    facts = [{**row, "occurred_on": date.fromisoformat(str(row["occurred_on"])[:10])} for row in rows]
    return sorted((f for f in facts if f["occurred_on"] <= end), key=lambda f: (f["occurred_on"], f["id"]))


def recount(start: date, end: date) -> Row:
    """Return the figures of the days from `start` to `end`, under the keys of the service."""
    facts = facts_until(end)
    inside = [fact for fact in facts if fact["occurred_on"] >= start]
    received = [fact for fact in inside if fact["kind"] == "request_received"]
    everybody = [fact for fact in facts if fact["kind"] == "request_received"]
    agreed = [fact for fact in inside if fact["kind"] == "match_agreed"]
    outcomes = [outcome_of(fact["request_key"], facts) for fact in received]
    helped = [days_to_help(fact, facts, start) for fact in everybody]
    days = [day for day in helped if day is not None]
    return {
        "requests": len(received),
        "reciprocal_matches": sum(fact["reciprocity"] is not None for fact in agreed),
        "other_matches": sum(fact["reciprocity"] is None for fact in agreed),
        "reciprocal_by_kind": {
            kind: sum(fact["reciprocity"] == kind for fact in agreed) for kind in ("ring", "offers", "gave")
        },
        "open_offers": sum(is_open(fact, facts) for fact in facts if fact["kind"] == "offer_received"),
        "activities": number_of(inside, "activity_held"),
        "questions": number_of(inside, "question_counted") - number_of(inside, "question_uncounted"),
        "team_tasks_done": number_of(inside, "team_task_done") - len(undone(inside)),
        "requests_withdrawn": number_of(inside, "request_withdrawn"),
        "requests_open": sum(outcome_of(fact["request_key"], facts) == "open" for fact in everybody),
        "outcomes": {
            name: outcomes.count(name)
            for name in ("reciprocal", "other", "team", "activity", "open", "withdrawn")
        },
        "median_days_to_help": float(median(known))
        if (known := [d for d in days if d is not None])
        else None,
        "offers": number_of(inside, "offer_received"),
        "hours_given": float(sum(fact["hours"] or 0 for fact in inside if fact["kind"] == "match_completed")),
        "helped_share_with_offer": share(received, facts, lambda fact: bool(fact["asker_offers"])),
        "helped_share_without_offer": share(received, facts, lambda fact: not fact["asker_offers"]),
    }


def number_of(facts: list[Row], kind: str) -> int:
    return sum(fact["kind"] == kind for fact in facts)


def about(facts: list[Row], key: str, value: str, *kinds: str) -> list[Row]:
    return [fact for fact in facts if fact[key] == value and fact["kind"] in kinds]


def standing_agreements(request_key: str, facts: list[Row]) -> list[Row]:
    agreed = about(facts, "request_key", request_key, "match_agreed")
    return [fact for fact in agreed if not about(facts, "match_key", fact["match_key"], "match_stopped")]


def undone(facts: list[Row]) -> list[Row]:
    """Return the facts that take back a task done, each on the day on which it was said to be done."""
    return [fact for fact in facts if fact["kind"] == "team_task_opened" and fact["reason"] == "undone"]


def tasks_done(request_key: str, facts: list[Row]) -> list[Row]:
    done = about(facts, "request_key", request_key, "team_task_done")
    for back in undone(about(facts, "request_key", request_key, "team_task_opened")):
        done.remove(next(one for one in reversed(done) if one["occurred_on"] == back["occurred_on"]))
    return done


def outcome_of(request_key: str, facts: list[Row]) -> str:
    agreed = standing_agreements(request_key, facts)
    if agreed:
        return "reciprocal" if any(fact["reciprocity"] for fact in agreed) else "other"
    done = tasks_done(request_key, facts)
    reopened = undone(about(facts, "request_key", request_key, "team_task_opened"))
    ended = about(facts, "request_key", request_key, "team_task_handed_back", "team_task_dropped")
    opened = about(facts, "request_key", request_key, "team_task_opened")
    if done or len(opened) - len(reopened) > len(ended):
        return "team"
    places = about(facts, "request_key", request_key, "activity_place_taken", "activity_place_freed")
    if places and places[-1]["kind"] == "activity_place_taken":
        return "activity"
    return "withdrawn" if about(facts, "request_key", request_key, "request_withdrawn") else "open"


def is_open(offer: Row, facts: list[Row]) -> bool:
    key = offer["offer_key"]
    stays, leaves = ("offer_received", "offer_resumed"), ("offer_paused", "offer_withdrawn")
    ends = ("match_completed", "match_declined", "match_withdrawn", "match_stopped")
    live = {fact["match_key"] for fact in about(facts, "offer_key", key, "match_approved")}
    live -= {fact["match_key"] for fact in about(facts, "offer_key", key, *ends)}
    takes_part = about(facts, "offer_key", key, *stays, *leaves)[-1]["kind"] in stays
    return takes_part and len(live) < offer["capacity"]


def days_to_help(request: Row, facts: list[Row], start: date) -> int | None:
    key = request["request_key"]
    helped = about(facts, "request_key", key, "match_started", "activity_attended") + tasks_done(key, facts)
    helped.sort(key=lambda fact: (fact["occurred_on"], fact["id"]))
    if not helped or helped[0]["occurred_on"] < start:
        return None
    days: int = (helped[0]["occurred_on"] - request["occurred_on"]).days
    return days


def share(received: list[Row], facts: list[Row], belongs: Callable[[Row], bool]) -> float | None:
    group = [fact["request_key"] for fact in received if belongs(fact)]
    helped = [
        key
        for key in group
        if standing_agreements(key, facts)
        or tasks_done(key, facts)
        or about(facts, "request_key", key, "activity_attended")
    ]
    return round(len(helped) / len(group), 3) if group else None
