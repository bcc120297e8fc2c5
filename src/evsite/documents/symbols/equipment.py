"""Symbols of what conductors end in: panels, stations, loads, and what controls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from evsite.documents.boxes import Box
from evsite.documents.drawing import Circle, Polyline
from evsite.documents.symbols.symbol import BUS_PX, EXISTING_PX, NEW_PX, Symbol
from evsite.documents.text_lines import SMALL_PX, lines_height_px, lines_width_px, text_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import Item, Point
    from evsite.documents.symbols.symbol import SymbolKind

Corner = Literal["top left", "top right", "bottom left", "bottom right"]
_PADDING = 6.0
_MOST_PORTS_DRAWN = 4
"""More ports of one station are reported, and no circles are drawn."""


def panelboard(box: Box, feed_x: float, weight_px: float = NEW_PX, *, bus_down_px: float = 20.0) -> Symbol:
    """A panel: a thin box with a heavy bus in it, which the feeder goes down to.

    Parameters
    ----------
    box
        Its room.
    feed_x
        Where the feeder comes in, from the left of the sheet [px].
    weight_px
        The width of lines [px].
    bus_down_px
        How far the bus is below its upper edge [px].

    Returns
    -------
    Symbol
        The symbol; the conductors to circuits begin at the height of its `bottom`, between the sides of the box less
        8 px.
    """
    bus = box.top + bus_down_px
    items = (
        Polyline(box.corners, "symbol", weight_px, closed=True),
        Polyline(((feed_x, box.top), (feed_x, bus)), "symbol", weight_px),
        Polyline(((box.left + 8, bus), (box.right - 8, bus)), "bus", BUS_PX),
    )
    return Symbol("panel", items, (feed_x, box.top), (feed_x, bus), (box.right, box.middle[1]))


def station(
    at: Point,
    lines: Sequence[str],
    ports: int = 1,
    feeds: int = 1,
    weight_px: float = NEW_PX,
    *,
    least_width_px: float = 56.0,
    size_px: float = SMALL_PX,
    feed_pitch_px: float = 28.0,
) -> Symbol:
    """A station: a box with EVSE and what is stated of it, and a circle for each port below.

    Parameters
    ----------
    at
        The middle of its upper edge.
    lines
        What is stated of it.
    ports
        How many ports it has; more than 4 are drawn as none.
    feeds
        How many circuits feed it; they meet its upper edge, `feed_pitch_px` from each other.
    weight_px
        The width of lines [px].
    least_width_px
        It is no narrower [px].
    size_px
        The size of the font [px].
    feed_pitch_px
        From feed to feed [px].
    """
    box_lines = ("EVSE", *lines)
    wide = lines_width_px(box_lines, size_px, bold_lines=1) + 2 * _PADDING
    x, y = at
    box = _box(at, max(wide, least_width_px, (feeds - 1) * feed_pitch_px + 16), len(box_lines), size_px)
    items: list[Item] = [
        Polyline(box.corners, "symbol", weight_px, closed=True),
        *text_lines((x, y + _PADDING), box_lines, size_px, "middle", bold_lines=1),
    ]
    radius, stub = 4.0, 5.0
    drawn = ports if ports <= _MOST_PORTS_DRAWN else 0
    for number in range(drawn):
        port_x = x + (number - (drawn - 1) / 2) * 18
        items += [
            Polyline(((port_x, box.bottom), (port_x, box.bottom + stub)), "symbol", weight_px),
            Circle((port_x, box.bottom + stub + radius), radius, "symbol", weight_px),
        ]
    taps = tuple((x + (number - (feeds - 1) / 2) * feed_pitch_px, y) for number in range(feeds))
    bottom = box.bottom + (stub + 2 * radius if drawn else 0)
    return Symbol("station", tuple(items), at, (x, bottom), (box.right, box.middle[1]), taps)


def load(at: Point, lines: Sequence[str], weight_px: float = NEW_PX, *, size_px: float = SMALL_PX) -> Symbol:
    """A load that is no station: a box with LOAD and what is stated of it."""
    return _plain_box("load", at, ("LOAD", *lines), weight_px, size_px)


def reference(at: Point, lines: Sequence[str], *, size_px: float = SMALL_PX) -> Symbol:
    """A box that says where something is shown, and is no piece of equipment itself; its words need no legend."""
    return _plain_box("continuation", at, lines, EXISTING_PX, size_px)


def controller(at: Point, lines: Sequence[str], weight_px: float = NEW_PX, *, size_px: float = SMALL_PX) -> Symbol:
    """What manages the load: a box with EMS and what is stated of it; its control lines are dashed."""
    return _plain_box("controller", at, ("EMS", *lines), weight_px, size_px)


def control_line(*points: Point) -> Polyline:
    """The line from a controller to what it measures or controls."""
    return Polyline(points, "leader", 1.0, dashed=True)


def boundary(box: Box, lines: Sequence[str], corner: Corner = "top right", *, size_px: float = SMALL_PX) -> Symbol:
    """The dashed edge of what a controller manages together, with its setpoint inside a corner.

    Parameters
    ----------
    box
        Its room.
    lines
        The group, its setpoint, and what else is said of it.
    corner
        Where they stand.
    size_px
        The size of the font [px].
    """
    right = corner.endswith("right")
    x = box.right - _PADDING if right else box.left + _PADDING
    bottom = box.bottom - 5 - lines_height_px(len(lines), size_px)
    y = box.top + 4 if corner.startswith("top") else bottom
    items: tuple[Item, ...] = (
        Polyline(box.corners, "boundary", 1.0, dashed=True, closed=True),
        *text_lines((x, y), lines, size_px, "end" if right else "start", bold_lines=1),
    )
    middle = box.middle
    return Symbol("boundary", items, (middle[0], box.top), (middle[0], box.bottom), (box.right, middle[1]))


def boundary_label_box(lines: Sequence[str], *, size_px: float = SMALL_PX) -> tuple[float, float]:
    """The width and height that the words of a boundary take in its corner [px]."""
    return lines_width_px(lines, size_px, bold_lines=1) + 2 * _PADDING, lines_height_px(len(lines), size_px) + 8


def _box(at: Point, width_px: float, lines: int, size_px: float) -> Box:
    x, y = at
    return Box(x - width_px / 2, y, x + width_px / 2, y + lines_height_px(lines, size_px) + 2 * _PADDING)


def _plain_box(kind: SymbolKind, at: Point, box_lines: Sequence[str], weight_px: float, size_px: float) -> Symbol:
    x, y = at
    box = _box(at, lines_width_px(box_lines, size_px, bold_lines=1) + 2 * _PADDING, len(box_lines), size_px)
    items: tuple[Item, ...] = (
        Polyline(box.corners, "symbol", weight_px, closed=True),
        *text_lines((x, y + _PADDING), box_lines, size_px, "middle", bold_lines=1),
    )
    return Symbol(kind, items, at, (x, box.bottom), (box.right, box.middle[1]))
