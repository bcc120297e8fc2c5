"""Charts of the page as SVG: a plane with axes, and lines on it. Colours are those of the style sheet, by class."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.output.documents.html_parts import html_text
from evsite.rounding import ceil_to, fits
from evsite.words import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Chart:
    """A plane from `least_x` to `most_x` and from 0 to at least `most_y`, in px of its picture."""

    most_x: float
    most_y: float
    least_x: float = 0.0
    width: float = 520.0
    height: float = 290.0
    left: float = 46.0
    right: float = 508.0
    top: float = 24.0
    bottom: float = 246.0

    @property
    def step_y(self) -> float:
        """Between two lines of the grid."""
        return nice_step(self.most_y)

    @property
    def full_y(self) -> float:
        """The value at the top of the plane."""
        return max(ceil_to(self.most_y, self.step_y), self.step_y)

    def x_px(self, value: float) -> float:
        """Where a value is on the axis below; in the middle where there is one value alone."""
        if self.most_x == self.least_x:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * (value - self.least_x) / (self.most_x - self.least_x)

    def y_px(self, value: float) -> float:
        """How high a value is."""
        return self.bottom - (self.bottom - self.top) * value / self.full_y

    def x(self, value: float) -> str:
        """As `x_px`, spelled."""
        return trimmed(self.x_px(value), 1)

    def y(self, value: float) -> str:
        """As `y_px`, spelled."""
        return trimmed(self.y_px(value), 1)

    def polyline(self, points: Iterable[tuple[float, float]], kind: str) -> str:
        """A line through points."""
        spelled = " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points)
        return f'<polyline class="{kind}" points="{spelled}"/>'

    def steps(self, values: Sequence[float], kind: str) -> str:
        """A line that keeps each value for one unit of the axis below."""
        points = [(place + end, value) for place, value in enumerate(values) for end in (0, 1)]
        return self.polyline(points, kind)

    def grid(self, unit: str, below: str, ticks: Sequence[tuple[float, str]] | None = None) -> str:
        """Lines of the grid, numbers at both axes, and what they are of."""
        parts = []
        for number in range(round(self.full_y / self.step_y) + 1):
            value = number * self.step_y
            parts.append(line((self.left, self.y(value)), (self.right, self.y(value)), "grid"))
            parts.append(svg_text_at(self.left - 6, self.y_px(value) + 4, trimmed(value, 2), "end"))
        whole = [(value, f"{value:,.0f}") for value in whole_ticks(self.least_x, self.most_x)]
        for value, text in whole if ticks is None else ticks:
            at = self.x_px(value)
            # a long number at the end stands before it
            late = at > self.right - 1 and len(text) > 3
            parts.append(
                svg_text_at(self.right + 8 if late else at, self.bottom + 18, text, "end" if late else "middle")
            )
        parts.append(svg_text_at(self.left - 6, self.top - 10, unit, "end"))
        parts.append(svg_text_at((self.left + self.right) / 2, self.bottom + 38, below, "middle"))
        return "".join(parts)

    def svg(self, key: str, title: str, description: str, parts: Iterable[str]) -> str:
        """The whole picture; where its plane is stands in data attributes, for the script."""
        plane = (
            f'data-left="{self.left}" data-right="{self.right}" data-top="{self.top}" data-bottom="{self.bottom}" '
            f'data-least-x="{self.least_x:g}" data-most-x="{self.most_x:g}" data-full-y="{self.full_y:g}"'
        )
        return (
            f'<svg id="{key}" viewBox="0 0 {self.width:g} {self.height:g}" role="img" '
            f'aria-labelledby="{key}-title {key}-about" {plane}>\n<title id="{key}-title">{html_text(title)}</title>\n'
            f'<desc id="{key}-about">{html_text(description)}</desc>\n{"".join(parts)}\n</svg>\n'
        )


def line(start: tuple[float | str, float | str], end: tuple[float | str, float | str], kind: str) -> str:
    """A straight line."""
    return f'<line class="{kind}" x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}"/>'


def svg_text_at(x: float, y: float, text: str, kind: str) -> str:
    """A text at a place."""
    return f'<text class="{kind}" x="{trimmed(x, 1)}" y="{trimmed(y, 1)}">{html_text(text)}</text>'


def nice_step(most: float) -> float:
    """A round step that divides a range from 0 in at most six."""
    if most <= 0 or not math.isfinite(most):
        return 1.0
    scale = 10.0 ** math.floor(math.log10(most / _MOST_TICKS))
    return next(step * scale for step in _STEPS if fits(most, _MOST_TICKS * step * scale))


def whole_ticks(least: float, most: float) -> list[float]:
    """Whole numbers along an axis: the ends, and round ones between that leave room."""
    step = max(1.0, nice_step(most - least))
    step = float(math.ceil(step))
    inner = [step * number for number in range(1, math.ceil(most / step))]
    far = [value for value in inner if value - least >= step / 2 and most - value >= step / 2]
    return list(dict.fromkeys([least, *far, most]))
