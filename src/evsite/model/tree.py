"""Walks down the tree of supplies, panels and circuits; up is `Site.way_up`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evsite.model.site import Circuit, Panel, Supply

Children = dict[str, list[str]]
"""Names of what each node feeds, in the order of the file: supplies, panels, circuits."""


def children_of(*kinds: Mapping[str, Supply] | Mapping[str, Panel] | Mapping[str, Circuit]) -> Children:
    """What each of some nodes feeds; a node that feeds nothing has an empty list."""
    result: Children = {name: [] for nodes in kinds for name in nodes}
    for nodes in kinds:
        for name, node in nodes.items():
            if node.fed_from is not None:
                result.setdefault(node.fed_from, []).append(name)
    return result


def way_down(children: Children, node: str) -> Iterator[str]:
    """A node and everything below it, each node before what it feeds."""
    waiting = [node]
    while waiting:
        name = waiting.pop()
        yield name
        waiting.extend(reversed(children.get(name, ())))
