"""What of a one-line stands together: a supply with all below it, or parts of that where a sheet is too small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from evsite.documents.one_line.layout.block import Child, Head
from evsite.documents.one_line.layout.measures import GAP_PX
from evsite.documents.one_line.layout.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.one_line.collapse import DrawnLeg, DrawnNode
    from evsite.documents.one_line.layout.block import Block
    from evsite.documents.one_line.layout.builder import Builder
    from evsite.documents.one_line.layout.style import DrawingStyle

MOST_IN_ROW = 10
_LEAST_HEIGHT_PX, _LEAST_WIDTH_PX = 60.0, 40.0
"""No supply or panel is less high, and no leg less wide: what cannot fit is not laid out."""


class Maker(Protocol):
    """Makes a block with so much room between its parts."""

    def __call__(self, gap_px: float = GAP_PX, stretch_px: float = 0.0) -> Block:
        """The block, with this between neighbours, and so much longer conductors."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands together on a sheet.

    `title` is what it shows, `of` the tag of the node whose legs it shows, where other sheets refer to it, `shows` the
    tags of nodes whose equipment it shows and not what hangs on them.
    """

    make: Maker
    title: str
    of: str = ""
    shows: tuple[str, ...] = ()


class Segments:
    """A one-line in segments, each no larger than a room.

    Parameters
    ----------
    look
        What all blocks share.
    builder
        Makes the blocks.
    width_px
        The room.
    height_px
        The room.
    """

    def __init__(self, look: DrawingStyle, builder: Builder, width_px: float, height_px: float) -> None:
        self._look = look
        self._builder = builder
        self._width = width_px
        self._height = height_px

    def all(self) -> list[Segment]:
        """The segments in the order in which they are drawn."""
        found = [segment for root in self._look.drawing.roots for segment in self._below(root)]
        return [*found, *self._nowhere()]

    def _fits(self, segment: Segment) -> bool:
        block = segment.make()
        return block.width <= self._width and block.height <= self._height

    def _below(self, root: DrawnNode) -> Iterator[Segment]:
        """A supply whole; or its supplies and panels, with the legs of each apart; or level by level."""
        extents = _extents(root)
        waiting = [root]
        while waiting:
            node = waiting.pop()
            deep, legs, ends = extents[node.tag]
            low = deep * _LEAST_HEIGHT_PX <= self._height
            whole = self._whole(node, (), "" if node is root else node.tag)
            if low and legs * _LEAST_WIDTH_PX <= self._width and self._fits(whole):
                yield whole
                continue
            if node.nodes and low and ends * _LEAST_WIDTH_PX <= self._width:
                riser = self._riser(node, root)
                if riser is not None:
                    yield riser
                    for each in _down(node):
                        if each.tag in riser.shows:
                            yield from self._parts(each, legs_alone=True)
                    continue
            yield from self._parts(node, legs_alone=False)
            # what feeds nothing is drawn in full where its feeder starts
            waiting.extend(each for each in reversed(node.nodes) if each.hung)

    def _riser(self, node: DrawnNode, root: DrawnNode) -> Segment | None:
        """A node and all below it without the legs of panels that feed no other, or without any legs, if that fits."""
        legs = [each for each in _down(node) if each.legs]
        ends = [each for each in legs if not each.nodes]
        for cut in (ends, legs):
            if cut:
                riser = self._whole(node, tuple(each.tag for each in cut), "" if node is root else node.tag)
                if self._fits(riser):
                    return riser
        return None

    def _whole(self, node: DrawnNode, cut: tuple[str, ...], of: str) -> Segment:
        def make(gap_px: float = GAP_PX, stretch_px: float = 0.0) -> Block:
            return self._hung(node, self._builder.whole(node, cut, gap_px, stretch_px), 1)

        return Segment(make, f"{'riser of ' if cut else ''}{node.first}", of, cut)

    def _parts(self, node: DrawnNode, *, legs_alone: bool) -> Iterator[Segment]:
        """The legs of a node in rows, and unless they are drawn elsewhere what it feeds, without anything below."""
        places = [place for place in self._builder.order(node) if place < len(node.legs) or not legs_alone]
        rows: list[list[int]] = [[]]
        used = 0.0
        for place in places:
            width = self._builder.leg_width(node, place) + GAP_PX
            if rows[-1] and (len(rows[-1]) == MOST_IN_ROW or used + width > self._width - 4 * GAP_PX):
                rows.append([])
                used = 0.0
            rows[-1].append(place)
            used += width
        # the equipment of a supply stands on the riser, and is not shown twice
        number = 2 if legs_alone and node in self._look.drawing.roots else 1
        waiting = rows[::-1]
        while waiting:
            row = waiting.pop()
            shows = tuple(node.hung[place].tag for place in row if place >= len(node.legs))
            segment = Segment(self._part(node, row, number), node.first, node.tag, shows)
            if len(row) > 1 and segment.make().width > self._width:
                # boundaries and titles take room too
                waiting += [row[len(row) // 2 :], row[: len(row) // 2]]
                continue
            yield segment
            number += 1

    def _part(self, node: DrawnNode, row: list[int], number: int) -> Maker:
        def make(gap_px: float = GAP_PX, stretch_px: float = 0.0) -> Block:  # noqa: ARG001 - all makers are alike
            return self._hung(node, self._builder.part(node, row, number, gap_px), number)

        return make

    def _hung(self, node: DrawnNode, block: Block, number: int) -> Block:
        """A block with the arrow that its conductor comes from, unless it begins at the utility."""
        root = node in self._look.drawing.roots
        if root and number == 1:
            return block
        arrow = "BUS CONTINUED" if number > 1 else self._look.fed_on(node)
        typical = f"TYP. OF {node.count:,}" if node.count > 1 else ""
        tag = "" if number > 1 and node.first in self._look.site.supplies else node.tag
        return Row(self._look, [Child(block, (Head(breaker=False),), tag, typical, arrow)])

    def _nowhere(self) -> Iterator[Segment]:
        """Stations that are on no circuit."""
        legs = self._look.drawing.nowhere
        for start in range(0, len(legs), MOST_IN_ROW):
            yield Segment(self._loose(legs[start : start + MOST_IN_ROW]), "stations on no circuit")

    def _loose(self, legs: list[DrawnLeg]) -> Maker:
        def make(gap_px: float = GAP_PX, stretch_px: float = 0.0) -> Block:  # noqa: ARG001 - all makers are alike
            return self._builder.loose(legs, gap_px)

        return make


def _down(node: DrawnNode) -> Iterator[DrawnNode]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(each.nodes))


def _extents(root: DrawnNode) -> dict[str, tuple[int, int, int]]:
    """How many nodes lie below each other, how many legs there are, and how many nodes that feed no other, by tag."""
    found: dict[str, tuple[int, int, int]] = {}
    for node in reversed(list(_down(root))):
        below = [found[each.tag] for each in node.nodes]
        deep = 1 + max((each[0] for each in below), default=0)
        legs = len(node.legs) + sum(each[1] for each in below)
        found[node.tag] = (deep, legs, sum(each[2] for each in below) or 1)
    return found
