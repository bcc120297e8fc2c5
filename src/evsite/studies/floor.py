"""A floor under every port's share, without arrays: what equal and proportional sharing can never go below.

Row k (a conductor, a group, a winding) is full at level t_k when every port under it is in use and nobody else is. A
port that is stopped by row k has at least level t_k, whoever else is there and however little they take: on the row
that stops it no port has a higher level, so with fewer vehicles, or smaller ones, the row would not have been full
yet. Hence no port ever gets less than the smallest t_k on its way to the utility. Where that occupancy breaks no
other row the floor is reached, and then it is the guarantee itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.design.moments import tightest
from evsite.design.pools import whole
from evsite.network.compile import compile_network
from evsite.network.greatest import Rows
from evsite.network.phasors import crossing
from evsite.sharing.rates import port_policies, rise_rates

if TYPE_CHECKING:
    from evsite.design.site import Policy, Site
    from evsite.network.compile import Network, Row

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Floor:
    """The least share of a port: `amps_a`, who says so, and whether some occupancy reaches it."""

    port: str
    amps_a: float
    limit: str
    exact: bool
    row: int = -1
    """Row that sets the floor; -1 where the port or its vehicle does."""


def port_floors(site: Site, network: Network | None = None, policy: Policy | None = None) -> dict[str, Floor]:
    """The floor of every port, in the order of the site; 0 A under first come, first served."""
    network = network or compile_network(site)
    floors = cut_floors(site, network, policy)
    return in_whole_modules(network, floors) if network.pools else floors


def cut_floors(site: Site, network: Network, policy: Policy | None = None) -> dict[str, Floor]:
    """The floors as if power modules could be cut."""
    policies = port_policies(site, policy)
    rate = rise_rates(site, policies)
    columns = columns_of(network, rate)
    levels = [row_level(row, columns) for row in network.rows]
    lowest: list[tuple[float, int]] = [(math.inf, -1)] * network.atoms
    for index, row in enumerate(network.rows):
        for atom in row.atoms:
            if levels[index] < lowest[atom][0]:
                lowest[atom] = (levels[index], index)
    rows = Rows(network.rows, network.atoms)
    reached: dict[int, bool] = {}
    floors = {}
    for position, name in enumerate(network.ports):
        if policies[name] == "fcfs":
            floors[name] = Floor(name, 0.0, "first come, first served", exact=True)
            continue
        level, index = lowest[network.atom[position]]
        if rate[position] * level >= network.cap_a[position]:
            floors[name] = Floor(name, network.cap_a[position], network.cap_by[position], exact=True)
            continue
        if index not in reached:
            reached[index] = _fits(rows, columns, network.rows[index], levels[index])
        limit = network.limits[network.rows[index].limit].name
        floors[name] = Floor(name, rate[position] * level, limit, reached[index], index)
    return floors


def in_whole_modules(network: Network, floors: dict[str, Floor]) -> dict[str, Floor]:
    """Floors where power modules are given out whole: those of their ports rounded down.

    The others keep theirs, but what rounding leaves over may come to them, so only full ports are sure to be exact.
    """
    module_a = {
        network.ports[port]: amps
        for pool in network.pools
        for port, amps in zip(pool.ports, pool.module_a, strict=True)
    }
    result = {}
    for name, floor in floors.items():
        amps = floor.amps_a
        if name in module_a:
            amps = whole(amps / module_a[name]) * module_a[name]
        result[name] = replace(floor, amps_a=amps, exact=floor.exact and floor.row < 0)
    return result


def share_floors(site: Site) -> dict[str, Floor]:
    """The smallest floor among the ports of every group, by group name.

    Over the whole week: with the lowest limits and the greatest other load, windows of 0 A or 0 kW aside.
    """
    floors = port_floors(tightest(site, shut=False))
    return {
        group.name: min((floors[name] for name in group.ports), key=lambda floor: floor.amps_a)
        for group in site.groups.values()
        if group.ports
    }


Column = list[tuple[float, float]]
"""Ports of one atom as (level at which they have all they take, amperes per level), alike ones added up."""


def columns_of(network: Network, rate: list[float]) -> list[Column]:
    """The ports of every atom as a column, ceilings ascending."""
    sums: list[dict[float, float]] = [{} for _ in range(network.atoms)]
    for position, atom in enumerate(network.atom):
        ceiling = network.cap_a[position] / rate[position]
        sums[atom][ceiling] = sums[atom].get(ceiling, 0.0) + rate[position]
    return [sorted(cells.items()) for cells in sums]


def row_level(row: Row, columns: list[Column]) -> float:
    """Level at which a row is full with every port under it in use; inf if their ceilings cannot fill it."""
    waiting = [
        (ceiling, coefficient * weight)
        for atom, coefficient in zip(row.atoms, row.coefficients, strict=True)
        for ceiling, weight in columns[atom]
    ]
    fixed = 0j
    while waiting:
        slope = sum(amount for _, amount in waiting)
        level = crossing(fixed, slope, row.value)
        still = [(ceiling, amount) for ceiling, amount in waiting if ceiling > level]
        if len(still) == len(waiting):
            return level
        fixed += sum(ceiling * amount for ceiling, amount in waiting if ceiling <= level)
        waiting = still
    return math.inf


def _fits(rows: Rows, columns: list[Column], row: Row, level: float) -> bool:
    """Whether all ports of a row at `level`, and nobody else, break no other row."""
    sums: dict[int, complex] = {}
    for atom in row.atoms:
        drawn = sum(weight * min(ceiling, level) for ceiling, weight in columns[atom])
        for index, coefficient in rows.of_atom[atom]:
            sums[index] = sums.get(index, 0j) + coefficient * drawn
    return all(
        abs(total) <= rows.rows[index].value * (1 + _SAME)
        for index, total in sums.items()
        if rows.rows[index] is not row
    )
