"""What stands in a Green Button file: blocks of readings, and the entries that say what they are."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.metering.espi_codes import Quality

NO_START = -(2**62)
"""Start of a reading that has none: it follows the one before in its block."""

Links = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Addresses of an entry: its own, those above it, and those that belong to it."""


@dataclass(slots=True, eq=False)
class Entry:
    """An entry of the feed that describes something: its links, its title, and its fields."""

    title: str = ""
    own: list[str] = field(default_factory=list)
    up: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)

    def links(self) -> Links:
        """Its addresses, to compare."""
        return tuple(self.own), tuple(self.up), tuple(self.related)


@dataclass(slots=True, eq=False)
class Described:
    """A ReadingType, MeterReading or UsagePoint: its fields, its entry, and what was last seen before it."""

    entry: Entry
    fields: dict[str, str] = field(default_factory=dict)
    near_point: int = -1


@dataclass(slots=True, eq=False)
class Block:
    """Readings `first` to before `end` that stand together, and what was last seen before them."""

    links: Links
    near_point: int
    near_meter: int
    near_type: int
    first: int
    end: int = 0
    start_s: int = NO_START
    duration_s: int = 0
    inferred: bool = False
    """Whether a reading has no start or no duration of its own."""
    qualities: dict[Quality, int] = field(default_factory=dict)

    def extend(self, block: Block) -> bool:
        """Take in a block of the same kind that stands right behind; False where it is no such block."""
        if self.inferred or block.inferred or self.links != block.links or self.end != block.first:
            return False
        near = (self.near_point, self.near_meter, self.near_type)
        if near != (block.near_point, block.near_meter, block.near_type):
            return False
        self.end = block.end
        for quality, count in block.qualities.items():
            self.qualities[quality] = self.qualities.get(quality, 0) + count
        return True


@dataclass(slots=True)
class Feed:
    """All that a file says. The four arrays have one number for each reading."""

    types: list[Described] = field(default_factory=list)
    meters: list[Described] = field(default_factory=list)
    points: list[Described] = field(default_factory=list)
    local: list[Described] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("q"))
    seconds: array[int] = field(default_factory=lambda: array("q"))
    values: array[float] = field(default_factory=lambda: array("d"))
    parts: array[int] = field(default_factory=lambda: array("H"))
    part_names: dict[tuple[str, ...], int] = field(default_factory=lambda: {("", "", ""): 0})
    empty: int = 0
    """Readings without a value."""


def address(href: str) -> str:
    """The path of a link, without the host that it may name."""
    path = href.strip().rstrip("/")
    if "://" in path:
        path = path.partition("://")[2].partition("/")[2]
    return path.lstrip("/")
