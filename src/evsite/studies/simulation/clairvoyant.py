"""The most energy that sessions could have had at a site, had everything been known beforehand.

An upper bound for every policy: no power at any moment depends on what a policy could have known, only what the limits
allow counts. What makes charging harder is left out, which can only raise the bound: minimum currents, steps of
current, turns, whole power modules, and that a vehicle accepts less towards the end; but nobody has more than alone at
full speed. Limits are those that the allocator keeps to: on a transformer's primary line for every draw up to what is
offered, and beside the fallback of ports that cannot be reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where sessions are simulated

from evsite.allocation.api import LOAD_UNITS
from evsite.allocation.fallback import fallbacks_of
from evsite.network.fallback import within_jumpers
from evsite.processes import in_processes
from evsite.sitefile.quantities import read_quantity
from evsite.studies.simulation.acceptance import acceptance, alone, most_a
from evsite.studies.simulation.clairvoyant_cells import Cells, join_intervals
from evsite.studies.simulation.clairvoyant_limits import limits_by_state
from evsite.studies.simulation.clairvoyant_settling import settle
from evsite.studies.simulation.clairvoyant_solver import most_energy
from evsite.studies.simulation.week_states import MOST_SPLIT, states_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.simulation.clairvoyant_limits import StateLimits
    from evsite.studies.simulation.stays import Stay

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MOST_MET = 2_000_000
"""So many times stays may meet intervals, all in all, of sessions that are bounded together: some 500 MB."""


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
    demand = _Demand(site, sessions, limits, change_s, state, alone_kwh, np.array(list(port_a.values())))
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
            amps = min(fallback_a[stay.port], _or_inf(session.accept_a))
            taken = amps * site.ports[stay.port].output_kw_per_a * (stay.to_s - stay.from_s) / 3600
            energy_kwh[stay.number] += min(taken, alone_kwh[stay.number] - energy_kwh[stay.number])


def _or_inf(value: float | None) -> float:
    return np.inf if value is None else value


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


class _Delivered(NamedTuple):
    """What some sessions get in a plan, and what they do not exceed together in any [kWh]."""

    sessions: Ints
    energy_kwh: Floats
    most_kwh: float


class _Demand:
    """What sessions want of a site."""

    def __init__(
        self,
        site: Site,
        sessions: SessionSet,
        limits: StateLimits,
        change_s: Floats,
        state: Ints,
        alone_kwh: Floats,
        port_a: Floats,
    ) -> None:
        self._limits = limits
        self._change_s, self._state = change_s, state
        self._number = {name: number for number, name in enumerate(site.ports)}
        self._kw_per_a: Floats = np.array([port.output_kw_per_a for port in site.ports.values()])
        self._wanted_kwh = alone_kwh
        self._port_a = port_a
        self._accept_a: Floats = np.array([_or_inf(each.accept_a) for each in sessions.sessions])

    def deliver(self, stays: Sequence[Stay], energy_kwh: Floats) -> _Delivered:
        """Plan some stays of sessions that have so much already [kWh]."""
        numbers = np.array([stay.number for stay in stays])
        sessions, session = np.unique(numbers, return_inverse=True)
        wanted_kwh = self._wanted_kwh[sessions] - energy_kwh[sessions]
        cells = self._cells(stays, session)
        given, held = settle(self._limits, cells, wanted_kwh)
        most_kwh = float(given.sum())
        left_kwh = wanted_kwh - given
        joined = join_intervals(self._limits, held, left_kwh)
        for which in _apart(joined):
            some = joined.chosen(which)
            found = most_energy(self._limits, some, left_kwh)
            most_kwh += found.most_kwh
            given = given + np.bincount(some.session, found.energy_kwh, minlength=len(sessions))
        return _Delivered(sessions, given, most_kwh)

    def _cells(self, stays: Sequence[Stay], session: Ints) -> Cells:
        accept_a = self._accept_a[[stay.number for stay in stays]]
        from_s = np.array([stay.from_s for stay in stays])
        to_s = np.array([stay.to_s for stay in stays])
        port = np.array([self._number[stay.port] for stay in stays])
        inside = (self._change_s > from_s.min()) & (self._change_s < to_s.max())
        edge_s, first, counts = _intervals(from_s, to_s, self._change_s[inside])
        state = self._state[np.searchsorted(self._change_s, edge_s[:-1], side="right") - 1]
        stay = np.repeat(np.arange(len(stays)), counts)
        interval = np.arange(len(stay)) + np.repeat(first - (np.cumsum(counts) - counts), counts)
        at_port = port[stay]
        amps = np.minimum.reduce([self._limits.cap_a[state[interval], at_port], accept_a[stay], self._port_a[at_port]])
        hours = (edge_s[interval + 1] - edge_s[interval]) / 3600
        there_h = (np.minimum(to_s[stay], edge_s[interval + 1]) - np.maximum(from_s[stay], edge_s[interval])) / 3600
        kwh_per_a = self._kw_per_a[at_port] * there_h
        cells = Cells(
            session=session[stay],
            port=at_port,
            interval=interval,
            atom=self._limits.atom[state[interval], at_port],
            most_kwh=amps * kwh_per_a,
            a_per_kwh=1 / kwh_per_a,
            hours=hours,
            there=there_h / hours,
        )
        return cells.chosen(amps > 0)


def _intervals(from_s: Floats, to_s: Floats, change_s: Floats) -> tuple[Floats, Ints, Ints]:
    """Edges of intervals; by stay the first interval that it meets, and how many.

    They are edges wherever somebody comes or goes, and only at some of these where stays would meet too many intervals:
    sessions that stay for long meet all that begin and end beside them.
    """
    moments = np.unique(np.concatenate((from_s, to_s)))
    each = 1
    while True:
        edge_s = np.unique(np.concatenate((moments[::each], moments[-1:], change_s)))
        first = np.searchsorted(edge_s, from_s, side="right") - 1
        counts = np.searchsorted(edge_s, to_s) - first
        if counts.sum() <= _MOST_MET or each >= len(moments):
            return edge_s, first, counts
        each *= 2


def _apart(cells: Cells) -> Iterator[Ints]:
    """The cells that share no session and no interval with others, directly or through others."""
    if not len(cells.session):
        return
    label = np.arange(int(cells.session.max()) + 1)
    while True:
        least = np.full(int(cells.interval.max()) + 1, len(label))
        np.minimum.at(least, cells.interval, label[cells.session])
        following = label.copy()
        np.minimum.at(following, cells.session, least[cells.interval])
        if (following == label).all():
            break
        # the label of a label as well, so that a chain of sessions takes few rounds
        label = following[following]
    own = label[cells.session]
    order = np.argsort(own, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(own[order])) + 1):
        yield np.sort(part)
