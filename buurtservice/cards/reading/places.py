"""Reads the place of a card (a postcode's, never a house's); it must not fill one in that is absent."""

import re

from buurtservice.cards.reading.messages import UnreadableError
from buurtservice.cards.reading.text import clean
from buurtservice.i18n import N_

LATITUDES = (50.0, 54.0)
LONGITUDES = (3.0, 8.0)

_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,15})?")


def read_place(latitude: str, longitude: str) -> tuple[float | None, float | None]:
    """Return latitude and longitude in degrees, or twice None where both are blank.

    A comma is a decimal point. Raises UnreadableError where one is absent, no number, or outside the
    Netherlands.
    """
    latitude, longitude = clean(latitude), clean(longitude)
    if not latitude and not longitude:
        return None, None
    if not latitude or not longitude:
        raise UnreadableError(
            "half_a_place", N_("Vul Breedte en Lengte allebei in, of laat ze allebei leeg.")
        )
    lat, lon = _degrees(latitude), _degrees(longitude)
    if _within(lat, LATITUDES) and _within(lon, LONGITUDES):
        return lat, lon
    if _within(lon, LATITUDES) and _within(lat, LONGITUDES):
        raise UnreadableError(
            "swapped_place",
            N_("Breedte (%(lat)s) en Lengte (%(lon)s) lijken verwisseld. Zet ze andersom."),
            lat=latitude,
            lon=longitude,
        )
    raise UnreadableError(
        "far_place",
        N_(
            "Breedte %(lat)s en Lengte %(lon)s liggen niet in Nederland. "
            "Verbeter ze, of laat ze allebei leeg."
        ),
        lat=latitude,
        lon=longitude,
    )


def _degrees(text: str) -> float:
    if not _DEGREES.fullmatch(text):
        raise UnreadableError(
            "unclear_place",
            N_("Breedte en Lengte moeten getallen zijn, bijvoorbeeld 50,85722; er staat '%(value)s'."),
            value=text,
        )
    return float(text.replace(",", "."))


def _within(degrees: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= degrees <= bounds[1]
