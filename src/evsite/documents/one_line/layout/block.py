"""A block: a part of a one-line that knows its room, and where conductors come in from above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from evsite.documents.symbols.symbol import NEW_PX

if TYPE_CHECKING:
    from evsite.documents.drawing import Item


class Block(Protocol):
    """A part of a one-line; it is drawn at the upper left corner of its room."""

    @property
    def width(self) -> float:
        """Its width [px]."""

    @property
    def height(self) -> float:
        """Its height [px]."""

    @property
    def inlets(self) -> tuple[float, ...]:
        """Where conductors come in, from its left edge [px]."""

    def draw(self, x: float, y: float) -> list[Item]:
        """Its parts, with its upper left corner there."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is between a bus and a block, for each conductor: a breaker with its label, or the bare conductor."""

    lines: tuple[str, ...] = ()
    weight_px: float = NEW_PX
    breaker: bool = True


@dataclass(frozen=True, slots=True)
class Child:
    """A block that hangs on a bus, with the device of each of its conductors, its tag, and how many of it there are."""

    block: Block
    heads: tuple[Head, ...]
    tag: str
    typical: str = ""
    arrow: str = ""
    """Where its conductor comes from, instead of a bus: "FROM SHEET E-1"."""
