"""What a symbol is: its parts, its room, and where conductors meet it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.documents.boxes import Box, bounds

if TYPE_CHECKING:
    from evsite.documents.drawing import Item, Point

SymbolKind = Literal[
    "utility",
    "meter",
    "current transformer",
    "breaker",
    "fused switch",
    "disconnect",
    "transformer",
    "panel",
    "ground",
    "feeder tag",
    "station",
    "load",
    "controller",
    "boundary",
    "continuation",
]
NEW_PX, EXISTING_PX, BUS_PX = 1.4, 0.7, 4.0
"""Widths of lines: of what is new, of what exists, and of buses."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol on a sheet."""

    kind: SymbolKind
    items: tuple[Item, ...]
    top: Point
    """Where the conductor from above ends."""
    bottom: Point
    """Where the conductor to what is below begins."""
    side: Point
    """Where a line to the side begins: of a control line, a tap, a meter's wires."""
    taps: tuple[Point, ...] = ()
    """Where several conductors meet it: the feeds of a station."""

    @property
    def box(self) -> Box:
        """Its room, with the letters that belong to it."""
        found = bounds(self.items)
        return Box(*self.top, *self.bottom) if found is None else found
