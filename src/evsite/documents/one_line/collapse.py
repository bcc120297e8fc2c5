"""The one-line as data: what is drawn, each thing standing for all that are alike, with tags that schedules go by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evsite.documents.one_line.legs import Leg
from evsite.documents.one_line.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.analysis.site_loads import SiteLoads
    from evsite.documents.one_line.shapes import Child
    from evsite.model.distribution import Panel, Supply

Detail = Literal["all", "some", "least"]
"""How much is drawn one by one: everything; legs of panels with few; or nothing that is like another."""

MOST_LEGS = 8
"""So many legs of one panel are drawn one by one."""
COLUMNS_OF_PAGE = {"letter": 7, "11x17": 11, "22x34": 22}
"""About so many legs find room side by side on a sheet."""


@dataclass(slots=True, eq=False)
class DrawnLeg:
    """A leg that is drawn, for all of `members`, of which each node above it has the same number.

    `groups` are those that reach further, of the first member; `bound` those that hold this leg alone, of each member.
    """

    members: tuple[Leg, ...]
    count: int
    """How many of it each node has that it hangs on."""
    groups: tuple[str, ...]
    bound: tuple[tuple[str, ...], ...]
    tag: str = ""

    @property
    def first(self) -> Leg:
        """The leg that is drawn."""
        return self.members[0]


@dataclass(slots=True, eq=False)
class DrawnNode:
    """A supply or a panel that is drawn, for all of `members`, with what hangs on it."""

    members: tuple[str, ...]
    count: int
    groups: tuple[str, ...]
    bound: tuple[tuple[str, ...], ...]
    legs: list[DrawnLeg] = field(default_factory=list)
    nodes: list[DrawnNode] = field(default_factory=list)
    tag: str = ""

    @property
    def first(self) -> str:
        """The supply or panel that is drawn."""
        return self.members[0]

    @property
    def hung(self) -> tuple[DrawnLeg | DrawnNode, ...]:
        """What hangs on it: legs, then supplies and panels."""
        return (*self.legs, *self.nodes)


@dataclass(slots=True)
class OneLine:
    """Everything that is drawn of a site."""

    shapes: Shapes
    detail: Detail
    roots: list[DrawnNode]
    nowhere: list[DrawnLeg]
    """Stations that are on no circuit."""
    bound: tuple[str, ...]
    """Groups that reach over several supplies."""

    def nodes(self) -> Iterator[DrawnNode]:
        """Every supply and panel that is drawn, from the top down."""
        waiting = self.roots[::-1]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.nodes))

    def legs(self) -> Iterator[DrawnLeg]:
        """Every leg that is drawn."""
        for node in self.nodes():
            yield from node.legs
        yield from self.nowhere

    def equipment(self, name: str) -> Panel | Supply:
        """A supply or a panel."""
        site = self.shapes.site
        return site.panels.get(name) or site.supplies[name]


def one_line(loads: SiteLoads, page: str = "11x17", *, full: bool = False) -> OneLine:
    """What is drawn of a site.

    Parameters
    ----------
    loads
        The site and its tree.
    page
        The sheet, which decides how much can be drawn one by one.
    full
        Whether everything is drawn one by one.
    """
    shapes = Shapes(loads)
    return drawn(shapes, "all" if full else _detail(shapes, COLUMNS_OF_PAGE[page]))


def drawn(shapes: Shapes, detail: Detail) -> OneLine:
    """The same in so much detail."""
    legs, roots = _merged(shapes, (None,), detail)
    result = OneLine(shapes, detail, roots, legs, shapes.of_node[None].bound)
    waiting = roots[::-1]
    feeders = branches = 0
    while waiting:
        node = waiting.pop()
        feeders += 1
        node.tag = f"F{feeders}"
        node.legs, node.nodes = _merged(shapes, node.members, detail)
        waiting.extend(reversed(node.nodes))
    for leg in result.legs():
        if leg.first.circuits or leg.first.loads:
            branches += 1
            leg.tag = f"B{branches}"
    return result


def _detail(shapes: Shapes, most_columns: int) -> Detail:
    """How much can be drawn one by one: this goes by counts alone, so that no name changes it."""
    wanted = {"all": 0, "some": 0}
    fits = True
    for node in (None, *shapes.legs):
        legs = [
            equal_children for equal_children in shapes.classes(node) if not isinstance(equal_children[0].what, str)
        ]
        single = sum(map(len, legs))
        wanted["all"] += single
        wanted["some"] += single if single <= MOST_LEGS else len(legs)
        fits = fits and single <= MOST_LEGS
    if fits and wanted["all"] <= most_columns:
        return "all"
    return "some" if wanted["some"] <= most_columns else "least"


def _merged(shapes: Shapes, above: Sequence[str | None], detail: Detail) -> tuple[list[DrawnLeg], list[DrawnNode]]:
    """What hangs on nodes that are drawn as one: legs and nodes, in the order of the file at the first of them."""
    classes = shapes.classes(above[0])
    singles = sum(len(equal_children) for equal_children in classes if not isinstance(equal_children[0].what, str))
    legs_one_by_one = len(above) == 1 and (detail == "all" or (detail == "some" and singles <= MOST_LEGS))
    nodes_one_by_one = len(above) == 1 and detail != "least"
    found: list[tuple[int, list[Child], int]] = []
    for number, equal_children in enumerate(classes):
        if nodes_one_by_one if isinstance(equal_children[0].what, str) else legs_one_by_one:
            found += [(child.place, [child], 1) for child in equal_children]
        else:
            everywhere = [child for node in above for child in shapes.classes(node)[number]]
            found.append((equal_children[0].place, everywhere, len(equal_children)))
    legs: list[DrawnLeg] = []
    nodes: list[DrawnNode] = []
    for _, children, count in sorted(found, key=lambda each: each[0]):
        shape = children[0].shape
        bound = tuple(child.shape.bound for child in children)
        if isinstance(children[0].what, str):
            names = tuple(child.what for child in children if isinstance(child.what, str))
            nodes.append(DrawnNode(names, count, shape.free, bound))
        else:
            members = tuple(child.what for child in children if isinstance(child.what, Leg))
            legs.append(DrawnLeg(members, count, shape.free, bound))
    return legs, nodes
