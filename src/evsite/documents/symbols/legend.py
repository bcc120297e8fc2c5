"""The legend: what each symbol of a sheet means."""

from __future__ import annotations

from functools import cache
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
from evsite.fonts.metrics import CAPITAL_EM, text_width_px

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from evsite.documents.drawing import Item
    from evsite.documents.symbols.symbol import Symbol, SymbolKind

_AT = (0.0, 0.0)
_KEYS: Mapping[SymbolKind, tuple[Symbol, str]] = {
    "utility": (utility(_AT), "utility source"),
    "meter": (meter(_AT), "meter"),
    "current transformer": (current_transformer(_AT), "current transformer"),
    "breaker": (breaker(_AT), "circuit breaker"),
    "fused switch": (fused_switch(_AT), "fused switch"),
    "disconnect": (disconnect(_AT), "unfused disconnect"),
    "transformer": (transformer(_AT, "delta", "wye"), "transformer"),
    "panel": (panelboard(Box(-22, 0, 22, 26), 0, bus_down_px=15), "panelboard"),
    "ground": (ground(_AT), "ground"),
    "feeder tag": (feeder_tag(_AT, "F1"), "feeder tag, see schedule"),
    "station": (station(_AT, (), least_width_px=44), "EV charger, its ports"),
    "controller": (controller(_AT, ()), "energy management"),
    "boundary": (boundary(Box(-22, 0, 22, 20), ()), "managed group"),
    "continuation": (continuation(_AT, "TO E-2"), "continued on sheet"),
    "load": (load(_AT, ()), "other load"),
}
_TALLEST_PX, _WIDEST_PX = 37.0, 52.0
"""The room of a sample; what has letters is not larger, so they do not become too small."""
_GAP_PX, _ROW_GAP_PX = 8.0, 6.0
_HEAD_EM = 1.6


def legend(kinds: Collection[SymbolKind], room: Box, *, size_px: float = SMALL_PX) -> tuple[tuple[Item, ...], Box]:
    """The legend of the symbols that a sheet has.

    Parameters
    ----------
    kinds
        The kinds of symbols.
    room
        Where it may stand; it begins in the upper left corner and fills column after column.
    size_px
        The size of the font [px].

    Returns
    -------
    tuple[tuple[Item, ...], Box]
        Its parts, and the room that they take, which is wider than `room` where that does not do.
    """
    items: list[Item] = [*text_lines((room.left, room.top), ("LEGEND",), size_px, bold_lines=1)]
    samples_px = _samples_px(kinds)
    for number, column in enumerate(_columns(kinds, room.height, size_px)):
        x = room.left + number * legend_width_px(kinds, size_px)
        y = room.top + _HEAD_EM * size_px
        for kind in column:
            symbol, name = _KEYS[kind]
            scale, height = _scale(kind), _row_px(kind, size_px)
            middle, box = y + height / 2, _box(kind)
            right, down = x + samples_px / 2 - scale * box.middle[0], middle - scale * box.middle[1]
            words = Text((x + samples_px + _GAP_PX, middle + CAPITAL_EM * size_px / 2), name, size_px)
            items.append(Group(f"legend-{kind}", (*placed(symbol.items, right, down, scale), words)))
            y += height + _ROW_GAP_PX
    return tuple(items), bounds(items) or room


def legend_columns(kinds: Collection[SymbolKind], height_px: float, size_px: float = SMALL_PX) -> int:
    """How many columns the legend of these kinds of symbols has in a room of a height [px]."""
    return len(_columns(kinds, height_px, size_px))


def legend_width_px(kinds: Collection[SymbolKind], size_px: float = SMALL_PX) -> float:
    """The width of one column of the legend of these kinds of symbols, with the room beside it [px]."""
    names = max((text_width_px(_KEYS[kind][1], size_px) for kind in kinds), default=0.0)
    return _samples_px(kinds) + names + 3 * _GAP_PX


def _samples_px(kinds: Collection[SymbolKind]) -> float:
    return max((_scale(kind) * _box(kind).width for kind in kinds), default=0.0)


@cache
def _box(kind: SymbolKind) -> Box:
    """The room of a sample."""
    return _KEYS[kind][0].box


def _scale(kind: SymbolKind) -> float:
    return min(1.0, _TALLEST_PX / _box(kind).height, _WIDEST_PX / _box(kind).width)


def _row_px(kind: SymbolKind, size_px: float) -> float:
    return max(_box(kind).height * _scale(kind), LINE_EM * size_px)


def _columns(kinds: Collection[SymbolKind], height_px: float, size_px: float) -> list[list[SymbolKind]]:
    """The kinds of each column."""
    columns: list[list[SymbolKind]] = []
    room_px = height_px - _HEAD_EM * size_px
    left = 0.0
    for kind in (key for key in _KEYS if key in kinds):
        height = _row_px(kind, size_px)
        if not columns or height > left:
            columns.append([])
            left = room_px
        columns[-1].append(kind)
        left -= height + _ROW_GAP_PX
    return columns
