"""Draws curves as an SVG that needs no script, no fonts and no colour to be read: each line has its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 940, 520, 56, 330, 50, 50
MOST: Final = 42
COLOURS: Final = ("#0b5c8a", "#b3471d", "#3d6b21", "#6a3d8f")


Marks = Mapping[int, tuple[float, float]]


def draw_curves(curves: Mapping[str, Sequence[float]], marks: Marks) -> str:
    """Requests served against answered calls; ``marks`` per number of calls: the ceiling, (found, bound).

    Curves come in pairs of one colour: all yes is a full line, answers by the table a dashed one.
    """
    calls = max(len(curve) for curve in curves.values()) - 1

    def x(call: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * call / calls

    def y(served: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * served / MOST

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="13">',
        '<title id="title">Requests that can be served after so many answered calls</title>',
        '<desc id="desc">Means over generated pilots; the numbers are in docs/calls.md.</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="16" font-weight="600">Requests that can be served, of 42</text>',
    ]
    for served in range(0, MOST + 1, 7):
        parts.append(f'<path d="M{LEFT} {y(served):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(served) + 4:.1f}" text-anchor="end">{served}</text>')
    for call in range(0, calls + 1, 5):
        parts.append(f'<text x="{x(call):.1f}" y="{HEIGHT - 26}" text-anchor="middle">{call}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">answered calls</text>')
    for label_y, (number, (name, curve)) in zip(
        _label_heights([y(curve[-1]) for curve in curves.values()]), enumerate(curves.items()), strict=True
    ):
        colour, dash = COLOURS[number // 2 % len(COLOURS)], ' stroke-dasharray="7 5"' if number % 2 else ""
        points = " ".join(f"{x(call):.1f},{y(served):.1f}" for call, served in enumerate(curve))
        end, text = f"{x(calls) + 2:.1f} {y(curve[-1]):.1f}", f"{curve[-1]:.1f} {escape(name)}"
        parts += [
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.2"{dash}/>',
            f'<path d="M{end}L{x(calls) + 16:.1f} {label_y:.1f}" stroke="{colour}"/>',
            f'<text x="{x(calls) + 20:.1f}" y="{label_y + 4:.1f}" fill="{colour}">{text}</text>',
        ]
    for call, (found, bound) in marks.items():
        parts.append(
            f'<path d="M{x(call) - 7:.1f} {y(bound):.1f}h14M{x(call) - 7:.1f} {y(found):.1f}h14'
            f'M{x(call):.1f} {y(bound):.1f}V{y(found):.1f}" stroke="#222" stroke-width="2"/>'
        )
        parts.append(f'<text x="{x(call):.1f}" y="{y(bound) - 6:.1f}" text-anchor="middle">ceiling</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _label_heights(wanted: list[float]) -> list[float]:
    """The heights of the labels, moved apart so that none covers another."""
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    heights = list(wanted)
    for before, after in pairwise(order):
        heights[after] = max(heights[after], heights[before] + 18)
    over = max(0.0, heights[order[-1]] - (HEIGHT - BOTTOM))
    return [height - over for height in heights]
