"""Power at stations that offer only some currents: a plan rounded down to these, and what that leaves over given again.

A vehicle that needs less than a whole step of time ends at the current that it is offered last, and draws less on the
average of that step; one that takes less than it is offered draws what it takes. Limits count what is offered. Nothing
else is between two currents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.model.current_steps import SAME_CURRENT
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from evsite.model.current_steps import CurrentSteps
    from evsite.studies.fleets.problem import Problem

    Floats = NDArray[np.float64]

_FITS = 1e-12
"""Only rounding of 64-bit numbers: currents are given one after the other, and a tolerance must not add up."""
_FULL_KWH = 1e-8
"""A battery that lacks less than this has all that it needs."""
_SAME_KW = 1e-6
"""A peak that is greater by less than this is the same."""


@dataclass(frozen=True, slots=True, eq=False)
class SteppedPower:
    """Power by cell [kW]: what is drawn on the average of its step, and what is offered, which limits count."""

    drawn_kw: Floats
    offered_kw: Floats


def in_current_steps(problem: Problem, power_kw: Floats, steps: Sequence[CurrentSteps | None]) -> SteppedPower:
    """Round a plan down to the currents that stations offer, and give again what that leaves over.

    Vehicles get it in the order of their ranks and then of their classes, one current up at a time: when power costs
    least, or first where they are to be ready as soon as possible; without a greater billed peak as long as that
    goes.

    Parameters
    ----------
    problem
        What was decided.
    power_kw
        The plan by cell [kW].
    steps
        The currents of the port of each class of vehicles; None for one that offers any.
    """
    if all(each is None for each in steps):
        return SteppedPower(power_kw, power_kw)
    refill = _Refill(problem, power_kw, steps)
    for ceilings_kw in (refill.peaks_kw(), None):
        for vehicle in refill.vehicles():
            refill.raise_up(vehicle, ceilings_kw)
    for vehicle in refill.vehicles():
        refill.finish(vehicle)
    return SteppedPower(refill.drawn_kw, refill.room.power_kw)


class _Room:
    """What limits leave beside the power that cells are offered."""

    def __init__(self, problem: Problem, power_kw: Floats) -> None:
        self.power_kw = power_kw
        self._load = problem.limits.loads(power_kw)
        self._first, self._row, self._part = problem.rows_of_cells()

    def take(self, cell: int, power_kw: float) -> bool:
        """Offer a cell more power if every limit allows it; whether it does."""
        own = slice(self._first[cell], self._first[cell + 1])
        rows, more = self._row[own], self._part[own] * (power_kw - self.power_kw[cell])
        load = self._load[rows] + more
        if (np.abs(load) > 1 + _FITS).any():
            return False
        self._load[rows] = load
        self.power_kw[cell] = power_kw
        return True


class _Refill:
    """A plan that is rounded down, and is filled again."""

    def __init__(self, problem: Problem, power_kw: Floats, steps: Sequence[CurrentSteps | None]) -> None:
        vehicles, cells = problem.vehicles, problem.cells
        self._problem, self._cells = problem, cells
        self._levels = [_levels_kw(problem, vehicle, each) for vehicle, each in enumerate(steps)]
        self._energy_kwh = np.zeros(len(problem.steps.hours))
        np.add.at(self._energy_kwh, cells.step, power_kw * cells.present_h * cells.count)
        self._planned_peaks_kw = problem.charges.peaks_kw(self._energy_kwh)
        self.drawn_kw = power_kw.copy()
        for vehicle, levels in self._of_levels():
            own = cells.vehicle == vehicle
            place = np.searchsorted(levels, power_kw[own] * (1 + SAME_CURRENT), side="right") - 1
            self.drawn_kw[own] = levels[place]
        np.add.at(self._energy_kwh, cells.step, (self.drawn_kw - power_kw) * cells.present_h * cells.count)
        self.room = _Room(problem, self.drawn_kw.copy())
        gained = np.bincount(cells.vehicle, self.drawn_kw * cells.battery_kwh_per_kw, minlength=len(vehicles.need_kwh))
        self._left_kwh = vehicles.need_kwh - gained

    def _of_levels(self) -> Iterator[tuple[int, Floats]]:
        for vehicle, levels in enumerate(self._levels):
            if levels is not None:
                yield vehicle, levels

    def peaks_kw(self) -> Floats:
        """The billed peaks of the plan that is rounded."""
        return self._planned_peaks_kw

    def vehicles(self) -> list[int]:
        """The classes whose stations have steps, in order of their ranks."""
        rank = self._problem.vehicles.rank
        return sorted((vehicle for vehicle, _ in self._of_levels()), key=lambda vehicle: (int(rank[vehicle]), vehicle))

    def raise_up(self, vehicle: int, ceilings_kw: Floats | None) -> None:
        """Raise the currents of a class as far as it needs them and limits allow, below some peaks if any."""
        charges, cells = self._problem.charges, self._cells
        usd = charges.usd_per_kwh if len(charges.usd_per_kwh) else np.zeros(len(self._energy_kwh))
        own = np.flatnonzero(cells.vehicle == vehicle)
        soon = bool(self._problem.vehicles.asap[vehicle])
        order = own if soon else own[np.lexsort((cells.step[own], usd[cells.step[own]]))]
        # without a ceiling on a billed peak no step is far above the others
        evenly = ceilings_kw is None and len(charges.usd_per_kw) > 0 and not soon
        left = order.tolist()
        while left:
            left = [cell for cell in left if self._raised(vehicle, cell, ceilings_kw, once=evenly)]

    def _raised(self, vehicle: int, cell: int, ceilings_kw: Floats | None, *, once: bool) -> bool:
        """Raise the current of a cell, to the next one alone or as far as that goes; whether one more may follow."""
        cells, levels = self._cells, self._levels[vehicle]
        assert levels is not None
        most_kw = float(cells.cap_kw[cell])
        for offered_kw in levels[levels > self.drawn_kw[cell] * (1 + TOLERANCE)].tolist():
            # a vehicle that takes less than the next current draws what it takes
            more_kw = min(offered_kw, most_kw) - float(self.drawn_kw[cell])
            too_much = more_kw * float(cells.battery_kwh_per_kw[cell]) > self._left_kwh[vehicle] + _FULL_KWH
            if more_kw <= most_kw * TOLERANCE or too_much or not self._may_offer(cell, offered_kw):
                return False
            if not self._below(ceilings_kw, cell, more_kw) or not self.room.take(cell, offered_kw):
                return False
            self._draw(cell, more_kw)
            if once:
                return True
        return False

    def _may_offer(self, cell: int, offered_kw: float) -> bool:
        vehicle, step = self._cells.vehicle[cell], self._cells.step[cell]
        return bool(offered_kw <= self._problem.vehicles.offer_kw[vehicle, step] * (1 + TOLERANCE))

    def finish(self, vehicle: int) -> None:
        """Let a class have the little that it lacks in the last step in which it draws, or in one that follows."""
        cells, levels = self._cells, self._levels[vehicle]
        assert levels is not None
        own = np.flatnonzero(cells.vehicle == vehicle)
        drawing = own[self.drawn_kw[own] > 0]
        last = int(drawing[-1]) if len(drawing) else -1
        for cell in own[own >= last].tolist():
            if self._left_kwh[vehicle] <= _FULL_KWH:
                return
            more_kw = float(self._left_kwh[vehicle] / cells.battery_kwh_per_kw[cell])
            enough = levels[levels >= (self.drawn_kw[cell] + more_kw) * (1 - TOLERANCE)]
            takes = self.drawn_kw[cell] + more_kw <= cells.cap_kw[cell] * (1 + TOLERANCE)
            is_offered = takes and len(enough) and self._may_offer(cell, float(enough[0]))
            if is_offered and self.room.take(cell, float(enough[0])):
                self._draw(cell, more_kw)

    def _draw(self, cell: int, more_kw: float) -> None:
        cells = self._cells
        self.drawn_kw[cell] += more_kw
        self._left_kwh[cells.vehicle[cell]] -= more_kw * cells.battery_kwh_per_kw[cell]
        self._energy_kwh[cells.step[cell]] += more_kw * cells.present_h[cell] * cells.count[cell]

    def _below(self, ceilings_kw: Floats | None, cell: int, more_kw: float) -> bool:
        if ceilings_kw is None or not len(ceilings_kw):
            return True
        cells = self._cells
        energy_kwh = self._energy_kwh.copy()
        energy_kwh[cells.step[cell]] += more_kw * cells.present_h[cell] * cells.count[cell]
        return bool((self._problem.charges.peaks_kw(energy_kwh) <= ceilings_kw + _SAME_KW).all())


def _levels_kw(problem: Problem, vehicle: int, steps: CurrentSteps | None) -> Floats | None:
    """Nothing, and the powers that a station offers and the vehicle can charge with [kW]."""
    if steps is None:
        return None
    vehicles = problem.vehicles
    levels = np.array(steps.currents_a) * vehicles.kw_per_a[vehicle]
    return np.append(0.0, levels[levels >= vehicles.min_kw[vehicle] * (1 - TOLERANCE)])
