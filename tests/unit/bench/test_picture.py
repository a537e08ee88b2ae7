"""The picture of the curves: every line is there with its name, at its height, and no name covers another."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from bench.picture import BOTTOM, HEIGHT, LEFT, MOST, RIGHT, TOP, WIDTH, draw_curves

CURVES = {
    "the plan, all yes": [14.0, 18.0, 42.0],
    "the plan, by the table": [14.0, 16.0, 18.0],
    "random & single <questions>": [14.0, 15.0, 18.1],
    "random, by the table": [0.0, 15.0, 18.2],
}


def drawn(curves=CURVES, marks=None) -> ElementTree.Element:
    return ElementTree.fromstring(draw_curves(curves, marks or {}))


def all_of(picture: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return picture.findall(f"{{http://www.w3.org/2000/svg}}{tag}")


def points(line: ElementTree.Element) -> list[tuple[float, float]]:
    return [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]


def labels(picture: ElementTree.Element) -> dict[str, float]:
    return {text.text: float(text.attrib["y"]) for text in all_of(picture, "text") if "fill" in text.attrib}


def test_every_curve_runs_from_no_call_to_the_last_at_the_height_of_what_is_served():
    lines = [points(line) for line in all_of(drawn(), "polyline")]

    assert [len(line) for line in lines] == [3, 3, 3, 3]
    assert {(line[0][0], line[-1][0]) for line in lines} == {(LEFT, WIDTH - RIGHT)}
    assert lines[0][-1][1] == TOP  # All 42 are served.
    assert lines[3][0][1] == HEIGHT - BOTTOM  # Nobody is.
    height = HEIGHT - TOP - BOTTOM
    assert lines[0][1][1] == pytest.approx(HEIGHT - BOTTOM - height * 18 / MOST, abs=0.1)


def test_a_pair_of_curves_has_one_colour_and_its_second_is_dashed():
    lines = all_of(drawn(), "polyline")

    assert [lines[0].attrib["stroke"] == lines[other].attrib["stroke"] for other in (1, 2, 3)] == [
        True,
        False,
        False,
    ]
    assert ["stroke-dasharray" in line.attrib for line in lines] == [False, True, False, True]


@pytest.mark.parametrize("last", [0.0, 18.0, 42.0])
def test_every_curve_has_its_name_and_last_value_and_no_name_covers_another(last):
    curves = {f"way {number}": [1.0, last] for number in range(8)}

    names = labels(drawn(curves))

    assert set(names) == {f"{last:.1f} way {number}" for number in range(8)}
    heights = sorted(names.values())
    assert all(below - above >= 17.9 for above, below in pairwise(heights))
    assert heights[0] > TOP / 2
    assert heights[-1] <= HEIGHT - BOTTOM + 4


def test_a_name_is_text_whatever_stands_in_it():
    assert "18.1 random & single <questions>" in labels(drawn())


def test_the_ceiling_is_marked_where_it_was_measured():
    picture = drawn(marks={1: (21.0, 28.0)})

    (mark,) = [path for path in all_of(picture, "path") if path.attrib["stroke"] == "#222"]
    middle = (LEFT + WIDTH - RIGHT) / 2
    assert mark.attrib["d"].startswith(f"M{middle - 7:.1f} ")
    assert [text.text for text in all_of(picture, "text")].count("ceiling") == 1
    assert not [path for path in all_of(drawn(), "path") if path.attrib["stroke"] == "#222"]


def test_a_reader_is_told_what_the_picture_shows():
    picture = drawn()

    assert picture.attrib["role"] == "img"
    for tag in ("title", "desc"):
        (words,) = all_of(picture, tag)
        assert words.text
        assert words.attrib["id"] in picture.attrib["aria-labelledby"].split()
