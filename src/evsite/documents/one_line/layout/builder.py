"""From what is drawn to blocks: a node with everything below it, its equipment alone, or a part of its legs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.phase_va import primary_legs
from evsite.documents.equipment import source_device
from evsite.documents.model import Number
from evsite.documents.one_line.collapse import DrawnLeg, DrawnNode
from evsite.documents.one_line.layout.block import Block, Child, Head
from evsite.documents.one_line.layout.frames import Frame, Holds, frames_at, ordered
from evsite.documents.one_line.layout.measures import BESIDE_PX, GAP_PX, LONGEST_PX, fitted, label_size, packed
from evsite.documents.one_line.layout.panel_block import PanelBlock
from evsite.documents.one_line.layout.row import Edge, Row
from evsite.documents.one_line.layout.stations import LegBlock, feeds_drawn
from evsite.documents.one_line.layout.style import mark_of, weight_of
from evsite.documents.one_line.layout.supply_block import SupplyBlock
from evsite.documents.one_line.wording import capitals, compact_names, device_words, limit_words, policy_title
from evsite.model.distribution import Panel
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from evsite.documents.one_line.layout.style import DrawingStyle

_PITCH_PX = 30.0


class Builder:
    """Blocks of a one-line.

    Parameters
    ----------
    look
        What all blocks share.
    """

    def __init__(self, look: DrawingStyle) -> None:
        self._look = look
        self._holds = Holds(look.drawing)
        self._frames: dict[str, list[Frame]] = {node.tag: frames_at(self._holds, node) for node in look.drawing.nodes()}
        for frames in self._frames.values():
            look.framed.update(name for frame in frames for name in frame.groups)
        for leg in look.drawing.legs():
            look.framed.update(name for bound in leg.bound for name in bound)

    def order(self, node: DrawnNode) -> list[int]:
        """The places of what hangs on a node, in the order in which it is drawn."""
        return ordered(len(node.hung), self._frames[node.tag])

    def whole(
        self, node: DrawnNode, cut: Collection[str] = (), gap_px: float = GAP_PX, stretch_px: float = 0.0
    ) -> Block:
        """A node with everything below it; of those whose tags are cut, the equipment alone.

        A chain of nodes may be as long as it wants, so this is no recursion.
        """
        blocks: dict[str, Block] = {}
        waiting = [node]
        listed: list[DrawnNode] = []
        while waiting:
            each = waiting.pop()
            listed.append(each)
            waiting.extend(each.nodes)
        for each in reversed(listed):
            places = self.order(each)
            if each.tag in cut:
                places = [place for place in places if place >= len(each.legs)]
            blocks[each.tag] = self._block(
                each, places, blocks, cut=each.tag in cut, gap_px=gap_px, stretch_px=stretch_px
            )
        return blocks[node.tag]

    def part(self, node: DrawnNode, places: Sequence[int], number: int, gap_px: float = GAP_PX) -> Block:
        """A node with some of what hangs on it, of which supplies and panels are drawn without anything below."""
        blocks: dict[str, Block] = {}
        for place in places:
            each = node.hung[place]
            if isinstance(each, DrawnNode):
                blocks[each.tag] = self._block(each, (), {}, cut=True, elsewhere=True, number=0)
        return self._block(node, places, blocks, number=number, gap_px=gap_px)

    def loose(self, legs: Sequence[DrawnLeg], gap_px: float = GAP_PX) -> Block:
        """Stations that are on no circuit, side by side."""
        head = (Head(breaker=False, lines=("CIRCUIT: VERIFY",)),)
        children = [
            Child(LegBlock(self._look, leg, _PITCH_PX), head, "", f"TYP. OF {leg.count:,}" if leg.count > 1 else "")
            for leg in legs
        ]
        return Row(self._look, children, gap_px=gap_px)

    def leg_width(self, node: DrawnNode, place: int) -> float:
        """About how wide what hangs at a place of a node is drawn in a part of the node [px]."""
        each = node.hung[place]
        block = (
            LegBlock(self._look, each, self._pitch(each))
            if isinstance(each, DrawnLeg)
            else self._block(each, (), {}, cut=True, elsewhere=True, number=0)
        )
        return Row(self._look, [self._child(node, each, block)]).width

    def _block(
        self,
        node: DrawnNode,
        places: Sequence[int],
        blocks: dict[str, Block],
        *,
        cut: bool = False,
        elsewhere: bool = False,
        number: int = 1,
        gap_px: float = GAP_PX,
        stretch_px: float = 0.0,
    ) -> Block:
        children = []
        for place in places:
            each = node.hung[place]
            block: Block = (
                blocks[each.tag] if isinstance(each, DrawnNode) else LegBlock(self._look, each, self._pitch(each))
            )
            children.append(self._child(node, each, block))
        row = Row(self._look, children, self._edges(node, places), gap_px=gap_px)
        more = self._more(node, everything=elsewhere) if cut else ()
        if isinstance(self._look.drawing.equipment(node.first), Panel):
            return PanelBlock(self._look, node, row, more, number)
        return SupplyBlock(self._look, node, row, more, number, stretch_px=stretch_px)

    def _more(self, node: DrawnNode, *, everything: bool) -> tuple[str, ...]:
        """What is stated of that which is drawn on another sheet."""
        counts = {
            "circuit": sum(len(leg.first.circuits) * leg.count for leg in node.legs),
            "station": sum(len(leg.first.stations) * leg.count for leg in node.legs),
            "port": sum(self._holds.of(leg)[0] * leg.count for leg in node.legs),
            "load": sum(len(leg.first.loads) * leg.count for leg in node.legs),
            "feeder": sum(each.count for each in node.nodes) if everything else 0,
        }
        counts_texts = [capitals(count(number, noun)) for noun, number in counts.items() if number]
        return (*packed(counts_texts, LONGEST_PX), self._look.legs_on(node)) if counts_texts else ()

    def _pitch(self, leg: DrawnLeg) -> float:
        if feeds_drawn(leg) == 1:
            return _PITCH_PX
        widths = [label_size(self._head_of_circuit(name).lines)[0] for name in leg.first.circuits]
        return max(_PITCH_PX, BESIDE_PX + max(widths) + 8)

    def _head_of_circuit(self, name: str) -> Head:
        circuit = self._look.site.circuits[name]
        words = device_words(circuit.breaker_a, circuit.poles) + mark_of(circuit.description)
        return Head((words,), weight_of(circuit.description))

    def _child(self, node: DrawnNode, each: DrawnLeg | DrawnNode, block: Block) -> Child:
        typical = f"TYP. OF {each.count:,}" if each.count > 1 else ""
        if isinstance(each, DrawnLeg):
            circuits = each.first.circuits
            heads = tuple(self._head_of_circuit(name) for name in circuits[: feeds_drawn(each)]) or (
                Head(("OCPD: VERIFY",)),
            )
            if len(circuits) > len(heads):
                equal = len({self._head_of_circuit(name) for name in circuits}) == 1
                rated = f"{heads[0].lines[0]} EACH" if equal else "SEE SCHEDULE"
                heads = (replace(heads[0], lines=(f"{len(circuits)} CIRCUITS", rated)),)
            return Child(block, heads, each.tag, typical)
        return Child(block, (self._head_of_feeder(node, each),), each.tag, typical)

    def _head_of_feeder(self, node: DrawnNode, fed: DrawnNode) -> Head:
        site, equipment = self._look.site, self._look.drawing.equipment(fed.first)
        feeder = equipment.feeder
        if feeder is not None and feeder.tap:
            return Head(("TAP",), breaker=False)
        device = source_device(site, equipment)
        in_panel = node.first in site.panels
        if not in_panel and (feeder is None or feeder.breaker_a is None):
            return Head(breaker=False)
        lines = equipment.system.legs if isinstance(equipment, Panel) else primary_legs(site, equipment)
        poles = (feeder.poles if feeder is not None else 0) or len(lines)
        words = device_words(device.value, poles) if isinstance(device, Number) else "OCPD: VERIFY"
        return Head((words,), weight_of(equipment.description))

    def _edges(self, node: DrawnNode, places: Sequence[int]) -> list[Edge]:
        """The boundaries in a row of what hangs on a node at these places."""
        found: list[Edge] = []
        for number, frame in enumerate(self._frames[node.tag]):
            inside = [at for at, place in enumerate(places) if place in frame.inside]
            if inside:
                found.append(
                    self._edge(frame.groups, inside[0], inside[-1], f"{node.tag}-{number}-{places[inside[0]]}")
                )
        for at, place in enumerate(places):
            each = node.hung[place]
            if isinstance(each, DrawnLeg):
                for number in range(len(each.bound[0])):
                    names = tuple(bound[number] for bound in each.bound)
                    found.append(self._edge(names, at, at, f"{each.tag}-{number}"))
        return found

    def _edge(self, groups: tuple[str, ...], first: int, last: int, key: str) -> Edge:
        group = self._look.site.groups[groups[0]]
        each = " EACH" if len(groups) > 1 else ""
        head = fitted(f"EMS {compact_names(groups)}", LONGEST_PX, 1, bold=True)
        lines = (
            *head,
            f"{capitals(limit_words(group))}{each}",
            capitals(f"{count(len(group.ports), 'port')}{each}, {policy_title(group)}"),
        )
        return Edge(first, last, lines, group.path, f"group-{group.name}-{key}")
