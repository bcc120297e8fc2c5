"""The most energy that sessions could have had at a site, had everything been known beforehand.

An upper bound for every policy: no power at any moment depends on what a policy could have known, only what the limits
allow counts. What makes charging harder is left out, which can only raise the bound: minimum currents, steps of
current, turns, whole power modules, and that a vehicle accepts less towards the end; but nobody has more than alone at
full speed. Limits are those that the allocator keeps to: on a transformer's primary line for every draw up to what is
offered, and beside the fallback of ports that cannot be reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are simulated

from evsite.allocation.api import LOAD_UNITS
from evsite.allocation.fallback import fallbacks_of
from evsite.network.fallback import within_jumpers
from evsite.processes import in_processes
from evsite.sitefile.quantities import read_quantity
from evsite.studies.simulation.acceptance import acceptance, alone, most_a
from evsite.studies.simulation.clairvoyant_demand import Demand, or_inf
from evsite.studies.simulation.clairvoyant_limits import limits_by_state
from evsite.studies.simulation.week_states import MOST_SPLIT, states_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.simulation.stays import Stay

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClairvoyantBound:
    """What no policy could have exceeded, for one assignment of sessions to ports.

    `by_session` is a plan within all limits [kWh], by position among the sessions. It delivers `energy_kwh` but for the
    part `gap`, so the bound is no further from the truth than that. It is one of many best plans: what a single
    session gets in it, and how many get all they want, says nothing about other plans.
    """

    energy_kwh: float
    by_session: tuple[float, ...]
    gap: float


def clairvoyant_bound(
    site: Site,
    sessions: SessionSet,
    stays: Iterable[Stay],
    *,
    offline: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
    jobs: int = 1,
    on_progress: Callable[[float], None] | None = None,
) -> ClairvoyantBound:
    """Bound the energy that any policy could have delivered, even one that knows all arrivals beforehand.

    The convex programme of offline charging (Lee et al., Adaptive Charging Networks, IEEE Trans. Smart Grid 12(5),
    2021) over intervals between arrivals, departures and changes of the week, so there is no error of time steps. Where
    these are too many, neighbouring ones are joined, which can only raise the bound, and `gap` says how much.

    Parameters
    ----------
    site
        The site.
    sessions
        The sessions: what each wants and accepts.
    stays
        Which port each has, and when. Where drivers wait for a port these depend on the policy, and the bound is one
        for policies that assign alike.
    offline
        Ports that cannot be reached all the while; the fallback of each is reserved first.
    loads
        Uncontrolled load by node all the while, like {"T1": "200 kW"}.
    jobs
        How many processes to work in, where the site is empty now and then; results are the same. Processes begin as
        forks of this one, on Linux, and while no other thread runs.
    on_progress
        Hears the share of the work that is done.

    Returns
    -------
    ClairvoyantBound
        The bound [kWh], and a plan that comes near to it.

    Raises
    ------
    KeyError
        For a port or node that the site does not have.
    QuantityError
        For a load that cannot be read.
    ChildProcessError
        For a process that ended before its work.
    """
    measured = {node: read_quantity(text, LOAD_UNITS) for node, text in (loads or {}).items()}
    offline_a = fallbacks_of(site, offline)
    there = [stay for stay in stays if stay.to_s > stay.from_s]
    port_a = dict(zip(site.ports, most_a(site, offline_a), strict=True))
    alone_kwh = _alone(site, sessions, there, port_a)
    energy_kwh = np.zeros(len(sessions.sessions))
    _add_fallbacks(energy_kwh, alone_kwh, site, sessions, there, within_jumpers(site, offline_a))
    fixed_kwh = float(energy_kwh.sum())
    reached = sorted((stay for stay in there if stay.port not in offline_a), key=lambda stay: stay.from_s)
    if not reached:
        return ClairvoyantBound(fixed_kwh, tuple(energy_kwh.tolist()), 0.0)
    first_s, last_s = reached[0].from_s, max(stay.to_s for stay in reached)
    changes = states_between(site, sessions.calendar, first_s, last_s)
    minutes = sorted({minute for _, minute in changes}, key=lambda minute: minute or 0)
    limits = limits_by_state(site, minutes, offline_a=offline_a, loads=measured, every=len(minutes) > MOST_SPLIT)
    change_s = np.array([at_s for at_s, _ in changes])
    state = np.array([minutes.index(minute) for _, minute in changes])
    demand = Demand(site, sessions, limits, change_s, state, alone_kwh, np.array(list(port_a.values())))
    busy = list(_busy_times(reached))
    found = in_processes(lambda number: demand.deliver(busy[number], energy_kwh), len(busy), jobs, on_progress)
    most_kwh = fixed_kwh
    for delivered_kwh in found:
        most_kwh += delivered_kwh.most_kwh
        energy_kwh[delivered_kwh.sessions] += delivered_kwh.energy_kwh
    delivered = float(energy_kwh.sum())
    gap = max(0.0, 1 - delivered / most_kwh) if most_kwh else 0.0
    return ClairvoyantBound(most_kwh, tuple(energy_kwh.tolist()), gap)


def _alone(site: Site, sessions: SessionSet, stays: Sequence[Stay], port_a: Mapping[str, float]) -> Floats:
    """What each session could have had alone in all of its stays, each at its fastest port [kWh]."""
    stay_s, most, kw_per_a = np.zeros((3, len(sessions.sessions)))
    for stay in stays:
        stay_s[stay.number] += stay.to_s - stay.from_s
        most[stay.number] = max(most[stay.number], port_a[stay.port])
        kw_per_a[stay.number] = max(kw_per_a[stay.number], site.ports[stay.port].output_kw_per_a)
    return np.array(
        [
            alone(acceptance(session, amps), kw, length_s)[0]
            for session, amps, kw, length_s in zip(sessions.sessions, most, kw_per_a, stay_s, strict=True)
        ]
    )


def _add_fallbacks(
    energy_kwh: Floats,
    alone_kwh: Floats,
    site: Site,
    sessions: SessionSet,
    stays: Sequence[Stay],
    fallback_a: Mapping[str, float],
) -> None:
    """Add what vehicles at ports that cannot be reached draw: nothing decides about that."""
    for stay in stays:
        if stay.port in fallback_a:
            session = sessions.sessions[stay.number]
            amps = min(fallback_a[stay.port], or_inf(session.accept_a))
            taken = amps * site.ports[stay.port].output_kw_per_a * (stay.to_s - stay.from_s) / 3600
            energy_kwh[stay.number] += min(taken, alone_kwh[stay.number] - energy_kwh[stay.number])


def _busy_times(stays: Sequence[Stay]) -> Iterator[list[Stay]]:
    """Stays in order of time, cut where nobody is there: what happens before has no effect after."""
    busy: list[Stay] = []
    until_s = -np.inf
    gone_s: dict[int, float] = {}
    for stay in stays:
        gone_s[stay.number] = max(stay.to_s, gone_s.get(stay.number, -np.inf))
    for stay in stays:
        if stay.from_s >= until_s and busy:
            yield busy
            busy = []
        busy.append(stay)
        until_s = max(until_s, gone_s[stay.number])
    yield busy
