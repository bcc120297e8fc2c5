"""A scenario played through: between two events nothing changes, so every interval is exact.

An event is an arrival, a departure, a vehicle that is full or accepts less from here on (tapering), a change of the
week (limits, charging times, other load), and the end. At each the power is shared anew, so what a full or tapering
vehicle gives back goes to the others at once.

A rotation counts with the averages of its cycle, the same as those of an allocation, and with its longest waits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where a scenario is played

from evsite.allocation.arrays import drawn_by_atom
from evsite.allocation.moment import Delivered
from evsite.allocation.policies import COMPARED, policy_named
from evsite.model.moments import changes, site_at
from evsite.model.week import WEEK_MIN
from evsite.rounding import TOLERANCE
from evsite.studies.policies import allocator_under
from evsite.studies.policy_results import DriverOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from evsite.allocation.allocator import Allocator
    from evsite.allocation.moment import Moment
    from evsite.allocation.policies import Policy
    from evsite.model.quantity import Quantity
    from evsite.model.scenario import Arrival, Scenario
    from evsite.model.site import Site

    Floats = NDArray[np.float64]

TAPER_STEPS = 10
"""Steps that a linear taper is made of: what a vehicle accepts is constant between events."""
_MOST_KEPT = 4_000_000
"""Numbers in shares that are kept for the next policy to use."""
LONGEST_STAY_MIN = 24 * 60
"""A vehicle that says neither what it wants nor when it leaves is let go so long after the last arrival."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch without events: minutes from and to, and amperes by port (of offline ones the fallback)."""

    start_min: float
    end_min: float
    current_a: Floats
    allocator: Allocator


@dataclass(slots=True)
class SharesCache:
    """Shares that were worked out before, by policy, the state of the week and what vehicles accept."""

    found: dict[tuple[str, int, bytes], Delivered] = field(default_factory=dict)
    kept: int = 0

    def keep(self, key: tuple[str, int, bytes], delivered: Delivered) -> None:
        """Keep shares while there is room."""
        if self.kept < _MOST_KEPT:
            self.kept += 3 * len(delivered.current_a)
            # the slots are not asked for again
            self.found[key] = replace(delivered, cycle=None)


@dataclass(slots=True)
class _Vehicle:
    """A vehicle at its port; `steps` are (energy from which it holds [kWh], what the vehicle accepts then [A])."""

    number: int
    arrival: Arrival
    steps: tuple[tuple[float, float], ...]
    step: int = 0
    full_min: float | None = None


class WeekAllocators:
    """Allocators of a site under one policy, by the state that the week is in; each is compiled when it is needed."""

    def __init__(
        self,
        site: Site,
        policy: Policy,
        loads: Mapping[str, Quantity] | None,
        *,
        offline: bool = False,
        slot_h: float | None = None,
    ) -> None:
        self._site = site
        self._slot_h = slot_h
        self._loads = loads
        self._offline = offline
        self._policy = policy
        self._edges = changes(site)
        self._allocators: dict[int, Allocator] = {}

    def edge(self, minute: float) -> int:
        """The last change of the week up to a minute of the scenario, as a minute of the week."""
        within = minute % WEEK_MIN
        return max(edge for edge in self._edges if edge <= within)  # 0 is always one

    def at(self, edge: int) -> Allocator:
        """The allocator that holds from a change on."""
        if edge not in self._allocators:
            minute = edge if len(self._edges) > 1 else None
            now = site_at(self._site, minute, self._loads)
            self._allocators[edge] = allocator_under(self._policy, now, offline=self._offline, slot_h=self._slot_h)
        return self._allocators[edge]

    def next_change(self, minute: float) -> float:
        """The first change after a minute of the scenario; inf where the week never changes."""
        if len(self._edges) == 1:
            return math.inf
        start = minute - minute % WEEK_MIN
        return min(start + edge + (WEEK_MIN if start + edge <= minute else 0) for edge in self._edges)


class Simulation:
    """One scenario under one policy."""

    def __init__(
        self,
        site: Site,
        scenario: Scenario,
        policy: str,
        slot_h: float | None,
        *,
        offline_a: Mapping[str, float] | None = None,
        loads: Mapping[str, Quantity] | None = None,
        shared: SharesCache | None = None,
    ) -> None:
        """Prepare; `shared` hands shares on from a policy to the one that takes turns with them."""
        self.site = site
        self.policy = policy_named(policy)
        self.arrivals = scenario.arrivals
        self.week = WeekAllocators(site, self.policy, loads, offline=bool(offline_a), slot_h=slot_h)
        equal = sum(other.shares_as == self.policy.shares_as for other in COMPARED)
        self.shared = shared if equal > 1 and not self.policy.in_order else None
        self.offline_a = dict(offline_a or {})
        self.number = {name: index for index, name in enumerate(site.ports)}
        self.kw_per_a: Floats = np.array([port.output_kw_per_a for port in site.ports.values()])
        self.events = 0
        last = self.arrivals[-1].at_min if self.arrivals else 0
        self.end_min: float = last + WEEK_MIN if scenario.until_min is None else scenario.until_min
        self._stay_min: float = last + LONGEST_STAY_MIN if scenario.until_min is None else scenario.until_min
        self._vehicles: dict[int, _Vehicle] = {}
        self._outcomes: list[DriverOutcome | None] = [None] * len(self.arrivals)
        self._templates: dict[int, Moment] = {}
        ports = len(site.ports)
        self._ceiling_a: Floats = np.zeros(ports)
        self._energy_kwh: Floats = np.zeros(ports)
        self._next_kwh: Floats = np.full(ports, np.inf)
        self._leave_min: Floats = np.full(ports, np.inf)
        self._waited_h, self._waiting_h, self._longest_h = (np.zeros(ports) for _ in range(3))

    def run(self, watch: Callable[[Interval], None] | None = None) -> tuple[DriverOutcome, ...]:
        """Play to the end; `watch` sees every interval.

        Returns
        -------
        tuple[DriverOutcome, ...]
            What each arrival got, in plug-in order.
        """
        now: float = self.arrivals[0].at_min if self.arrivals else self.end_min
        upcoming = 0
        while True:
            for port in np.flatnonzero(self._leave_min <= now).tolist():
                self._let_go(port, now)
            while upcoming < len(self.arrivals) and self.arrivals[upcoming].at_min <= now:
                self._plug_in(upcoming, now)
                upcoming += 1
            arriving = self.arrivals[upcoming].at_min if upcoming < len(self.arrivals) else math.inf
            if now >= self.end_min or (arriving == math.inf and not self._ceiling_a.any()):
                break
            ahead = min(arriving, float(self._leave_min.min()), self.week.next_change(now), self.end_min)
            now = self._interval(now, ahead, watch)
        for port in list(self._vehicles):
            self._let_go(port, now)
        return tuple(
            outcome if outcome is not None else _never_came(self.arrivals[number])
            for number, outcome in enumerate(self._outcomes)
        )

    def _plug_in(self, number: int, now: float) -> None:
        arrival = self.arrivals[number]
        port = self.number[arrival.port]
        if port in self._vehicles:
            self._let_go(port, now)
        vehicle = _Vehicle(number, arrival, acceptance(arrival, self.site.ports[arrival.port].max_a))
        self._vehicles[port] = vehicle
        self._set_step(port, vehicle)
        leave = arrival.leave_min
        if leave is None and arrival.energy_kwh is None:
            self._leave_min[port] = self._stay_min
        elif leave is not None:
            self._leave_min[port] = leave

    def _set_step(self, port: int, vehicle: _Vehicle) -> None:
        self._ceiling_a[port] = vehicle.steps[vehicle.step][1]
        following = vehicle.step + 1
        self._next_kwh[port] = vehicle.steps[following][0] if following < len(vehicle.steps) else np.inf

    def _let_go(self, port: int, now: float) -> None:
        vehicle = self._vehicles.pop(port)
        self._outcomes[vehicle.number] = DriverOutcome(
            port=vehicle.arrival.port,
            arrived_min=vehicle.arrival.at_min,
            end_min=now,
            wanted_kwh=vehicle.arrival.energy_kwh,
            energy_kwh=float(self._energy_kwh[port]),
            full_min=vehicle.full_min,
            waited_h=float(self._waited_h[port]),
            longest_wait_h=float(self._longest_h[port]),
        )
        for values in (self._energy_kwh, self._waited_h, self._waiting_h, self._longest_h):
            values[port] = 0.0
        self._ceiling_a[port] = 0.0
        self._next_kwh[port] = self._leave_min[port] = np.inf

    def _interval(self, now: float, ahead: float, watch: Callable[[Interval], None] | None) -> float:
        """Play up to the next event, at the latest up to `ahead`; the time that it is then."""
        self.events += 1
        edge = self.week.edge(now)
        allocator = self.week.at(edge)
        delivered = self._delivered_at(allocator, edge)
        # who is offline draws its fallback whatever is shared, and no more than the vehicle there accepts
        drawn = np.minimum(delivered.current_a, self._ceiling_a) if self.offline_a else delivered.current_a
        rate_kw = drawn * self.kw_per_a
        charging = rate_kw > 0
        left_kwh = self._next_kwh - self._energy_kwh
        with np.errstate(divide="ignore", invalid="ignore"):
            soonest = float(np.min(left_kwh / rate_kw, where=charging, initial=np.inf)) * 60
        end = min(ahead, now + soonest)
        hours = (end - now) / 60 if end == ahead else soonest / 60
        gained = rate_kw * hours
        reached = charging & (gained >= left_kwh * (1 - TOLERANCE))
        self._energy_kwh = np.where(reached, self._next_kwh, self._energy_kwh + gained)
        self._count_waiting(delivered, hours)
        if watch is not None:
            watch(Interval(now, end, delivered.current_a, allocator))
        for port in np.flatnonzero(reached).tolist():
            vehicle = self._vehicles[port]
            vehicle.step += 1
            self._set_step(port, vehicle)
            if self._ceiling_a[port] == 0:
                vehicle.full_min = end
        return end

    def _count_waiting(self, delivered: Delivered, hours: float) -> None:
        self._waited_h += delivered.without * hours
        self._waiting_h = np.where(delivered.without == 1, self._waiting_h + hours, 0.0)
        between_h = np.where(delivered.turns & (delivered.without < 1), delivered.wait_h, 0.0)
        self._longest_h = np.maximum(self._longest_h, np.maximum(self._waiting_h, between_h))

    # --- sharing ---

    def _delivered_at(self, allocator: Allocator, edge: int) -> Delivered:
        moment = self._moment(allocator, edge)
        free = self._nothing_binds(allocator, moment)
        if free is not None:
            without = np.where((self._ceiling_a > 0) & (free == 0), 1.0, 0.0)
            nobody = np.zeros(len(free), dtype=np.bool_)
            return Delivered(free, np.full(len(free), -1), nobody, without, without, None)
        accepted = b"" if moment.accepted_a is None else moment.accepted_a.tobytes()
        key = (self.policy.shares_as, edge, moment.ceiling_a.tobytes() + accepted)
        if self.shared is not None and key in self.shared.found:
            return self.shared.found[key]
        delivered = allocator.delivered(moment)
        if self.shared is not None:
            self.shared.keep(key, delivered)
        return delivered

    def _moment(self, allocator: Allocator, edge: int) -> Moment:
        if edge not in self._templates:
            self._templates[edge] = allocator.moment(offline_a=self.offline_a)
        template = self._templates[edge]
        accepted = np.minimum(template.wanted_a, self._ceiling_a)
        wanted = allocator.offer_a(accepted)
        ceiling = allocator.ceiling_a(wanted)
        occupied = (self._ceiling_a > 0) & ~template.offline
        queue = [port for port in self._vehicles if occupied[port]]
        drawn = None if allocator.steps is None else np.where(template.offline, np.inf, accepted)
        return replace(template, occupied=occupied, wanted_a=wanted, ceiling_a=ceiling, order=queue, accepted_a=drawn)

    def _nothing_binds(self, allocator: Allocator, moment: Moment) -> Floats | None:
        """What everybody takes who is there, if every limit allows that at once."""
        if allocator.network.pools:
            return None
        arrays = allocator.arrays
        amps = np.where(moment.offline, moment.offline_a, np.where(moment.occupied, moment.ceiling_a, 0.0))
        if arrays.rows:
            drawn = drawn_by_atom(arrays, amps)
            load = np.abs(np.add.reduceat(drawn[arrays.row_atom] * arrays.coefficient, arrays.row_start))
            if (load > arrays.limit).any():
                return None
        return moment.drawn_a(amps)


def acceptance(arrival: Arrival, port_a: float) -> tuple[tuple[float, float], ...]:
    """What a vehicle accepts [A] from which energy [kWh] on; the last step is 0 A, where it has all that it wants."""
    full_a = port_a if arrival.accept_a is None else min(arrival.accept_a, port_a)
    wanted = arrival.energy_kwh
    if wanted is None:
        return ((0.0, full_a),)
    taper = arrival.taper
    if taper is None or taper.start >= 1:
        return ((0.0, full_a), (wanted, 0.0))
    if not taper.linear:
        return ((0.0, full_a), (taper.start * wanted, taper.end * full_a), (wanted, 0.0))
    tail = []
    for step in range(TAPER_STEPS):
        from_kwh = (taper.start + (1 - taper.start) * step / TAPER_STEPS) * wanted
        # the middle of the step lies on the line
        tail.append((from_kwh, (1 - (1 - taper.end) * (step + 0.5) / TAPER_STEPS) * full_a))
    return ((0.0, full_a), *tail, (wanted, 0.0))


def _never_came(arrival: Arrival) -> DriverOutcome:
    """A vehicle whose arrival lies behind the end of the scenario."""
    return DriverOutcome(arrival.port, arrival.at_min, arrival.at_min, arrival.energy_kwh, 0.0, None, 0.0, 0.0)
