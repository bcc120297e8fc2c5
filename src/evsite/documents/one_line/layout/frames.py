"""Which groups have a boundary in a row, and in which order what hangs on a node stands so that each is one piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.documents.one_line.collapse import DrawnLeg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.one_line.collapse import DrawnNode, OneLine


MOST_FRAMES = 4
"""No more boundaries are drawn at one node; further groups are named at stations."""


@dataclass(slots=True)
class Frame:
    """The boundary of groups in a row: what is inside, by the places of what hangs on the node."""

    groups: tuple[str, ...]
    """The group of each member of what is drawn as one."""
    inside: frozenset[int]


class Holds:
    """How many ports everything that is drawn has, and how many of each group."""

    def __init__(self, drawing: OneLine) -> None:
        self._drawing = drawing
        self._ports: dict[str, int] = {}
        self._held: dict[str, dict[str, int]] = {}
        for node in reversed(list(drawing.nodes())):
            ports, held = 0, dict[str, int]()
            for each in node.hung:
                more, of_group = self.of(each)
                ports += more * each.count
                for name, number in of_group.items():
                    held[name] = held.get(name, 0) + number * each.count
            self._ports[node.tag] = ports
            self._held[node.tag] = {name: number for name, number in held.items() if name not in node.bound[0]}

    def of(self, each: DrawnLeg | DrawnNode) -> tuple[int, dict[str, int]]:
        """The ports of one member, and how many of them are in each group that reaches further."""
        if isinstance(each, DrawnLeg):
            return self._of_leg(each)
        return self._ports[each.tag], self._held[each.tag]

    def _of_leg(self, leg: DrawnLeg) -> tuple[int, dict[str, int]]:
        site, held = self._drawing.shapes.site, self._drawing.shapes.loads.groups_of_port
        ports = [port.name for name in leg.first.stations for port in site.stations[name].ports]
        found: dict[str, int] = {}
        for port in ports:
            for group in held.get(port, ()):
                if group.name not in leg.bound[0]:
                    found[group.name] = found.get(group.name, 0) + 1
        return len(ports), found


def frames_at(holds: Holds, node: DrawnNode) -> list[Frame]:
    """The boundaries among what hangs on a node, the widest first.

    A boundary is drawn where each leg and panel is wholly inside or wholly outside, and none crosses another.
    """
    own = [holds.of(each) for each in node.hung]
    found: list[Frame] = []
    for place, name in enumerate(node.bound[0]):
        inside = frozenset(number for number, (ports, held) in enumerate(own) if ports and held.get(name) == ports)
        partly = any(0 < held.get(name, 0) < ports for ports, held in own)
        if inside and not partly:
            found.append(Frame(tuple(bound[place] for bound in node.bound), inside))
    found.sort(key=lambda frame: -len(frame.inside))
    kept: list[Frame] = []
    for frame in found:
        if all(not frame.inside & other.inside or frame.inside <= other.inside for other in kept):
            kept.append(frame)
    return kept[:MOST_FRAMES]


def ordered(number: int, frames: Sequence[Frame]) -> list[int]:
    """Places in an order in which what is inside of each boundary stands together, else as it was."""

    def first(place: int) -> tuple[int, ...]:
        keys = [min(frame.inside) for frame in frames if place in frame.inside]
        return (*keys, place)

    return sorted(range(number), key=first)
