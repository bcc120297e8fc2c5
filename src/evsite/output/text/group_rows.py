"""Ports and limits that show the same figures, taken together: what is shown once is read once, at any size."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

MOST_ROWS = 60
"""So many rows are shown at most, unless all are asked for."""

Item = TypeVar("Item")


@dataclass(slots=True)
class RowGroup(Generic[Item]):
    """Items whose figures read the same; never empty."""

    items: list[Item] = field(default_factory=list)

    @property
    def first(self) -> Item:
        """The one that stands for all."""
        return self.items[0]


def group_rows(items: Iterable[Item], key: Callable[[Item], Hashable], *, every: bool) -> list[RowGroup[Item]]:
    """Sets of items with equal keys, in the order of their first; with `every` each item is a set of its own."""
    if every:
        return [RowGroup([item]) for item in items]
    groups: dict[Hashable, RowGroup[Item]] = {}
    for item in items:
        groups.setdefault(key(item), RowGroup()).items.append(item)
    return list(groups.values())


def truncate(groups: list[RowGroup[Item]], *, every: bool) -> tuple[list[RowGroup[Item]], int]:
    """The sets to show, and how many items are left out."""
    if every or len(groups) <= MOST_ROWS:
        return groups, 0
    return groups[:MOST_ROWS], sum(len(row_group.items) for row_group in groups[MOST_ROWS:])
