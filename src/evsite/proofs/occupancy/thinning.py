"""Which rows of a long table show something: where the limit changes, and where figures leave a straight line.

What vehicles get falls with their number in stretches, c / n between one limit and the next. A reader needs the ends of
each stretch and enough rows between to draw the curve: rows are taken one by one, each time the one that is farthest
from the straight line between its neighbours, until all that are left out are close to theirs.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

CLOSE = 0.02
"""A figure within this share of a straight line is not missed."""
MOST_ROWS = 80
_MOST_CHANGES = 40
"""Of the rows shown at most so many are there because the limit changes, so that others draw the curve."""
_ROUNDED = 0.005
"""Amperes and kilowatts are shown to hundredths."""


@dataclass(frozen=True, slots=True)
class PlacementColumns:
    """By number of vehicles: the least current and power, the number of what limits it, whether that is the port."""

    current_a: Floats
    power_kw: Floats
    holder: Ints
    by_port: Mask


@dataclass(frozen=True, slots=True)
class Figures:
    """What rows show, by row: its number of vehicles, its figures (one column each), and where something begins.

    `begins` are rows at which something else limits the worst, `edge` those on both sides of the place from which on a
    limit holds vehicles of a placement and no longer their ports.
    """

    vehicles: Ints
    values: Floats
    begins: Mask
    edge: Mask


@dataclass(frozen=True, slots=True)
class Thinned:
    """Rows that are kept, by number; those left out are `within` this share of straight lines between them.

    `every_change` is whether nothing else limits the worst in a row left out than in the one kept before it.
    """

    kept: Ints
    within: float
    every_change: bool


def figures_of(vehicles: Ints, worst: PlacementColumns, balanced: PlacementColumns, best: PlacementColumns) -> Figures:
    """Figures of rows from those of their three placements."""
    edge = np.zeros(len(vehicles), dtype=np.bool_)
    for columns in (worst, balanced, best):
        changes = np.flatnonzero(columns.by_port[1:] != columns.by_port[:-1])
        # where it changes to and fro, only the first time
        edge[changes[:1]] = edge[changes[:1] + 1] = True
    begins = np.zeros(len(vehicles), dtype=np.bool_)
    begins[1:] = worst.holder[1:] != worst.holder[:-1]
    values = [column for each in (worst, balanced, best) for column in (each.current_a, each.power_kw)]
    return Figures(vehicles, np.stack(values, axis=1), begins, edge)


def thinned(figures: Figures, most: int = MOST_ROWS) -> Thinned:
    """The rows that describe the curve: the first and last, changes of the limit, and what is not between others.

    Parameters
    ----------
    figures
        The rows.
    most
        How many may be kept.
    """
    rows = len(figures.vehicles)
    begins = np.flatnonzero(figures.begins)
    every_change = len(begins) <= _MOST_CHANGES
    if not every_change:
        begins = begins[np.linspace(0, len(begins) - 1, _MOST_CHANGES).round().astype(np.int64)]
    kept = {0, rows - 1, *begins.tolist(), *np.flatnonzero(figures.edge).tolist()}
    gaps = [_farthest(figures, first, last) for first, last in pairwise(sorted(kept))]
    heapq.heapify(gaps)
    while gaps and -gaps[0][0] > CLOSE and len(kept) < most:
        _, row, first, last = heapq.heappop(gaps)
        kept.add(row)
        heapq.heappush(gaps, _farthest(figures, first, row))
        heapq.heappush(gaps, _farthest(figures, row, last))
    within = max((-gap[0] for gap in gaps), default=0.0)
    return Thinned(np.array(sorted(kept), dtype=np.int64), max(within, 0.0), every_change)


def _farthest(figures: Figures, first: int, last: int) -> tuple[float, int, int, int]:
    """The row between two that is farthest from the straight line between them, with less how far (a share)."""
    if last - first < 2:
        return 0.0, first, first, last
    inside = slice(first + 1, last)
    vehicles, values = figures.vehicles, figures.values
    along = (vehicles[inside] - vehicles[first]) / (vehicles[last] - vehicles[first])
    line = values[first] + along[:, None] * (values[last] - values[first])
    off = np.maximum(np.abs(values[inside] - line) - _ROUNDED, 0.0)
    share = (off / np.maximum(np.maximum(np.abs(values[inside]), np.abs(line)), _ROUNDED)).max(axis=1)
    row = int(np.argmax(share))
    return -float(share[row]), first + 1 + row, first, last
