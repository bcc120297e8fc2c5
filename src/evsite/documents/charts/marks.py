"""How charts show numbers: lines that differ in dashes and markers, and bars that differ in their filling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.documents.drawing import Circle, Polyline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.boxes import Box
    from evsite.documents.drawing import Item, Point, Shade

Marker = Literal["disc", "ring", "none"]
Filling = Literal["grey", "light", "blue", "hatched", "open"]
_MARKER_PX, _ALONE_PX = 3.2, 14.0
_HATCH_PX = 6.0


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line of a chart is drawn; two of them differ in more than their shade."""

    shade: Shade
    weight_px: float
    dashes_px: tuple[float, ...] = ()
    marker: Marker = "none"


THICK = LineStyle("light", 6.0)
DASHED = LineStyle("blue", 2.8, (9.0, 5.0))
MARKED = LineStyle("black", 1.3, marker="disc")
SOLID = LineStyle("black", 1.8)
FLOOR = LineStyle("grey", 1.0, (7.0, 3.0, 1.5, 3.0))


def line(points: Sequence[Point], style: LineStyle, marked: Sequence[Point] | None = None) -> tuple[Item, ...]:
    """A line through points, with markers at these, or at all of them."""
    items: list[Item] = []
    if len(points) > 1:
        items.append(
            Polyline(tuple(points), "series", style.weight_px, shade=style.shade, dashes_px=style.dashes_px),
        )
    elif points and style.marker == "none":
        (x, y) = points[0]
        ends = ((x - _ALONE_PX, y), (x + _ALONE_PX, y))
        items.append(Polyline(ends, "series", style.weight_px, shade=style.shade, dashes_px=style.dashes_px))
    if style.marker != "none":
        items += [
            Circle(at, _MARKER_PX, "series", 1.0, filled=style.marker == "disc", shade=style.shade)
            for at in (points if marked is None else marked)
        ]
    return tuple(items)


def block(box: Box, filling: Filling) -> tuple[Item, ...]:
    """A bar, or a part of one."""
    if box.width <= 0 or box.height <= 0:
        return ()
    if filling == "grey" or filling == "light" or filling == "blue":  # noqa: PLR1714 - what a type checker follows
        return (Polyline(box.corners, "series", 1.0, closed=True, filled=True, shade=filling),)
    outline = Polyline(box.corners, "series", 1.0, closed=True)
    return (outline,) if filling == "open" else (*_hatching(box), outline)


def _hatching(box: Box) -> list[Item]:
    """Lines from the lower left to the upper right, cut where the box ends."""
    found: list[Item] = []
    offset = _HATCH_PX / 2
    while offset < box.width + box.height:
        # the line x - left + bottom - y == offset
        low = (box.left + min(offset, box.width), box.bottom - max(0.0, offset - box.width))
        high = (box.left + max(0.0, offset - box.height), box.bottom - min(offset, box.height))
        found.append(Polyline((low, high), "series", 0.8))
        offset += _HATCH_PX
    return found
