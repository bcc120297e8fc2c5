"""What would help a vehicle that leaves with less than it needs: each way out is planned anew before it is shown."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from evsite.model.finding import Severity
from evsite.model.remedy import Alternative, Edit, remedy
from evsite.rounding import TOLERANCE, ceil_to, floor_to
from evsite.rules import check
from evsite.studies.fleets.alerts import at_full_speed, needed_kw
from evsite.studies.fleets.results import MISSED_KWH
from evsite.words import kw

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from evsite.model.finding import Path
    from evsite.model.fleets import Trip, TripSet
    from evsite.model.remedy import Remedy
    from evsite.model.site import Site
    from evsite.studies.fleets.report_results import Alert, BindingLimit
    from evsite.studies.fleets.results import FleetPlan

    class Solve(Protocol):
        """Makes plans."""

        def __call__(self, site: Site, trips: TripSet, *, search: bool) -> FleetPlan:
            """Make the plan of a changed site, or of changed trips; `search` as for `plan_fleets`."""


MOST_SOLVES = 60
"""So many plans are made at most to try remedies."""
MOST_CELLS = 150_000
"""And of so many trips times steps in all: a plan of 1,000 trips over a day is 96,000."""
_SEARCHED = 6
"""A plan that an integer programme is searched for counts as so many that are only rounded."""
_MOST_LATER_STEPS = 96
_OF_PORTS = frozenset({"offline", "fault"})
"""Alerts in which the port gives nothing, or not what is planned: no later departure from it helps."""
_MOST_PORTS = 2
_MOST_RAISES = 128
_LARGE = 100.0
"""Limits below are raised by 1 A or kW, others by 5."""


class BudgetError(Exception):
    """No more plans may be made."""


class Solver:
    """Makes plans, as many as are allowed; `plan` is the first one, that others are measured by."""

    def __init__(self, site: Site, plan: FleetPlan, solve: Solve) -> None:
        self.site, self.plan = site, plan
        self._solve = solve
        self._left, self._cells = MOST_SOLVES, MOST_CELLS
        self._before = _shortfalls(plan)
        self._rounded = False

    def alone(self, number: int) -> FleetPlan | None:
        """The plan for a trip where no other vehicle is there; None where no more plans may be made."""
        trip = replace(self.plan.trips.trips[number], port=self.plan.ports[number])
        try:
            return self._planned(self.site, replace(self.plan.trips, trips=(trip,)), search=True)
        except BudgetError:
            return None

    def helps(self, served: Collection[int], *, site: Site | None = None, changed: Trip | None = None) -> bool:
        """Whether trips have all that they need with a change, while no fleet has less and no other trip misses more.

        A plan says so that may only be rounded to minimum currents and modules, which is made much sooner than the one
        that is handed over: `confirms` asks that one.

        Parameters
        ----------
        served
            The numbers of the trips.
        site
            The site with the change.
        changed
            The first of these trips with the change.

        Raises
        ------
        BudgetError
            No more plans may be made.
        """
        found = self._changed(served, site, changed, search=False)
        self._rounded = self._rounded or found.rounded
        return self._is_good(found, served)

    def confirms(self, served: Collection[int], *, site: Site | None = None, changed: Trip | None = None) -> bool:
        """Whether a change that helps does so in the plan that is handed over for it; parameters as for `helps`.

        Raises
        ------
        BudgetError
            No more plans may be made.
        """
        return not self._rounded or self._is_good(self._changed(served, site, changed, search=True), served)

    def _changed(self, served: Collection[int], site: Site | None, changed: Trip | None, *, search: bool) -> FleetPlan:
        # all keep their ports, so that nothing but the change makes a difference
        pairs = zip(self.plan.trips.trips, self.plan.ports, strict=True)
        trips = [replace(trip, port=port) for trip, port in pairs]
        if changed is not None:
            trips[next(iter(served))] = changed
        return self._planned(site or self.site, replace(self.plan.trips, trips=tuple(trips)), search=search)

    def _is_good(self, found: FleetPlan, served: Collection[int]) -> bool:
        missing_kwh = found.shortfall_kwh
        if any(missing_kwh[number] > MISSED_KWH for number in served):
            return False
        # what a fleet misses follows from its trips; of several trips each can be within the tolerance and the sum not
        after = _shortfalls(found)
        misses_more = (missing_kwh > self.plan.shortfall_kwh + MISSED_KWH).any()
        return not misses_more and all(after[name] <= kwh + MISSED_KWH for name, kwh in self._before.items())

    def _planned(self, site: Site, trips: TripSet, *, search: bool) -> FleetPlan:
        cells = len(trips.trips) * (len(self.plan.edge_s) - 1)
        plans = _SEARCHED if search and len(trips.trips) > 1 else 1
        if self._left < plans or cells > self._cells:
            raise BudgetError
        self._left -= plans
        self._cells -= cells
        return self._solve(site, trips, search=search)


def _shortfalls(plan: FleetPlan) -> dict[str, float]:
    found: dict[str, float] = {}
    for trip, kwh in zip(plan.trips.trips, plan.shortfall_kwh, strict=True):
        found[trip.fleet] = found.get(trip.fleet, 0.0) + float(kwh)
    return found


def remedies_of(solver: Solver, alert: Alert) -> Remedy:
    """The ways out of an alert that were planned and help.

    Parameters
    ----------
    solver
        Makes plans.
    alert
        The alert.

    Raises
    ------
    BudgetError
        No more plans may be made; nothing is known of what was not tried.
    """
    if alert.kind not in {"impossible", "short", "offline", "fault"} or not alert.missing_kwh:
        return remedy()
    return remedy(*_ways(solver, alert))


def _ways(solver: Solver, alert: Alert) -> Iterator[Alternative]:
    trip = replace(solver.plan.trips.trips[alert.trip], port=solver.plan.ports[alert.trip])
    show = solver.plan.trips.calendar.show
    if alert.kind not in {"offline", "fault"}:
        later_s = _later_departure(solver, alert.trip, trip)
        if later_s is not None:
            minutes = round((later_s - trip.depart_s) / 60)
            yield Alternative(words=f"departure at {show(later_s)}, {_minutes(minutes)} later")
    for name in _free_ports(solver, alert, trip):
        there = replace(trip, port=name)
        if solver.helps((alert.trip,), changed=there) and solver.confirms((alert.trip,), changed=there):
            yield Alternative(words=f"port {name}")
            break
    power_kw = _vehicle_power(solver, alert, trip)
    if power_kw is not None:
        yield Alternative(words=f"a vehicle that takes {kw(power_kw)}")


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")))


def _later_departure(solver: Solver, number: int, trip: Trip) -> float | None:
    """The earliest departure, in whole steps after its own, with which it has what it needs; None for none."""
    edge_s = solver.plan.edge_s
    step_s = float(edge_s[1] - edge_s[0])
    following = [
        other.arrive_s
        for other, port in zip(solver.plan.trips.trips, solver.plan.ports, strict=True)
        if port == trip.port and other.arrive_s >= trip.depart_s
    ]
    most = _MOST_LATER_STEPS
    if following:
        most = min(most, int((min(following) - trip.depart_s) // step_s))

    def leaving(steps: int) -> Trip:
        return replace(trip, depart_s=trip.depart_s + steps * step_s)

    def helps(steps: int) -> bool:
        return solver.helps((number,), changed=leaving(steps))

    # before it would be ready alone at full speed no departure helps
    alone = None if trip.port is None else at_full_speed(solver.site, trip, trip.port)
    too_few = 0 if alone is None else max(0, math.ceil(-alone.laxity_s / step_s * (1 - TOLERANCE)) - 1)
    found = _least(helps, most, too_few)
    return trip.depart_s + found * step_s if found and solver.confirms((number,), changed=leaving(found)) else None


def _least(helps: Callable[[int], bool], most: int, low: int = 0) -> int | None:
    """The least whole number above `low` and up to `most` that helps, of what helps from some number on; or None."""
    step = 1
    high = low + step
    while high < most and not helps(high):
        step *= 2
        low, high = high, high + step
    if high >= most:
        high = most
        if most <= low or not helps(most):
            return None
    while high - low > 1:
        middle = (low + high) // 2
        if helps(middle):
            high = middle
        else:
            low = middle
    return high


def _free_ports(solver: Solver, alert: Alert, trip: Trip) -> list[str]:
    """Ports that are free for all of its stay, strong enough for it and open to its fleet; the strongest of each kind.

    Those that the limits which hold it do not count come first.
    """
    plan, site = solver.plan, solver.site
    taken = {
        port
        for other, port in zip(plan.trips.trips, plan.ports, strict=True)
        if other.arrive_s < trip.depart_s and trip.arrive_s < other.depart_s
    }
    fleet = next((each for each in plan.trips.fleets if each.name == trip.fleet), None)
    allowed: Collection[str] = site.ports if fleet is None or fleet.ports is None else fleet.ports
    held = frozenset[str]().union(*(limit.ports for limit in alert.limits))
    kinds: dict[tuple[bool, float], str] = {}
    for name in allowed:
        alone = at_full_speed(site, trip, name)
        if name not in taken and name != trip.port and alone is not None and alone.laxity_s >= 0:
            kinds.setdefault((name in held, -alone.power_kw), name)
    return [kinds[kind] for kind in sorted(kinds)][:_MOST_PORTS]


def _vehicle_power(solver: Solver, alert: Alert, trip: Trip) -> float | None:
    """What the vehicle would have to take [kW] where it is the one that is too slow; None where that is no help."""
    if alert.kind != "impossible" or trip.max_kw is None or trip.port is None:
        return None
    power_kw = ceil_to(needed_kw(trip), 0.1)
    port_kw = at_full_speed(solver.site, replace(trip, max_kw=None), trip.port)
    if port_kw is None or not trip.max_kw < power_kw <= port_kw.power_kw:
        return None
    stronger = replace(trip, max_kw=power_kw)
    helps = solver.helps((alert.trip,), changed=stronger) and solver.confirms((alert.trip,), changed=stronger)
    return power_kw if helps else None


def limit_remedy(solver: Solver, limit: BindingLimit) -> Remedy:
    """The least round limit of a group with which the trips that it holds have what they need; nothing for equipment.

    Parameters
    ----------
    solver
        Makes plans.
    limit
        The limit.

    Raises
    ------
    BudgetError
        No more plans may be made.
    """
    group = solver.site.groups.get(limit.id.owner) if limit.id.kind == "group" else None
    if group is None or not group.limit_given or group.schedule:
        return remedy()
    in_kw = group.limit_a is None
    own = group.limit_kw if in_kw else group.limit_a
    if own is None or (in_kw is False and group.limit_kw is not None):
        return remedy()
    step = 1.0 if own < _LARGE else 5.0

    def value(steps: int) -> float:
        return floor_to(own, step) + steps * step

    def edited(steps: int) -> Site:
        more = replace(group, limit_kw=value(steps)) if in_kw else replace(group, limit_a=value(steps))
        groups = {**solver.site.groups, group.name: more}
        return replace(solver.site, groups=groups)

    found = _least(lambda steps: solver.helps(limit.trips, site=edited(steps)), _MOST_RAISES)
    if found is None or not solver.confirms(limit.trips, site=edited(found)):
        return remedy()
    if not _errors(edited(found)) <= _errors(solver.site):
        return remedy()
    unit = group.power_unit if in_kw else "A"
    return remedy(Edit(group.limit_path, f"{value(found):g} {unit}"))


def _errors(site: Site) -> set[tuple[str, Path]]:
    """What is an error at a site, by code and place."""
    found = check(site, remedies=False).findings
    return {(finding.code, finding.path) for finding in found if finding.severity is Severity.ERROR}
