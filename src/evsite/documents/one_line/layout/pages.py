"""Segments of a one-line on sheets: side by side in shelves, as large as the sheet lets them be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.documents.boxes import Box, placed
from evsite.documents.one_line.layout.measures import GAP_PX, MOST_SCALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import Item
    from evsite.documents.one_line.layout.block import Block
    from evsite.documents.one_line.layout.segments import Segment

SHELF_PX, BESIDE_PX = 34.0, 40.0
"""Between shelves, and between segments on one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment with its place on a sheet that is not scaled yet."""

    segment: Segment
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a sheet together."""

    placed: tuple[Placed, ...]

    @property
    def width(self) -> float:
        """Its width [px]."""
        return max(each.x + each.width for each in self.placed)

    @property
    def height(self) -> float:
        """Its height [px]."""
        return max(each.y + each.height for each in self.placed)


def pages(segments: Sequence[Segment], width_px: float, height_px: float) -> list[Page]:
    """Segments on as many sheets of a room as they need, in their order."""
    found: list[Page] = []
    here: list[Placed] = []
    x = y = shelf_px = 0.0
    for segment in segments:
        block = segment.make()
        if x and x + block.width > width_px:
            x, y, shelf_px = 0.0, y + shelf_px + SHELF_PX, 0.0
        if here and y + block.height > height_px:
            found.append(Page(tuple(here)))
            here, x, y, shelf_px = [], 0.0, 0.0, 0.0
        here.append(Placed(segment, x, y, block.width, block.height))
        x += block.width + BESIDE_PX
        shelf_px = max(shelf_px, block.height)
    return [*found, Page(tuple(here))] if here else found


def scale_of(page: Page, room: Box) -> float:
    """How large a page is drawn in a room."""
    return min(MOST_SCALE, room.width / page.width, room.height / page.height)


def drawn_page(page: Page, room: Box, *, fill: bool = True) -> tuple[Item, ...]:
    """A page in a room; to fill it, what is in a single segment stands further apart where that makes it no smaller."""
    scale = scale_of(page, room)
    if fill and len(page.placed) == 1:
        segment = page.placed[0].segment
        block = spread(segment, room, scale)
        left = room.left + (room.width - block.width * scale) / 2
        return placed(block.draw(0.0, 0.0), left, room.top, scale)
    items: list[Item] = []
    for each in page.placed:
        items += each.segment.make().draw(each.x, each.y)
    left = room.left + (room.width - page.width * scale) / 2
    return placed(items, left, room.top, scale)


def spread(segment: Segment, room: Box, scale: float) -> Block:
    """A segment that fills a room better: what is free goes between its parts, up to a measure."""
    best = segment.make()
    for gap_px, stretch_px in ((34.0, 40.0), (46.0, 80.0), (60.0, 120.0)):
        for gap, stretch in ((gap_px, stretch_px), (gap_px, 0.0), (GAP_PX, stretch_px)):
            block = segment.make(gap, stretch)
            if block.width * scale <= room.width + 0.01 and block.height * scale <= room.height + 0.01:
                best = block
                break
    return best
