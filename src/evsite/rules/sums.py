"""Fixed currents of ports against every limit above them, phase by phase: what no policy can hold back any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.codebook.formulas import exceeds
from evsite.network.compile import is_equipment
from evsite.network.phasors import half_planes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from evsite.network.compile import Network
    from evsite.network.limits import Limit


@dataclass(frozen=True, slots=True)
class Excess:
    """A limit, the most that its ports put on it when each draws its current or nothing, and those ports."""

    limit: Limit
    total: float
    ports: tuple[str, ...]
    straight: bool
    """Whether all of them add up in one direction, so that the total goes with their number."""


def most_on_limits(network: Network, amps: Mapping[str, float]) -> list[Excess]:
    """For every limit the most that ports with these currents put on it, in its own unit."""
    directions: list[dict[complex, float]] = [{} for _ in network.limits]
    below: list[list[str]] = [[] for _ in network.limits]
    for position, name in enumerate(network.ports):
        for index, coefficient in network.terms[position]:
            below[index].append(name)
            at = directions[index]
            at[coefficient] = at.get(coefficient, 0.0) + amps[name]
    result = []
    for index, limit in enumerate(network.limits):
        phasors = [coefficient * total for coefficient, total in directions[index].items() if total]
        sets = half_planes(phasors) if phasors else []
        total = max((abs(sum(phasors[number] for number in chosen)) for chosen in sets), default=0.0)
        result.append(Excess(limit, total, tuple(below[index]), len(phasors) == 1))
    return result


def exceeded(
    network: Network, amps: Mapping[str, float], concerned: Collection[str], *, groups: bool = True
) -> list[Excess]:
    """Limits of equipment and `groups` that fixed currents go beyond, one for each set of ports: that exceeded most.

    Only limits over a port of `concerned` count.
    """
    worst: dict[object, Excess] = {}
    for item in most_on_limits(network, amps):
        limit = item.limit
        if limit.implied or not (is_equipment(limit) or (groups and limit.group is not None)):
            continue
        if not exceeds(item.total, limit.value) or not any(name in concerned for name in item.ports):
            continue
        for key in (limit.scope, item.ports):
            if key in worst and _share(worst[key]) >= _share(item):
                break
        else:
            worst[limit.scope] = worst[item.ports] = item
    return [item for key, item in worst.items() if key == item.limit.scope and worst[item.ports] is item]


def _share(item: Excess) -> float:
    """How far a limit is exceeded; a limit of zero furthest."""
    return item.total / item.limit.value if item.limit.value else float("inf")
