"""What limits carry over a simulation: the states of each component in order of time, worked out at the end.

A component is in one state from one event to the next. The load of a limit over one component alone follows from its
state; where a limit is over several, changes are added up in order of time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.network.phasors import worst_case_subsets
from evsite.studies.simulation.results import EquipmentBound, LimitRun

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from evsite.allocation.vehicle_classes import Classes
    from evsite.model.limit_id import LimitId
    from evsite.network.limits import Limit, LimitKey
    from evsite.studies.simulation.week_states import WeekState

    Floats = NDArray[np.float64]
    Complexes = NDArray[np.complex128]


@dataclass(frozen=True, slots=True, eq=False)
class LoadState:
    """What the vehicles of a component draw together: amperes by class, and the limits that stop somebody."""

    current_a: tuple[tuple[int, float], ...]
    stopped_by: frozenset[int]


NOBODY = LoadState((), frozenset())


@dataclass(slots=True)
class ComponentLog:
    """The states of a component, each with the instant at which it begins [s]."""

    classes: Classes
    times_s: list[float] = field(default_factory=list)
    states: list[LoadState] = field(default_factory=list)

    def note(self, now_s: float, state: LoadState) -> None:
        """Begin another state; of several at one instant the last one counts."""
        if self.times_s and self.times_s[-1] == now_s:
            self.states[-1] = state
        else:
            self.times_s.append(now_s)
            self.states.append(state)


class StateLoads:
    """The loads on limits, and the power drawn, while one state of the week holds."""

    def __init__(self, week_state: WeekState, logs: Iterable[ComponentLog], base_a: Floats) -> None:
        """Work out; `base_a` is what offline ports are taken to draw, by port [A]."""
        network = week_state.allocator.network
        self._limits = network.limits
        self._parts = [part for log in logs if log.times_s for part in [_Part(log, week_state)]]
        self._reserved: list[list[tuple[complex, float]]] = [[] for _ in network.limits]
        for port in np.flatnonzero(base_a).tolist():
            for index, coefficient in network.terms[port]:
                self._reserved[index].append((coefficient, float(base_a[port])))

    def limit(self, index: int) -> Limit:
        """A limit by its number."""
        return self._limits[index]

    def power(self) -> list[tuple[Floats, Floats]]:
        """Instants and changes of power at them [s, kW], by component."""
        return [(part.times_s, np.diff(part.power_kw, prepend=0.0)) for part in self._parts]

    def bound_h(self, found: dict[int, float], owners: dict[LimitId, float]) -> None:
        """Add the hours in which each limit, and each piece of equipment on any of its lines, stopped somebody."""
        for part in self._parts:
            for stopped_by, hours in part.stopped_h.items():
                for index in stopped_by:
                    found[index] = found.get(index, 0.0) + hours
                for owner in {self._limits[index].id._replace(side=None, leg=None) for index in stopped_by}:
                    owners[owner] = owners.get(owner, 0.0) + hours

    def peaks(self) -> list[tuple[Limit, float, float]]:
        """The greatest load of each limit that ports share, and its instant [s]."""
        result = []
        for index, limit in enumerate(self._limits):
            parts = [part for part in self._parts if index in part.coefficients]
            if not parts:
                continue
            if len(parts) == 1:
                times, by_direction = parts[0].times_s, parts[0].load(index)
            else:
                times, by_direction = _added(parts, index)
            for coefficient, amps in self._reserved[index]:
                way = _way(coefficient)
                if way not in by_direction:
                    by_direction[way] = np.zeros(len(times), dtype=np.complex128)
                by_direction[way] = by_direction[way] + coefficient * amps
            load = _greatest(by_direction, len(times))
            fullest = int(np.argmax(load))
            result.append((limit, float(load[fullest]), float(times[fullest])))
        return result


class _Part:
    """The log of one component as arrays."""

    def __init__(self, log: ComponentLog, week_state: WeekState) -> None:
        self.times_s: Floats = np.array(log.times_s)
        classes = log.classes.all
        numbers: dict[int, int] = {}
        distinct: list[LoadState] = []
        order = np.empty(len(log.states), dtype=np.int64)
        for position, state in enumerate(log.states):
            number = numbers.get(id(state))
            if number is None:
                number = numbers[id(state)] = len(distinct)
                distinct.append(state)
            order[position] = number
        self._order = order
        used = sorted({classes[number].terms for state in distinct for number, _ in state.current_a})
        column = {terms: position for position, terms in enumerate(used)}
        self._current_a: Floats = np.zeros((len(distinct), max(1, len(used))))
        power = np.zeros(len(distinct))
        for row, state in enumerate(distinct):
            for number, amps in state.current_a:
                self._current_a[row, column[classes[number].terms]] += amps
                power[row] += amps * classes[number].input_kw_per_a
        self.power_kw: Floats = power[order]
        self.coefficients: dict[int, list[tuple[int, complex]]] = {}
        for terms in used:
            for index, coefficient in week_state.terms[terms]:
                self.coefficients.setdefault(index, []).append((column[terms], coefficient))
        hours = np.diff(self.times_s, append=self.times_s[-1]) / 3600
        self.stopped_h: dict[frozenset[int], float] = {}
        for state, length_h in zip(log.states, hours.tolist(), strict=True):
            if state.stopped_by:
                self.stopped_h[state.stopped_by] = self.stopped_h.get(state.stopped_by, 0.0) + length_h

    def load(self, index: int) -> dict[complex, Complexes]:
        """The phasor sum on a limit by event and direction."""
        ways: dict[complex, Complexes] = {}
        for column, coefficient in self.coefficients[index]:
            way = _way(coefficient)
            own = (self._current_a[:, column] * coefficient).astype(np.complex128)
            ways[way] = ways[way] + own if way in ways else own
        return {way: values[self._order] for way, values in ways.items()}


def _way(coefficient: complex) -> complex:
    unit = coefficient / abs(coefficient)
    return complex(round(unit.real, 9), round(unit.imag, 9))


def _added(parts: list[_Part], index: int) -> tuple[Floats, dict[complex, Complexes]]:
    """The sums of several components, in order of time."""
    times = np.concatenate([part.times_s for part in parts])
    order = np.argsort(times, kind="stable")
    loads = [part.load(index) for part in parts]
    sums: dict[complex, Complexes] = {}
    for way in {way for load in loads for way in load}:
        changes = [
            np.diff(load[way], prepend=0.0) if way in load else np.zeros(len(part.times_s), dtype=np.complex128)
            for part, load in zip(parts, loads, strict=True)
        ]
        sums[way] = np.cumsum(np.concatenate(changes)[order])
    # where several components change at once only what comes of all of them counts
    last = np.append(times[order][1:] != times[order][:-1], [True])
    return times[order][last], {way: values[last] for way, values in sums.items()}


def _greatest(by_direction: dict[complex, Complexes], size: int) -> Floats:
    """The greatest sum where every load draws all or nothing."""
    ways = list(by_direction)
    greatest = np.zeros(size)
    for chosen in worst_case_subsets(ways):
        total = np.zeros(size, dtype=np.complex128)
        for number in chosen:
            total = total + by_direction[ways[number]]
        np.maximum(greatest, np.abs(total), out=greatest)
    return greatest


def limit_runs(states: Iterable[StateLoads]) -> tuple[tuple[LimitRun, ...], tuple[EquipmentBound, ...]]:
    """The fullest moment of every limit over all states of the week, and how long each stopped somebody."""
    peaks: dict[LimitKey, tuple[float, LimitRun]] = {}
    owners: dict[LimitId, float] = {}
    hours: dict[LimitKey, float] = {}
    for each in states:
        bound: dict[int, float] = {}
        each.bound_h(bound, owners)
        for index, value in bound.items():
            key = each.limit(index).key
            hours[key] = hours.get(key, 0.0) + value
        for limit, load, at_s in each.peaks():
            fullness = load / limit.value if limit.value else (0.0 if load == 0 else float("inf"))
            known = peaks.get(limit.key)
            if known is None or (fullness, load) > (known[0], known[1].peak_load):
                unit = "kVA" if limit.apparent else limit.unit
                peaks[limit.key] = fullness, LimitRun(limit.id, unit, load, limit.value, at_s, 0.0)
    runs = tuple(replace(run, bound_h=hours.get(key, 0.0)) for key, (_, run) in peaks.items())
    bounds = sorted(owners.items(), key=lambda item: -item[1])
    return runs, tuple(EquipmentBound(owner, value) for owner, value in bounds)
