"""Generates neighbourhoods like the pilot Caberg-Malpertuis of 2014, as problems in JSON form.

50 residents, 42 requests, 49 offers, 11 kinds of help, 5 neighbourhoods. Kinds, dayparts, distances and
remarks come in the proportions of the demo's card box. One number was set by trial: SPREAD_OFFER, so that
first come, first served serves a third of the requests in the mean, as in the pilot (14 of 42).
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from typing import Any, Final

RESIDENTS: Final = 50
REQUESTS: Final = 42
OFFERS: Final = 49

ASKED: Final = {
    "boodschappen": 15,
    "maatje": 7,
    "tuin": 6,
    "formulieren": 5,
    "strijken": 4,
    "klussen": 2,
    "computer": 2,
    "rijden": 1,
    "koken": 0.5,
    "taal": 0.5,
    "huisdier": 0.5,
}
OFFERED: Final = {
    "boodschappen": 8,
    "klussen": 7,
    "maatje": 6,
    "computer": 6,
    "tuin": 6,
    "koken": 5,
    "taal": 5,
    "rijden": 4,
    "huisdier": 2,
    "strijken": 1,
    "formulieren": 1,
}
NEIGHBOURHOODS: Final = {
    "Caberg": (25, 50.8628, 5.6683),
    "Malpertuis": (25, 50.8582, 5.6673),
    "Malberg": (24, 50.8585, 5.6501),
    "Brusselse Poort-west": (14, 50.8532, 5.6760),
    "Oud-Caberg": (5, 50.8687, 5.6575),
}
"""Weight, and the centre in degrees."""
SPREAD_M: Final = 230
"""Standard deviation of a home from the centre, north and east."""
RADII_M: Final = {700: 15, 1500: 22, 4000: 12}
WEEKDAY_TIMES: Final = {0: 30, 1: 30, 2: 16}
"""Mornings, afternoons, evenings."""
SPREAD_REQUEST: Final = 0.12
SPREAD_OFFER: Final = 0.18
"""The share who are free at one time of day on all five weekdays; the others name one to four dayparts."""
HAS_DOG: Final = 0.12
MINDS_NO_DOG: Final = 0.53


def generate_pilot(seed: int, *, residents: int = RESIDENTS) -> dict[str, Any]:
    """One neighbourhood; larger ones have as many requests per resident, on as much more ground."""
    chance = random.Random(seed)
    scale = residents / RESIDENTS
    people = [f"b{number:03}" for number in range(1, residents + 1)]
    homes = {person: _home(chance, math.sqrt(scale)) for person in people}
    return {
        "residents": [_resident(chance, person) for person in people],
        "requests": [
            _request(chance, f"v{number:03}", chance.choice(people), homes)
            for number in range(1, round(REQUESTS * scale) + 1)
        ],
        "offers": [
            _offer(chance, f"a{number:03}", chance.choice(people), homes)
            for number in range(1, round(OFFERS * scale) + 1)
        ],
        "never": [chance.sample(people, 2)],
        "policy": {},
    }


def _draw(chance: random.Random, weights: Mapping[Any, float]) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]


def _home(chance: random.Random, scale: float) -> dict[str, Any]:
    name = _draw(chance, {name: weight for name, (weight, _, _) in NEIGHBOURHOODS.items()})
    _, lat, lon = NEIGHBOURHOODS[name]
    lat = 50.86 + (lat - 50.86) * scale + chance.gauss(0, SPREAD_M * scale) / 111_195
    lon = 5.664 + (lon - 5.664) * scale + chance.gauss(0, SPREAD_M * scale) / 70_190
    return {"neighbourhood": name, "lat": round(lat, 5), "lon": round(lon, 5)}


def _resident(chance: random.Random, person: str) -> dict[str, Any]:
    return {
        "id": person,
        "max_active": _draw(chance, {1: 2, 2: 6, 3: 2}),
        "resting": chance.random() < 0.02,
        "hours_given": chance.randrange(5),
        "hours_received": chance.randrange(5),
    }


def _dayparts(chance: random.Random, spread: float, counts: Mapping[int, float]) -> list[int]:
    time = _draw(chance, WEEKDAY_TIMES)
    if chance.random() < spread:
        return [3 * weekday + time for weekday in range(5)]
    dayparts: set[int] = set()
    count = _draw(chance, counts)
    while len(dayparts) < count:
        weekday = _draw(chance, {0: 4, 1: 3, 2: 4, 3: 3, 4: 3, 5: 4, 6: 0.4})
        dayparts.add(3 * weekday + _draw(chance, WEEKDAY_TIMES))
    return sorted(dayparts)


def _request(chance: random.Random, identifier: str, asker: str, homes: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": identifier,
        "asker": asker,
        "category": _draw(chance, ASKED),
        "dayparts": _dayparts(chance, SPREAD_REQUEST, {1: 18, 2: 20}),
        "needs": ["hond"] if chance.random() < HAS_DOG else [],
        "urgent": chance.random() < 0.1,
        "waiting_days": chance.randrange(60),
        **homes[asker],
    }


def _offer(chance: random.Random, identifier: str, helper: str, homes: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": identifier,
        "helper": helper,
        "category": _draw(chance, OFFERED),
        "capacity": _draw(chance, {1: 8, 2: 2}),
        "dayparts": _dayparts(chance, SPREAD_OFFER, {1: 9, 2: 13, 3: 7, 4: 3}),
        "radius_m": _draw(chance, RADII_M),
        "can": ["hond"] if chance.random() < MINDS_NO_DOG else [],
        **homes[helper],
    }
