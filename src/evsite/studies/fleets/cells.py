"""What a plan decides: the power of each vehicle in each step in which it is there.

Vehicles that nothing distinguishes are one class, and each of them gets the same: limits and costs are convex, so the
mean of what they get in any plan is as good. The order of classes goes by what they are and need, never by names or
lines of the file, so that a plan does not depend on these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.allocation.rates import min_charging_current_a
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.model.fleets import TripSet
    from evsite.model.site import Site
    from evsite.studies.fleets.steps import Steps
    from evsite.studies.simulation.clairvoyant_limits import StateLimits

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Vehicles:
    """Classes of alike vehicles that are planned, in an order that goes by what they need.

    `count` is how many there are, `members` which trips, `rank` and `asap` of their fleet. `cap_kw` and `present_h`
    are by class and step: the most that each of them draws, and how long it is there. `min_kw` is what it draws at
    least where it draws anything. `atom` is by class and state.
    """

    count: Ints
    members: tuple[tuple[int, ...], ...]
    rank: Ints
    asap: Bools
    need_kwh: Floats
    efficiency: Floats
    port: Ints
    """The port of the first of them; those of the others are alike."""
    kw_per_a: Floats
    min_kw: Floats
    cap_kw: Floats
    present_h: Floats
    atom: Ints
    offer_kw: Floats
    """By class and step, the most that counts on limits: what it draws, or what a station of some currents offers."""
    charging: Bools
    """Whether it charges when the plan begins."""

    @property
    def most_kwh(self) -> Floats:
        """What the battery of each of them could gain if it were alone."""
        return np.asarray(self.efficiency * (self.cap_kw * self.present_h).sum(axis=1), dtype=np.float64)


def vehicles_of(
    site: Site,
    trips: TripSet,
    planned: Mapping[int, str],
    steps: Steps,
    limits: StateLimits,
    *,
    start_s: float,
    alone: bool = False,
    charging: Collection[int] = (),
) -> Vehicles:
    """Sort the trips that are planned into classes.

    Parameters
    ----------
    site
        The site.
    trips
        The trips and their fleets.
    planned
        The port of each trip that is planned, by its place among the trips.
    steps
        The steps of the plan.
    limits
        The limits of the site in the states that the steps meet.
    start_s
        When the plan begins: nothing is drawn before [s].
    alone
        Whether every trip is a class of its own.
    charging
        The trips whose vehicles charge when the plan begins.
    """
    ports = list(site.ports.values())
    number = {port.name: place for place, port in enumerate(ports)}
    minimum_a = min_charging_current_a(site)
    fleets = {fleet.name: fleet for fleet in trips.fleets}
    pooled = {name: place for place, pool in enumerate(site.pools) for name in pool.ports}
    facts: dict[tuple[float, ...], list[int]] = {}
    for trip_number, name in planned.items():
        trip, port, place = trips.trips[trip_number], site.ports[name], number[name]
        fleet = fleets[trip.fleet]
        # how many modules can feed a port is known to the limits alone
        rated_kw = np.inf if name in pooled else port.max_a * port.input_kw_per_a
        wanted_kw = rated_kw if trip.max_kw is None else min(rated_kw, trip.max_kw)
        key = (
            fleet.rank,
            fleet.intent == "asap",
            max(trip.arrive_s, start_s),
            trip.depart_s,
            trip.need_kwh,
            trip.efficiency,
            wanted_kw,
            port.input_kw_per_a,
            min(minimum_a[place] * port.input_kw_per_a, wanted_kw),
            trip_number not in charging,
            pooled.get(name, -1),
            *limits.atom[:, place].tolist(),
            *limits.cap_a[:, place].tolist(),
            *((place,) if name in pooled else ()),
            *(() if port.steps is None else (-1.0, *port.steps.currents_a)),
        )
        facts.setdefault((*key, trip_number) if alone else key, []).append(trip_number)
    ordered = sorted(facts.items())
    members = tuple(tuple(each) for _, each in ordered)
    keys = [key for key, _ in ordered]
    first = np.array([number[planned[each[0]]] for each in members], dtype=np.int64)
    columns = np.array([key[:10] for key in keys], dtype=np.float64).reshape(len(keys), 10)
    state_cap_kw = np.minimum(limits.cap_a[:, first] * columns[:, 7], columns[:, 6])
    # a limit over one port alone that leaves less than it needs to charge leaves nothing
    state_cap_kw = np.where(state_cap_kw < columns[:, 8] * (1 - TOLERANCE), 0.0, state_cap_kw)
    cap_kw, port_kw = np.full((2, len(keys), len(steps.hours)), np.inf)
    for step, state in zip(steps.block_step.tolist(), steps.block_state.tolist(), strict=True):
        np.minimum(cap_kw[:, step], state_cap_kw[state], out=cap_kw[:, step])
        np.minimum(port_kw[:, step], limits.cap_a[state, first] * columns[:, 7], out=port_kw[:, step])
    stepped = np.array([ports[port].steps is not None for port in first.tolist()], dtype=np.bool_)
    present_h = steps.overlap_h(columns[:, 2], columns[:, 3])
    return Vehicles(
        count=np.array([len(each) for each in members], dtype=np.int64),
        members=members,
        rank=columns[:, 0].astype(np.int64),
        asap=columns[:, 1] > 0,
        need_kwh=columns[:, 4],
        efficiency=columns[:, 5],
        port=first,
        kw_per_a=columns[:, 7],
        min_kw=columns[:, 8],
        cap_kw=np.where(present_h > 0, cap_kw, 0.0),
        present_h=present_h,
        atom=limits.atom[:, first].T,
        offer_kw=np.where(stepped[:, None], np.maximum(port_kw, cap_kw), cap_kw),
        charging=columns[:, 9] == 0,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The powers that are decided: a class of vehicles in a step each, all vehicles of it alike [kW].

    Each is from `least_kw` to `cap_kw`.
    """

    vehicle: Ints
    step: Ints
    least_kw: Floats
    cap_kw: Floats
    present_h: Floats
    battery_kwh_per_kw: Floats
    count: Ints

    def by_step(self, vehicles: Vehicles, power_kw: Floats) -> Floats:
        """Power by class and step, 0 where nothing is decided."""
        table = np.zeros(vehicles.cap_kw.shape)
        table[self.vehicle, self.step] = power_kw
        return table


def cells_of(vehicles: Vehicles) -> Cells:
    """List the steps in which vehicles that need anything can draw."""
    able = (vehicles.cap_kw > 0) & (vehicles.need_kwh > 0)[:, None]
    vehicle, step = (each.astype(np.int64) for each in np.nonzero(able))
    present_h = vehicles.present_h[vehicle, step]
    return Cells(
        vehicle=vehicle,
        step=step,
        least_kw=np.zeros(len(step)),
        cap_kw=vehicles.cap_kw[vehicle, step],
        present_h=present_h,
        battery_kwh_per_kw=vehicles.efficiency[vehicle] * present_h,
        count=vehicles.count[vehicle],
    )


def spread(vehicles: Vehicles, power_kw: Floats, trips: int) -> Floats:
    """Power by trip and step, from power by class and step."""
    table = np.zeros((trips, power_kw.shape[1]))
    for own, members in zip(power_kw, vehicles.members, strict=True):
        table[list(members)] = own
    return table


def classes_at(values: Sequence[float], vehicles: Vehicles) -> Floats:
    """Values of trips by class, whose vehicles have the same."""
    return np.array([values[members[0]] for members in vehicles.members], dtype=np.float64)
