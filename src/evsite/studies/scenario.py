"""A scenario of arrivals under every policy: energy, waiting and finish by driver; energy and peaks by site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where a scenario is played

from evsite.allocation.api import LOAD_UNITS
from evsite.allocation.fallback import fallbacks_of
from evsite.allocation.premises import control_notes
from evsite.allocation.rates import slots_h
from evsite.model.scenario import USUAL_SLOT_H
from evsite.model.week import show_moment
from evsite.network.phasors import worst_case_subsets
from evsite.sitefile.quantities import read_quantity
from evsite.studies.policy_results import POLICIES, LimitPeak, PolicyRun, ScenarioComparison
from evsite.studies.scenario_play import LONGEST_STAY_MIN, TAPER_STEPS, SharesCache, Simulation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from evsite.allocation.allocator import Allocator
    from evsite.model.limit_id import LimitId
    from evsite.model.scenario import Scenario
    from evsite.model.site import Site
    from evsite.network.compile import Network
    from evsite.studies.scenario_play import Interval

    Floats = NDArray[np.float64]

_BATCH = 1_000_000
"""Numbers that are kept before the loads on limits are worked out."""


def compare_scenario(
    site: Site,
    scenario: Scenario,
    *,
    policies: Iterable[str] = POLICIES,
    slot_h: float | None = None,
    offline: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
) -> ScenarioComparison:
    """Play a scenario under every policy, each in place of what the groups of the file say.

    Parameters
    ----------
    site
        The site.
    scenario
        Arrivals in plug-in order.
    policies
        Which to compare.
    slot_h
        Length of a time slot of the rotation [h]; default what the scenario says, or the groups.
    offline
        Ports that cannot be reached all the while; the fallback of each is reserved first.
    loads
        Uncontrolled load by node all the while, like {"T1": "200 kW"}.

    Returns
    -------
    ScenarioComparison
        A run for each policy: energy [kWh], waiting [h] and finish [min] of each driver, peaks of the site [kW] and of
        each limit [A or kW].

    Raises
    ------
    KeyError
        For a port or node that the site does not have.
    QuantityError
        For a load that cannot be read.
    """
    measured = {node: read_quantity(text, LOAD_UNITS) for node, text in (loads or {}).items()}
    offline_a = fallbacks_of(site, offline)
    given_h = slot_h or scenario.slot_h
    length_h = given_h or min(slots_h(site), default=USUAL_SLOT_H)
    shared = SharesCache()
    runs = []
    for policy in policies:
        play = Simulation(site, scenario, policy, given_h, offline_a=offline_a, loads=measured, shared=shared)
        peaks = _Peaks(site)
        drivers = play.run(peaks.watch)
        peaks.work_out()
        runs.append(
            PolicyRun(
                policy=play.policy.name,
                drivers=drivers,
                energy_kwh=sum(driver.energy_kwh for driver in drivers),
                peak_power_kw=peaks.power_kw,
                peak_at_min=peaks.power_at_min,
                limits=tuple(peaks.limits.values()),
                events=play.events,
            )
        )
    start = scenario.arrivals[0].at_min if scenario.arrivals else 0
    return ScenarioComparison(tuple(runs), start, length_h, _notes(site, scenario, length_h))


def _notes(site: Site, scenario: Scenario, slot_h: float) -> tuple[str, ...]:
    notes = [f"turns: slots of up to {slot_h * 60:g} min; energy, and peaks, by the averages of the cycle"]
    arrivals = scenario.arrivals
    if any(arrival.taper is not None and arrival.taper.linear for arrival in arrivals):
        notes.append(f"a linear taper goes down in {TAPER_STEPS} steps")
    if scenario.until_min is None and any(a.energy_kwh is None and a.leave_min is None for a in arrivals):
        end = show_moment(arrivals[-1].at_min + LONGEST_STAY_MIN)
        notes.append(f"vehicles that say neither energy nor leave stay until {end}, 24 h after the last arrival")
    following = {arrival.port: arrival for arrival in arrivals}
    stay = sum(a.leave_min is None and following[a.port] is not a for a in arrivals)
    if stay:
        who = "1 vehicle that does" if stay == 1 else f"{stay:,} vehicles that do"
        notes.append(f"{who} not say when to leave: gone when the next one comes to the port")
    return (*notes, *control_notes(site))


class _Peaks:
    """The fullest moment of every limit, and the greatest power of all ports together."""

    def __init__(self, site: Site) -> None:
        self.limits: dict[LimitId, LimitPeak] = {}
        self.power_kw = 0.0
        self.power_at_min = 0.0
        self._kw_per_a: Floats = np.array([port.input_kw_per_a for port in site.ports.values()])
        self._loads: dict[int, LimitLoads] = {}
        self._waiting: dict[int, tuple[Allocator, list[float], list[Floats]]] = {}
        self._kept = 0

    def watch(self, interval: Interval) -> None:
        """Take an interval into account."""
        power_kw = float(interval.current_a @ self._kw_per_a)
        if power_kw > self.power_kw:
            self.power_kw, self.power_at_min = power_kw, interval.start_min
        _, times, amps = self._waiting.setdefault(id(interval.allocator), (interval.allocator, [], []))
        times.append(interval.start_min)
        amps.append(interval.current_a)
        self._kept += len(interval.current_a)
        if self._kept > _BATCH:
            self.work_out()

    def work_out(self) -> None:
        """Work out the loads of all that was watched since the last time."""
        for key, (allocator, times, amps) in self._waiting.items():
            if key not in self._loads:
                self._loads[key] = LimitLoads(allocator.network)
            loads = self._loads[key].of(np.array(amps))
            for column, limit in zip(loads.T, self._loads[key].limits, strict=True):
                fullest = int(np.argmax(column))
                peak = LimitPeak(limit.id, limit.unit, float(column[fullest]), limit.value, times[fullest])
                known = self.limits.get(limit.id)
                if known is None or (peak.fullness, peak.load) > (known.fullness, known.load):
                    self.limits[limit.id] = peak
        self._waiting = {}
        self._kept = 0


class LimitLoads:
    """Loads on every limit that has ports below it, for many allocations at once.

    As in an allocation: where one load can cancel another, the largest that the ceilings allow.
    """

    def __init__(self, network: Network) -> None:
        directions: list[dict[complex, list[tuple[int, complex]]]] = [{} for _ in network.limits]
        for port, terms in enumerate(network.terms):
            for index, coefficient in terms:
                unit = coefficient / abs(coefficient)
                way = complex(round(unit.real, 9), round(unit.imag, 9))
                directions[index].setdefault(way, []).append((port, coefficient))
        ports: list[int] = []
        coefficients: list[complex] = []
        starts: list[int] = []
        first_row: list[int] = []
        self.limits = [limit for limit, ways in zip(network.limits, directions, strict=True) if ways]
        for ways in filter(None, directions):
            first_row.append(len(starts))
            parts = list(ways.values())
            for chosen in worst_case_subsets(ways):
                starts.append(len(ports))
                entries = [entry for index in chosen for entry in parts[index]]
                ports += [port for port, _ in entries]
                coefficients += [coefficient for _, coefficient in entries]
        self._ports = np.array(ports, dtype=np.int64)
        self._coefficients = np.array(coefficients, dtype=np.complex128)
        self._starts = np.array(starts, dtype=np.int64)
        self._first_row = np.array(first_row, dtype=np.int64)

    def of(self, current_a: Floats) -> Floats:
        """Loads by allocation and limit, of amperes by allocation and port."""
        if not self.limits:
            return np.zeros((len(current_a), 0))
        step = max(1, _BATCH // max(1, len(self._ports)))
        parts = []
        for first in range(0, len(current_a), step):
            drawn = current_a[first : first + step, self._ports] * self._coefficients
            rows = np.abs(np.add.reduceat(drawn, self._starts, axis=1))
            parts.append(np.maximum.reduceat(rows, self._first_row, axis=1))
        return np.concatenate(parts)
