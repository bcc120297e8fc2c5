"""A conic programme for the most energy, with an upper bound that does not rest on tolerances of the solver.

A limit on a phasor sum is a disc: `|base + sum of value * amount| <= 1`. For any complex numbers w by disc and any
prices p >= 0 by session

    sum of x <= sum of (|w| - Re(conj(w) base)) + sum of p * left + sum of most * max(0, 1 - price)

where the price of a cell is p of its session and `Re(conj(w) value)` of all discs over it (weak duality, Boyd and
Vandenberghe, Convex Optimization, 5.2.1 and 5.9). The bound is this sum, worked out anew from what the solver gives as
multipliers; multipliers that are not the best ones only make it larger.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np  # noqa: TID253 - this module is imported where sessions are simulated

from evsite.rounding import TOLERANCE
from evsite.studies.simulation.clairvoyant_cells import entries_of, phasor_sums, together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.simulation.clairvoyant_cells import Cells
    from evsite.studies.simulation.clairvoyant_limits import StateLimits

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Phasors = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class Discs:
    """Phasor sums as parts of their limits: `|base + sum of value * amount| <= 1`, entries sorted by disc.

    `amount` is by pair of an atom and an interval: what its cells get [kWh], those of another voltage in proportion to
    their amperes. `share` is what a kWh of each cell counts there, and `pair` the pair of each cell.
    """

    disc: Ints
    of_pair: Ints
    value: Phasors
    base: Phasors
    interval: Ints
    pair: Ints
    share: Floats

    def amounts(self, energy_kwh: Floats) -> Floats:
        """The amount of each pair."""
        return np.asarray(np.bincount(self.pair, energy_kwh * self.share), dtype=np.float64)

    def sums(self, amount: Floats) -> Phasors:
        """The phasor sum of each disc."""
        found = self.base + phasor_sums(self.disc, self.value * amount[self.of_pair], len(self.base))
        return np.asarray(found, dtype=np.complex128)

    def most(self) -> Floats:
        """What each cell does not exceed by itself in any disc [kWh]."""
        amount = np.full(int(self.pair.max()) + 1, np.inf)
        np.minimum.at(amount, self.of_pair, (1 + np.abs(self.base))[self.disc] / np.abs(self.value))
        return np.asarray(amount[self.pair] / self.share, dtype=np.float64)

    def within(self, energy_kwh: Floats, interval: Ints) -> Floats:
        """A plan with each interval scaled down until it is within every limit; `interval` is by cell."""
        size = np.abs(self.sums(self.amounts(energy_kwh)))
        room = 1 - np.abs(self.base)
        # discs are convex, and what is reserved alone is within them
        scale = np.where(size > 1, room / (room + np.maximum(0.0, size - 1)), 1.0)
        least = np.ones(int(interval.max(initial=0)) + 1)
        np.minimum.at(least, self.interval, scale)
        return np.asarray(energy_kwh * least[interval], dtype=np.float64)


def discs_of(limits: StateLimits, cells: Cells) -> Discs:
    """The rows that the cells can fill; the others need no disc."""
    first, pair = together(cells)
    highest = np.zeros(len(first))
    np.maximum.at(highest, pair, cells.a_per_kwh)
    table = entries_of(limits, cells.chosen(first))
    limit = limits.limit[table.slot_row]
    interval = np.empty(len(limit), dtype=np.int64)
    interval[table.slot] = cells.interval[first][table.cell]
    order = np.argsort(table.slot, kind="stable")
    every = Discs(
        disc=table.slot[order],
        of_pair=table.cell[order],
        value=(table.coefficient * highest[table.cell] / limit[table.slot])[order],
        base=limits.reserved[table.slot_row] / limit,
        interval=interval,
        pair=pair,
        share=cells.a_per_kwh / highest[pair],
    )
    reached = np.abs(every.sums(every.amounts(cells.most_kwh))) > 1
    number = np.cumsum(reached) - 1
    kept = reached[every.disc]
    return Discs(
        disc=number[every.disc[kept]],
        of_pair=every.of_pair[kept],
        value=every.value[kept],
        base=every.base[reached],
        interval=interval[reached],
        pair=pair,
        share=every.share,
    )


def solve(discs: Discs, session: Ints, most_kwh: Floats, left_kwh: Floats) -> tuple[Floats, float]:
    """The most energy in cells between nothing and a most each.

    It is solved in the mean of what cells can take, which the tolerances of the solver are parts of, be it a thousandth
    of a watt-hour or a megawatt-hour.

    Parameters
    ----------
    discs
        What the cells have to keep to.
    session
        The session of each cell.
    most_kwh
        The most that each cell can take.
    left_kwh
        The most that each session can use.

    Returns
    -------
    tuple[Floats, float]
        What each cell gets [kWh], which may exceed limits by the tolerance of the solver; and what no plan within the
        limits exceeds [kWh].
    """
    most = np.minimum(most_kwh, discs.most())
    unit_kwh = float(most.mean())
    solution, bound = _bounded(
        replace(discs, value=discs.value * unit_kwh), session, most / unit_kwh, left_kwh / unit_kwh
    )
    return np.minimum(solution * unit_kwh, most), bound * unit_kwh


def _bounded(discs: Discs, session: Ints, most: Floats, left: Floats) -> tuple[Floats, float]:
    """The most energy, where amounts are in any unit."""
    short = np.bincount(session, most, minlength=len(left)) > left
    held = short[session]
    # where a session wants no more than a cell can take, its own row says so
    capped = np.flatnonzero(~held | (most < left[session]))
    number = np.cumsum(short) - 1
    solution, multiplier = _by_clarabel(discs, number[session], held, capped, most, left[short])
    pairs, sessions = len(discs.amounts(most)), int(short.sum())
    price_of_session = np.zeros(len(short))
    price_of_session[short] = np.maximum(0.0, multiplier[pairs : pairs + sessions])
    cone = multiplier[len(multiplier) - 3 * len(discs.base) :].reshape(-1, 3)
    toward = -(cone[:, 1] + 1j * cone[:, 2])
    of_pair = np.bincount(discs.of_pair, (np.conj(toward)[discs.disc] * discs.value).real, minlength=pairs)
    price = price_of_session[session] + discs.share * of_pair[discs.pair]
    bound = (
        float((np.abs(toward) - (np.conj(toward) * discs.base).real).sum())
        + float(price_of_session[short] @ left[short])
        + float(most @ np.maximum(0.0, 1 - price))
    )
    return np.clip(solution, 0.0, most), bound


def _by_clarabel(
    discs: Discs, row: Ints, held: NDArray[np.bool_], capped: Ints, most: Floats, left: Floats
) -> tuple[Floats, Floats]:
    """What Clarabel finds: what each cell gets, and multipliers of amounts, sessions, bounds of cells and discs.

    `held` says which cells count in a `row` of their session, `capped` are those with a bound of their own.
    """
    import clarabel  # heavy: only where a bound is asked for
    from scipy import sparse

    cells, pairs = len(most), len(discs.amounts(most))
    columns = cells + pairs

    def block(values: Floats, rows: Ints, of_columns: Ints, height: int) -> Any:  # noqa: ANN401 - scipy has no types
        return sparse.csc_matrix((values, (rows, of_columns)), shape=(height, columns))

    which = np.flatnonzero(held)
    real, column = 3 * discs.disc + 1, cells + discs.of_pair
    blocks = [
        block(
            np.concatenate((discs.share, -np.ones(pairs))),
            np.concatenate((discs.pair, np.arange(pairs))),
            np.arange(columns),
            pairs,
        ),
        block(np.ones(len(which)), row[which], which, len(left)),
        block(np.ones(len(capped)), np.arange(len(capped)), capped, len(capped)),
        block(-np.ones(cells), np.arange(cells), np.arange(cells), cells),
        block(
            -np.concatenate((discs.value.real, discs.value.imag)),
            np.concatenate((real, real + 1)),
            np.concatenate((column, column)),
            3 * len(discs.base),
        ),
    ]
    within = np.stack((np.ones(len(discs.base)), discs.base.real, discs.base.imag), axis=1).ravel()
    cones = [
        clarabel.ZeroConeT(pairs),
        clarabel.NonnegativeConeT(len(left) + len(capped) + cells),
        *[clarabel.SecondOrderConeT(3)] * len(discs.base),
    ]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = TOLERANCE
    found = clarabel.DefaultSolver(
        sparse.csc_matrix((columns, columns)),
        np.concatenate((-np.ones(cells), np.zeros(pairs))),
        sparse.vstack(blocks, format="csc"),
        np.concatenate((np.zeros(pairs), left, most[capped], np.zeros(cells), within)),
        cones,
        settings,
    ).solve()
    # what it cannot work out is nothing: that bounds as well, and is a plan
    plan, multiplier = (np.nan_to_num(np.array(each), posinf=0.0, neginf=0.0) for each in (found.x, found.z))
    return plan[:cells], multiplier
