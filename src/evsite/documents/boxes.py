"""How much room the parts of a drawing take: boxes around texts, shapes and groups, and parts moved elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.documents.drawing import Arc, Circle, Group, Polyline, Text
from evsite.fonts.metrics import ASCENT_EM, DESCENT_EM, text_width_px

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.documents.drawing import Item, Point


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a sheet [px]."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right [px]."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom [px]."""
        return self.bottom - self.top

    @property
    def middle(self) -> Point:
        """Its centre."""
        return ((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Its corners, clockwise from the upper left one."""
        return ((self.left, self.top), (self.right, self.top), (self.right, self.bottom), (self.left, self.bottom))

    def grown(self, by_px: float) -> Box:
        """The box with a margin around it; with a negative one, what is left inside it."""
        return Box(self.left - by_px, self.top - by_px, self.right + by_px, self.bottom + by_px)

    def moved(self, right_px: float, down_px: float) -> Box:
        """The box elsewhere."""
        return Box(self.left + right_px, self.top + down_px, self.right + right_px, self.bottom + down_px)

    def holds(self, other: Box) -> bool:
        """Whether another box lies wholly inside it."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def overlaps(self, other: Box, by_px: float = 0) -> bool:
        """Whether two boxes share more than so much in both directions [px]."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > by_px and min(self.bottom, other.bottom) - max(self.top, other.top) > by_px


def united(boxes: Iterable[Box]) -> Box | None:
    """The least box around all of these; None around none."""
    listed = list(boxes)
    if not listed:
        return None
    left, top = min(box.left for box in listed), min(box.top for box in listed)
    return Box(left, top, max(box.right for box in listed), max(box.bottom for box in listed))


def text_box(text: Text) -> Box:
    """The room of a text, from accents of capitals to what hangs below the line."""
    width = text_width_px(text.text, text.size_px, bold=text.bold)
    x, y = text.at
    left = {"start": x, "middle": x - width / 2, "end": x - width}[text.anchor]
    return Box(left, y - ASCENT_EM * text.size_px, left + width, y + DESCENT_EM * text.size_px)


def item_box(item: Item) -> Box | None:
    """The room of a part of a drawing, strokes by their middle; None for a group of nothing."""
    if isinstance(item, Text):
        return text_box(item)
    if isinstance(item, Group):
        return bounds(item.items)
    if isinstance(item, Circle):
        x, y = item.center
        return Box(x, y, x, y).grown(item.radius_px)
    xs, ys = zip(*(item.points if isinstance(item, Polyline) else arc_points(item)), strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def bounds(items: Iterable[Item]) -> Box | None:
    """The room of several parts of a drawing; None for nothing."""
    return united(box for box in map(item_box, items) if box is not None)


def arc_points(arc: Arc, parts: int = 12) -> tuple[Point, ...]:
    """An arc as a line through points of it, from its start to its end."""
    (x1, y1), (x2, y2) = arc.start, arc.end
    apart = math.hypot(x2 - x1, y2 - y1)
    if not apart:
        return (arc.start, arc.end)
    radius = max(arc.radius_px, apart / 2)
    # clockwise on a sheet, where y runs down, has the centre of the lesser arc on the right of its way
    side = 1 if arc.clockwise else -1
    off = math.sqrt(max(0.0, radius**2 - (apart / 2) ** 2)) * side / apart
    x, y = (x1 + x2) / 2 - (y2 - y1) * off, (y1 + y2) / 2 + (x2 - x1) * off
    first = math.atan2(y1 - y, x1 - x)
    turn = 2 * math.asin(min(1.0, apart / 2 / radius)) * side
    angles = (first + turn * part / parts for part in range(1, parts))
    between = [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]
    return (arc.start, *between, arc.end)


def placed(items: Iterable[Item], right_px: float = 0, down_px: float = 0, scale: float = 1) -> tuple[Item, ...]:
    """Parts of a drawing elsewhere, and larger or smaller: scaled from the upper left corner, then moved."""

    def point(at: Point) -> Point:
        return (at[0] * scale + right_px, at[1] * scale + down_px)

    def one(item: Item) -> Item:
        if isinstance(item, Group):
            return replace(item, items=tuple(map(one, item.items)))
        if isinstance(item, Text):
            return replace(item, at=point(item.at), size_px=item.size_px * scale)
        weight = item.weight_px * scale
        if isinstance(item, Polyline):
            return replace(item, points=tuple(map(point, item.points)), weight_px=weight)
        if isinstance(item, Circle):
            return replace(item, center=point(item.center), radius_px=item.radius_px * scale, weight_px=weight)
        radius = item.radius_px * scale
        return replace(item, start=point(item.start), end=point(item.end), radius_px=radius, weight_px=weight)

    return tuple(map(one, items))


def each_item(items: Iterable[Item]) -> Iterator[Polyline | Circle | Arc | Text]:
    """Every line, shape and text, those in groups too."""
    for item in items:
        if isinstance(item, Group):
            yield from each_item(item.items)
        else:
            yield item
