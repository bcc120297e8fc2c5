"""Ports under rows, those that are alike added up, and the level at which they fill a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.fallback import alone_a, within_jumpers
from evsite.proofs.kinds import Kind, full_level

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from evsite.model.site import Site
    from evsite.network.compile import Constraint, Network

Column = list[Kind]
"""Ports of one atom, those that are alike added up: their rates are sums. By ceiling, the highest last."""


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


def columns_of(
    network: Network,
    rate: Sequence[float],
    most_a: Sequence[float],
    first_a: Sequence[float],
    left_out: Container[str] = (),
) -> list[Column]:
    """The ports of every atom as a column: by port what each takes at most, and before shares grow [A]."""
    sums: list[dict[tuple[float, float], float]] = [{} for _ in range(network.atoms)]
    for position, atom in enumerate(network.atom):
        if network.ports[position] in left_out:
            continue
        key = most_a[position] / rate[position], first_a[position] / rate[position]
        sums[atom][key] = sums[atom].get(key, 0.0) + rate[position]
    return [[Kind(weight, start, ceiling) for (ceiling, start), weight in sorted(cells.items())] for cells in sums]


def fixed_on(row: Constraint, base_a: Sequence[float]) -> complex:
    """What atoms draw on a row without sharing: their amperes `base_a`, by atom, added up with their directions."""
    pairs = zip(row.atoms, row.coefficients, strict=True)
    return sum((coefficient * base_a[atom] for atom, coefficient in pairs if base_a[atom]), 0j)


def row_level(row: Constraint, columns: list[Column], base_a: Sequence[float]) -> float:
    """Level at which a row is full with every port under it in use; inf if their ceilings cannot fill it.

    `base_a` is what draws without being shared, by atom [A]; where that and the minimums are beyond the limit the level
    is 0.
    """
    cells = [
        (coefficient, kind)
        for atom, coefficient in zip(row.atoms, row.coefficients, strict=True)
        for kind in columns[atom]
    ]
    fixed = [
        (coefficient, Kind(base_a[atom], 1.0, 1.0))
        for atom, coefficient in zip(row.atoms, row.coefficients, strict=True)
        if base_a[atom]
    ]
    return full_level([*cells, *fixed], row.value)
