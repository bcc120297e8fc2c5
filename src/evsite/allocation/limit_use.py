"""What an allocation puts on every limit of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.result import LimitUse
from evsite.network.phasors import worst_case_subsets
from evsite.network.steering import feed_amps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evsite.network.compile import Network


def limit_uses(network: Network, current_a: NDArray[np.float64]) -> tuple[LimitUse, ...]:
    """Load and value of every limit that has ports below it.

    On a conductor where one load can cancel another (a transformer's primary line) the load is the largest that these
    ceilings allow, with each direction drawing all or nothing. Equipment carries what the feeds of paired stations
    draw, whichever port their modules serve; groups count what their ports take.
    """
    taken_a = current_a.tolist()
    carried_a = feed_amps(network.pools, taken_a)
    on_feed = [limit.equipment for limit in network.limits]
    by_direction: list[dict[complex, complex]] = [{} for _ in network.limits]
    for terms, taken, carried in zip(network.terms, taken_a, carried_a, strict=True):
        for index, coefficient in terms:
            amps = carried if on_feed[index] else taken
            unit = coefficient / abs(coefficient)
            direction = complex(round(unit.real, 9), round(unit.imag, 9))
            sums = by_direction[index]
            sums[direction] = sums.get(direction, 0j) + coefficient * amps
    uses = []
    for limit, sums in zip(network.limits, by_direction, strict=True):
        if not sums:
            continue
        parts = list(sums.values())
        load = max(abs(sum(parts[index] for index in chosen)) for chosen in worst_case_subsets(sums))
        if limit.apparent:
            uses.append(LimitUse(limit.id, load_kva=load, limit_kva=limit.value))
        elif limit.unit == "kW":
            uses.append(LimitUse(limit.id, load_kw=load, limit_kw=limit.value))
        else:
            uses.append(LimitUse(limit.id, load_a=load, limit_a=limit.value))
    return tuple(uses)
