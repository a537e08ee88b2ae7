"""Distances between places, for arrays of places at once. It knows nothing of requests or offers."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the earth, (2a + b) / 3 of the ellipsoid GRS 80."""

Floats = npt.NDArray[np.float64]


def distance_m(lat_1: Floats, lon_1: Floats, lat_2: Floats, lon_2: Floats) -> Floats:
    """Great-circle distance in metres between places in degrees; shapes broadcast; NaN where a place is NaN.

    The haversine formula (R. W. Sinnott, Virtues of the haversine, Sky and Telescope 68, 1984), which keeps
    its precision for places close together, as in a neighbourhood.
    """
    phi_1, phi_2 = np.radians(lat_1), np.radians(lat_2)
    across = np.sin((phi_2 - phi_1) / 2) ** 2
    along = np.cos(phi_1) * np.cos(phi_2) * np.sin(np.radians(lon_2 - lon_1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, across + along))))
