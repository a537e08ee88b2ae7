"""Computes the points of the pictures of the figures: x in per cent of the width, y in pixels.

It draws nothing and knows no words. A value that is None leaves a gap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

HEIGHT, TOP = 190, 26  # Pixels for the bars, and above the greatest for its number.
NARROWEST_WITH_NUMBER = 22  # Pixels of height in which a number fits inside a bar.


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: the whole, and the part of it that is filled."""

    x: float
    width: float
    middle: float
    y: int
    height: int
    value: float
    inner_y: int = 0
    inner_height: int = 0
    inner: float | None = None

    @property
    def inner_fits(self) -> bool:
        """Tell whether the number of the part can stand in it."""
        return self.inner_height >= NARROWEST_WITH_NUMBER


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of a line, with the level of its number."""

    x: float
    y: int
    value: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """Points, the stretches between neighbours, and the level of the guide if there is one."""

    points: list[Point]
    stretches: list[tuple[Point, Point]]
    guide: int | None


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One part of a bar that lies: where it begins and how wide it is, in per cent."""

    name: str
    start: float
    width: float
    value: int | None  # None is what is hidden, taken together.

    @property
    def fits(self) -> bool:
        """Tell whether its number can stand in it."""
        return self.width >= 7


def draw_columns(values: Sequence[float], inner: Sequence[float] | None = None) -> list[Column]:
    """Draw a column for each value, with a filled part in it where `inner` gives one."""
    step = 100 / max(1, len(values))
    width = min(9.0, 0.7 * step)
    biggest = max([*values, 1])
    columns = []
    for index, value in enumerate(values):
        tall = round((HEIGHT - TOP) * value / biggest)
        part = None if inner is None else inner[index]
        low = min(tall, round((HEIGHT - TOP) * (part or 0) / biggest))
        middle = (index + 0.5) * step
        columns.append(
            Column(
                x=round(middle - width / 2, 2), width=round(width, 2), middle=round(middle, 2),
                y=HEIGHT - tall, height=tall, value=value,
                inner_y=HEIGHT - low, inner_height=low, inner=part,
            )
        )  # fmt: skip
    return columns


def draw_line(values: Sequence[float | None], guide: float | None = None) -> Line:
    """Draw a point for each value that there is; neighbours are joined."""
    step = 100 / max(1, len(values))
    biggest = max([value for value in values if value is not None] + [guide or 0, 1e-9])

    def level(value: float) -> int:
        return HEIGHT - 16 - round((HEIGHT - 16 - TOP) * value / biggest)

    points = [
        None if value is None else Point(x=round((index + 0.5) * step, 2), y=level(value), value=value)
        for index, value in enumerate(values)
    ]
    return Line(
        points=[point for point in points if point],
        stretches=[(one, other) for one, other in pairwise(points) if one and other],
        guide=None if guide is None else level(guide),
    )


def draw_segments(rows: Mapping[str, int | None], total: int) -> list[Segment]:
    """Divide a bar by the counts; what is hidden is one part at the end, as wide as all of it together."""
    shown = {name: count for name, count in rows.items() if count}
    hidden = total - sum(shown.values())
    segments, start = [], 0.0
    for name, count in [*shown.items(), *([("", None)] if hidden else [])]:
        width = 100 * (hidden if count is None else count) / max(1, total)
        segments.append(Segment(name=name, start=round(start, 2), width=round(width, 2), value=count))
        start += width
    return segments


def widths(rows: Mapping[str, int | None]) -> dict[str, float]:
    """Return how wide the bar of each row is, in per cent of the widest."""
    biggest = max([count for count in rows.values() if count] + [1])
    return {name: round(100 * (count or 0) / biggest, 1) for name, count in rows.items()}
