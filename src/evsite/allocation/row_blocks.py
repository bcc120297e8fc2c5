"""Rows that cover the same equipment, from the ports upwards: of a circuit, of the panel above it, of a transformer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evsite.allocation.disjoint_sets import DisjointSets

if TYPE_CHECKING:
    from evsite.allocation.arrays import NetworkArrays

_MOST_LEVELS = 8
"""Rows above so many others, one above the other, are taken to be of one block."""


class RowBlocks(NamedTuple):
    """Rows by block: those lowest down, and those that cover several blocks.

    A row joins the rows that it shares an atom with, unless it covers two blocks that have rows before: then it is
    above them.
    """

    lowest: list[list[int]]
    above: list[list[int]]


def row_blocks(arrays: NetworkArrays) -> RowBlocks:
    """Put the rows of a network into blocks. Time grows with its entries."""
    left = dict(enumerate(part.tolist() for part in np.split(arrays.row_atom, arrays.row_start[1:])[: arrays.rows]))
    sets = DisjointSets(arrays.atoms)
    levels: list[list[list[int]]] = []
    while left and len(levels) < _MOST_LEVELS:
        last = len(levels) + 1 == _MOST_LEVELS
        joined = []
        with_rows: set[int] = set()
        for row in sorted(left, key=lambda each: (len(left[each]), each)):
            covered = {sets.find(atom) for atom in left[row]}
            if last or len(covered & with_rows) <= 1:
                sets.join(list(covered))
                with_rows -= covered
                if covered:
                    with_rows.add(sets.find(next(iter(covered))))
                joined.append(row)
        blocks: dict[int, list[int]] = {}
        for row in joined:
            own = left.pop(row)
            blocks.setdefault(sets.find(own[0]) if own else -1 - row, []).append(row)
        levels.append([sorted(block) for block in blocks.values()])
    return RowBlocks(levels[0] if levels else [], [block for level in levels[1:] for block in level])
