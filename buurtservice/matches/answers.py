"""Ends the answer that a match was to its request. Called by the step that ends the match."""

from datetime import date

from buurtservice.help.places import give_place_back
from buurtservice.help.solutions import end_solution
from buurtservice.matches.models import Match


def end_answer(match: Match, *, on: date, fulfilled: bool) -> None:
    """Give the place back and end the request's live answer, once."""
    if match.solution_id is not None:
        end_solution(match.solution_id, on=on, fulfilled=fulfilled)
        give_place_back(match.help_offer_id)
