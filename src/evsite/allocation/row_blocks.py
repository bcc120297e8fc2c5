"""Rows that cover the same equipment, from the ports upwards: of a circuit, of the panel above it, of a transformer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evsite.allocation.disjoint_sets import DisjointSets

if TYPE_CHECKING:
    from evsite.allocation.arrays import NetworkArrays

_MOST_LEVELS = 8
"""Blocks are at most so many, one above the other."""
_MOST_ROWS = 64
"""Rows of a block at most, since all that a block carries is looked at together."""


class RowBlocks(NamedTuple):
    """Rows by block: those lowest down, and those that cover several blocks; and rows of no block.

    A row joins the rows that it shares an atom with, unless it covers two blocks that have rows before: then it is
    above them.
    """

    lowest: list[list[int]]
    above: list[list[int]]
    apart: list[int]
    """Rows of which a block would have too many, or that are above too many others."""


def row_blocks(arrays: NetworkArrays) -> RowBlocks:
    """Put the rows of a network into blocks. Time grows with its entries."""
    left = dict(enumerate(part.tolist() for part in np.split(arrays.row_atom, arrays.row_start[1:])[: arrays.rows]))
    sets = DisjointSets(arrays.atoms)
    levels: list[list[list[int]]] = []
    apart: list[int] = []
    while left and len(levels) < _MOST_LEVELS:
        blocks: dict[int, list[int]] = {}
        for row in sorted(left, key=lambda each: (len(left[each]), each)):
            covered = {sets.find(atom) for atom in left[row]}
            with_rows = covered & blocks.keys()
            if len(with_rows) > 1:
                continue
            del left[row]
            block = next((blocks[each] for each in with_rows), [])
            if len(block) == _MOST_ROWS:
                apart.append(row)
                continue
            block.append(row)
            sets.join(list(covered))
            for each in with_rows:
                del blocks[each]
            blocks[sets.find(covered.pop())] = block
        levels.append([sorted(block) for block in blocks.values()])
    apart += left
    return RowBlocks(levels[0] if levels else [], [block for level in levels[1:] for block in level], sorted(apart))
