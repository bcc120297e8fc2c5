"""Several lines of text in a drawing, below each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.drawing import Text
from evsite.fonts.metrics import ASCENT_EM, text_width_px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import Anchor, Point

NORMAL_PX, SMALL_PX, LARGE_PX = 11.0, 9.0, 14.0
"""Sizes of letters: of labels, of small print, and of titles."""
LEAST_PX = 8.0
"""No letter is smaller: 0.083 in on paper, where 0.08 in can be read."""
LINE_EM = 1.25
"""From one line to the next."""


def text_lines(
    at: Point,
    lines: Sequence[str],
    size_px: float = NORMAL_PX,
    anchor: Anchor = "start",
    *,
    bold_lines: int = 0,
) -> tuple[Text, ...]:
    """Lines of text below a point.

    Parameters
    ----------
    at
        The upper end of the first line, at its start, middle or end.
    lines
        The lines.
    size_px
        The size of the font [px].
    anchor
        Which end of the lines is at the point.
    bold_lines
        How many of them, from the first on, are bold.
    """
    x, y = at
    first = y + ASCENT_EM * size_px
    return tuple(
        Text((x, first + number * LINE_EM * size_px), line, size_px, anchor, bold=number < bold_lines)
        for number, line in enumerate(lines)
    )


def lines_width_px(lines: Sequence[str], size_px: float = NORMAL_PX, *, bold_lines: int = 0) -> float:
    """The width of the longest of several lines [px]."""
    widths = [text_width_px(line, size_px, bold=number < bold_lines) for number, line in enumerate(lines)]
    return max(widths, default=0.0)


def lines_height_px(number: int, size_px: float = NORMAL_PX) -> float:
    """The height of so many lines [px]."""
    return number * LINE_EM * size_px
