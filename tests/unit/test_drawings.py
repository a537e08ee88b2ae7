"""Rings of every size, weeks and bars: everything is inside the picture and nothing overlaps."""

import re
from itertools import combinations
from math import dist

import pytest

from buurtservice.drawings import BEAD_RADIUS, NODE_RADIUS, draw_bars, draw_ring, draw_week

NAMES = ["Amina", "Mia", "Sjef", "Fatima", "Ben", "Dora"]
CELL = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z")


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_in_a_ring_nobody_and_nothing_overlaps(size):
    ring = draw_ring(NAMES[:size], ["boodschappen"] * size)

    circles = [(node.x, node.y, NODE_RADIUS) for node in ring.nodes]
    circles += [(arc.x, arc.y, BEAD_RADIUS) for arc in ring.arcs]
    for (x1, y1, r1), (x2, y2, r2) in combinations(circles, 2):
        assert dist((x1, y1), (x2, y2)) > r1 + r2


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_a_ring_stays_inside_its_picture_with_its_words(size):
    ring = draw_ring(NAMES[:size], ["boodschappen"] * size)

    left, top, width, height = map(float, ring.view_box.split())
    for node in ring.nodes:
        assert left <= node.x - NODE_RADIUS
        assert node.x + NODE_RADIUS <= left + width
        assert top <= node.y - NODE_RADIUS
        assert node.y + NODE_RADIUS <= top + height
    for arc in ring.arcs:
        word = 8.5 * len(arc.label)  # As wide as it is in a usual system font.
        begins = arc.label_x - {"start": 0, "middle": word / 2, "end": word}[arc.anchor]
        assert left <= begins
        assert begins + word <= left + width
        assert top < arc.label_y < top + height


def test_each_arrow_lies_between_the_helper_and_the_next_one():
    ring = draw_ring(["Amina", "Mia", "Sjef"], ["strijken", "koken", "klusjes"])

    for place, arc in enumerate(ring.arcs):
        helper, asker = ring.nodes[place], ring.nodes[(place + 1) % 3]
        tip = tuple(map(float, re.match(r"M([-\d.]+) ([-\d.]+)", arc.tip).groups()))
        to_asker = dist(tip, (asker.x, asker.y))
        assert NODE_RADIUS < to_asker < NODE_RADIUS + 12
        assert to_asker < dist(tip, (helper.x, helper.y))


def test_a_long_name_gets_smaller_type():
    short, long = draw_ring(["Mia", "Bartholomeus"], ["koken", "tuin"]).nodes

    assert long.font_size < short.font_size


def test_one_person_is_no_ring():
    with pytest.raises(ValueError, match="two people"):
        draw_ring(["Mia"], ["strijken"])


def test_a_week_tells_what_suits_both_from_what_suits_one():
    week = draw_week((0, 4), (4, 20))

    assert len(CELL.findall(week.both)) == 1
    assert len(CELL.findall(week.one)) == 2


def test_no_dayparts_given_means_any():
    week = draw_week(None, (2, 3))

    assert len(CELL.findall(week.both)) == 2
    assert len(CELL.findall(week.one)) == 19


def test_no_dayparts_at_all_suit_nobody():
    week = draw_week((), None)

    assert week.both == ""
    assert len(CELL.findall(week.one)) == 21


def test_bars_of_two_series_stand_beside_each_other_and_end_on_the_same_line():
    first = draw_bars([2, 0, 4], height=100, top=20, biggest=4, place=0, of=2)
    second = draw_bars([1, 3, 4], height=100, top=20, biggest=4, place=1, of=2)

    assert [bar.height for bar in first] == [40, 0, 80]
    assert all(bar.y + bar.height == 100 for bar in [*first, *second])
    assert all(one.x + one.width <= other.x for one, other in zip(first, second, strict=True))
    assert second[-1].x + second[-1].width < 100
