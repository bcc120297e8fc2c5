"""What limits carry over a stretch of a simulation, worked out from what components drew."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.allocation.arrays import sum_by
from evsite.network.phasors import worst_case_subsets
from evsite.rounding import first_greatest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.model.site import Site
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
    reserved = reserved_by_limit(week_state, reserved_a)
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


def reserved_by_limit(week_state: WeekState, reserved_a: Floats) -> list[list[tuple[complex, float]]]:
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
        column_of[number] = ways.setdefault(way(coefficient), len(ways))
    for coefficient, _ in reserved:
        ways.setdefault(way(coefficient), len(ways))
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
        drawn[:, ways[way(coefficient)]] += coefficient * amps
    load = np.zeros(len(at_s))
    for chosen in worst_case_subsets(list(ways)):
        np.maximum(load, np.abs(drawn[:, sorted(chosen)].sum(axis=1)), out=load)
    fullest = first_greatest(load)
    return float(load[fullest]), float(at_s[fullest])


def way(coefficient: complex) -> complex:
    """The angle of a coefficient as a number that those of one angle share."""
    unit = coefficient / abs(coefficient)
    return complex(round(unit.real, 9), round(unit.imag, 9))
