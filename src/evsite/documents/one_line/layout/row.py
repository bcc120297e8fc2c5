"""A row of blocks below a bus: their breakers, tags and bodies, and the boundaries of groups around bodies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.documents.boxes import Box
from evsite.documents.drawing import Group
from evsite.documents.one_line.layout.measures import (
    BESIDE_PX,
    GAP_PX,
    HALF_TAG_PX,
    HEAD_PX,
    LABEL_PX,
    LEAD_PX,
    TAG_PX,
    conductor,
    label,
    label_size,
)
from evsite.documents.symbols.devices import breaker, continuation, feeder_tag
from evsite.documents.symbols.equipment import boundary, boundary_label_box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import Item
    from evsite.documents.one_line.layout.block import Child
    from evsite.documents.one_line.layout.style import DrawingStyle
    from evsite.model.finding import Path

PAD_PX = 10.0


@dataclass(frozen=True, slots=True)
class Edge:
    """A boundary around neighbours in a row: from one place to another, with what is stated of it."""

    first: int
    last: int
    lines: tuple[str, ...]
    path: Path
    id: str


class Row:
    """Blocks side by side below a bus.

    Parameters
    ----------
    look
        What all blocks share.
    children
        The blocks with their devices and tags.
    edges
        Boundaries around neighbours; each inside of another, or apart from it.
    gap_px
        Between blocks.
    """

    def __init__(
        self,
        look: DrawingStyle,
        children: Sequence[Child],
        edges: Sequence[Edge] = (),
        *,
        gap_px: float = GAP_PX,
    ) -> None:
        self._look = look
        self.children = tuple(children)
        self._edges = sorted(edges, key=lambda edge: (edge.first, -edge.last))
        self._gap = gap_px
        self.head_px = HEAD_PX if any(head.breaker or head.lines for child in children for head in child.heads) else 0.0
        tags = any(child.tag for child in children)
        self.tag_px = TAG_PX if tags else 0.0
        if any(child.arrow for child in children):
            self.tag_px += 30.0
        self._lefts: list[float] = []
        self._boxes: list[tuple[Edge, float, float, int]] = []
        self._place()

    def _place(self) -> None:
        """Work out where everything stands from the left, and how deep boundaries lie in each other."""
        x = 0.0
        open_edges: list[tuple[Edge, float, int]] = []
        waiting = list(self._edges)
        self.depth = 0
        for number, child in enumerate(self.children):
            if number:
                x += self._gap
            while waiting and waiting[0].first == number:
                open_edges.append((waiting.pop(0), x, len(open_edges)))
                x += PAD_PX
                self.depth = max(self.depth, len(open_edges))
            self._lefts.append(x)
            x += _child_width(child)
            while open_edges and open_edges[-1][0].last == number:
                edge, left, level = open_edges.pop()
                x += PAD_PX
                x = max(x, left + boundary_label_box(edge.lines, size_px=LABEL_PX)[0])
                self._boxes.append((edge, left, x, level))
        self.width = x

    @cached_property
    def inlets(self) -> tuple[float, ...]:
        """Where conductors come in, from its left edge [px]."""
        return tuple(inlet for own in self.inlets_of for inlet in own)

    @cached_property
    def inlets_of(self) -> tuple[tuple[float, ...], ...]:
        """The same for each child."""
        return tuple(
            tuple(left + _indent(child) + inlet for inlet in child.block.inlets)
            for left, child in zip(self._lefts, self.children, strict=True)
        )

    @property
    def _top(self) -> float:
        """How far the bodies are below the bus [px]."""
        return self.head_px + self.tag_px + PAD_PX * self.depth

    @cached_property
    def _bottoms(self) -> dict[int, float]:
        """How far each boundary reaches down, by its place in `_boxes`."""
        found: dict[int, float] = {}
        for number, (edge, _, _, level) in enumerate(self._boxes):
            inner = [
                found[other]
                for other in found
                if self._boxes[other][3] == level + 1
                and edge.first <= self._boxes[other][0].first <= self._boxes[other][0].last <= edge.last
            ]
            bodies = [self._top + self.children[place].block.height for place in range(edge.first, edge.last + 1)]
            found[number] = max([*inner, *bodies]) + boundary_label_box(edge.lines, size_px=LABEL_PX)[1] + LEAD_PX
        return found

    @cached_property
    def height(self) -> float:
        """From the bus to its lower end [px]."""
        bodies = [self._top + child.block.height for child in self.children]
        return max([*bodies, *self._bottoms.values()], default=0.0)

    def draw(self, x: float, y: float) -> list[Item]:
        """Its parts, the bus at this height; the bus itself is not among them."""
        items: list[Item] = []
        for number, (edge, left, right, level) in enumerate(self._boxes):
            top = self.head_px + self.tag_px + PAD_PX * level + 2
            box = Box(x + left, y + top, x + right, y + self._bottoms[number])
            symbol = self._look.seen(boundary(box, edge.lines, "bottom left", size_px=LABEL_PX))
            items.append(Group(edge.id, symbol.items, edge.path))
        for child, left, inlets in zip(self.children, self._lefts, self.inlets_of, strict=True):
            items += self._above(child, x, y, inlets)
            items += child.block.draw(x + left + _indent(child), y + self._top)
        return items

    def _above(self, child: Child, x: float, y: float, inlets: Sequence[float]) -> list[Item]:
        """What is on the conductors of a child above its body."""
        items: list[Item] = []
        for inlet, head in zip(inlets, child.heads, strict=True):
            at = x + inlet
            below = y + self.head_px
            if child.arrow:
                arrow = self._look.seen(continuation((at, y), child.arrow))
                items += arrow.items
                below = arrow.bottom[1]
            elif self.head_px and head.breaker:
                symbol = self._look.seen(breaker((at, y + LEAD_PX), head.weight_px))
                height = label_size(head.lines)[1]
                items += [conductor((at, y), symbol.top), conductor(symbol.bottom, (at, below))]
                items += [*symbol.items, *label((at + BESIDE_PX, symbol.side[1] - height / 2), head.lines)]
            elif self.head_px:
                items.append(conductor((at, y), (at, below)))
                if head.lines:
                    height = label_size(head.lines)[1]
                    items += label((at + BESIDE_PX - 6, y + self.head_px / 2 - height / 2), head.lines)
            body = y + self._top
            if child.tag:
                tag = self._look.seen(feeder_tag((at, below + LEAD_PX), child.tag))
                items += [conductor((at, below), tag.top), *tag.items, conductor(tag.bottom, (at, body))]
            elif body > below:
                items.append(conductor((at, below), (at, body)))
        if child.typical:
            at = x + inlets[-1] + HALF_TAG_PX
            height = label_size((child.typical,))[1]
            middle = y + self.head_px + (30 if child.arrow else 0) + LEAD_PX + 9
            items += label((at, middle - height / 2), (child.typical,), bold_lines=1)
        return items


def _labels_px(child: Child) -> float:
    """How far labels reach right of the last conductor [px]."""
    heads = [BESIDE_PX + label_size(head.lines)[0] for head in child.heads if head.lines]
    typical = HALF_TAG_PX + label_size((child.typical,), 1)[0] if child.typical else HALF_TAG_PX
    return max([*heads, typical])


def _indent(child: Child) -> float:
    """How far a block is moved right so that what is on its first conductor has room [px]."""
    half = HALF_TAG_PX
    if child.arrow:
        half = max(half, label_size((child.arrow,), 1)[0] / 2 + 6)
    return max(0.0, half - child.block.inlets[0])


def _child_width(child: Child) -> float:
    indent = _indent(child)
    arrow = label_size((child.arrow,), 1)[0] / 2 + 6 if child.arrow else 0.0
    reach = indent + child.block.inlets[-1] + max(_labels_px(child), arrow)
    return max(indent + child.block.width, reach)
