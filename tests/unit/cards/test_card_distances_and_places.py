"""How far somebody goes, and where a card is."""

import pytest
from box_rows import MIA, SJEF


@pytest.mark.parametrize(
    ("written", "radius_m"),
    [
        ("op loopafstand", 700),
        ("In de buurt", 1500),
        ("heel Noordwest.", 4000),
        ("500 m", 500),
        ("500m", 500),
        ("1.500 m", 1500),
        ("max. 800 meter", 800),
        ("1,5 km", 1500),
        ("1.5 km", 1500),
        ("2 kilometer", 2000),
        ("", None),
    ],
)
def test_a_distance_is_read_in_metres(written, radius_m, read_rows) -> None:
    box = read_rows(SJEF | {"Afstand": written})
    assert [card.radius_m for card in box.cards] == [radius_m]
    assert box.assumptions == ()


@pytest.mark.parametrize("written", ["ver", "500", "-1 km", "heel ver", "1,2,3 km", "overal"])
def test_an_unknown_distance_is_reported(written, refused) -> None:
    assert refused(SJEF | {"Afstand": written}).code == "unknown_distance"


@pytest.mark.parametrize("written", ["0 m", "900 km"])
def test_an_impossible_distance_is_reported(written, refused) -> None:
    assert refused(SJEF | {"Afstand": written}).code == "impossible_distance"


def test_a_misspelt_distance_is_read_and_said(read_rows) -> None:
    box = read_rows(SJEF | {"Afstand": "op loopafstant"})
    assert box.cards[0].radius_m == 700
    assert [a.message.code for a in box.assumptions] == ["distance_typo"]


def test_a_distance_on_a_request_does_not_count_and_that_is_said(read_rows) -> None:
    box = read_rows(MIA | {"Afstand": "ver"})
    assert box.cards[0].radius_m is None
    assert [a.message.code for a in box.assumptions] == ["distance_ignored"]


@pytest.mark.parametrize("place", [("50,85722", "5,66220"), ("50.85722", "5.6622")])
def test_a_place_has_a_decimal_comma_or_point(place, taken_in) -> None:
    card = taken_in(MIA | {"Breedte": place[0], "Lengte": place[1]})
    assert (card.lat, card.lon) == (50.85722, 5.6622)


def test_a_place_may_be_absent(taken_in) -> None:
    card = taken_in(MIA | {"Breedte": "", "Lengte": " "})
    assert (card.lat, card.lon) == (None, None)


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        ("50,8", "", "half_a_place"),
        ("", "5,6", "half_a_place"),
        ("5,66", "50,85", "swapped_place"),
        ("5085722", "566220", "unclear_place"),
        ("50,85", "15,66", "far_place"),
        ("950", "5,66", "far_place"),
        ("-50,85", "5,66", "far_place"),
        ("nan", "inf", "unclear_place"),
        ("50,8,5", "5,6", "unclear_place"),
        ("9" * 5000, "5,6", "unclear_place"),
    ],
)
def test_an_impossible_place_is_reported(lat, lon, code, refused) -> None:
    assert refused(MIA | {"Breedte": lat, "Lengte": lon}).code == code
