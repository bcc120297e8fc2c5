"""Real drivers at a site: sessions under every policy, what each gets, and what the limits carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.api import LOAD_UNITS
from evsite.allocation.fallback import fallbacks_of
from evsite.allocation.policies import SIMULATED, policy_named
from evsite.allocation.premises import control_notes
from evsite.allocation.rates import slots_h
from evsite.model.slot_lengths import USUAL_SLOT_H
from evsite.model.week import WEEK_MIN
from evsite.network.titles import equipment_title, unit_of
from evsite.processes import in_processes
from evsite.rounding import exceeds
from evsite.sitefile.quantities import read_quantity
from evsite.studies.simulation.acceptance import TAPER_STEPS
from evsite.studies.simulation.engine import LONGEST_STAY_S, Engine
from evsite.studies.simulation.policy_run import policy_run
from evsite.studies.simulation.port_pool import PortPool
from evsite.studies.simulation.results import (
    AS_DESIGNED,
    LimitRun,
    PolicyRun,
    SimulationResult,
)
from evsite.studies.simulation.sharers import LAXITY_STEP_S
from evsite.studies.simulation.stretch_run import stretch_run
from evsite.studies.simulation.stretches import stretches
from evsite.studies.simulation.week_states import WeekClock, WeekStates, record_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from evsite.allocation.policies import Policy
    from evsite.model.limit_id import LimitId
    from evsite.model.sessions import Session, SessionSet
    from evsite.model.site import Site
    from evsite.network.limits import LimitKey
    from evsite.studies.simulation.port_pool import WaitBy
    from evsite.studies.simulation.stretch_run import StretchRun

_STRETCHES_A_JOB = 4
"""So many stretches a process, so that none waits long for the others; each stretch begins without known shares."""

SIMULATED_NAMES: tuple[str, ...] = tuple(policy.name for policy in SIMULATED)
"""The names of the policies that sessions are played under."""


def simulate(
    site: Site,
    sessions: SessionSet,
    *,
    policies: Iterable[str] = SIMULATED_NAMES,
    slot_h: float | None = None,
    offline: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
    pool: Iterable[str] | None = None,
    wait_by: WaitBy | None = None,
    move_when_full: bool = False,
    lifted: frozenset[LimitKey] = frozenset(),
    jobs: int = 1,
    on_progress: Callable[[float], None] | None = None,
) -> SimulationResult:
    """Play sessions through under every policy, each in place of what the groups of the file say.

    Between two events (arrival, departure, full, change of the week) nothing changes, so energies are exact, without
    time steps.

    Parameters
    ----------
    site
        The site.
    sessions
        Sessions in order of arrival.
    policies
        Names of policies, or "as-designed" for what the groups of the file have.
    slot_h
        Length of a time slot of turns [h]; default what the sessions say, or the groups.
    offline
        Ports that cannot be reached all the while; the fallback of each is reserved first.
    loads
        Uncontrolled load by node all the while, like {"T1": "200 kW"}.
    pool
        Names of ports of which a session takes any free one, whatever port it names; default each comes to its own
        port, or to any of the site where one names none.
    wait_by
        How those are served who find no free port of the pool: "fifo", or "need", the highest mean power that they need
        first; default they do not wait.
    move_when_full
        Whether a vehicle makes its port of the pool free when it is full.
    lifted
        Limits that do not hold.
    jobs
        How many processes to play in, where the site is empty now and then whatever the policy does; results are the
        same. Processes begin as forks of this one, on Linux, and while no other thread runs.
    on_progress
        Hears the share of the work that is done.

    Returns
    -------
    SimulationResult
        A run for each policy: energy [kWh], waits [h] and times [s] of each session, the power drawn [kW], and the
        greatest load of each limit [A, kW or kVA] with the hours in which it kept somebody from more.

    Raises
    ------
    KeyError
        For a port or node that the site does not have.
    QuantityError
        For a load that cannot be read.
    ValueError
        For a policy that there is not.
    ChildProcessError
        For a process that ended before its work.

    Notes
    -----
    A vehicle that takes turns counts with the averages of the cycle; under "round-robin" the slots are played one after
    the other. Under least laxity first, laxities are compared at every event and every 5 minutes while somebody waits.
    """
    measured = {node: read_quantity(text, LOAD_UNITS) for node, text in (loads or {}).items()}
    offline_a = fallbacks_of(site, offline)
    given_h = slot_h or sessions.slot_h
    pooled = pool is not None or any(session.port is None for session in sessions.sessions)
    names = list(site.ports) if pool is None else list(pool)
    number = {name: index for index, name in enumerate(site.ports)}
    chosen = [None if name == AS_DESIGNED else policy_named(name) for name in policies]
    parts = stretches(sessions, _STRETCHES_A_JOB * jobs if jobs > 1 else 1, waits=pooled and wait_by is not None)
    first_s = sessions.sessions[0].arrive_s if sessions.sessions else 0.0

    def run(place: int, policy: Policy | None) -> PolicyRun:
        states = WeekStates(site, policy, measured, offline=bool(offline_a), slot_h=given_h, lifted=lifted)
        clock = WeekClock(sessions.calendar, states.edges, _last_s(sessions))
        if len(parts) > 1:
            _compile_a_week(states, clock, sessions)

        def play(part: int) -> StretchRun:
            engine = Engine(
                site,
                sessions,
                policy,
                states,
                clock,
                numbers=parts[part],
                offline_a=offline_a,
                pool=PortPool([number[name] for name in names], wait_by) if pooled else None,
                move_when_full=move_when_full,
            )
            engine.run()
            return stretch_run(engine)

        def tell(share: float) -> None:
            if on_progress is not None:
                on_progress((place + share) / len(chosen))

        played = in_processes(play, len(parts), jobs, tell)
        name = AS_DESIGNED if policy is None else policy.name
        return policy_run(name, site, states, played, offline_a=offline_a, from_s=first_s)

    runs = [run(place, policy) for place, policy in enumerate(chosen)]
    length_h = given_h or min(slots_h(site), default=USUAL_SLOT_H)
    notes = (*_exceeded(site, runs), *_notes(site, sessions, chosen, length_h, pooled=pooled))
    if len(names) < len(site.ports):
        used = "port is" if len(names) == 1 else "ports are"
        notes = (f"{len(names):,} {used} used of the {len(site.ports):,}, the others stay empty", *notes)
    return SimulationResult(sessions, tuple(runs), length_h, notes, len(names) if pooled else None)


def _compile_a_week(states: WeekStates, clock: WeekClock, sessions: SessionSet) -> None:
    """Compile the states of the first week in the order in which they hold, so that no process has to."""
    now_s = sessions.sessions[0].arrive_s
    end_s = min(now_s + WEEK_MIN * 60.0, sessions.sessions[-1].arrive_s)
    while now_s <= end_s:
        states.at(sessions.calendar.week_minute(now_s))
        now_s = clock.next_change(now_s)


def _last_s(sessions: SessionSet) -> float:
    """An instant that no event comes after."""
    each = sessions.sessions
    ends = [session.arrive_s + (session.stay_s or 0.0) for session in each]
    ends += [session.leave_s for session in each if session.leave_s is not None]
    return max(ends, default=0.0) + 2 * WEEK_MIN * 60.0


def _exceeded(site: Site, runs: Iterable[PolicyRun]) -> Iterator[str]:
    """Where ports that cannot be reached take equipment beyond a limit, which nothing else can."""
    fullest: dict[LimitId, LimitRun] = {}
    for limit in (each for run in runs for each in run.limits if exceeds(each.peak_load, each.value)):
        owner = limit.limit._replace(side=None, leg=None, partner=None)
        known = fullest.get(owner)
        if known is None or limit.peak_load * known.value > known.peak_load * limit.value:
            fullest[owner] = limit
    for owner, limit in fullest.items():
        unit = unit_of(site, limit.limit, limit.unit)
        yield (
            f"ports that cannot be reached draw their fallback whatever is shared: {equipment_title(owner)} may carry"
            f" {limit.peak_load:,.1f} of {limit.value:,.1f} {unit}"
        )


def _notes(
    site: Site, sessions: SessionSet, policies: list[Policy | None], slot_h: float, *, pooled: bool
) -> Iterator[str]:
    yield f"turns: slots of up to {slot_h * 60:g} min; played one by one under round robin, elsewhere by their averages"
    each = sessions.sessions
    if any(policy is not None and policy.queue_by == "laxity" for policy in policies):
        yield f"least laxity first: compared at every event, and every {LAXITY_STEP_S / 60:g} min while somebody waits"
    if any(session.taper is not None and session.taper.linear for session in each):
        yield f"a linear taper goes down in {TAPER_STEPS} steps"
    relieved = set() if pooled else _relieved(each)
    if sessions.until_s is None and any(
        _stays(session) and session.energy_kwh is None and place not in relieved for place, session in enumerate(each)
    ):
        end = sessions.calendar.show(each[-1].arrive_s + LONGEST_STAY_S)
        yield f"vehicles that say neither energy nor leave stay until {end}, 24 h after the last arrival"
    stay = len(relieved)
    if stay:
        who = "1 vehicle that does" if stay == 1 else f"{stay:,} vehicles that do"
        yield f"{who} not say when to leave: gone when the next one comes to the port"
    yield from record_notes(site)
    yield from control_notes(site)


def _relieved(sessions: Sequence[Session]) -> set[int]:
    """Those that do not say when to leave, and are gone when the next one comes to their port."""
    last = {session.port: place for place, session in enumerate(sessions)}
    return {place for place, session in enumerate(sessions) if _stays(session) and last[session.port] != place}


def _stays(session: Session) -> bool:
    return session.leave_s is None and session.stay_s is None
