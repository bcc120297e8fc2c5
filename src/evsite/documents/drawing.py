"""Drawings as data: lines, shapes and texts at places on a sheet, in groups that know what of the site they show.

Coordinates are px of 1/96 inch from the upper left corner of the sheet, so a writer needs no measure of its own. The
layout makes this and nothing else; the SVG writer, or one for another format, only spells it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from evsite.model.finding import Path

Point: TypeAlias = tuple[float, float]
"""x and y [px]."""
Anchor = Literal["start", "middle", "end"]
Role = Literal["conductor", "bus", "symbol", "boundary", "leader", "frame", "rule", "axis", "series"]
"""What a line is: a wire, a bus bar, a part of a symbol, the edge of a group, a line to a label, or of the sheet; of a
chart an axis with its grid, or what shows numbers."""
Shade = Literal["black", "blue", "grey", "light"]
"""Of lines and of what they fill; on a plan set all is black, and nowhere does a shade alone distinguish two things."""
PageSize = Literal["letter", "11x17", "22x34"]
PX_PER_INCH = 96
PAGES_PX: dict[PageSize, Point] = {"letter": (1056, 816), "11x17": (1632, 1056), "22x34": (3264, 2112)}
"""Width and height of a sheet, landscape [px]."""


@dataclass(frozen=True, slots=True)
class Polyline:
    """A line through points; closed it is a shape."""

    points: tuple[Point, ...]
    role: Role
    weight_px: float = 1.4
    dashed: bool = False
    closed: bool = False
    filled: bool = False
    shade: Shade = "black"
    dashes_px: tuple[float, ...] = ()
    """Lengths of strokes and gaps in turn, where it is dashed in its own way."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle."""

    center: Point
    radius_px: float
    role: Role = "symbol"
    weight_px: float = 1.4
    filled: bool = False
    shade: Shade = "black"


@dataclass(frozen=True, slots=True)
class Arc:
    """A part of a circle from one point to another, half of it at most, clockwise on the sheet or not.

    Where the points are further apart than the circle is wide, the circle is as wide as they are apart.
    """

    start: Point
    end: Point
    radius_px: float
    clockwise: bool = True
    role: Role = "symbol"
    weight_px: float = 1.4


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `at` is a point of its baseline, at its start, middle or end.

    A `backed` one has a white box behind it, which hides what was drawn before.
    """

    at: Point
    text: str
    size_px: float = 11
    anchor: Anchor = "start"
    bold: bool = False
    backed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together: a symbol with its labels.

    `id` is unique in its drawing; `path` is the table of the site file that it shows, None for what is not of the site.
    """

    id: str
    items: tuple[Item, ...]
    path: Path | None = None
    title: str = ""


Item: TypeAlias = Polyline | Circle | Arc | Text | Group


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole sheet with its frame and title block."""

    page: PageSize
    title: str
    description: str
    items: tuple[Item, ...]

    @property
    def size_px(self) -> Point:
        """Width and height [px]."""
        return PAGES_PX[self.page]
