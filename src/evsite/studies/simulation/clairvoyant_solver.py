"""The most energy within limits on phasor sums, bounded from above, and a plan within every limit near to it.

The convex programme is solved as it is (`conic_programme.py`). One of too many cells is solved with neighbouring
intervals joined: what sessions get in them together keeps the mean of the limits, since limits are convex, so joining
can only raise the bound. The plan is spread over the intervals again, and each that exceeds a limit is scaled down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are simulated

from evsite.studies.simulation.clairvoyant_cells import join_neighbours
from evsite.studies.simulation.conic_programme import discs_of, solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.simulation.clairvoyant_cells import Cells
    from evsite.studies.simulation.clairvoyant_limits import StateLimits

    Floats = NDArray[np.float64]

_MOST_CELLS = 40_000
"""More cells are not solved at once."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """No plan delivers more than `most_kwh`; the plan `energy_kwh`, by cell, is within all limits."""

    most_kwh: float
    energy_kwh: Floats


def most_energy(limits: StateLimits, cells: Cells, left_kwh: Floats) -> Bounded:
    """Bound what sessions can get in some cells.

    Parameters
    ----------
    limits
        The limits.
    cells
        The cells; they share no limit and no session with others.
    left_kwh
        The most that each session can use in them, by session; inf for any amount.

    Returns
    -------
    Bounded
        The bound [kWh], and a plan that comes near to it.
    """
    sessions, session = np.unique(cells.session, return_inverse=True)
    left = left_kwh[sessions]
    joined, of_cell = join_neighbours(limits, cells, _MOST_CELLS)
    number = np.empty(len(joined.session), dtype=np.int64)
    number[of_cell] = session
    solution, bound_kwh = solve(discs_of(limits, joined), number, joined.most_kwh, left)
    energy_kwh = solution[of_cell] * cells.most_kwh / joined.most_kwh[of_cell]
    had = np.bincount(session, energy_kwh)
    used = energy_kwh * np.minimum(1.0, left / np.maximum(had, 1e-300))[session]
    plan = discs_of(limits, cells).within(used, cells.interval)
    most_kwh = float(np.minimum(left, np.bincount(session, cells.most_kwh)).sum())
    return Bounded(min(most_kwh, bound_kwh), plan)
