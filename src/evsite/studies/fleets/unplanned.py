"""The trips of a plan without it: every vehicle charges from its arrival on, by the sharing of the site itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.model.sessions import Session, SessionSet
from evsite.studies.simulation.results import AS_DESIGNED
from evsite.studies.simulation.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from numpy.typing import NDArray

    from evsite.model.fleets import Trip
    from evsite.model.site import Site
    from evsite.studies.fleets.results import FleetPlan
    from evsite.studies.simulation.results import PowerCurve

    Floats = NDArray[np.float64]


def charge_on_arrival(
    site: Site,
    plan: FleetPlan,
    *,
    offline: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
    faulted: Collection[str] = (),
) -> tuple[Floats, Floats]:
    """Play the trips of a plan, at the ports that it gives them, by the policies of the site's groups.

    Parameters
    ----------
    site
        The site.
    plan
        The plan; a trip that has no port gets nothing.
    offline
        Ports that cannot be reached.
    loads
        Uncontrolled load by node.
    faulted
        Ports that give nothing.

    Returns
    -------
    tuple
        What each battery gains [kWh], and what all ports draw from the site in each step of the plan [kWh].
    """
    trips = plan.trips.trips
    played = [number for number, port in enumerate(plan.ports) if port is not None and port not in faulted]
    # sessions go in order of arrival
    played.sort(key=lambda number: trips[number].arrive_s)
    delivered_kwh = np.zeros(len(trips))
    if not played:
        return delivered_kwh, np.zeros(len(plan.edge_s) - 1)
    ports = [plan.ports[number] or "" for number in played]
    sessions = [_session(site, trips[number], port) for number, port in zip(played, ports, strict=True)]
    result = simulate(
        site, SessionSet(tuple(sessions), plan.trips.calendar), policies=[AS_DESIGNED], offline=offline, loads=loads
    )
    run = result.runs[0]
    for outcome in run.outcomes:
        number, port = played[outcome.number], ports[outcome.number]
        gained_kwh = outcome.energy_kwh / _given_of_drawn(site, port) * trips[number].efficiency
        delivered_kwh[number] = min(gained_kwh, trips[number].need_kwh)
    return delivered_kwh, energy_by_step(run.power, plan.edge_s)


def _session(site: Site, trip: Trip, port: str) -> Session:
    drawn_kwh = trip.need_kwh / trip.efficiency
    return Session(
        name=trip.name,
        arrive_s=trip.arrive_s,
        port=port,
        leave_s=trip.depart_s,
        energy_kwh=drawn_kwh * _given_of_drawn(site, port),
        accept_a=None if trip.max_kw is None else trip.max_kw / site.ports[port].input_kw_per_a,
    )


def _given_of_drawn(site: Site, port: str) -> float:
    """What a port gives of what it draws: less than 1 for a DC station."""
    return site.ports[port].output_kw_per_a / site.ports[port].input_kw_per_a


def energy_by_step(power: PowerCurve, edge_s: Floats) -> Floats:
    """The energy of a power curve in each of some steps [kWh]."""
    if not len(power.start_s):
        return np.zeros(len(edge_s) - 1)
    knots = np.append(power.start_s, power.end_s)
    # a step of the curve may be left out by a rounding error below zero
    used_kwh = np.concatenate(([0.0], np.cumsum(np.maximum(power.power_kw, 0.0) * np.diff(knots) / 3600)))
    return np.diff(np.interp(edge_s, knots, used_kwh))
