"""Fixed currents of ports against every limit above them, phase by phase: what no policy can hold back any more.

On a conductor whose loads point within 90 degrees of each other all of them together are the most. On a transformer's
primary line some alone can be more than all: there the sets of `phasors.worst_case_subsets` are looked at, among which
is the worst of all subsets. So what fits here fits whichever port draws, and however little of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.network.phasors import worst_case_subsets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.network.compile import Network
    from evsite.network.limits import Limit


@dataclass(frozen=True, slots=True)
class LimitLoad:
    """A limit, the most that its ports put on it when each draws its current or nothing, and those ports."""

    limit: Limit
    total: float
    ports: tuple[str, ...]
    straight: bool
    """Whether all of them add up in one direction, so that the total goes with their number."""


def most_on_limits(network: Network, amps: Mapping[str, float], among: Iterable[str] | None = None) -> list[LimitLoad]:
    """For every limit the most that ports put on it, in its own unit, each of which would draw so much by itself.

    With `among`, for the limits over these ports, of which the others draw nothing.
    """
    ports = network.ports if among is None else among
    limits: Sequence[int] = range(len(network.limits))
    if among is not None:
        limits = sorted({index for name in ports for index, _ in network.terms[network.position[name]]})
    directions: dict[int, dict[complex, float]] = {index: {} for index in limits}
    below: dict[int, list[str]] = {index: [] for index in limits}
    jumpered: dict[tuple[str, int, complex], float] = {}
    site = network.site
    for name in ports:
        current_a = amps[name]
        station = site.stations[site.ports[name].station]
        terms = network.terms[network.position[name]]
        for index, _ in terms:
            below[index].append(name)
        if station.jumper_total_a is None:
            for index, coefficient in terms:
                at = directions[index]
                at[coefficient] = at.get(coefficient, 0.0) + current_a
            continue
        for index, coefficient in terms:
            key = station.name, index, coefficient
            jumpered[key] = jumpered.get(key, 0.0) + current_a
    for (name, index, coefficient), together_a in jumpered.items():
        total_a = network.site.stations[name].jumper_total_a
        assert total_a is not None
        at = directions[index]
        at[coefficient] = at.get(coefficient, 0.0) + min(together_a, total_a)
    result = []
    for index in limits:
        phasors = [coefficient * total for coefficient, total in directions[index].items() if total]
        if len(phasors) == 1:
            result.append(LimitLoad(network.limits[index], abs(phasors[0]), tuple(below[index]), straight=True))
            continue
        sets = worst_case_subsets(phasors) if phasors else []
        total = max((abs(sum(phasors[number] for number in chosen)) for chosen in sets), default=0.0)
        result.append(LimitLoad(network.limits[index], total, tuple(below[index]), straight=False))
    return result
