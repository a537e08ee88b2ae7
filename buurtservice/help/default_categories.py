"""The kinds of help that a new installation begins with, and the words people write for them on a card.

The operator's table is what counts afterwards. A *maatje* is company from a neighbour, so the paid team does
not do it; which kinds need screening (VOG) is for each municipality to say.
"""

from typing import Any

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
)
