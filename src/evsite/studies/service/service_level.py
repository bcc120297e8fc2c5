"""The service level of a simulation: how many leave with what they need, and what keeps the others from it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where a simulation is judged

from evsite.rounding import TOLERANCE
from evsite.studies.service.bootstrap import bootstrap_ratio
from evsite.studies.service.power_profile import power_profile
from evsite.studies.service.results import (
    Durations,
    FullSpeed,
    Interval,
    Lifted,
    PortWaits,
    Quantiles,
    Recorded,
    ServiceLevel,
    ServiceReport,
)
from evsite.studies.service.session_service import session_service
from evsite.studies.service.tallies import Tallies, ratios_by_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.model.sessions import SessionSet
    from evsite.studies.service.results import DayTally, RatioName, Tally
    from evsite.studies.service.session_service import SessionService
    from evsite.studies.simulation.lifting import LiftedLimit
    from evsite.studies.simulation.results import PolicyRun, SessionOutcome, SimulationResult
    from evsite.tariffs.bill_results import Bill

    Floats = NDArray[np.float64]
    IntervalOf = Callable[[Floats, Floats], tuple[float, float] | None]

_BINS = 10
_TOLD_GAP = 5e-4
"""From this part of it a bound is said to be too much: a share of it in whole percent may be another one."""
_WAITED_S = 1.0
"""Who plugs in within a second of arriving has found a port free."""


def service_report(
    result: SimulationResult,
    *,
    interval: IntervalOf | None = None,
    clairvoyant_kwh: float | None = None,
    clairvoyant_gap: float = 0.0,
    lifted: Iterable[Lifted] = (),
    bills: Mapping[str, Bill] | None = None,
    notes: Iterable[str] = (),
) -> ServiceReport:
    """The service level under every policy of a simulation.

    Parameters
    ----------
    result
        The simulation.
    interval
        Gives the confidence interval of a ratio of its numerators and denominators by day; None where it has none.
    clairvoyant_kwh
        The most that any policy could deliver within the limits.
    clairvoyant_gap
        The part of that by which it may be too much.
    lifted
        What drivers would gain where limits are lifted.
    bills
        What the power costs, by policy.
    notes
        What else has to be known, beside the notes of the simulation.
    """
    levels = tuple(service_level(run, result.sessions, interval=interval) for run in result.runs)
    return ServiceReport(
        sessions=result.sessions,
        policies=levels,
        slot_h=result.slot_h,
        end_s=max((run.power.end_s for run in result.runs), default=None),
        possible=_possible([level.tally for level in levels]),
        notes=(*result.notes, *notes, *_foresight_notes(clairvoyant_kwh, clairvoyant_gap)),
        clairvoyant_kwh=clairvoyant_kwh,
        lifted=tuple(lifted),
        bills=bills or {},
        shared_ports=result.shared_ports,
    )


def _foresight_notes(most_kwh: float | None, gap: float) -> Iterator[str]:
    if most_kwh is not None and gap >= _TOLD_GAP:
        least_kwh = most_kwh * (1 - gap)
        yield (
            f"perfect foresight delivers between {least_kwh:,.1f} and {most_kwh:,.1f} kWh: the latter is the bound, the"
            " former a plan within every limit"
        )


def interval_over_days(numerators: Floats, denominators: Floats) -> tuple[float, float] | None:
    """The interval of a ratio by drawing days with replacement; None where there are too few."""
    found = bootstrap_ratio(numerators.tolist(), denominators.tolist())
    return None if found is None else (found.lower, found.upper)


def lifted_under(policy: str, found: Iterable[LiftedLimit]) -> tuple[Lifted, ...]:
    """What was gained under a policy where limits were lifted."""
    return tuple(Lifted(policy, each.limits, each.bound_h, each.gained_kwh, each.gained_full) for each in found)


def service_level(run: PolicyRun, sessions: SessionSet, *, interval: IntervalOf | None = None) -> ServiceLevel:
    """How well sessions are served under one policy.

    Parameters
    ----------
    run
        The sessions under the policy.
    sessions
        The sessions and their clock.
    interval
        As `service_report` has it.
    """
    outcomes, calendar = run.outcomes, sessions.calendar
    services = [session_service(sessions.sessions[outcome.number], outcome, sessions.until_s) for outcome in outcomes]
    arrive_s = np.array([sessions.sessions[outcome.number].arrive_s for outcome in outcomes], dtype=float)
    plugged = [outcome for outcome in outcomes if outcome.plugged_s is not None]
    tallies = Tallies(outcomes, services)
    by_day = tallies.by_day(arrive_s, calendar)
    served = [service.served for service in services if service.served is not None]
    return ServiceLevel(
        policy=run.policy,
        tally=tallies.all(),
        plugged_in=len(plugged),
        ports=_port_waits(outcomes, services),
        session_energy=_quantiles([outcome.energy_kwh for outcome in outcomes]),
        served=_quantiles(served),
        served_counts=_served_counts(services),
        unpowered=_durations([outcome.unpowered_h for outcome in plugged]),
        longest_unpowered_h=max((outcome.longest_unpowered_h for outcome in plugged), default=0.0),
        late=_durations([service.late_h for service in services if service.late_h is not None]),
        power=power_profile(run.power, calendar, float(arrive_s.min()) if len(arrive_s) else run.power.end_s),
        limits=tuple(sorted(run.limits, key=lambda limit: -limit.bound_h)),
        bound=run.bound,
        by_arrival_hour=tallies.by_hour(arrive_s, calendar),
        by_arrival_weekday=tallies.by_weekday(arrive_s, calendar),
        by_month=tallies.by_month(arrive_s, calendar),
        by_day=by_day,
        worst_day=_worst(by_day),
        recorded=_recorded(run, sessions),
        intervals={} if interval is None else _intervals(by_day, interval),
    )


def _port_waits(outcomes: Sequence[SessionOutcome], services: Sequence[SessionService]) -> PortWaits:
    waits_h = [
        service.waited_h for outcome, service in zip(outcomes, services, strict=True) if outcome.plugged_s is not None
    ]
    waited = sum(wait_h * 3600 >= _WAITED_S for wait_h in waits_h)
    return PortWaits(waited, len(outcomes) - len(waits_h), _durations(waits_h))


def _quantiles(values: Sequence[float]) -> Quantiles | None:
    if not values:
        return None
    return Quantiles(*map(float, np.quantile(values, (0.05, 0.5, 0.95), method="linear")))


def _durations(values_h: Sequence[float]) -> Durations | None:
    if not values_h:
        return None
    return Durations(
        float(np.mean(values_h)), float(np.quantile(values_h, 0.95, method="linear")), float(max(values_h))
    )


def _served_counts(services: Sequence[SessionService]) -> tuple[int, ...]:
    """Sessions by tenths of what they wanted; one that has nearly all is not counted with those that are full."""
    short = [service.served for service in services if service.served is not None and not service.full]
    places = np.minimum((np.array(short, dtype=float) * _BINS).astype(np.int64), _BINS - 1)
    return (*map(int, np.bincount(places, minlength=_BINS)), sum(service.full for service in services))


def _worst(by_day: Sequence[DayTally]) -> DayTally | None:
    """The day with the least delivered of what was possible; of sessions that state no energy where none does."""
    stated = [day for day in by_day if day.tally.energy_of_possible is not None]
    if stated:
        return min(stated, key=lambda day: day.tally.energy_of_possible or 0.0)
    unstated = [day for day in by_day if day.tally.unstated_of_possible is not None]
    return min(unstated, key=lambda day: day.tally.unstated_of_possible or 0.0, default=None)


def _recorded(run: PolicyRun, sessions: SessionSet) -> Recorded | None:
    recorded = [
        (delivered, outcome.energy_kwh)
        for outcome in run.outcomes
        if (delivered := sessions.sessions[outcome.number].delivered_kwh) is not None
    ]
    if not recorded:
        return None
    return Recorded(len(recorded), sum(each for each, _ in recorded), sum(each for _, each in recorded))


def _intervals(by_day: Sequence[DayTally], interval: IntervalOf) -> dict[RatioName, Interval]:
    found = {name: interval(*parts) for name, parts in ratios_by_day(by_day).items() if parts[1].sum() > 0}
    return {name: Interval(*ends) for name, ends in found.items() if ends is not None}


def _possible(tallies: Sequence[Tally]) -> FullSpeed | None:
    """All sessions alone at full speed, where that is the same under every policy."""
    found = [FullSpeed(each.can_be_full, each.possible_kwh, each.unstated_possible_kwh) for each in tallies]
    if not found:
        return None
    first = found[0]
    same = all(
        each.can_be_full == first.can_be_full
        and math.isclose(each.possible_kwh, first.possible_kwh, rel_tol=TOLERANCE)
        and math.isclose(each.unstated_possible_kwh, first.unstated_possible_kwh, rel_tol=TOLERANCE)
        for each in found
    )
    return first if same else None
