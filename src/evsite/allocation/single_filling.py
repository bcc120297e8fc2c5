"""Progressive filling of one occupancy, in which ports begin from nothing.

The same rounds as in `filling`, which fills many occupancies at once; here cells leave once they have stopped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import sum_by
from evsite.allocation.rising_rows import SAME, rows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def fill_one(
    arrays: NetworkArrays, atom: Ints, ceiling: Floats, weight: Floats, limit: Floats, base: Floats | None
) -> tuple[Floats, Floats]:
    """Raise the cells of one occupancy together until every one has stopped.

    Parameters
    ----------
    arrays
        The network.
    atom, ceiling, weight
        By cell its atom, the level at which its ports have all that they can take, and their summed weight. No cell
        has a floor.
    limit
        By row.
    base
        Amperes that each atom draws before anything rises, by atom; default none.

    Returns
    -------
    tuple[Floats, Floats]
        The level of each atom (inf: nothing stops it), and that at which each row stopped a port (inf: at none); the
        last one is of the row that never binds.
    """
    level, closed_at = np.full(arrays.atoms, np.inf), np.full(arrays.rows + 1, np.inf)
    there = weight.nonzero()[0]
    atom, ceiling, weight = atom[there], ceiling[there], weight[there]
    drawn = np.zeros(arrays.atoms) if base is None else base.copy()
    nothing_drawn = base is None
    rows = rows_of(arrays)
    while len(atom):
        rising = sum_by(atom, weight, arrays.atoms)
        is_rising = rising > 0
        rows.keep(is_rising)
        full_at = rows.full_levels(None if nothing_drawn else drawn, rising, limit)
        reach = rows.least_over_rows(full_at)
        earliest = np.where(is_rising, reach, np.inf)
        # cells that come to their ceiling before anything stops them
        goes_on = ceiling > reach[atom]
        if np.count_nonzero(goes_on) < len(goes_on):
            full = (~goes_on).nonzero()[0]
            drawn += sum_by(atom[full], weight[full] * ceiling[full], arrays.atoms)
            earliest[atom[full]] = -np.inf
        # a row is a bottleneck when no port under it reached its ceiling now and none is stopped earlier elsewhere
        first = rows.least_over_atoms(earliest)
        full_at[:-1][first < full_at[:-1] * SAME] = np.inf
        stop_at = rows.least_over_rows(full_at)
        stops = (stop_at < np.inf) & is_rising
        stopped = stops.nonzero()[0]
        level[stopped] = stop_at[stopped]
        drawn[stopped] += rising[stopped] * stop_at[stopped]
        nothing_drawn = False
        np.minimum(closed_at, full_at, out=closed_at)
        still = (goes_on & ~stops[atom]).nonzero()[0]
        atom, ceiling, weight = atom[still], ceiling[still], weight[still]
    return level, closed_at
