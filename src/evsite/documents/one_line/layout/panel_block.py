"""A panel as a block: its bus and main, and the row of what hangs on it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from evsite.documents.boxes import Box
from evsite.documents.drawing import Group, Polyline
from evsite.documents.one_line.layout.measures import (
    BESIDE_PX,
    LEAD_PX,
    LONGEST_PX,
    conductor,
    fitted,
    label,
    label_size,
)
from evsite.documents.one_line.layout.node_words import fault_words, suffix
from evsite.documents.one_line.layout.style import mark_of, weight_of
from evsite.documents.one_line.wording import compact_names, device_words, system_words
from evsite.documents.symbols.devices import (
    breaker,
)
from evsite.documents.symbols.symbol import BUS_PX
from evsite.model.distribution import Panel
from evsite.words import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import Item
    from evsite.documents.one_line.collapse import DrawnNode
    from evsite.documents.one_line.layout.row import Row
    from evsite.documents.one_line.layout.style import DrawingStyle

_MAIN_PX = 41.0
_EDGE = 10.0


class PanelBlock:
    """A panel: a box with its main and its bus, and what hangs on it below.

    Parameters
    ----------
    look
        What all blocks share.
    node
        The panel.
    row
        What hangs on it here.
    more
        What else is said at its bus, where not everything hangs on it here.
    number
        Which row of it this is, from 1; 0 where all that hangs on it is drawn elsewhere.
    """

    def __init__(
        self, look: DrawingStyle, node: DrawnNode, row: Row, more: Sequence[str] = (), number: int = 1
    ) -> None:
        self._look = look
        self._node = node
        self._row = row
        panel = look.drawing.equipment(node.first)
        assert isinstance(panel, Panel)
        self._panel = panel
        self._number = number
        self._id = f"panel-{panel.name}{suffix(number, more)}"
        self._title = _panel_title(look, node, panel, number)
        self._main = [*_main_lines(panel), *more]

    @cached_property
    def _title_size(self) -> tuple[float, float]:
        return label_size(self._title, 1)

    @cached_property
    def _head_px(self) -> float:
        """From the upper edge of its box to the bus [px]."""
        return max(_MAIN_PX, self._title_size[1] + 8, label_size(self._main)[1] + 10)

    @cached_property
    def inlets(self) -> tuple[float, ...]:
        """Where its feeder comes in [px]."""
        return (max(self._title_size[0] + 2 * _EDGE, _EDGE + self._middle),)

    @cached_property
    def _middle(self) -> float:
        """The middle of the conductors of the row, from its left edge [px]."""
        found = self._row.inlets
        return (found[0] + found[-1]) / 2 if found else 20.0

    @cached_property
    def _row_left(self) -> float:
        return max(_EDGE, self.inlets[0] - self._middle)

    @cached_property
    def width(self) -> float:
        """Its width [px]."""
        main = self.inlets[0] + BESIDE_PX + label_size(self._main)[0] + _EDGE
        return max(main, self._row_left + self._row.width + _EDGE)

    @property
    def _box_px(self) -> float:
        return self._head_px + (self._row.head_px if self._row.children else 22.0)

    @property
    def height(self) -> float:
        """Its height [px]."""
        below = self._row.height - self._row.head_px if self._row.children else 0.0
        return self._box_px + below

    def draw(self, x: float, y: float) -> list[Item]:
        """Its parts."""
        look, panel = self._look, self._panel
        weight = weight_of(panel.description)
        feed, bus = x + self.inlets[0], y + self._head_px
        box = Box(x, y, x + self.width, y + self._box_px)
        own: list[Item] = [Polyline(box.corners, "symbol", weight, closed=True)]
        look.kinds.add("panel")
        inlets = [x + self._row_left + inlet for inlet in self._row.inlets]
        left, right = min([feed, *inlets]) - 12, max([feed, *inlets]) + 12
        own.append(Polyline(((left, bus), (right, bus)), "bus", BUS_PX))
        if panel.main_a is None or self._number > 1:
            own.append(conductor((feed, y), (feed, bus)))
        else:
            symbol = look.seen(breaker((feed, y + LEAD_PX), weight))
            own += [conductor((feed, y), symbol.top), *symbol.items, conductor(symbol.bottom, (feed, bus))]
        own += label((feed - _EDGE - 4, y + 5), self._title, left=True, bold_lines=1)
        own += label((feed + BESIDE_PX, y + 5), self._main)
        items: list[Item] = [Group(self._id, tuple(own), panel.path)]
        if self._row.children:
            items += self._row.draw(x + self._row_left, bus)
        return items


def _panel_title(look: DrawingStyle, node: DrawnNode, panel: Panel, number: int) -> list[str]:
    description = panel.description
    name = f"PANEL {compact_names(node.members)}{mark_of(description)}"
    lines = fitted(name, LONGEST_PX, bold=True)
    if node.count > 1:
        lines.append(f"TYP. OF {node.count:,}" if node.count == len(node.members) else f"TYP. OF {node.count:,} EACH")
    if number > 1:
        return [*lines, "CONTINUED"]
    bus = "BUS: VERIFY" if panel.bus_a is None else f"{format_number(panel.bus_a)}A BUS"
    lines.append(f"{bus}, {system_words(panel.system)}")
    aic = "VERIFY" if panel.interrupting_a is None else f"{panel.interrupting_a:,.0f}A"
    lines.append(f"AIC: {aic}, FAULT: {fault_words(panel)}")
    locations = dict.fromkeys(look.site.panels[name].description.location for name in node.members)
    if len(locations) > 1:
        lines.append("LOCATIONS: SEE SCHEDULE")
    elif description.location:
        lines += fitted(f"AT {description.location}", LONGEST_PX)
    return lines


def _main_lines(panel: Panel) -> list[str]:
    poles = len(panel.system.legs)
    if panel.main_a is not None:
        lines = [device_words(panel.main_a, poles), "MAIN"]
    elif panel.feeder is not None and panel.feeder.breaker_a is not None:
        lines = ["MLO"]
    else:
        lines = ["MAIN: VERIFY"]
    if panel.rated_100_percent:
        lines.append("100% RATED")
    return lines
