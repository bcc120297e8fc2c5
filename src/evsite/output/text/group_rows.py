"""Ports and limits that show the same figures, taken together: a site of ten thousand ports prints on a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

MOST_ROWS = 60
"""Above this many rows those that look alike are shown as one."""

Item = TypeVar("Item")


@dataclass(slots=True)
class RowGroup(Generic[Item]):
    """Items whose figures read the same; never empty."""

    items: list[Item] = field(default_factory=list)

    @property
    def first(self) -> Item:
        """The one that stands for all."""
        return self.items[0]


def group_rows(
    items: Iterable[Item], key: Callable[[Item], Hashable], *, every: bool, few: int = MOST_ROWS
) -> list[RowGroup[Item]]:
    """Sets of items with equal keys, in the order of their first.

    Each item is a set of its own where there are no more than `few`, or with `every`.
    """
    listed = list(items)
    if every or len(listed) <= few:
        return [RowGroup([item]) for item in listed]
    groups: dict[Hashable, RowGroup[Item]] = {}
    for item in listed:
        groups.setdefault(key(item), RowGroup()).items.append(item)
    return list(groups.values())


def truncate(groups: list[RowGroup[Item]], *, every: bool) -> tuple[list[RowGroup[Item]], int]:
    """The sets to show, and how many items are left out."""
    if every or len(groups) <= MOST_ROWS:
        return groups, 0
    return groups[:MOST_ROWS], sum(len(alike.items) for alike in groups[MOST_ROWS:])
