"""What limits carry over a simulation, worked out from what components drew: of each stretch, then of all together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.allocation.arrays import sum_by
from evsite.network.phasors import worst_case_subsets
from evsite.rounding import exceeds, first_greatest
from evsite.studies.simulation.results import EquipmentBound, LimitRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.model.limit_id import LimitId
    from evsite.model.site import Site
    from evsite.network.limits import LimitKey
    from evsite.studies.simulation.stretch_run import StateRun
    from evsite.studies.simulation.week_states import WeekState

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Complexes = NDArray[np.complex128]


class LimitPeak(NamedTuple):
    """The greatest load of a limit [A, kW or kVA], by its number in the network, and its first instant [s]."""

    limit: int
    load: float
    at_s: float


class LoadSteps(NamedTuple):
    """What changes when over all components, instants in order [s].

    All vehicles that stand under limits `terms` (by the number that the state gives them) are offered `current_a` more
    together.
    """

    at_s: Floats
    terms: Ints
    current_a: Floats


def reserved_by_port(site: Site, offline_a: Mapping[str, float]) -> Floats:
    """What offline ports are taken to draw, by port of the site [A]; `offline_a` is the same by name."""
    return np.array([offline_a.get(port, 0.0) for port in site.ports])


def limit_peaks(week_state: WeekState, steps: LoadSteps, reserved_a: Floats) -> tuple[LimitPeak, ...]:
    """The peaks of the limits that ports share, of those under which something changes while the state holds.

    Parameters
    ----------
    week_state
        The state of the week.
    steps
        What changes while it holds.
    reserved_a
        What offline ports are taken to draw, by port [A].

    Returns
    -------
    tuple[LimitPeak, ...]
        By limit.
    """
    reserved = _reserved(week_state, reserved_a)
    under: list[list[tuple[int, complex]]] = [[] for _ in reserved]
    for number, terms in enumerate(week_state.terms):
        for index, coefficient in terms:
            under[index].append((number, coefficient))
    by_terms = np.argsort(steps.terms, kind="stable")
    starts = np.searchsorted(steps.terms[by_terms], np.arange(len(week_state.terms) + 1))
    found = []
    for index, own in enumerate(under):
        there = [each for each in own if starts[each[0]] < starts[each[0] + 1]]
        if there:
            place = np.concatenate([by_terms[starts[number] : starts[number + 1]] for number, _ in there])
            place.sort(kind="stable")
            here = LoadSteps(steps.at_s[place], steps.terms[place], steps.current_a[place])
            found.append(LimitPeak(index, *_peak(dict(there), reserved[index], here)))
    return tuple(found)


def _reserved(week_state: WeekState, reserved_a: Floats) -> list[list[tuple[complex, float]]]:
    """What offline ports are taken to draw under each limit, with what an ampere of it adds."""
    network = week_state.allocator.network
    reserved: list[list[tuple[complex, float]]] = [[] for _ in network.limits]
    for port in np.flatnonzero(reserved_a).tolist():
        for index, coefficient in network.terms[port]:
            reserved[index].append((coefficient, float(reserved_a[port])))
    return reserved


def _peak(
    own: Mapping[int, complex], reserved: Sequence[tuple[complex, float]], steps: LoadSteps
) -> tuple[float, float]:
    """The greatest load of a limit and its instant, from the changes of what is under it."""
    ways: dict[complex, int] = {}
    size = max(own) + 1
    coefficient_of, column_of = np.zeros(size, np.complex128), np.zeros(size, np.int64)
    for number, coefficient in own.items():
        coefficient_of[number] = coefficient
        column_of[number] = ways.setdefault(_way(coefficient), len(ways))
    for coefficient, _ in reserved:
        ways.setdefault(_way(coefficient), len(ways))
    # what changes at one instant counts together
    begins = np.ones(len(steps.at_s), np.bool_)
    np.not_equal(steps.at_s[1:], steps.at_s[:-1], out=begins[1:])
    at_s, event = steps.at_s[begins], np.cumsum(begins) - 1
    cells = len(at_s) * len(ways)
    change = steps.current_a * coefficient_of[steps.terms]
    cell = event * len(ways) + column_of[steps.terms]
    sums = sum_by(cell, change.real, cells) + 1j * sum_by(cell, change.imag, cells)
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
        for stopped in (each for run in runs for each in run.stopped_h):
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
    reserved = _reserved(week_state, reserved_a)
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
