"""The energy of vehicles by step, and exchanges of it that leave everything as good as it is.

One class of vehicles takes energy from a step to another one, and a partner takes as much back. So every vehicle gets
what it got, and every step draws what it drew: cost and billed peaks stay as they are. Only limits, and what a vehicle
can take, have to be looked at.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.rounding import TOLERANCE
from evsite.studies.fleets.whole_power import broken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from evsite.studies.fleets.problem import Problem
    from evsite.studies.fleets.stepped_power import SteppedPower
    from evsite.studies.fleets.whole_power import Modules

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_SMALLEST = 0.1
"""A vehicle without a minimum is not made to charge with a smaller part of what it can draw than this."""


class Exchanges:
    """What classes of vehicles draw, with what has been exchanged.

    Attributes
    ----------
    energy
        By class and column, what all vehicles of the class draw from the site [kWh]. Column 0 is the time before the
        plan: it is positive for those who charge then. Column `t + 1` is step `t`, and the last one stays empty.
    most, least
        The most, and the least where it draws anything [kWh].
    """

    def __init__(self, problem: Problem, modules: Modules, power: SteppedPower, movable: Bools) -> None:
        """Begin with a plan, of which some classes may be moved."""
        self._problem, self._modules = problem, modules
        vehicles, cells = problem.vehicles, problem.cells
        self.classes, self.steps = vehicles.cap_kw.shape
        self._hours = np.ones((self.classes, self.steps + 2))
        self._hours[cells.vehicle, cells.step + 1] = cells.present_h * cells.count
        cap_kw = np.where(movable[cells.vehicle], cells.cap_kw, 0.0)
        minimum_kw = np.minimum(np.maximum(vehicles.min_kw[cells.vehicle], _SMALLEST * cells.cap_kw), cells.cap_kw)
        self.energy = self._table(power.drawn_kw)
        self._begin, self._drawn_kw = self.energy.copy(), power.drawn_kw
        self.energy[:, 0] = vehicles.charging
        self.most = self._table(cap_kw)
        # what charges with less already may go on with it
        least_kw = np.where(power.drawn_kw > 0, np.minimum(minimum_kw, power.drawn_kw), minimum_kw)
        self.least = self._table(least_kw)
        self.movable = movable
        # who is to be ready as soon as possible exchanges with its own kind: the delay of all stays as it is
        soon = np.where(vehicles.asap, np.unique(vehicles.efficiency, return_inverse=True)[1] + 1, 0)
        self._kind = np.where(vehicles.asap, vehicles.rank * (len(soon) + 2) + soon, -1)
        self._load = problem.limits.loads(power.offered_kw).tolist()
        self._cell = np.full((self.classes, self.steps + 2), -1)
        self._cell[cells.vehicle, cells.step + 1] = np.arange(len(cells.step))
        first, row, part = problem.rows_of_cells()
        pairs, edge = list(zip(row.tolist(), part.tolist(), strict=True)), first.tolist()
        self._rows = [pairs[begin:end] for begin, end in pairwise(edge)]
        pooled = modules.pool >= 0
        self._pooled = np.zeros(self.classes, dtype=np.bool_)
        self._pooled[cells.vehicle[pooled]] = True
        # what to take back: where something was changed, and what was there
        self._energy_before: list[tuple[int, int, float]] = []
        self._load_before: list[tuple[int, complex]] = []
        self.keep()

    def _table(self, power_kw: Floats) -> Floats:
        cells = self._problem.cells
        table = np.zeros((self.classes, self.steps + 2))
        table[cells.vehicle, cells.step + 1] = power_kw
        return table * self._hours

    def power_kw(self) -> Floats:
        """The power of each cell [kW]."""
        cells = self._problem.cells
        same = (self.energy == self._begin)[cells.vehicle, cells.step + 1]
        return np.where(same, self._drawn_kw, (self.energy / self._hours)[cells.vehicle, cells.step + 1])

    def _starts_of(self, classes: Ints) -> Ints:
        on = self.energy[classes] > 0
        starts = (on[:, 1:] & ~on[:, :-1]).sum(axis=1)
        return np.asarray(starts * self._problem.vehicles.count[classes], dtype=np.int64)

    def more_starts(self, classes: Iterable[int]) -> int:
        """How many more starts some classes have than when it was kept."""
        which = np.array(sorted(classes), dtype=np.int64)
        return int((self._starts_of(which) - self._starts[which]).sum())

    def partners(self, vehicle: int, most: int) -> Ints:
        """The classes that one can exchange with, of many those under the same limits and some of each kind."""
        others = self.movable & (self._kind == self._kind[vehicle])
        others[vehicle] = False
        if others.sum() <= most:
            return np.flatnonzero(others)
        atom = self._problem.vehicles.atom
        near = (atom == atom[vehicle]).all(axis=1)
        found, far = np.flatnonzero(others & near)[:most], np.flatnonzero(others & ~near)
        left = most - len(found)
        return np.sort(np.append(found, far[np.arange(left) * len(far) // max(left, 1)]))

    def fitting_kwh(self, vehicle: int, partner: int, begin: int, end: int, energy_kwh: float) -> float:
        """How much of some energy limits allow to exchange."""
        part = 1.0
        for row, more in self._changes(vehicle, partner, begin, end, energy_kwh).items():
            load = self._load[row]
            if abs(load + more) > max(1.0, abs(load)):
                size, toward = abs(more) ** 2, (load.conjugate() * more).real
                room = max(1.0, abs(load)) ** 2 - abs(load) ** 2
                part = min(part, max(0.0, (math.sqrt(toward**2 + size * room) - toward) / size))
        return energy_kwh if part >= 1 else energy_kwh * part * (1 - TOLERANCE)

    def _changes(self, vehicle: int, partner: int, begin: int, end: int, energy_kwh: float) -> dict[int, complex]:
        """What an exchange adds to each limit row."""
        found: dict[int, complex] = {}
        for own, column, kwh in _moved(vehicle, partner, begin, end, energy_kwh):
            power_kw = kwh / self._hours[own, column]
            for row, part in self._rows[self._cell[own, column]]:
                found[row] = found.get(row, 0j) + part * power_kw
        return found

    def move(self, vehicle: int, partner: int, begin: int, end: int, energy_kwh: float) -> None:
        """Take energy of a class from a column to another, and that of a partner back."""
        for row, more in self._changes(vehicle, partner, begin, end, energy_kwh).items():
            self._load_before.append((row, self._load[row]))
            self._load[row] += more
        for own, column, kwh in _moved(vehicle, partner, begin, end, energy_kwh):
            before = float(self.energy[own, column])
            self._energy_before.append((own, column, before))
            self.energy[own, column] = max(0.0, before + kwh)

    def undo(self) -> None:
        """Take back all that was moved since it was kept."""
        for vehicle, column, energy_kwh in reversed(self._energy_before):
            self.energy[vehicle, column] = energy_kwh
        for row, load in reversed(self._load_before):
            self._load[row] = load
        self._forget()

    def keep(self) -> None:
        """Take nothing back any more of what was moved."""
        self._starts = self._starts_of(np.arange(self.classes))
        self._forget()

    def _forget(self) -> None:
        self._energy_before.clear()
        self._load_before.clear()

    def is_whole(self, classes: Iterable[int]) -> bool:
        """Whether classes draw their minimum at least or nothing, and pools have modules enough for them."""
        which = sorted(classes)
        energy = self.energy[which]
        if ((energy > 0) & (energy < self.least[which] * (1 - TOLERANCE)))[:, 1:].any():
            return False
        if not self._pooled[which].any():
            return True
        cells = self._problem.cells
        return not broken(cells, self._modules, np.zeros(len(cells.step)), self.power_kw())[1].any()


def _moved(vehicle: int, partner: int, begin: int, end: int, energy_kwh: float) -> Iterator[tuple[int, int, float]]:
    """What an exchange adds, by class and column."""
    yield vehicle, begin, -energy_kwh
    yield vehicle, end, energy_kwh
    yield partner, begin, energy_kwh
    yield partner, end, -energy_kwh
