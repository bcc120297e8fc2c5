"""What load that varies leaves for vehicles, by the hour of the week: least, median, and how often everybody is served.

Where a site meter takes other load off the limits, they follow a weekly profile, or a meter's record. Every quarter of
an hour is looked at: of the record where there is one, of a week otherwise. The site is compiled once, with each limit
that moves as a row of its own, and all quarters are filled in one batch; those in which loads and schedules are alike
are worked out once. Vendor guide, "Dynamic Load Management".
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evsite.allocation.allocator import Allocator
from evsite.allocation.arrays import drawn_by_atom, sum_by
from evsite.allocation.filling import fill, make_cells
from evsite.allocation.minimums import row_load
from evsite.metering.demand import quarter_hours
from evsite.model.moments import changes, lower_envelope, profile_at, site_at
from evsite.model.moments import states as week_states
from evsite.model.week import WEEK_MIN
from evsite.network.compile import compile_network
from evsite.network.fallback import group_limit_kw
from evsite.network.limits import site_limits
from evsite.rounding import TOLERANCE
from evsite.studies.left_over_results import GroupLeftOver, HourLeft, LeftOver

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from evsite.model.measured import Measured
    from evsite.model.site import Group, Load, Site
    from evsite.network.limits import LimitKey, Unit

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

QUARTER_MIN = 15
_MOST_NUMBERS = 4_000_000
"""So many cells and quarters are filled together at most."""


def left_over(site: Site) -> LeftOver | None:
    """What is left for vehicles in time; None where no metered group stands beside load that varies."""
    varying = {name: load for name, load in site.loads.items() if load.profile or load.recorded}
    above = {name: site.way_up(load.on) for name, load in varying.items()}
    metered = {
        group.name: tuple(name for name in varying if group.on in above[name])
        for group in site.groups.values()
        if group.metered and group.ports and group.on is not None
    }
    metered = {name: loads for name, loads in metered.items() if loads}
    if not metered:
        return None
    steps = _steps(site, varying.values())
    states = _States(site, varying.values(), steps)
    served = _served(site, states, list(metered))
    groups = tuple(
        _by_hour(site, site.groups[name], loads, steps, states, served[name]) for name, loads in metered.items()
    )
    return LeftOver(groups, steps.days, steps.quarters, len(states.limits), steps.filled)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Stretches of time to look at: the minute of the week at which each begins, and its length.

    `readings` has, by load, the row of its record that holds in each step, -1 for none.
    """

    minute: Ints
    minutes: Ints
    readings: dict[str, Ints]
    values: dict[str, dict[str, Floats]]
    days: float | None
    quarters: int
    filled: int


def _steps(site: Site, loads: Iterable[Load]) -> _Steps:
    """Every quarter of an hour, cut where a window of a schedule or a profile begins inside of it."""
    records: dict[str, Measured] = {load.name: load.measured for load in loads if load.recorded and load.measured}
    quarters = {name: quarter_hours(record.series) for name, record in records.items()}
    edges = np.union1d(np.arange(0, WEEK_MIN, QUARTER_MIN), np.array(changes(site), dtype=np.int64))
    length = np.diff(edges, append=WEEK_MIN)
    if not quarters:
        return _Steps(edges, length, {}, {}, None, WEEK_MIN // QUARTER_MIN, 0)
    instants = np.unique(np.concatenate([each.start_s for each in quarters.values()]))
    minute = np.zeros(len(instants), dtype=np.int64)
    rows: dict[str, Ints] = {}
    for name, each in quarters.items():
        place = np.searchsorted(instants, each.start_s)
        minute[place] = each.minute
        rows[name] = np.full(len(instants), -1, dtype=np.int64)
        rows[name][place] = np.arange(len(place))
    first = np.searchsorted(edges, minute - minute % QUARTER_MIN)
    pieces = np.searchsorted(edges, minute - minute % QUARTER_MIN + QUARTER_MIN) - first
    begin = np.cumsum(pieces) - pieces
    step = np.repeat(first - begin, pieces) + np.arange(int(pieces.sum()))
    return _Steps(
        minute=edges[step].astype(np.int64),
        minutes=length[step].astype(np.int64),
        readings={name: np.repeat(row, pieces) for name, row in rows.items()},
        values={name: each.channels for name, each in quarters.items()},
        days=max(record.series.days for record in records.values()),
        quarters=len(instants),
        filled=int(sum((row < 0).sum() for row in rows.values())),
    )


class _States:
    """The distinct states of the steps.

    `of_step` is by step; `limits`, and the ports that may not charge (`resting`), are by state.
    """

    def __init__(self, site: Site, loads: Iterable[Load], steps: _Steps) -> None:
        self._site = site
        self._loads = list(loads)
        self._steps = steps
        self._parts = _part_that_moves(site, [load.name for load in self._loads])
        self._moments: dict[int, Site] = {}
        self._windows = np.zeros(WEEK_MIN, dtype=np.int64)
        for number, stretches in enumerate(week_states(site).values()):
            for start, end in stretches:
                self._windows[start:end] = number
        self.limits: list[dict[LimitKey, float]] = []
        self.resting: list[frozenset[str]] = []
        known: dict[object, int] = {}
        self.of_step = np.array([self._number(step, known) for step in range(len(steps.minute))], dtype=np.int64)

    def _number(self, step: int, known: dict[object, int]) -> int:
        """The state of a step, made where it is a new one."""
        minute = int(self._steps.minute[step])
        window = int(self._windows[minute])
        drawn = tuple(self._drawn(load, step, minute) for load in self._loads)
        key = (window, drawn)
        if key not in known:
            known[key] = len(self.limits)
            self._add(minute, window, drawn)
        return known[key]

    def _drawn(self, load: Load, step: int, minute: int) -> tuple[object, ...] | None:
        """What the record says of a step: the values of its channels, or the quarter of the week; None without one."""
        if load.name not in self._steps.readings or profile_at(load, minute) is not None:
            return None
        row = int(self._steps.readings[load.name][step])
        if row < 0:
            return ("week", minute - minute % QUARTER_MIN)
        return tuple(values[row].item() for values in self._steps.values[load.name].values())

    def _add(self, minute: int, window: int, drawn: Sequence[tuple[object, ...] | None]) -> None:
        if window not in self._moments:
            self._moments[window] = site_at(self._parts, minute)
        moment = self._moments[window]
        loads = dict(moment.loads)
        for load, values in zip(self._loads, drawn, strict=True):
            if values is None:
                continue
            assert load.measured is not None
            if values[0] == "week":
                line_a, power_kva = load.measured.week.get(minute - minute % QUARTER_MIN, (load.line_a, load.power_kva))
            else:
                by_channel = dict(zip(self._steps.values[load.name], values, strict=True))
                line_a, power_kva = load.measured.line_a(by_channel), load.measured.power_kva(by_channel)  # type: ignore[arg-type]
            loads[load.name] = replace(load, line_a=line_a, power_kva=power_kva)
        found = site_limits(replace(moment, loads=loads))
        self.limits.append({limit.key: limit.value for limit in found})
        self.resting.append(frozenset(name for name, port in moment.ports.items() if port.max_a == 0))


def _part_that_moves(site: Site, loads: Iterable[str]) -> Site:
    """The nodes and groups whose limits may move: nothing else has to be worked out for every state."""
    nodes: dict[str, None] = {}
    kept: dict[str, Group] = {}
    for name in loads:
        nodes.update(dict.fromkeys(site.way_up(site.loads[name].on)))
    moved = set(nodes)
    for group in site.groups.values():
        if group.on in moved or group.schedule or group.charging is not None:
            kept[group.name] = group
            on = group.on
            if on is None:
                on = next((site.ports[port].circuit for port in group.ports if site.ports[port].circuit), None)
            nodes.update(dict.fromkeys(site.way_up(on) if on is not None else ()))
    for load in site.loads.values():
        nodes.update(dict.fromkeys(site.way_up(load.on)))
    charging = {name: station for name, station in site.stations.items() if station.charging is not None}
    return replace(
        site,
        supplies={name: each for name, each in site.supplies.items() if name in nodes},
        panels={name: each for name, each in site.panels.items() if name in nodes},
        circuits={name: each for name, each in site.circuits.items() if name in nodes},
        stations={name: replace(station, jumper_total_a=None) for name, station in charging.items()},
        groups=kept,
        pools=(),
    )


def _served(site: Site, states: _States, groups: Sequence[str]) -> dict[str, Mask | None]:
    """For each group, by state, whether every port has the minimum with all of them in use; None without minimums."""
    keys = {key: None for limits in states.limits for key in limits}
    values = np.array([[limits.get(key, math.inf) for key in keys] for limits in states.limits])
    lowest = values.min(axis=0)
    moves = (values > lowest).any(axis=0)
    moving = {key: float(low) for key, low, one in zip(keys, lowest, moves, strict=True) if one}
    values = values[:, moves]
    result: dict[str, Mask | None] = {}
    for resting in dict.fromkeys(states.resting):
        chosen = np.array([number for number, each in enumerate(states.resting) if each == resting])
        question = _Question(site, moving, resting)
        found = question.served(values[chosen], groups)
        for name, mask in found.items():
            if mask is None:
                result.setdefault(name, None)
                continue
            known = result.get(name)
            if known is None:
                known = result[name] = np.zeros(len(states.limits), dtype=np.bool_)
            known[chosen] = mask
    return result


class _Question:
    """A site compiled for limits that move, while some of its ports may not charge."""

    def __init__(self, site: Site, moving: dict[LimitKey, float], resting: frozenset[str]) -> None:
        ports = {name: replace(port, max_a=0.0) if name in resting else port for name, port in site.ports.items()}
        self.site = replace(site, ports=ports)
        network = compile_network(lower_envelope(self.site), moving=moving)
        self.allocator = Allocator(self.site, network=network)
        column = {key: number for number, key in enumerate(moving)}
        place = [column.get(network.limits[row.limit].key, -1) for row in network.rows]
        self._column = np.array(place, dtype=np.int64)
        drawn = sum_by(self.allocator.arrays.port_atom, self.allocator.arrays.cap_a, network.atoms)
        # a limit that does not hold at a time lies above all that its ports can draw
        self._most = 1 + 2 * np.array([np.abs(row.coefficients) @ drawn[row.atoms] for row in network.rows])

    def served(self, values: Floats, groups: Sequence[str]) -> dict[str, Mask | None]:
        """Whether all ports of each group have their minimum, by state; `values` are the limits that move.

        They have it where all minimums fit, which come before anything grows, and else where equal shares reach it.
        """
        allocator = self.allocator
        limit = self._limits(values)
        levels = self._levels(limit)
        needed = np.minimum(allocator.minimum_a, allocator.arrays.cap_a) / allocator.rate
        result: dict[str, Mask | None] = {}
        for name in groups:
            concerned = [each for each in self.site.groups[name].ports if not self.site.ports[each].dc]
            if not concerned:
                result[name] = None
                continue
            charging = [each for each in concerned if self.site.ports[each].max_a > 0]
            ports = np.array([allocator.number[each] for each in charging], dtype=np.int64)
            atom = levels.port_column[ports]
            served = np.full(len(values), len(ports) > 0)
            for column in np.unique(atom):
                least = needed[ports[atom == column]].max()
                served &= levels.level[:, column] >= least * (1 - TOLERANCE)
            result[name] = served | self._minimums_fit(limit, ports) if levels.together else served
        return result

    def _limits(self, values: Floats) -> Floats:
        """Every limit by state; one that does not hold then lies above all that its ports can draw."""
        moving = values[:, np.maximum(self._column, 0)] if values.shape[1] else math.inf
        return np.where(self._column >= 0, np.minimum(moving, self._most), self.allocator.arrays.limit)

    def _minimums_fit(self, limit: Floats, ports: Ints) -> Mask:
        """By state, whether no limit over some ports is too small for the minimums under it."""
        arrays = self.allocator.arrays
        if not len(ports):
            return np.zeros(len(limit), dtype=np.bool_)
        in_use = np.array([self.site.ports[name].max_a > 0 for name in self.allocator.network.ports])
        needed_a = np.where(in_use, np.minimum(self.allocator.minimum_a, arrays.cap_a), 0.0)
        load = row_load(arrays, drawn_by_atom(arrays, needed_a))
        there = np.zeros(arrays.atoms, dtype=np.bool_)
        there[arrays.port_atom[ports]] = True
        over = np.zeros(arrays.rows, dtype=np.bool_)
        over[arrays.entry_row[there[arrays.row_atom]]] = True
        return np.asarray((load[over] <= limit[:, over] * (1 + TOLERANCE)).all(axis=1), dtype=np.bool_)

    def _levels(self, limit: Floats) -> _Levels:
        """Levels of the atoms by state, all at once; port by port where an order of arrival or modules count."""
        allocator = self.allocator
        if allocator.network.pools or any(policy.in_order for policy in allocator.policies.values()):
            return _Levels(self._one_by_one(limit) / allocator.rate, np.arange(len(allocator.rate)), together=False)
        ceiling = allocator.arrays.cap_a / allocator.rate
        in_use = [self.site.ports[name].max_a > 0 for name in allocator.network.ports]
        cells, weight, _ = make_cells(allocator.arrays, ceiling, np.where(in_use, allocator.rate, 0.0))
        step = max(1, _MOST_NUMBERS // len(weight))
        found = [
            fill(allocator.arrays, cells, np.broadcast_to(weight, (len(part), len(weight))), limit=part).level
            for part in (limit[first : first + step] for first in range(0, len(limit), step))
        ]
        return _Levels(np.concatenate(found), allocator.arrays.port_atom)

    def _one_by_one(self, limit: Floats) -> Floats:
        """Amperes by state and port."""
        arrays = self.allocator.arrays
        moment = self.allocator.moment()
        amps = np.empty((len(limit), len(self.allocator.rate)))
        for number, values in enumerate(limit):
            self.allocator.arrays = replace(arrays, limit=values)
            amps[number] = self.allocator.shares(moment).current_a
        self.allocator.arrays = arrays
        return amps


class _Levels(NamedTuple):
    """Levels by state and column, and the column of each port."""

    level: Floats
    port_column: Ints
    together: bool = True
    """Whether ports were filled together, from nothing on; else they are what the allocator gives."""


def _by_hour(
    site: Site, group: Group, loads: tuple[str, ...], steps: _Steps, states: _States, served: Mask | None
) -> GroupLeftOver:
    unit: Unit = "A" if group.limit_a is not None else "kW"
    left = np.array([_left(site, group, unit, limits) for limits in states.limits])[states.of_step]
    times = steps.minutes // math.gcd(*map(int, np.unique(steps.minutes)))
    left = np.repeat(left, times)
    mask = None if served is None else np.repeat(served[states.of_step], times)
    hour = np.repeat(steps.minute // 60, times)
    weekend = hour // 24 >= 5

    def of(chosen: Mask) -> HourLeft:
        if not chosen.any():
            return HourLeft(None, None, None)
        found = left[chosen]
        share = None if mask is None else float(mask[chosen].mean())
        return HourLeft(float(found.min()), float(np.median(found)), share)

    return GroupLeftOver(
        group=group.name,
        unit=unit,
        minimum_a=group.min_a,
        loads=loads,
        week=tuple(of(hour == each) for each in range(7 * 24)),
        weekdays=tuple(of((hour % 24 == each) & ~weekend) for each in range(24)),
        weekend=tuple(of((hour % 24 == each) & weekend) for each in range(24)),
        total=of(np.ones(len(hour), dtype=np.bool_)),
    )


def _left(site: Site, group: Group, unit: Unit, limits: dict[LimitKey, float]) -> float:
    """What a group may draw in a state, on the conductor with the least; in the unit of its fixed limit."""
    mine = [
        (found, value)
        for (limit, found), value in limits.items()
        if limit.kind == "group" and limit.owner == group.name
    ]
    found_unit, value = min(mine)
    if found_unit == unit:
        return value
    kw_per_a = group_limit_kw(site, replace(group, limit_a=1.0, limit_kw=None))
    return value * kw_per_a if unit == "kW" else value / kw_per_a
