"""Computes the points of drawings: a ring, a week, bars. It knows no words and no colours, and draws nothing.

Templates turn the points into SVG; classes in the stylesheet colour them, so that dark mode and print hold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asin, cos, pi, radians, sin

DAYPARTS = range(21)

NODE_RADIUS = 44
BEAD_RADIUS = 20
RING_FONT = 17
NAME_FONT = 18
NARROWEST_NAME_FONT = 10
MEAN_LETTER_WIDTH = 0.6  # Of the font size, for system fonts; generous, so that nothing is cut off.
TIP_LENGTH = 16
TIP_HALF_WIDTH = 8.5


@dataclass(frozen=True, kw_only=True)
class RingNode:
    """A person's circle, with the size of type in which the name fits."""

    x: float
    y: float
    name: str
    font_size: float


@dataclass(frozen=True, kw_only=True)
class RingArc:
    """An arrow from the helper to the asker, with the bead on it that carries the pictogram, and its word."""

    path: str
    tip: str
    x: float
    y: float
    label: str
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, kw_only=True)
class RingDrawing:
    """A ring of two people or more; arc k runs from node k to the next one."""

    view_box: str
    nodes: tuple[RingNode, ...]
    arcs: tuple[RingArc, ...]


@dataclass(frozen=True, kw_only=True)
class WeekDrawing:
    """A week of 7 × 3 cells: paths of the cells that suit both, and of those that suit one of the two."""

    both: str
    one: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar of a chart: `x` and `width` in per cent of the chart's width, `y` and `height` in pixels."""

    x: float
    width: float
    y: int
    height: int
    value: int


def draw_ring(names: Sequence[str], labels: Sequence[str]) -> RingDrawing:
    """Draw a ring of two people or more, clockwise: `names[k]` gives `labels[k]` to the next one."""
    count = len(names)
    if count < 2 or len(labels) != count:
        raise ValueError("a ring has two people or more, and as many kinds of help")
    radius = max(93.0, 93 / sin(pi / count))
    first = 180.0 if count == 2 else -90.0  # Two stand beside each other; more begin at the top.
    angles = [first + 360 * k / count for k in range(count)]
    nodes = tuple(_node(name, angle, radius) for name, angle in zip(names, angles, strict=True))
    arcs = tuple(
        _arc(label, angle, angle + 360 / count, radius) for label, angle in zip(labels, angles, strict=True)
    )
    return RingDrawing(view_box=_view_box(nodes, arcs), nodes=nodes, arcs=arcs)


def draw_week(wanted: Iterable[int] | None, offered: Iterable[int] | None) -> WeekDrawing:
    """Draw the dayparts (0…20) of two people; None means any."""
    first = set(DAYPARTS if wanted is None else wanted)
    second = set(DAYPARTS if offered is None else offered)
    return WeekDrawing(
        both="".join(_cell(part, 0) for part in sorted(first & second)),
        one="".join(_cell(part, 1) for part in sorted(first ^ second)),
    )


def draw_bars(
    values: Sequence[int], *, height: int, top: int, biggest: int, place: int = 0, of: int = 1
) -> list[Bar]:
    """Draw one bar per value; `place` and `of` leave room for other series, `top` for the number above."""
    step = 100 / max(1, len(values))
    width = 0.72 * step / of
    tall = height - top
    bars = []
    for index, value in enumerate(values):
        length = round(tall * value / biggest) if biggest else 0
        x = index * step + 0.14 * step + place * width
        bars.append(
            Bar(x=_round(x), width=_round(0.94 * width), y=height - length, height=length, value=value)
        )
    return bars


def _cell(part: int, inset: int) -> str:
    day, row = divmod(part, 3)
    x, y = 55 + 24 * day + inset, 19 + 19 * row + inset
    width, height = 20 - 2 * inset, 15 - 2 * inset
    return f"M{x} {y}h{width}v{height}h-{width}z"


def _node(name: str, angle: float, radius: float) -> RingNode:
    x, y = _at(angle, radius)
    name = _short_enough(name)
    fitting = 2 * (NODE_RADIUS - 5) / (MEAN_LETTER_WIDTH * max(1, len(name)))
    return RingNode(x=x, y=y, name=name, font_size=_round(max(NARROWEST_NAME_FONT, min(NAME_FONT, fitting))))


def _short_enough(name: str) -> str:
    """Return the name, cut where even the narrowest type would run out of the circle; words tell it whole."""
    longest = int(2 * (NODE_RADIUS - 5) / (MEAN_LETTER_WIDTH * NARROWEST_NAME_FONT))
    return name if len(name) <= longest else name[: longest - 1].rstrip(" -") + "…"


def _arc(label: str, start: float, end: float, radius: float) -> RingArc:
    clear = 2 * asin((NODE_RADIUS + 7) / (2 * radius)) * 180 / pi  # So far along the circle a node reaches.
    begins, points = start + clear, end - clear
    ends = points - TIP_LENGTH / radius * 180 / pi
    (x1, y1), (x2, y2) = _at(begins, radius), _at(ends, radius)
    corners = [
        _at(points, radius),
        _at(ends, radius - TIP_HALF_WIDTH),
        _at(ends, radius + TIP_HALF_WIDTH),
    ]
    middle = (begins + points) / 2
    x, y = _at(middle, radius)
    label_x, label_y, anchor = _beside(middle, x, y)
    return RingArc(
        path=f"M{x1:g} {y1:g}A{_round(radius):g} {_round(radius):g} 0 0 1 {x2:g} {y2:g}",
        tip="M" + "L".join(f"{cx:g} {cy:g}" for cx, cy in corners) + "Z",
        x=x,
        y=y,
        label=label,
        label_x=label_x,
        label_y=label_y,
        anchor=anchor,
    )


def _beside(angle: float, x: float, y: float) -> tuple[float, float, str]:
    """Return where the word of a bead stands: outside the ring, so that no arrow runs through it."""
    sideways = cos(radians(angle))
    upwards = -sin(radians(angle))
    level = y - BEAD_RADIUS - 8 if upwards > 0 else y + BEAD_RADIUS + 19
    if abs(sideways) < 0.35:
        return x, _round(level), "middle"
    anchor, way = ("start", 1) if sideways > 0 else ("end", -1)
    if abs(upwards) < 0.4:
        return _round(x + way * (BEAD_RADIUS + 7)), _round(y + 6), anchor
    # Not beside the bead: long words would make the ring wide, and all its type small on a phone.
    return _round(x - way * 13), _round(level), anchor


def _view_box(nodes: Sequence[RingNode], arcs: Sequence[RingArc]) -> str:
    """Return the smallest box that holds everything, also long words."""
    xs, ys = [], []
    for node in nodes:
        xs += [node.x - NODE_RADIUS, node.x + NODE_RADIUS]
        ys += [node.y - NODE_RADIUS, node.y + NODE_RADIUS]
    for arc in arcs:
        width = MEAN_LETTER_WIDTH * RING_FONT * len(arc.label)
        left = arc.label_x - {"start": 0, "middle": width / 2, "end": width}[arc.anchor]
        xs += [arc.x - BEAD_RADIUS, arc.x + BEAD_RADIUS, left, left + width]
        ys += [arc.y - BEAD_RADIUS, arc.y + BEAD_RADIUS, arc.label_y - RING_FONT, arc.label_y + 6]
    half = max(-min(xs), max(xs)) + 4  # The ring stays in the middle, whatever its words.
    top, bottom = min(ys) - 4, max(ys) + 4
    return f"{-half:.0f} {top:.0f} {2 * half:.0f} {bottom - top:.0f}"


def _at(angle: float, radius: float) -> tuple[float, float]:
    return _round(radius * cos(radians(angle))), _round(radius * sin(radians(angle)))


def _round(value: float) -> float:
    return round(value, 1)
