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

Ports may start above nothing: a port with a minimum draws that from the beginning and rises once the level comes to it,
so it ends with `max(minimum, weight * level)`. The load of a row is then a convex function of the level, made of one
quadratic equation for every set of ports that have started; `_full_levels_above` goes from the one in which all have
started down to the one that holds where the row is full, which takes as many steps as sets change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import sum_by
from evsite.allocation.rising_rows import SAME, crossings
from evsite.allocation.row_sums import least_over_atoms, least_over_rows, row_sums, sums
from evsite.allocation.single_filling import fill_one

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_BATCH_ENTRIES = 20_000
"""Numbers a working array of one batch may hold: small enough for the processor's cache."""


_DENSE = 8
"""A table of all atoms and ceilings is made while it is at most so many times as long as the list of ports."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Ports that are alike for filling: in one atom, with one ceiling and one minimum.

    Sorted by atom; every atom has at least one cell. `atom` and `ceiling` (the level at which the cell's ports have
    all that they can take) are by cell, `start` is the first cell of each atom. `floor` is the level of what the
    cell's ports draw at least, by cell; None where no port has a minimum.
    """

    atom: Ints
    ceiling: Floats
    start: Ints
    floor: Floats | None = None


@dataclass(frozen=True, slots=True)
class Levels:
    """Where filling ends: `level` by occupancy and atom (inf: nothing stops it), and the row that stopped it (-1)."""

    level: Floats
    row: Ints


def make_cells(
    arrays: NetworkArrays, ceiling: Floats, weight: Floats, floor: Floats | None = None
) -> tuple[Cells, Floats, Ints]:
    """Sort ports into cells.

    Parameters
    ----------
    arrays
        The network.
    ceiling
        Level at which each port has all it can take, by port.
    weight
        Amperes per level of each port, by port; 0 for a port that is not in use.
    floor
        Level of what each port draws at least, by port; default nothing.

    Returns
    -------
    tuple[Cells, Floats, Ints]
        The cells, the summed weight of each, and the cell of each port.
    """
    floors = None
    if floor is None or not floor.any():
        steps, step = np.unique(ceiling, return_inverse=True)
    else:
        pairs, step = np.unique(np.stack((ceiling, floor)), axis=1, return_inverse=True)
        steps, floors = pairs
    width = len(steps) + 1
    key = arrays.port_atom * width + step.reshape(-1)
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
        floor=None if floors is None else np.append(floors, 0.0)[keys % width],
    )
    return cells, sum_by(port_cell, weight, len(keys)), port_cell


def port_cells(
    arrays: NetworkArrays, ceiling: Floats, weight: Floats, floor: Floats | None = None
) -> tuple[Cells, Floats]:
    """Every port as a cell of its own: for one occupancy that is faster than looking for ports that are alike.

    Parameters
    ----------
    arrays
        The network of a site.
    ceiling
        Level at which each port has all it can take, by port.
    weight
        Amperes per level of each port, by port; 0 for a port that is not in use.
    floor
        Level of what each port draws at least, by port; default nothing.

    Returns
    -------
    tuple[Cells, Floats]
        The cells and the weight of each.
    """
    order, atom, start = arrays.port_order, arrays.sorted_atom, arrays.port_start
    assert order is not None
    assert atom is not None
    assert start is not None
    floors = None if floor is None or not floor.any() else floor[order]
    return Cells(atom, ceiling[order], start, floors), weight[order]


def fill(
    arrays: NetworkArrays, cells: Cells, weight: Floats, limit: Floats | None = None, base: Floats | None = None
) -> Levels:
    """Raise all cells together until every one has stopped.

    Parameters
    ----------
    arrays
        The network.
    cells
        The cells.
    weight
        Summed weight of the ports in use, by occupancy and cell.
    limit
        By row, or by occupancy and row; default the network's own.
    base
        Amperes that each atom draws before anything rises, by occupancy and atom; default none.

    Returns
    -------
    Levels
        Levels by occupancy and atom.
    """
    limit = arrays.limit if limit is None else limit
    occupancies = weight.shape[0]
    if occupancies == 1 and cells.floor is None and limit.ndim == 1:
        level, closed_at = fill_one(
            arrays, cells.atom, cells.ceiling, weight[0], limit, None if base is None else base[0]
        )
        return Levels(level[None, :], _stopping_rows(arrays, level[None, :], closed_at[None, :]))
    widest = max(len(arrays.row_atom), weight.shape[1], 1)
    step = max(1, _BATCH_ENTRIES // widest)
    above = None if cells.floor is None else _above(arrays, cells, cells.floor)
    if occupancies <= step:
        return Levels(*_fill_batch(arrays, cells, weight, limit, base, above))
    level = np.empty((occupancies, arrays.atoms))
    row = np.empty((occupancies, arrays.atoms), dtype=np.int64)
    for first in range(0, occupancies, step):
        part = slice(first, first + step)
        level[part], row[part] = _fill_batch(
            arrays,
            cells,
            weight[part],
            limit if limit.ndim == 1 else limit[part],
            None if base is None else base[part],
            above,
        )
    return Levels(level, row)


def _fill_batch(
    arrays: NetworkArrays, cells: Cells, weight: Floats, limit: Floats, base: Floats | None, above: _Above | None
) -> tuple[Floats, Ints]:
    """Fill a few occupancies in rounds; see the head of this module. Arrays are by occupancy, then atom or row."""
    batch = len(weight)
    atom, ceiling = cells.atom, cells.ceiling
    finite_ceiling = np.where(np.isinf(ceiling), 0.0, ceiling)
    level = np.full((batch, arrays.atoms), np.inf)
    closed_at = np.full((batch, arrays.rows + 1), np.inf)  # level at which each row stopped a port
    going = np.arange(batch)
    unstopped = weight.copy()  # weight of the cells that rise
    rising = sums(unstopped, cells.atom, cells.start)  # the same by atom
    drawn = np.zeros_like(rising) if base is None else base.copy()  # amperes of all that has stopped
    while len(going):
        full_at = _full_levels(arrays, drawn, rising, limit)
        if above is not None:
            full_at = _full_levels_above(arrays, above, drawn, unstopped, limit, full_at)
        reach = least_over_rows(arrays, full_at)
        is_rising = rising > 0
        earliest = np.where(is_rising, reach, np.inf)
        # cells that come to their ceiling before anything stops them
        if batch == 1:
            full = np.flatnonzero((ceiling <= reach[0, atom]) & (unstopped[0] != 0))
            if len(full):
                drawn[0] += sum_by(atom[full], unstopped[0, full] * finite_ceiling[full], arrays.atoms)
                unstopped[0, full] = 0.0
                earliest[0, atom[full]] = -np.inf
        else:
            stopping = np.where(ceiling <= reach[:, atom], unstopped, 0.0)
            if stopping.any():
                drawn += sums(stopping * finite_ceiling, atom, cells.start)
                unstopped -= stopping
                np.copyto(earliest, -np.inf, where=sums(stopping, atom, cells.start) > 0)
        # a row is a bottleneck when no port under it reached its ceiling now and none is stopped earlier elsewhere
        if arrays.rows:
            first = least_over_atoms(arrays, earliest)
            np.copyto(full_at[:, :-1], np.inf, where=first < full_at[:, :-1] * SAME)
        stop_at = least_over_rows(arrays, full_at)
        stops = (stop_at < np.inf) & is_rising
        if cells.floor is None:
            drawn += np.where(stops, rising, 0.0) * np.where(stops, stop_at, 0.0)
        else:
            got = np.maximum(np.where(stops, stop_at, 0.0)[:, atom], cells.floor)
            drawn += sums(np.where(stops[:, atom], unstopped, 0.0) * got, atom, cells.start)
        np.copyto(unstopped, 0.0, where=stops[:, atom])
        rising = sums(unstopped, atom, cells.start)
        if len(going) == batch:
            np.copyto(level, stop_at, where=stops)
            np.minimum(closed_at, full_at, out=closed_at)
        else:
            level[going] = np.where(stops, stop_at, level[going])
            closed_at[going] = np.minimum(closed_at[going], full_at)
        # what no row stops rises to its ceilings
        alive = ((rising > 0) & (reach < np.inf)).any(axis=1)
        if not alive.all():
            going, unstopped, rising, drawn = going[alive], unstopped[alive], rising[alive], drawn[alive]
            if limit.ndim == 2:
                limit = limit[alive]
    return level, _stopping_rows(arrays, level, closed_at)


def _stopping_rows(arrays: NetworkArrays, level: Floats, closed_at: Floats) -> Ints:
    """The first row over each atom that was full at the atom's level; -1 for an atom that nothing stopped."""
    wide = arrays.wide
    at = arrays if wide is None else wide
    mine = closed_at[:, at.atom_row] * SAME <= level[:, at.entry_atom]
    row = np.minimum.reduceat(np.where(mine, at.atom_row, arrays.rows), at.atom_start, axis=1)
    if wide is not None:
        for index, member in zip(wide.wide.tolist(), wide.member.T, strict=True):
            mine = (closed_at[:, index, None] * SAME <= level) & member[wide.atom_class]
            np.minimum(row, index, out=row, where=mine)
    return np.where(level < np.inf, row, -1)


def _full_levels(arrays: NetworkArrays, drawn: Floats, rising: Floats, limit: Floats) -> Floats:
    """The level at which each row is full if nothing else stops: the larger root of |P + Q t| = limit.

    Returns levels by occupancy and row, with a last column of inf for the row that never binds.
    """
    levels = np.full((len(drawn), arrays.rows + 1), np.inf)
    if arrays.rows:
        levels[:, :-1] = crossings(row_sums(arrays, drawn), row_sums(arrays, rising), limit)
    return levels


@dataclass(frozen=True, slots=True)
class _Above:
    """Cells under rows, for ports with minimums: by entry its row, its cell, its coefficient and its floor."""

    row: Ints
    cell: Ints
    coefficient: NDArray[np.complex128]
    floor: Floats
    start: Ints


def _above(arrays: NetworkArrays, cells: Cells, floor: Floats) -> _Above:
    counts = np.diff(cells.start, append=len(cells.atom))[arrays.row_atom]
    entry = np.repeat(np.arange(len(arrays.row_atom)), counts)
    inside = np.arange(len(entry)) - np.repeat(np.cumsum(counts) - counts, counts)
    cell = cells.start[arrays.row_atom[entry]] + inside
    row = arrays.entry_row[entry]
    start = np.searchsorted(row, np.arange(arrays.rows)).astype(np.int64)
    return _Above(row, cell, arrays.coefficient[entry], floor[cell], start)


def _full_levels_above(
    arrays: NetworkArrays, above: _Above, drawn: Floats, unstopped: Floats, limit: Floats, full_at: Floats
) -> Floats:
    """The level at which each row is full if nothing else stops, where ports draw their minimums from the beginning.

    `full_at` are the levels with every port rising from nothing. As no port draws less than that, they are never too
    low, and every step down leaves the right one below or meets it.
    """
    if not arrays.rows:
        return full_at
    levels = full_at.copy()
    weight = unstopped[:, above.cell]
    fixed_re, fixed_im = row_sums(arrays, drawn)
    waiting = np.zeros(weight.shape, dtype=np.bool_)
    while True:
        now = above.floor > levels[:, above.row]
        if not (now & ~waiting & (weight > 0)).any():
            return levels
        waiting = now
        held = np.where(now, weight * above.floor, 0.0)
        free = np.where(now, 0.0, weight)
        base_re, base_im = _parts(above, held)
        found = crossings((fixed_re + base_re, fixed_im + base_im), _parts(above, free), limit)
        levels[:, :-1] = np.minimum(levels[:, :-1], found)


def _parts(above: _Above, current_a: Floats) -> tuple[Floats, Floats]:
    """Both parts of the phasor sum on every row, of amperes by occupancy and entry."""
    real = sums(current_a * above.coefficient.real, above.row, above.start)
    return real, sums(current_a * above.coefficient.imag, above.row, above.start)
