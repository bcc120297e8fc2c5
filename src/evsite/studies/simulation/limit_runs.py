"""What limits carried over a whole simulation: the peaks and hours of its stretches put together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.network.phasors import worst_case_subsets
from evsite.rounding import exceeds, first_greatest
from evsite.studies.simulation.limit_loads import LimitPeak, reserved_by_limit, way
from evsite.studies.simulation.results import EquipmentBound, LimitRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from evsite.model.limit_id import LimitId
    from evsite.network.limits import LimitKey
    from evsite.studies.simulation.stretch_run import StateRun
    from evsite.studies.simulation.week_states import WeekState

    Floats = NDArray[np.float64]


def limit_runs(
    played: Iterable[tuple[WeekState, Sequence[StateRun]]], reserved_a: Floats, *, from_s: float
) -> tuple[tuple[LimitRun, ...], tuple[EquipmentBound, ...]]:
    """The fullest moment of every limit over all states of the week, and how long each stopped somebody.

    Of states in which a limit is as full the one counts in which it carries most.

    Parameters
    ----------
    played
        The states, with what was played while each held, in the order of time.
    reserved_a
        What offline ports are taken to draw, by port [A].
    from_s
        When it all begins [s].
    """
    peaks: dict[LimitKey, tuple[float, LimitRun]] = {}
    owners: dict[LimitId, float] = {}
    hours: dict[LimitKey, float] = {}
    for week_state, runs in played:
        limits = week_state.allocator.network.limits
        for stopped in (run.stopped_h for run in runs):
            for index, value in stopped.limits.items():
                hours[limits[index].key] = hours.get(limits[index].key, 0.0) + value
            for owner, value in stopped.owners.items():
                owners[week_state.owners[owner]] = owners.get(week_state.owners[owner], 0.0) + value
        for index, load, at_s in _peaks_of_state(week_state, runs, reserved_a, from_s):
            limit = limits[index]
            fullness = load / limit.value if limit.value else (0.0 if load == 0 else float("inf"))
            known = peaks.get(limit.key)
            if known is None or _is_fuller(fullness, load, known):
                unit = "kVA" if limit.apparent else limit.unit
                peaks[limit.key] = fullness, LimitRun(limit.id, unit, load, limit.value, at_s, 0.0)
    found = tuple(replace(run, bound_h=hours.get(key, 0.0)) for key, (_, run) in peaks.items())
    bounds = sorted(owners.items(), key=lambda item: -item[1])
    return found, tuple(EquipmentBound(owner, value) for owner, value in bounds if value > 0)


def _peaks_of_state(
    week_state: WeekState, runs: Sequence[StateRun], reserved_a: Floats, from_s: float
) -> Iterator[LimitPeak]:
    """The peak of each limit that ports share over all runs in which a state held.

    Where nothing changes, that is what ports that cannot be reached are taken to draw all the while.
    """
    reserved = reserved_by_limit(week_state, reserved_a)
    by_limit: list[list[LimitPeak]] = [[] for _ in reserved]
    for run in runs:
        for peak in run.peaks:
            by_limit[peak.limit].append(peak)
    for index, peaks in enumerate(by_limit):
        if peaks:
            yield peaks[first_greatest(np.array([peak.load for peak in peaks]))]
        elif reserved[index]:
            yield LimitPeak(index, _all_the_while(reserved[index]), from_s)


def _is_fuller(fullness: float, load: float, known: tuple[float, LimitRun]) -> bool:
    known_fullness, run = known
    if exceeds(known_fullness, fullness):
        return False
    return exceeds(fullness, known_fullness) or exceeds(load, run.peak_load)


def _all_the_while(reserved: Sequence[tuple[complex, float]]) -> float:
    """The greatest load that draws which never change can be."""
    drawn: dict[complex, complex] = {}
    for coefficient, amps in reserved:
        drawn[way(coefficient)] = drawn.get(way(coefficient), 0.0) + coefficient * amps
    subsets = worst_case_subsets(list(drawn))
    values = list(drawn.values())
    return max((abs(sum(values[place] for place in chosen)) for chosen in subsets), default=0.0)
