"""A run under one policy, put together from its stretches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.rounding import TOLERANCE
from evsite.studies.simulation.limit_loads import reserved_by_port
from evsite.studies.simulation.limit_runs import limit_runs
from evsite.studies.simulation.results import PolicyRun, PowerCurve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.site import Site
    from evsite.studies.simulation.stretch_run import StateRun, StretchRun
    from evsite.studies.simulation.week_states import WeekState, WeekStates


def policy_run(
    name: str,
    site: Site,
    states: WeekStates,
    played: Sequence[StretchRun],
    *,
    offline_a: Mapping[str, float],
    from_s: float,
) -> PolicyRun:
    """Put the stretches of a run together.

    Parameters
    ----------
    name
        The policy.
    site
        The site.
    states
        Its states under the policy.
    played
        The stretches, one after the other.
    offline_a
        What ports that cannot be reached are taken to draw, by name [A].
    from_s
        When the first vehicle comes [s].
    """
    reserved_a = reserved_by_port(site, offline_a)
    outcomes = tuple(outcome for stretch in played for outcome in stretch.outcomes)
    held: dict[int, tuple[WeekState, list[StateRun]]] = {}
    for run in (each for stretch in played for each in stretch.states):
        state = states.at(run.week_minute)
        held.setdefault(id(state), (state, []))[1].append(run)
    limits, bound = limit_runs(held.values(), reserved_a, from_s=from_s)
    curves = [(run.at_s, run.drawn_kw) for _, runs in held.values() for run in runs]
    offline = np.array([change for stretch in played for change in stretch.offline]).reshape(-1, 2)
    curves.append((offline[:, 0], offline[:, 1]))
    return PolicyRun(
        policy=name,
        outcomes=outcomes,
        power=_power_curve(curves, max((each.end_s for each in outcomes), default=0.0)),
        limits=limits,
        bound=bound,
        events=sum(stretch.events for stretch in played),
        states=sum(run.distinct for stretch in played for run in stretch.states),
    )


def _power_curve(changes: list[tuple[np.ndarray, np.ndarray]], end_s: float) -> PowerCurve:
    changes = [(times, steps) for times, steps in changes if len(times)]
    if not changes:
        return PowerCurve(np.zeros(1), np.zeros(1), end_s)
    times_s = np.concatenate([times for times, _ in changes])
    order = np.argsort(times_s, kind="stable")
    power_kw = np.cumsum(np.concatenate([steps for _, steps in changes])[order])
    times_s = times_s[order]
    last = np.append(times_s[1:] != times_s[:-1], [True])
    # what rounding leaves where nobody charges is nothing
    power_kw = np.where(np.abs(power_kw) < TOLERANCE, 0.0, power_kw)
    return PowerCurve(times_s[last], power_kw[last], max(end_s, float(times_s[-1])))
