"""The next breaker to upgrade: what lifting one limit alone would bring, played through again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evsite.network.compile import compile_network
from evsite.rounding import TOLERANCE
from evsite.studies.simulation.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.model.limit_id import LimitId
    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.network.limits import LimitKey
    from evsite.studies.simulation.results import PolicyRun

MOST_LIFTED = 5
"""So many of the limits that bind longest are lifted, one after the other."""


@dataclass(frozen=True, slots=True)
class LiftedLimit:
    """What drivers would have had without a limit, and with all others.

    `limits` are the limit, on all of its lines and both sides of a transformer, and those that say the same of the
    same ports, as a group does that is set to what its panel may carry: they are lifted together. `gained_kwh` and
    `gained_full` are what all sessions would have had more, and how many more would have left with all that they
    wanted; both can be negative where another limit then binds elsewhere.
    """

    limits: tuple[LimitId, ...]
    bound_h: float
    gained_kwh: float
    gained_full: int


def lift_limits(
    site: Site,
    sessions: SessionSet,
    run: PolicyRun,
    *,
    most: int = MOST_LIFTED,
    on_progress: Callable[[float], None] | None = None,
    **options: Any,  # noqa: ANN401 - those of simulate
) -> tuple[LiftedLimit, ...]:
    """Play the sessions again without each of the limits that bind longest.

    Parameters
    ----------
    site
        The site.
    sessions
        The sessions.
    run
        What they got with every limit.
    most
        How many limits to lift.
    on_progress
        Hears the share of the work that is done.
    options
        The other arguments of `simulate` that `run` was made with.

    Returns
    -------
    tuple[LiftedLimit, ...]
        One for each limit, in the order of the hours in which it bound.
    """
    if not run.bound:
        return ()
    alike = _alike(site)
    full = sum(outcome.full_s is not None for outcome in run.outcomes)
    found: list[LiftedLimit] = []
    for bound in run.bound:
        if len(found) == most:
            break
        if any(bound.limit in each.limits for each in found):
            continue
        if on_progress is not None:
            on_progress(len(found) / most)
        owners, keys = alike[bound.limit]
        (other,) = simulate(site, sessions, policies=[run.policy], lifted=frozenset(keys), **options).runs
        found.append(
            LiftedLimit(
                limits=owners,
                bound_h=bound.bound_h,
                gained_kwh=other.energy_kwh - run.energy_kwh,
                gained_full=sum(outcome.full_s is not None for outcome in other.outcomes) - full,
            )
        )
    return tuple(found)


def _alike(site: Site) -> dict[LimitId, tuple[tuple[LimitId, ...], set[LimitKey]]]:
    """By limit without a line: the limits that go with it, and the keys of all their lines."""
    network = compile_network(site)
    columns: list[list[tuple[int, complex]]] = [[] for _ in network.limits]
    for port, terms in enumerate(network.terms):
        for index, coefficient in terms:
            columns[index].append((port, coefficient))
    lines: dict[LimitId, list[int]] = {}
    same: dict[object, list[int]] = {}
    for index, (limit, column) in enumerate(zip(network.limits, columns, strict=True)):
        lines.setdefault(limit.id._replace(side=None, leg=None), []).append(index)
        same.setdefault((tuple(column), limit.unit), []).append(index)
    found = {}
    for owner, own in lines.items():
        with_it = {owner: None}
        for index in own:
            value = network.limits[index].value
            for other in same[tuple(columns[index]), network.limits[index].unit]:
                if columns[index] and abs(network.limits[other].value - value) <= TOLERANCE * value:
                    with_it[network.limits[other].id._replace(side=None, leg=None)] = None
        keys = {network.limits[index].key for each in with_it for index in lines[each]}
        found[owner] = tuple(with_it), keys
    return found
