"""The kinds of help that a new installation begins with, and the words people write for them on a card.

The operator's table is what counts afterwards. A *maatje* is company from a neighbour, so the paid team does
not do it; which kinds need screening (VOG) is for each municipality to say.
"""

from typing import Any

# What somebody asks who cannot say which kind of help it is, or for whom none of ours fits. Nobody offers it:
# it takes part in no round and goes to the worker at once, who finds out what is meant.
OTHER = "other"

DEFAULT_CATEGORIES: tuple[dict[str, Any], ...] = (
    {"code": "ironing", "name_nl": "strijken", "name_en": "ironing", "pictogram": "ironing"},
    {"code": "shopping", "name_nl": "boodschappen", "name_en": "shopping", "pictogram": "shopping"},
    {"code": "buddy", "name_nl": "maatje", "name_en": "buddy", "pictogram": "buddy", "team_may_do": False},
    {"code": "garden", "name_nl": "tuin", "name_en": "garden", "pictogram": "garden"},
    {"code": "odd_jobs", "name_nl": "klusjes", "name_en": "odd jobs", "pictogram": "odd-jobs"},
    {"code": "computer", "name_nl": "computer", "name_en": "computer", "pictogram": "computer"},
    {"code": "transport", "name_nl": "vervoer", "name_en": "transport", "pictogram": "transport"},
    {"code": "cooking", "name_nl": "koken", "name_en": "cooking", "pictogram": "cooking"},
    {"code": "pet", "name_nl": "huisdier", "name_en": "pet care", "pictogram": "pet"},
    {"code": "language", "name_nl": "taal oefenen", "name_en": "language practice", "pictogram": "language"},
    {"code": "forms", "name_nl": "formulieren", "name_en": "forms and letters", "pictogram": "forms"},
    {
        "code": OTHER,
        "name_nl": "iets anders",
        "name_en": "something else",
        "pictogram": "door",
        "team_may_do": False,
        "route_after_days": 0,
        "urgent_route_after_days": 0,
        "position": 1000,
    },
)
