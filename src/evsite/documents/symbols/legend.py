"""The legend: what each symbol of a sheet means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.boxes import Box, bounds, placed
from evsite.documents.drawing import Group, Text
from evsite.documents.symbols.devices import (
    breaker,
    continuation,
    current_transformer,
    disconnect,
    feeder_tag,
    fused_switch,
    ground,
    meter,
    transformer,
    utility,
)
from evsite.documents.symbols.equipment import boundary, controller, load, panelboard, station
from evsite.documents.text_lines import LINE_EM, SMALL_PX, text_lines
from evsite.fonts.metrics import CAPITAL_EM, wrapped

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from evsite.documents.drawing import Item
    from evsite.documents.symbols.symbol import Symbol, SymbolKind

_AT = (0.0, 0.0)
_KEYS: Mapping[SymbolKind, tuple[Symbol, str]] = {
    "utility": (utility(_AT), "utility source"),
    "meter": (meter(_AT), "meter"),
    "current transformer": (current_transformer(_AT), "current transformer"),
    "breaker": (breaker(_AT), "circuit breaker, molded case"),
    "fused switch": (fused_switch(_AT), "fused switch"),
    "disconnect": (disconnect(_AT), "unfused disconnect"),
    "transformer": (transformer(_AT, "delta", "wye"), "transformer, delta and wye"),
    "panel": (panelboard(Box(-22, 0, 22, 26), 0, bus_down_px=15), "panelboard, switchboard"),
    "ground": (ground(_AT), "ground"),
    "feeder tag": (feeder_tag(_AT, "F1"), "tag, see schedule"),
    "station": (station(_AT, (), least_width_px=44), "EV charger (EVSE), ports as circles"),
    "controller": (controller(_AT, ()), "energy management system"),
    "boundary": (boundary(Box(-22, 0, 22, 20), ()), "managed group and its limit"),
    "continuation": (continuation(_AT, "TO E-2"), "goes on on that sheet"),
    "load": (load(_AT, ()), "other load"),
}
_SAMPLE_PX, _TALLEST_PX = 56.0, 37.0
"""The room of a sample; only the fused switch is higher, and has no letters that would become too small."""
_ROW_GAP = 4.0


def legend(kinds: Collection[SymbolKind], room: Box, *, size_px: float = SMALL_PX) -> tuple[tuple[Item, ...], Box]:
    """The legend of the symbols that a sheet has.

    Args:
        kinds: the kinds of symbols.
        room: where it may stand; it begins in the upper left corner and fills column after column.
        size_px: the size of the font [px].

    Returns:
        Its parts, and the room that they take, which is more than `room` where that does not do.
    """
    keys = [(key, _KEYS[key]) for key in _KEYS if key in kinds]
    head = text_lines((room.left, room.top), ("LEGEND",), size_px, bold_lines=1)
    items: list[Item] = [*head]
    x, top = room.left, room.top + 1.6 * size_px
    y = top
    for kind, (symbol, name) in keys:
        scale = min(1.0, _SAMPLE_PX / symbol.box.width, _TALLEST_PX / symbol.box.height)
        words = wrapped(name, legend_width_px(size_px) - _SAMPLE_PX - 20, size_px)
        height = max(symbol.box.height * scale, len(words) * LINE_EM * size_px)
        if y + height > room.bottom and y > top:
            x, y = x + legend_width_px(size_px), top
        middle = y + height / 2
        box = symbol.box
        sample = placed(
            symbol.items,
            x + _SAMPLE_PX / 2 - scale * box.middle[0],
            middle - scale * box.middle[1],
            scale,
        )
        first = middle - (len(words) - 1) * LINE_EM * size_px / 2 + CAPITAL_EM * size_px / 2
        texts = [
            Text((x + _SAMPLE_PX + 8, first + number * LINE_EM * size_px), line, size_px)
            for number, line in enumerate(words)
        ]
        items.append(Group(f"legend-{kind}", (*sample, *texts)))
        y += height + _ROW_GAP
    return tuple(items), bounds(items) or room


def legend_width_px(size_px: float = SMALL_PX) -> float:
    """The width of one column of a legend [px]."""
    return _SAMPLE_PX + 17 * size_px + 20
