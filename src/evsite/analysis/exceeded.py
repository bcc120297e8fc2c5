"""Limits that fixed currents of ports go beyond, phase by phase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.network.worst_case_load import most_on_limits
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from evsite.network.compile import Network
    from evsite.network.limits import Limit
    from evsite.network.places import Place


@dataclass(frozen=True, slots=True)
class LimitLoad:
    """A limit, the most that its ports put on it when each draws its current or nothing, and those ports."""

    limit: Limit
    total: float
    ports: tuple[str, ...]
    straight: bool
    """Whether all of them add up in one direction, so that the total goes with their number."""


def exceeded(
    network: Network,
    amps: Mapping[str, float],
    concerned: Collection[str],
    *,
    groups: bool = True,
    apart_from: Collection[Place] = (),
    among: Collection[str] | None = None,
) -> list[LimitLoad]:
    """Limits of equipment and `groups` that fixed currents go beyond, one for each set of ports: that exceeded most.

    Only limits over a port of `concerned` count, and not those of equipment in `apart_from`. With `among`
    the other ports draw nothing.
    """
    worst: dict[object, LimitLoad] = {}
    chosen = None if among is None else frozenset(among)
    for index, total, straight in most_on_limits(network, amps, among):
        limit = network.limits[index]
        if limit.implied or not (limit.equipment or (groups and limit.group is not None)):
            continue
        if limit.group is None and limit.place in apart_from:
            continue
        if not exceeds(total, limit.value):
            continue
        below = [network.ports[number] for number in network.ports_of_limit[index]]
        ports = tuple(below if chosen is None else [name for name in below if name in chosen])
        if not any(name in concerned for name in ports):
            continue
        item = LimitLoad(limit, total, ports, straight)
        for key in (limit.place, item.ports):
            if key in worst and _share(worst[key]) >= _share(item):
                break
        else:
            worst[limit.place] = worst[item.ports] = item
    return [item for key, item in worst.items() if key == item.limit.place and worst[item.ports] is item]


def _share(item: LimitLoad) -> float:
    """How far a limit is exceeded; a limit of zero furthest."""
    return item.total / item.limit.value if item.limit.value else float("inf")
