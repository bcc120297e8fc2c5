"""Ports under rows, those that are alike added up, and the level at which they fill a row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.network.fallback import alone_a, within_jumpers
from evsite.network.phasors import crossing

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from evsite.model.site import Site
    from evsite.network.compile import Network, Row

Column = list[tuple[float, float]]
"""Ports of one atom as (level at which they have all they take, amperes per level), alike ones added up."""


def uncontrolled(site: Site) -> dict[str, float]:
    """What the ports that are in no group draw at most, whatever is shared among the others [A].

    All of them together: where both ports of a jumpered station are in no group, its feed is all that they draw.
    """
    managed = site.managed_ports()
    return within_jumpers(site, {name: alone_a(site, port) for name, port in site.ports.items() if name not in managed})


def base_of(network: Network, drawn_a: Mapping[str, float]) -> list[float]:
    """What ports with fixed currents draw together, by atom [A]."""
    base_a = [0.0] * network.atoms
    for name, atom in zip(network.ports, network.atom, strict=True):
        base_a[atom] += drawn_a.get(name, 0.0)
    return base_a


def columns_of(network: Network, rate: list[float], left_out: Container[str] = ()) -> list[Column]:
    """The ports of every atom as a column, ceilings ascending."""
    sums: list[dict[float, float]] = [{} for _ in range(network.atoms)]
    for position, atom in enumerate(network.atom):
        if network.ports[position] in left_out:
            continue
        ceiling = network.cap_a[position] / rate[position]
        sums[atom][ceiling] = sums[atom].get(ceiling, 0.0) + rate[position]
    return [sorted(cells.items()) for cells in sums]


def row_level(row: Row, columns: list[Column], base_a: Sequence[float]) -> float:
    """Level at which a row is full with every port under it in use; inf if their ceilings cannot fill it.

    `base_a` is what draws without being shared, by atom [A]; where that alone is beyond the limit the level is 0.
    """
    waiting = [
        (ceiling, coefficient * weight)
        for atom, coefficient in zip(row.atoms, row.coefficients, strict=True)
        for ceiling, weight in columns[atom]
    ]
    fixed = sum((c * base_a[atom] for atom, c in zip(row.atoms, row.coefficients, strict=True)), 0j)
    if abs(fixed) > row.value:
        return 0.0 if waiting else math.inf
    while waiting:
        slope = sum(amount for _, amount in waiting)
        level = crossing(fixed, slope, row.value)
        still = [(ceiling, amount) for ceiling, amount in waiting if ceiling > level]
        if len(still) == len(waiting):
            return level
        fixed += sum(ceiling * amount for ceiling, amount in waiting if ceiling <= level)
        waiting = still
    return math.inf
