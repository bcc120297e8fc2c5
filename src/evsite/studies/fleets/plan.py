"""Charging schedules for fleets: least shortfall by rank, then delay, then cost, within every limit of the site.

The plan is a ceiling for each port. Limits count its power for the whole of a step, and hold for every draw below it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.allocation.api import LOAD_UNITS
from evsite.allocation.fallback import fallbacks_of
from evsite.network.fallback import within_jumpers
from evsite.rounding import TOLERANCE
from evsite.sitefile.quantities import read_quantity
from evsite.studies.fleets.assignment import assign_ports
from evsite.studies.fleets.cells import cells_of, spread, vehicles_of
from evsite.studies.fleets.charges import FREE, charges_of
from evsite.studies.fleets.limit_rows import limit_rows, within
from evsite.studies.fleets.limit_uses import limit_uses
from evsite.studies.fleets.other_load import other_load
from evsite.studies.fleets.plan_notes import notes_of, notes_of_blocks
from evsite.studies.fleets.problem import Problem
from evsite.studies.fleets.results import MISSED_KWH, FleetPlan, Stage
from evsite.studies.fleets.stages import EXACT, solve
from evsite.studies.fleets.starts import steadiness_of
from evsite.studies.fleets.steadying import steadied
from evsite.studies.fleets.stepped_power import in_current_steps
from evsite.studies.fleets.steps import steps_between
from evsite.studies.fleets.unsteered import beside, sure_shares_a, unsteered_ports
from evsite.studies.fleets.whole_power import broken, minimums_of, modules_of, solve_whole
from evsite.studies.simulation.clairvoyant_limits import limits_by_state

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from numpy.typing import NDArray

    from evsite.model.fleets import TripSet
    from evsite.model.site import Site
    from evsite.studies.fleets.stages import Reached
    from evsite.studies.fleets.steps import Steps
    from evsite.studies.simulation.clairvoyant_limits import StateLimits
    from evsite.tariffs.model import Tariff

    Floats = NDArray[np.float64]

_NOTHING = TOLERANCE
"""A power or an energy below this is none [kW, kWh]."""


def plan_fleets(
    site: Site,
    trips: TripSet,
    *,
    tariff: Tariff | None = None,
    step_min: float = 15,
    offline: Iterable[str] = (),
    faulted: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
    peak_so_far_kw: Mapping[str, float] | None = None,
    start_s: float | None = None,
    begun: bool = False,
    charging: Collection[int] = (),
    search: bool = True,
) -> FleetPlan:
    """Plan the charging of fleets.

    Aims in order, each kept by those after it: for every rank the least shortfall of its fleets and, where one of them
    is to be ready as soon as possible, the least delay; then the least cost; then few starts of charging.

    Parameters
    ----------
    site
        The site.
    trips
        The trips and their fleets.
    tariff
        What energy and demand cost; None to leave cost out.
    step_min
        Length of a step on the clock [min]; whole ones make an hour.
    offline
        Ports that cannot be reached; each draws its fallback, which is reserved first.
    faulted
        Ports that give nothing; a vehicle that has no port is sent to none of them.
    loads
        Uncontrolled load by node all the while, like {"T1": "200 kW"}.
    peak_so_far_kw
        What demand charges have reached before in the month of the plan, by their names [kW].
    start_s
        When the plan begins [s since the origin of the trips]; None for the arrival of the first trip.
    begun
        Whether vehicles may have charged before, so that what an interval of demand had before is not known.
    charging
        The trips whose vehicles charge when the plan begins, by position: if they go on, that is no start.
    search
        Whether an integer programme looks for a better plan where minimum currents or modules leave a gap, and whether
        pauses of vehicles are looked at.

    Returns
    -------
    FleetPlan
        Power by trip and step [kW], energy [kWh], stages with their bounds, cost [USD] and how limits are used.

    Raises
    ------
    PlanError
        Trips, tariff and site do not go together.
    KeyError
        For a port or node that the site does not have.
    QuantityError
        For a load that cannot be read.
    """
    measured = {node: read_quantity(text, LOAD_UNITS) for node, text in (loads or {}).items()}
    offline_a = {**fallbacks_of(site, offline), **dict.fromkeys(faulted, 0.0)}
    notes = list(trips.notes)
    ports = assign_ports(site, trips, offline=offline_a)
    arrivals = [trip.arrive_s for trip in trips.trips]
    first_s = min(arrivals, default=0.0) if start_s is None else start_s
    last_s = max([first_s, *(trip.depart_s for trip in trips.trips)])
    steps = steps_between(site, trips.calendar, first_s, last_s, step_min)
    limits = limits_by_state(site, steps.minutes, offline_a=offline_a, loads=measured)
    apart = unsteered_ports(site) - offline_a.keys()
    limits = beside(limits, apart)
    # nothing decides what these draw
    fixed_a = {**within_jumpers(site, offline_a), **sure_shares_a(site, apart.intersection(filter(None, ports)))}
    planned = {
        number: name
        for number, name in enumerate(ports)
        if name is not None and name not in offline_a and name not in apart
    }
    present_h = steps.overlap_h(
        np.array([max(trip.arrive_s, first_s) for trip in trips.trips]),
        np.array([trip.depart_s for trip in trips.trips]),
    )
    fixed_kw = _fixed(site, trips, ports, fixed_a, present_h)
    fixed_kwh = (fixed_kw * present_h).sum(axis=0)
    notes += notes_of(site, ports, apart)
    vehicles = vehicles_of(site, trips, planned, steps, limits, start_s=first_s, charging=charging)
    cells = cells_of(vehicles)
    other_kw, other_notes = other_load(site, steps, measured)
    charges = FREE
    if tariff is not None:
        other_kw = other_kw + fixed_kwh / steps.hours
        charges = charges_of(tariff, trips.calendar, steps, other_kw, peak_so_far_kw or {}, begun=begun)
        notes += other_notes if len(charges.usd_per_kw) else []
    rows = limit_rows(limits, steps, vehicles, cells)
    problem = Problem(steps, vehicles, cells, rows, charges, tariff is not None, rows.chosen(~rows.straight))
    problem, column, reached, rounded = _solved(problem, limits, planned, trips, site, first_s, charging, search=search)
    vehicles, cells, rows = problem.vehicles, problem.cells, problem.limits
    power = within(rows, column[: len(cells.step)], cells.step)
    by_class = _rounded(problem, cells.by_step(vehicles, power))
    if charges.subscription is not None:
        by_class = by_class * charges.within_blocks(vehicles.count @ (by_class * vehicles.present_h))
    in_order = list(site.ports.values())
    steps_of = [in_order[port].steps for port in vehicles.port.tolist()]
    stepped = in_current_steps(problem, by_class[cells.vehicle, cells.step], steps_of)
    if search:
        free = np.array([each is None for each in steps_of], dtype=np.bool_)
        stepped = steadied(problem, modules_of(limits.networks, vehicles, cells), stepped, free)
    by_class = cells.by_step(vehicles, stepped.drawn_kw)
    offered_kw = spread(vehicles, cells.by_step(vehicles, stepped.offered_kw), len(ports)) + fixed_kw
    planned_kw = spread(vehicles, by_class, len(ports))
    power_kw = planned_kw + fixed_kw
    efficiency = np.array([trip.efficiency for trip in trips.trips])
    need_kwh = np.array([trip.need_kwh for trip in trips.trips])
    gained_kwh = efficiency[:, None] * power_kw * present_h
    delivered_kwh = gained_kwh.sum(axis=1)
    shortfall_kwh = np.where(need_kwh - delivered_kwh > EXACT, need_kwh - delivered_kwh, 0.0)
    planned_kwh = (planned_kw * present_h).sum(axis=0)
    notes += notes_of_blocks(charges, planned_kwh)
    return FleetPlan(
        trips=trips,
        ports=ports,
        edge_s=steps.edge_s,
        power_kw=power_kw,
        present_h=present_h,
        delivered_kwh=delivered_kwh,
        shortfall_kwh=shortfall_kwh,
        ready_s=_ready(trips, steps, gained_kwh, shortfall_kwh, first_s, present_h),
        stages=_stages(problem, by_class, reached, trips, exact=all(each is None for each in steps_of)),
        steadiness=steadiness_of(vehicles, by_class),
        limits=limit_uses(limits, steps, _port_a(site, ports, offered_kw, offline_a), rows, _worth(problem, reached)),
        energy_usd=None if tariff is None else charges.energy_usd(planned_kwh + fixed_kwh),
        demand_usd=None if tariff is None else charges.demand_usd(planned_kwh),
        notes=tuple(notes),
        rounded=rounded,
    )


def _solved(
    problem: Problem,
    limits: StateLimits,
    planned: Mapping[int, str],
    trips: TripSet,
    site: Site,
    start_s: float,
    charging: Collection[int],
    *,
    search: bool,
) -> tuple[Problem, Floats, list[Reached], bool]:
    """A plan that draws whole or not at all, the problem that it is of, what it reached, and if it is only rounded."""
    column, reached = solve(problem)
    modules = modules_of(limits.networks, problem.vehicles, problem.cells)
    minimum_kw = minimums_of(problem.vehicles, problem.cells)
    low, crowded = broken(problem.cells, modules, minimum_kw, column[: len(minimum_kw)])
    if not (low.any() or crowded.any()):
        return problem, column, reached, False
    if (problem.vehicles.count > 1).any():
        steps = problem.steps
        vehicles = vehicles_of(site, trips, planned, steps, limits, start_s=start_s, alone=True, charging=charging)
        cells = cells_of(vehicles)
        rows = limit_rows(limits, steps, vehicles, cells)
        problem = Problem(steps, vehicles, cells, rows, problem.charges, problem.priced, rows.chosen(~rows.straight))
        column, reached = solve(problem)
        modules = modules_of(limits.networks, vehicles, cells)
    return problem, *solve_whole(problem, modules, column, reached, search=search)


def _rounded(problem: Problem, power_kw: Floats) -> Floats:
    """Power by class and step without what is only rounding of the solver: nobody gets more than it needs."""
    vehicles = problem.vehicles
    power_kw = np.where(power_kw > _NOTHING, power_kw, 0.0)
    gained = vehicles.efficiency * (power_kw * vehicles.present_h).sum(axis=1)
    over = gained > vehicles.need_kwh
    scale = np.where(over, vehicles.need_kwh / np.where(over, gained, 1.0), 1.0)
    return np.asarray(power_kw * scale[:, None], dtype=np.float64)


def _fixed(
    site: Site,
    trips: TripSet,
    ports: tuple[str | None, ...],
    current_a: Mapping[str, float],
    present_h: Floats,
) -> Floats:
    """What vehicles draw whose ports have a current that no plan decides, until they have all they need [kW]."""
    power_kw = np.zeros(present_h.shape)
    for number, (trip, name) in enumerate(zip(trips.trips, ports, strict=True)):
        if name is not None and name in current_a:
            drawn_kw = current_a[name] * site.ports[name].input_kw_per_a
            most_kw = drawn_kw if trip.max_kw is None else min(drawn_kw, trip.max_kw)
            could_kwh = trip.efficiency * most_kw * present_h[number]
            left_kwh = trip.need_kwh - np.concatenate(([0.0], np.cumsum(could_kwh)[:-1]))
            part = np.clip(left_kwh / np.maximum(could_kwh, 1e-300), 0.0, 1.0)
            power_kw[number] = np.where(could_kwh > 0, most_kw * part, 0.0)
    return power_kw


def _port_a(site: Site, ports: tuple[str | None, ...], power_kw: Floats, fallback_a: Mapping[str, float]) -> Floats:
    """What every port draws, by port and step [A]; one that cannot be reached all that its fallback allows."""
    number = {name: place for place, name in enumerate(site.ports)}
    port_a = np.zeros((len(number), power_kw.shape[1]))
    for name, own in zip(ports, power_kw, strict=True):
        if name is not None:
            # one vehicle may leave and another come within one step: never both at once
            port_a[number[name]] = np.maximum(port_a[number[name]], own / site.ports[name].input_kw_per_a)
    for name, amps in within_jumpers(site, fallback_a).items():
        port_a[number[name]] = amps
    return port_a


def _ready(
    trips: TripSet, steps: Steps, gained_kwh: Floats, shortfall_kwh: Floats, start_s: float, present_h: Floats
) -> tuple[float | None, ...]:
    """When each trip has all that it needs: the end of the step in which it lacks no more than rounding."""
    found: list[float | None] = []
    for trip, gained, short, there_h in zip(trips.trips, gained_kwh, shortfall_kwh, present_h, strict=True):
        before = np.cumsum(gained)
        if short > MISSED_KWH:
            found.append(None)
        elif not len(before) or before[-1] <= MISSED_KWH:
            found.append(max(trip.arrive_s, start_s))
        else:
            step = int(np.argmax(before >= before[-1] - MISSED_KWH))
            found.append(max(float(steps.edge_s[step]), trip.arrive_s, start_s) + float(there_h[step]) * 3600)
    return tuple(found)


def _stages(
    problem: Problem, power_kw: Floats, reached: list[Reached], trips: TripSet, *, exact: bool
) -> tuple[Stage, ...]:
    """The stages, with the values of the plan as it is handed over.

    The bounds of a plan that was rounded afterwards are those of each vehicle alone, at no cost: not `exact`.
    """
    vehicles, charges, cells = problem.vehicles, problem.charges, problem.cells
    short = vehicles.need_kwh - vehicles.efficiency * (power_kw * vehicles.present_h).sum(axis=1)
    energy_kwh = vehicles.count @ (power_kw * vehicles.present_h)
    column = np.concatenate(
        (
            power_kw[cells.vehicle, cells.step],
            np.where(short > _NOTHING, short, 0.0),
            charges.peaks_kw(energy_kwh),
            [each.blocks for each in charges.blocks(energy_kwh)],
            [each.overage_kw for each in charges.blocks(energy_kwh)],
            np.zeros(problem.discs.sums),
        )
    )
    lower, upper = problem.bounds()
    of_rank: dict[int, list[str]] = {}
    for fleet in trips.fleets:
        of_rank.setdefault(fleet.rank, []).append(fleet.name)
    found = []
    for each in reached:
        names = [] if each.aim.rank is None else of_rank[each.aim.rank]
        value = float(each.aim.cost @ column)
        least = each.bound if exact else float(np.minimum(each.aim.cost * lower, each.aim.cost * upper).sum())
        bound = min(least, value)
        only = names[0] if len(names) == 1 else None
        proved = replace(each, bound=bound).proves(value)
        found.append(Stage(each.aim.kind, only, value, bound, proved, each.aim.rank))
    return tuple(found)


def _worth(problem: Problem, reached: list[Reached]) -> tuple[Floats, Floats]:
    """By limit row, what one greater by its whole would save [USD] and add to what fleets get [kWh]."""
    nothing = np.zeros(len(problem.limits.base))
    usd = [each.multiplier for each in reached if each.aim.kind == "cost"]
    kwh = [each.multiplier for each in reached if each.aim.kind == "shortfall"]
    return sum(usd, nothing), sum(kwh, nothing)
