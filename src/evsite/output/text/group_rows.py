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
class Alike(Generic[Item]):
    """Items whose figures read the same; never empty."""

    items: list[Item] = field(default_factory=list)

    @property
    def first(self) -> Item:
        """The one that stands for all."""
        return self.items[0]


def group_rows(
    items: Iterable[Item], key: Callable[[Item], Hashable], *, every: bool, few: int = MOST_ROWS
) -> list[Alike[Item]]:
    """Sets of items with equal keys, in the order of their first.

    Each item is a set of its own where there are no more than `few`, or with `every`.
    """
    listed = list(items)
    if every or len(listed) <= few:
        return [Alike([item]) for item in listed]
    sets: dict[Hashable, Alike[Item]] = {}
    for item in listed:
        sets.setdefault(key(item), Alike()).items.append(item)
    return list(sets.values())


def truncate(sets: list[Alike[Item]], *, every: bool) -> tuple[list[Alike[Item]], int]:
    """The sets to show, and how many items are left out."""
    if every or len(sets) <= MOST_ROWS:
        return sets, 0
    return sets[:MOST_ROWS], sum(len(alike.items) for alike in sets[MOST_ROWS:])
