"""Numbers in sets of which none shares a member with another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class DisjointSets:
    """Disjoint sets of the numbers below `size`; at first each number is a set of its own."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, member: int) -> int:
        """The number that stands for a set."""
        parent = self._parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def join(self, members: Sequence[int]) -> None:
        """Make one set of those that these are in."""
        if members:
            root = self.find(members[0])
            for member in members[1:]:
                self._parent[self.find(member)] = root
