"""Generates dense towns of any size, as problems in JSON form: the world of a city rather than of a pilot.

Kinds of help, dayparts and remarks come in the proportions of the pilots (`bench.pilots`). What differs is
how near people live to each other: here the number of members on a square kilometre is fixed, so that a town
grows in ground and not in crowd. The same seed gives the same town.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.pilots import ASKED, HAS_DOG, MINDS_NO_DOG, OFFERED, WEEKDAY_TIMES

REQUESTS_PER_RESIDENT: Final = 0.84
OFFERS_PER_RESIDENT: Final = 0.98
MEMBERS_PER_KM2: Final = 250
"""Some hundreds of members near each other: 50 of 14,000 take part in the pilot, here about 1 in 15."""
RADII_M: Final = {500: 10, 1000: 18, 1500: 22}
SHARE_IN_CLUSTERS: Final = 0.7
"""The rest live evenly over the ground."""
CLUSTER_M: Final = 300
MEMBERS_PER_CLUSTER: Final = 60
METRES_PER_DEGREE: Final = 111_195
LAT, LON = 50.85, 5.69
SPREAD: Final = 0.15
"""The share who are free at one time of day on all weekdays; the others name one to four dayparts."""


def generate_town(seed: int, *, residents: int, per_km2: float = MEMBERS_PER_KM2) -> dict[str, Any]:
    """A town of so many members; requests and offers per member as in the pilot."""
    chance = np.random.default_rng(seed)
    lat, lon = _homes(chance, residents, per_km2)
    askers = chance.integers(residents, size=round(REQUESTS_PER_RESIDENT * residents))
    helpers = chance.integers(residents, size=round(OFFERS_PER_RESIDENT * residents))
    return {
        "residents": _residents(chance, residents),
        "requests": _requests(chance, askers, lat, lon),
        "offers": _offers(chance, helpers, lat, lon),
        "policy": {},
    }


def write_town(path: Path, town: Mapping[str, Any], columns: Mapping[str, Any] | None = None) -> None:
    """Write a town as `.npz`: the JSON without candidates, and `columns` of candidates if there are any."""
    plain = {key: value for key, value in town.items() if key != "candidates"}
    text = json.dumps(plain, separators=(",", ":")).encode()
    np.savez(path, problem=np.frombuffer(text, dtype=np.uint8), **(columns or {}))


def _homes(chance: np.random.Generator, count: int, per_km2: float) -> tuple[list[float], list[float]]:
    """Degrees of each home: most in clusters around centres, the others anywhere on the same ground."""
    side_m = 1000 * math.sqrt(count / per_km2)
    centres = chance.uniform(0, side_m, size=(max(1, count // MEMBERS_PER_CLUSTER), 2))
    around = centres[chance.integers(len(centres), size=count)] + chance.normal(0, CLUSTER_M, size=(count, 2))
    anywhere = chance.uniform(0, side_m, size=(count, 2))
    homes = np.where(chance.random((count, 1)) < SHARE_IN_CLUSTERS, around, anywhere)
    lat = LAT + homes[:, 0] / METRES_PER_DEGREE
    lon = LON + homes[:, 1] / (METRES_PER_DEGREE * math.cos(math.radians(LAT)))
    return np.round(lat, 5).tolist(), np.round(lon, 5).tolist()


def _draw(chance: np.random.Generator, weights: Mapping[Any, float], size: int) -> list[Any]:
    shares = np.array(list(weights.values()), dtype=float)
    picked = chance.choice(len(shares), size=size, p=shares / shares.sum())
    names = list(weights)
    return [names[number] for number in picked.tolist()]


def _residents(chance: np.random.Generator, count: int) -> list[dict[str, Any]]:
    columns = zip(
        _draw(chance, {1: 2, 2: 6, 3: 2}, count),
        (chance.random(count) < 0.02).tolist(),
        chance.integers(5, size=count).tolist(),
        chance.integers(5, size=count).tolist(),
        strict=True,
    )
    keys = ("max_active", "resting", "hours_given", "hours_received")
    return [{"id": number} | dict(zip(keys, row, strict=True)) for number, row in enumerate(columns)]


def _dayparts(chance: np.random.Generator, counts: Mapping[int, float], size: int) -> list[list[int]]:
    """Weekdays at one time of day, or one to four separate dayparts, now and then in a weekend."""
    times = np.array(_draw(chance, WEEKDAY_TIMES, size))
    spread = chance.random(size) < SPREAD
    wanted = np.array(_draw(chance, counts, size))
    days, moments = chance.integers(6, size=(size, 4)), chance.integers(3, size=(size, 4))
    found = []
    for row in range(size):
        if spread[row]:
            found.append([3 * day + int(times[row]) for day in range(5)])
        else:
            some = 3 * days[row, : wanted[row]] + moments[row, : wanted[row]]
            found.append(sorted(set(some.tolist())))
    return found


def _requests(
    chance: np.random.Generator, askers: Any, lat: list[float], lon: list[float]
) -> list[dict[str, Any]]:
    size = len(askers)
    columns = zip(
        askers.tolist(),
        _draw(chance, ASKED, size),
        _dayparts(chance, {1: 18, 2: 20}, size),
        (chance.random(size) < HAS_DOG).tolist(),
        (chance.random(size) < 0.1).tolist(),
        chance.integers(60, size=size).tolist(),
        strict=True,
    )
    return [
        {
            "id": number,
            "asker": asker,
            "category": kind,
            "dayparts": dayparts,
            "needs": ["hond"] if dog else [],
            "urgent": urgent,
            "waiting_days": days,
            "lat": lat[asker],
            "lon": lon[asker],
        }
        for number, (asker, kind, dayparts, dog, urgent, days) in enumerate(columns)
    ]


def _offers(
    chance: np.random.Generator, helpers: Any, lat: list[float], lon: list[float]
) -> list[dict[str, Any]]:
    size = len(helpers)
    columns = zip(
        helpers.tolist(),
        _draw(chance, OFFERED, size),
        _draw(chance, {1: 8, 2: 2}, size),
        _dayparts(chance, {1: 9, 2: 13, 3: 7, 4: 3}, size),
        _draw(chance, RADII_M, size),
        (chance.random(size) < MINDS_NO_DOG).tolist(),
        strict=True,
    )
    return [
        {
            "id": number,
            "helper": helper,
            "category": kind,
            "capacity": capacity,
            "dayparts": dayparts,
            "radius_m": radius_m,
            "can": ["hond"] if minds_no_dog else [],
            "lat": lat[helper],
            "lon": lon[helper],
        }
        for number, (helper, kind, capacity, dayparts, radius_m, minds_no_dog) in enumerate(columns)
    ]
