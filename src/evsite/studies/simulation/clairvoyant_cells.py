"""What is left to decide with perfect foresight once everything is settled that no limit can touch.

A cell is a session in an interval in which nobody comes or goes and the week does not change: a constant power there is
as good as any, since limits are convex. Three steps make cells fewer and leave the greatest energy as it is; the first
two are in `clairvoyant_settling.py`.

1. A row that all its sessions together cannot fill is left out. A cell under no other row gets all that it can take:
   power that is taken from other cells of its session instead only lowers rows, and every row falls with each of
   its loads.
2. A session that has all it wants by such cells takes part in no other interval, and one that lacks little can take no
   more than that anywhere. Rows of those intervals become empty, so this goes on until nothing changes.
3. Intervals of one state with the same sessions left at the same ports under the same part of the network are one
   interval, be they next to each other or not: only the energies of sessions join intervals, and the mean of two plans
   fits where both do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are simulated

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.simulation.clairvoyant_limits import StateLimits

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells: session, port, interval and atom of each, the most that it can take [kWh], and the amperes of a kWh in it.

    `hours` is how long the interval of each cell is, and `there` the part of it in which the session is at the port: 1
    unless intervals are longer than they would have to be. A kWh counts with the amperes that it takes while the
    session is there, as if all were there at once.
    """

    session: Ints
    port: Ints
    interval: Ints
    atom: Ints
    most_kwh: Floats
    a_per_kwh: Floats
    hours: Floats
    there: Floats

    def chosen(self, which: Mask | Ints) -> Cells:
        """Some of the cells."""
        return Cells(
            self.session[which],
            self.port[which],
            self.interval[which],
            self.atom[which],
            self.most_kwh[which],
            self.a_per_kwh[which],
            self.hours[which],
            self.there[which],
        )


@dataclass(frozen=True, slots=True)
class Entries:
    """What cells add to rows in their intervals: by entry the cell, the row, and the number of row and interval."""

    cell: Ints
    row: Ints
    slot: Ints
    coefficient: NDArray[np.complex128]
    slot_row: Ints
    """The row of each slot, a row in one interval."""


def entries_of(limits: StateLimits, cells: Cells) -> Entries:
    """Which rows cells stand in."""
    first = limits.start[cells.atom]
    counts = limits.start[cells.atom + 1] - first
    cell = np.repeat(np.arange(len(counts)), counts)
    at = np.arange(len(cell)) + np.repeat(first - (np.cumsum(counts) - counts), counts)
    row = limits.row[at]
    rows = len(limits.limit)
    keys, slot = np.unique(cells.interval[cell] * rows + row, return_inverse=True)
    return Entries(cell, row, slot, limits.coefficient[at], keys % rows if rows else keys)


def together(cells: Cells) -> tuple[Ints, Ints]:
    """One cell for each pair of an atom and an interval, and the number of each cell's pair."""
    keys = cells.interval * (cells.atom.max(initial=0) + 1) + cells.atom
    _, first, number = np.unique(keys, return_index=True, return_inverse=True)
    return first, number


def phasor_sums(index: Ints, values: NDArray[np.complex128], size: int) -> NDArray[np.complex128]:
    """Sums of complex values that share an index, for indices below `size`."""
    real, imaginary = (np.bincount(index, part, minlength=size) for part in (values.real, values.imag))
    return np.asarray(real + 1j * imaginary, dtype=np.complex128)


def join_intervals(limits: StateLimits, cells: Cells, left_kwh: Floats) -> Cells:
    """Join intervals with the same sessions at the same ports under one part of the network.

    Parameters
    ----------
    limits
        The limits.
    cells
        The cells, each with the most that port and vehicle can take in it.
    left_kwh
        What each session wants beyond what it has, by session.

    Returns
    -------
    Cells
        Cells whose intervals are numbered anew, one for each set of sessions at their ports.
    """
    part = limits.part[cells.atom]
    order = np.lexsort((cells.port, cells.session, part, cells.interval))
    ordered, part = cells.chosen(order), part[order]
    session, port, interval = ordered.session, ordered.port, ordered.interval
    new = np.flatnonzero((np.diff(interval, prepend=-1) != 0) | (np.diff(part, prepend=-1) != 0))
    ends = np.append(new, len(order))[1:]
    numbers: dict[tuple[int, bytes, bytes], int] = {}
    joined = np.empty(len(new), dtype=np.int64)
    for group, (start, end) in enumerate(zip(new.tolist(), ends.tolist(), strict=True)):
        # parts of different states have different numbers
        key = int(part[start]), session[start:end].tobytes(), port[start:end].tobytes()
        joined[group] = numbers.setdefault(key, len(numbers))
    of_cell = np.repeat(joined, ends - new)
    place = np.arange(len(order)) - np.repeat(new, ends - new)
    _, first, inverse = np.unique(of_cell * len(order) + place, return_index=True, return_inverse=True)
    most, hours = _sums(inverse, ordered.most_kwh), _sums(inverse, ordered.hours)
    return Cells(
        session=session[first],
        port=port[first],
        interval=of_cell[first],
        atom=ordered.atom[first],
        most_kwh=np.minimum(most, left_kwh[session[first]]),
        a_per_kwh=1 / _sums(inverse, 1 / ordered.a_per_kwh),
        hours=hours,
        there=_sums(inverse, ordered.there * ordered.hours) / hours,
    )


def join_neighbours(limits: StateLimits, cells: Cells, most: int) -> tuple[Cells, Ints]:
    """Join so many neighbouring intervals of one part of the network that few cells are left, and count their means.

    Parameters
    ----------
    limits
        The limits.
    cells
        The cells.
    most
        How many cells there may be, where joining intervals can make them so few.

    Returns
    -------
    tuple[Cells, Ints]
        The cells in joined intervals, where a kWh counts with its mean amperes, and by cell the one that it is part of.
    """
    mean_a = cells.a_per_kwh * cells.there
    if len(cells.session) <= most:
        return replace(cells, a_per_kwh=mean_a, there=np.ones(len(mean_a))), np.arange(len(mean_a))
    # in order of part and interval; parts of different states have different numbers
    keys = limits.part[cells.atom] * (int(cells.interval.max()) + 1) + cells.interval
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    part = np.unique(limits.part[cells.atom[first]], return_inverse=True)[1]
    starts = np.searchsorted(part, np.arange(part[-1] + 1))
    within = np.arange(len(part)) - starts[part]
    at_once = 1
    while True:
        at_once *= 2
        joint = np.unique(part * len(part) + within // at_once, return_inverse=True)[1]
        keys = joint[place] * (int(cells.session.max()) + 1) + cells.session
        # a session that changes its port within a part is another cell there
        keys = np.unique(keys, return_inverse=True)[1] * (int(cells.port.max()) + 1) + cells.port
        _, head, of_cell = np.unique(keys, return_index=True, return_inverse=True)
        if len(head) <= most or at_once >= len(part):
            break
    hours = _sums(joint, cells.hours[first])[joint[place]]
    joined = Cells(
        session=cells.session[head],
        port=cells.port[head],
        interval=joint[place][head],
        atom=cells.atom[head],
        most_kwh=_sums(of_cell, cells.most_kwh),
        a_per_kwh=(mean_a * cells.hours / hours)[head],
        hours=hours[head],
        there=np.ones(len(head)),
    )
    return joined, of_cell


def _sums(index: Ints, values: Floats) -> Floats:
    """Sums of values that share an index."""
    return np.asarray(np.bincount(index, values), dtype=np.float64)
