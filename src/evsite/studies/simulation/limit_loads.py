"""What limits carry over a simulation, worked out at the end from what components drew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.allocation.arrays import sum_by
from evsite.network.phasors import worst_case_subsets
from evsite.rounding import exceeds, first_greatest
from evsite.studies.simulation.results import EquipmentBound, LimitRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from evsite.model.limit_id import LimitId
    from evsite.network.limits import Limit, LimitKey
    from evsite.studies.simulation.stretch_run import StateChanges
    from evsite.studies.simulation.week_states import WeekState

    Floats = NDArray[np.float64]
    Complexes = NDArray[np.complex128]


class StateLoads:
    """The loads on limits, and the power drawn, while one state of the week holds."""

    def __init__(
        self, week_state: WeekState, changes: Sequence[StateChanges], reserved_a: Floats, *, from_s: float
    ) -> None:
        """Work out.

        Parameters
        ----------
        week_state
            The state.
        changes
            What changed while it held, one stretch of the sessions after the other.
        reserved_a
            What offline ports are taken to draw, by port [A].
        from_s
            When it all begins [s].
        """
        self._state = week_state
        self._from_s = from_s
        self._changes = changes
        network = week_state.allocator.network
        self._limits = network.limits
        self.at_s = np.concatenate([each.at_s for each in changes])
        self._terms = np.concatenate([each.terms for each in changes])
        self._steps_a = np.concatenate([each.current_a for each in changes])
        self.steps_kw = np.concatenate([each.drawn_kw for each in changes])
        self._reserved: list[list[tuple[complex, float]]] = [[] for _ in network.limits]
        for port in np.flatnonzero(reserved_a).tolist():
            for index, coefficient in network.terms[port]:
                self._reserved[index].append((coefficient, float(reserved_a[port])))

    def stopped_h(self) -> Iterator[tuple[Limit | None, LimitId, float]]:
        """The hours in which each limit stopped somebody, and (without a limit) each owner on any of its limits."""
        for found in (stopped for each in self._changes for stopped in each.stopped_h):
            for index, hours in found.limits.items():
                yield self._limits[index], self._limits[index].id, hours
            for owner, hours in found.owners.items():
                yield None, self._state.owners[owner], hours

    def peaks(self) -> Iterator[tuple[Limit, float, float]]:
        """The greatest load of each limit that ports share, and its instant [s].

        Where nothing changes, that is what ports that cannot be reached are taken to draw all the while.
        """
        under: list[list[tuple[int, complex]]] = [[] for _ in self._limits]
        for number, terms in enumerate(self._state.terms):
            for index, coefficient in terms:
                under[index].append((number, coefficient))
        by_terms = np.argsort(self._terms, kind="stable")
        starts = np.searchsorted(self._terms[by_terms], np.arange(len(self._state.terms) + 1))
        for limit, own, reserved in zip(self._limits, under, self._reserved, strict=True):
            there = [each for each in own if starts[each[0]] < starts[each[0] + 1]]
            if there:
                yield (limit, *self._peak(there, reserved, by_terms, starts))
            elif reserved:
                yield (limit, _all_the_while(reserved), self._from_s)

    def _peak(
        self,
        own: Sequence[tuple[int, complex]],
        reserved: Sequence[tuple[complex, float]],
        by_terms: NDArray[np.int64],
        starts: NDArray[np.int64],
    ) -> tuple[float, float]:
        """The greatest load of a limit and its instant, from the changes of what is under it."""
        ways: dict[complex, int] = {}
        coefficient_of, column_of = np.zeros(len(starts) - 1, np.complex128), np.zeros(len(starts) - 1, np.int64)
        for number, coefficient in own:
            coefficient_of[number] = coefficient
            column_of[number] = ways.setdefault(_way(coefficient), len(ways))
        for coefficient, _ in reserved:
            ways.setdefault(_way(coefficient), len(ways))
        place = np.concatenate([by_terms[starts[number] : starts[number + 1]] for number, _ in own])
        place.sort(kind="stable")
        terms, times_s = self._terms[place], self.at_s[place]
        # what changes at one instant counts together
        begins = np.ones(len(place), np.bool_)
        np.not_equal(times_s[1:], times_s[:-1], out=begins[1:])
        at_s, event = times_s[begins], np.cumsum(begins) - 1
        size = len(at_s) * len(ways)
        steps = self._steps_a[place] * coefficient_of[terms]
        cell = event * len(ways) + column_of[terms]
        sums = sum_by(cell, steps.real, size) + 1j * sum_by(cell, steps.imag, size)
        drawn: Complexes = np.cumsum(sums.reshape(len(at_s), len(ways)), axis=0)
        for coefficient, amps in reserved:
            drawn[:, ways[_way(coefficient)]] += coefficient * amps
        load = np.zeros(len(at_s))
        for chosen in worst_case_subsets(list(ways)):
            np.maximum(load, np.abs(drawn[:, sorted(chosen)].sum(axis=1)), out=load)
        fullest = first_greatest(load)
        return float(load[fullest]), float(at_s[fullest])


def _all_the_while(reserved: Sequence[tuple[complex, float]]) -> float:
    """The greatest load that draws which never change can be."""
    drawn: dict[complex, complex] = {}
    for coefficient, amps in reserved:
        drawn[_way(coefficient)] = drawn.get(_way(coefficient), 0.0) + coefficient * amps
    subsets = worst_case_subsets(list(drawn))
    values = list(drawn.values())
    return max((abs(sum(values[place] for place in chosen)) for chosen in subsets), default=0.0)


def _way(coefficient: complex) -> complex:
    unit = coefficient / abs(coefficient)
    return complex(round(unit.real, 9), round(unit.imag, 9))


def limit_runs(states: Iterable[StateLoads]) -> tuple[tuple[LimitRun, ...], tuple[EquipmentBound, ...]]:
    """The fullest moment of every limit over all states of the week, and how long each stopped somebody.

    Of states in which a limit is as full the one counts in which it carries most.
    """
    peaks: dict[LimitKey, tuple[float, LimitRun]] = {}
    owners: dict[LimitId, float] = {}
    hours: dict[LimitKey, float] = {}
    for each in states:
        for limit, owner, value in each.stopped_h():
            if limit is None:
                owners[owner] = owners.get(owner, 0.0) + value
            else:
                hours[limit.key] = hours.get(limit.key, 0.0) + value
        for limit, load, at_s in each.peaks():
            fullness = load / limit.value if limit.value else (0.0 if load == 0 else float("inf"))
            known = peaks.get(limit.key)
            if known is None or _is_fuller(fullness, load, known):
                unit = "kVA" if limit.apparent else limit.unit
                peaks[limit.key] = fullness, LimitRun(limit.id, unit, load, limit.value, at_s, 0.0)
    runs = tuple(replace(run, bound_h=hours.get(key, 0.0)) for key, (_, run) in peaks.items())
    bounds = sorted(owners.items(), key=lambda item: -item[1])
    return runs, tuple(EquipmentBound(owner, value) for owner, value in bounds if value > 0)


def _is_fuller(fullness: float, load: float, known: tuple[float, LimitRun]) -> bool:
    known_fullness, run = known
    if exceeds(known_fullness, fullness):
        return False
    return exceeds(fullness, known_fullness) or exceeds(load, run.peak_load)
