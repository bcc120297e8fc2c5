"""Measures of a one-line before it is scaled to its sheet [px], and small parts that everything is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.drawing import Polyline
from evsite.documents.text_lines import LEAST_PX, SMALL_PX, lines_height_px, lines_width_px, text_lines
from evsite.fonts.metrics import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import Item, Point

LABEL_PX = 10.0
LEAST_SCALE = LEAST_PX / LABEL_PX
"""A drawing is scaled down no further, so that it can be read."""
LEAST_PARTED_SCALE = 7.8 / SMALL_PX
"""The same for one in parts, whose arrows have small letters; 0.08 in are 7.7 px."""
MOST_SCALE = 1.9
GAP_PX = 22.0
"""Between what stands side by side."""
LEAD_PX = 8.0
"""A piece of conductor above and below a symbol."""
BESIDE_PX = 14.0
"""From a conductor to the label on its right."""
HEAD_PX = 41.0
"""Height of the zone of breakers: two leads and a breaker."""
TAG_PX = 34.0
"""Height of the zone of tags: two leads and a tag."""
HALF_TAG_PX = 20.0
LONGEST_PX = 210.0
"""No label is wider: what does not fit stands in a schedule in full."""


def conductor(*points: Point) -> Polyline:
    """A wire."""
    return Polyline(points, "conductor")


def label(at: Point, lines: Sequence[str], *, left: bool = False, bold_lines: int = 0) -> tuple[Item, ...]:
    """Lines of a label beside a conductor, their upper end at a point; right of it, or left."""
    return text_lines(at, lines, LABEL_PX, "end" if left else "start", bold_lines=bold_lines)


def label_size(lines: Sequence[str], bold_lines: int = 0) -> tuple[float, float]:
    """The width and the height of a label [px]."""
    return lines_width_px(lines, LABEL_PX, bold_lines=bold_lines), lines_height_px(len(lines), LABEL_PX)


def fitted(text: str, width_px: float, most: int = 2, *, bold: bool = False) -> list[str]:
    """A text in at most so many lines of a width; what does not fit ends in an ellipsis."""
    lines = wrapped(text[:_MOST_LETTERS], width_px, LABEL_PX, bold=bold)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and lines_width_px([f"{last}…"], LABEL_PX, bold_lines=int(bold)) > width_px:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def packed(parts: Sequence[str], width_px: float) -> list[str]:
    """Parts as "a, b, c" in lines of a width, broken between them alone where each fits."""
    lines: list[str] = []
    for number, part in enumerate(parts):
        last = part if number == len(parts) - 1 or part.endswith(":") else f"{part},"
        together = f"{lines[-1]} {last}" if lines else last
        if lines and lines_width_px([together], LABEL_PX) <= width_px:
            lines[-1] = together
        else:
            lines += fitted(last, width_px)
    return lines


_MOST_LETTERS = 400
"""No label shows more of a text, so no more of it is measured."""
