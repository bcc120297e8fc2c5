"""Progressive filling: the lexicographic max-min shares, for one occupancy or a million at once.

All ports rise together, each at its own rate `weight`; a port stops at what its vehicle accepts, or when a row (a
conductor, a group, a transformer winding) is full. The *level* is what they have in common: a port that is still rising
at level t has `weight * t` amperes. Every atom ends at one level, and a port gets `min(ceiling, weight * level)`.

The usual algorithm raises the level from one event to the next, so its time grows with the number of full rows. Here
every row computes the level at which it would be full if nothing else happened; a row may stop its ports as soon as no
other row over any of them is full earlier. Rows in different parts of a site therefore finish in the same round, and
the number of rounds depends on how limits depend on each other, not on how many there are. That is right because rows
are monotone: stopping a port elsewhere only ever raises the level at which a row is full (Bertsekas and Gallager, Data
Networks, 2nd ed., 6.5.2: a bottleneck link is one at which a session's rate is largest and which is full).

Levels come from a quadratic equation each, so they are exact to rounding; nothing iterates to a tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.sharing.arrays import sum_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.sharing.arrays import NetworkArrays

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_BATCH_ENTRIES = 50_000
"""Numbers a working array of one batch may hold: small enough for the processor's cache."""


_DENSE = 8
"""A table of all atoms and ceilings is made while it is at most so many times as long as the list of ports."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Ports that are alike for filling: in one atom, with one ceiling.

    Sorted by atom; every atom has at least one cell. `atom` and `ceiling` (the level at which the cell's ports have
    all that they can take) are by cell, `start` is the first cell of each atom.
    """

    atom: Ints
    ceiling: Floats
    start: Ints


@dataclass(frozen=True, slots=True)
class Levels:
    """Where filling ends: `level` by occupancy and atom (inf: nothing stops it), and the row that stopped it (-1)."""

    level: Floats
    row: Ints


def make_cells(arrays: NetworkArrays, ceiling: Floats, weight: Floats) -> tuple[Cells, Floats, Ints]:
    """Sort ports into cells.

    Args:
        arrays: the network.
        ceiling: level at which each port has all that it can take, by port.
        weight: amperes per level of each port, by port; 0 for a port that is not in use.

    Returns:
        the cells, the summed weight of each, and the cell of each port.
    """
    steps = np.unique(ceiling)
    width = len(steps) + 1
    key = arrays.port_atom * width + np.searchsorted(steps, ceiling)
    # one empty cell an atom, so that no atom is without
    filler = np.arange(arrays.atoms, dtype=np.int64) * width + width - 1
    if arrays.atoms * width <= _DENSE * len(key):
        there = np.zeros(arrays.atoms * width, dtype=np.bool_)
        there[key] = True
        there[filler] = True
        keys = np.flatnonzero(there)
        port_cell = (np.cumsum(there) - 1)[key]
    else:
        keys = np.unique(np.concatenate((key, filler)))
        port_cell = np.searchsorted(keys, key)
    atom = keys // width
    cells = Cells(
        atom=atom,
        ceiling=np.append(steps, np.inf)[keys % width],
        start=np.searchsorted(atom, np.arange(arrays.atoms)).astype(np.int64),
    )
    return cells, sum_by(port_cell, weight, len(keys)), port_cell


def fill(
    arrays: NetworkArrays, cells: Cells, weight: Floats, limit: Floats | None = None, base: Floats | None = None
) -> Levels:
    """Raise all cells together until every one has stopped.

    Args:
        arrays: the network.
        cells: the cells.
        weight: summed weight of the ports in use, by occupancy and cell.
        limit: by row, or by occupancy and row; default the network's own.
        base: amperes that each atom draws before anything rises, by occupancy and atom; default none.

    Returns:
        levels by occupancy and atom.
    """
    limit = arrays.limit if limit is None else limit
    occupancies = weight.shape[0]
    level = np.empty((occupancies, arrays.atoms))
    row = np.empty((occupancies, arrays.atoms), dtype=np.int64)
    widest = max(len(arrays.row_atom), weight.shape[1], 1)
    step = max(1, _BATCH_ENTRIES // widest)
    for first in range(0, occupancies, step):
        part = slice(first, first + step)
        level[part], row[part] = _fill_batch(
            arrays,
            cells,
            weight[part],
            limit if limit.ndim == 1 else limit[part],
            None if base is None else base[part],
        )
    return Levels(level, row)


def _fill_batch(
    arrays: NetworkArrays, cells: Cells, weight: Floats, limit: Floats, base: Floats | None
) -> tuple[Floats, Ints]:
    level = np.full((len(weight), arrays.atoms), np.inf)
    stopped_by = np.full((len(weight), arrays.atoms), -1, dtype=np.int64)
    rising_weight = weight.copy()  # of the cells below their ceiling
    rising = np.add.reduceat(rising_weight, cells.start, axis=1)  # the same by atom
    drawn = np.zeros_like(rising) if base is None else base.copy()  # amperes of all that has stopped
    going = np.arange(len(weight))
    many_limits = limit.ndim == 2
    while len(going):
        full_at = _full_levels(arrays, drawn, rising, limit)
        reach = np.minimum.reduceat(full_at[:, arrays.atom_row], arrays.atom_start, axis=1)
        at_ceiling = (rising_weight > 0) & (cells.ceiling <= reach[:, cells.atom])
        stopping = np.where(at_ceiling, rising_weight, 0.0)
        arriving = np.add.reduceat(stopping, cells.start, axis=1)
        drawn += np.add.reduceat(stopping * np.where(at_ceiling, cells.ceiling, 0.0), cells.start, axis=1)
        rising_weight -= stopping
        # a row is a bottleneck when no port under it reached its ceiling now and none is stopped earlier elsewhere
        earliest = np.where(arriving > 0, -np.inf, np.where(rising > 0, reach, np.inf))
        if arrays.rows:
            first = np.minimum.reduceat(earliest[:, arrays.row_atom], arrays.row_start, axis=1)
            full_at[:, :-1][first < full_at[:, :-1]] = np.inf
        bottleneck = full_at[:, arrays.atom_row]
        stop_at = np.minimum.reduceat(bottleneck, arrays.atom_start, axis=1)
        stops = (rising > 0) & np.isfinite(stop_at)
        if stops.any():
            position = np.where(
                bottleneck == np.repeat(stop_at, np.diff(arrays.atom_start, append=len(arrays.atom_row)), axis=1),
                arrays.atom_row,
                arrays.rows,
            )
            by = np.minimum.reduceat(position, arrays.atom_start, axis=1)
            where = np.nonzero(stops)
            level[going[where[0]], where[1]] = stop_at[where]
            stopped_by[going[where[0]], where[1]] = by[where]
            drawn[where] += rising[where] * stop_at[where]
        rising_weight[stops[:, cells.atom]] = 0.0
        rising = np.add.reduceat(rising_weight, cells.start, axis=1)
        # what has no row above it, or only rows that never fill, rises to its ceilings
        alive = ((rising > 0) & np.isfinite(reach)).any(axis=1)
        if not alive.all():
            going, rising_weight, rising, drawn = going[alive], rising_weight[alive], rising[alive], drawn[alive]
            if many_limits:
                limit = limit[alive]
    return level, stopped_by


def _full_levels(arrays: NetworkArrays, drawn: Floats, rising: Floats, limit: Floats) -> Floats:
    """The level at which each row is full if nothing else stops: the larger root of |P + Q t| = limit.

    Returns levels by occupancy and row, with a last column of inf for the row that never binds.
    """
    levels = np.full((len(drawn), arrays.rows + 1), np.inf)
    if not arrays.rows:
        return levels
    fixed = np.add.reduceat(drawn[:, arrays.row_atom] * arrays.coefficient, arrays.row_start, axis=1)
    slope = np.add.reduceat(rising[:, arrays.row_atom] * arrays.coefficient, arrays.row_start, axis=1)
    size = np.abs(fixed)
    squared = slope.real**2 + slope.imag**2
    turn = fixed.real * slope.real + fixed.imag * slope.imag
    room = np.maximum((limit - size) * (limit + size), 0.0)
    root = np.sqrt(turn * turn + squared * room)
    # two forms of one root: each is free of cancellation where it is used
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(turn > 0, room / (turn + root), (root - turn) / squared)
    levels[:, :-1] = np.where(squared > 0, found, np.inf)
    return levels
