"""Tables that flow through the columns of a sheet, and on to the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.documents.boxes import Box
from evsite.documents.drawing import Group
from evsite.documents.drawn_table import table_items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import Point
    from evsite.documents.drawn_table import MeasuredTable

GAP_PX = 14.0
_LEAST_ROWS, _SHORT_ROWS = 2, 8
"""No part of a table has fewer rows than the first; a table of no more than the second is not parted below others."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What of tables stands on a sheet."""

    placed: tuple[tuple[MeasuredTable, Point], ...]
    """Tables, and where the upper left corner of each is."""
    free: Box
    """What is left of the room beside the tables."""
    rest: tuple[MeasuredTable, ...]
    """What did not fit."""

    def drawn(self) -> tuple[Group, ...]:
        """The tables as parts of a drawing."""
        numbered = enumerate(self.placed, start=1)
        return tuple(Group(f"table-{n}", table_items(table, at), title=table.title) for n, (table, at) in numbered)


@dataclass(slots=True)
class _Column:
    tables: list[tuple[MeasuredTable, float]]
    """Tables, and how far below the upper edge each is [px]."""
    width_px: float = 0.0
    down_px: float = 0.0

    def add(self, table: MeasuredTable) -> None:
        self.tables.append((table, self.down_px))
        self.width_px = max(self.width_px, table.width_px)
        self.down_px += table.height_px + GAP_PX


def flow(tables: Sequence[MeasuredTable], room: Box, *, right: bool = False, most_px: float | None = None) -> Flow:
    """Tables below each other in columns.

    Parameters
    ----------
    tables
        The tables, each no wider than the room.
    room
        Where they may stand.
    right
        Whether columns stand at the right edge of the room instead of its left one.
    most_px
        How much of its width they may take; None for all of it [px].
    """
    left_px = room.width if most_px is None else min(most_px, room.width)
    rest = list(tables)
    columns: list[_Column] = []
    used = 0.0
    while rest:
        column, remaining = _filled(rest, room.height, left_px - used)
        if not column.tables:
            break
        columns.append(column)
        used += column.width_px + GAP_PX
        rest = remaining
    free = Box(room.left, room.top, room.right - used, room.bottom)
    if not right:
        free = Box(room.left + used, room.top, room.right, room.bottom)
    placed: list[tuple[MeasuredTable, Point]] = []
    x = room.right - used + GAP_PX if right else room.left
    for column in columns:
        placed += [(table, (x, room.top + down)) for table, down in column.tables]
        x += column.width_px + GAP_PX
    return Flow(tuple(placed), free, tuple(rest))


def _filled(tables: Sequence[MeasuredTable], height_px: float, width_px: float) -> tuple[_Column, list[MeasuredTable]]:
    """The tables of one column, and what is left of them."""
    column = _Column([])
    rest = list(tables)
    while rest and rest[0].width_px <= width_px + 1e-6:
        table = rest[0]
        rows = table.fitting(height_px - column.down_px)
        if rows == len(table.rows) and table.height_px <= height_px - column.down_px:
            column.add(rest.pop(0))
            continue
        short = len(table.rows) <= _SHORT_ROWS and table.height_px <= height_px
        if column.tables and (rows < _LEAST_ROWS or short):
            break
        # the last row does not stand alone
        rows = min(rows, max(len(table.rows) - _LEAST_ROWS, _LEAST_ROWS))
        if not rows:
            # a row that is higher than a sheet goes on in the next column
            table, rows = table.with_first_row_parted(height_px), 1
        first, second = table.parted(rows)
        column.add(first)
        if second.rows:
            rest[0] = second
        else:
            rest.pop(0)
        break
    return column, rest
