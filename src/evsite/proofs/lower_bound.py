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
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.allocation.rates import port_policies, rise_rates
from evsite.model.limit_id import ORDER, by_limit
from evsite.model.moments import tightest
from evsite.network.compile import compile_network
from evsite.network.fallback import alone_a, within_jumpers
from evsite.network.load_bounds import Rows
from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE, whole

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from evsite.model.limit_id import LimitedBy
    from evsite.model.policy import PolicyName
    from evsite.model.site import Site
    from evsite.network.compile import Network, Row


@dataclass(frozen=True, slots=True)
class Floor:
    """The least share of a port: `current_a`, who says so, and whether some occupancy reaches it."""

    port: str
    current_a: float
    limit: LimitedBy
    exact: bool
    row: int = -1
    """Row that sets the floor; -1 where the port or its vehicle does."""


def port_floors(site: Site, network: Network | None = None, policy: PolicyName | None = None) -> dict[str, Floor]:
    """The floor of every port, in the order of the site; 0 A under first come, first served.

    A port in no group shares only what its station shares by itself (a jumper, power modules). The others are asked for
    beside what such ports are rated for, since nothing holds those to a share.
    """
    network = network or compile_network(site)
    floors = cut_floors(site, network, policy)
    return in_whole_modules(network, floors) if network.pools else floors


def cut_floors(site: Site, network: Network, policy: PolicyName | None = None) -> dict[str, Floor]:
    """The floors as if power modules could be cut."""
    policies = port_policies(site, policy)
    rate = rise_rates(site, policies)
    uncontrolled_a = uncontrolled(site)
    columns = columns_of(network, rate, uncontrolled_a)
    base_a = base_of(network, uncontrolled_a)
    levels = [row_level(row, columns, base_a) for row in network.rows]
    lowest: list[tuple[float, int]] = [(math.inf, -1)] * network.atoms
    for index, row in enumerate(network.rows):
        for atom in row.atoms:
            if levels[index] < lowest[atom][0]:
                lowest[atom] = (levels[index], index)
    rows = Rows(network.rows, network.atoms)
    by_itself = _ByItself(site, network, rate)
    reached: dict[int, bool] = {}
    floors = {}
    for position, name in enumerate(network.ports):
        if name in uncontrolled_a:
            floors[name] = by_itself.floor(position)
            continue
        if not policies[name].bounded:
            floors[name] = Floor(name, 0.0, ORDER, exact=True)
            continue
        level, index = lowest[network.atom[position]]
        if rate[position] * level >= network.cap_a[position]:
            floors[name] = Floor(name, network.cap_a[position], network.cap_by[position], exact=True)
            continue
        if index not in reached:
            reached[index] = _fits(rows, columns, base_a, network.rows[index], levels[index])
        limit = by_limit(network.limits[network.rows[index].limit].id)
        floors[name] = Floor(name, rate[position] * level, limit, reached[index], index)
    return floors


class _ByItself:
    """What stations share by themselves, with no group around them: a jumpered feed, or power modules on their feed."""

    def __init__(self, site: Site, network: Network, rate: list[float]) -> None:
        self._network = network
        self._rate = rate
        self._rows = Rows(network.rows, network.atoms)
        self._pool_of = {name: frozenset(pool.ports) for pool in site.pools for name in pool.ports}

    @cached_property
    def _columns(self) -> list[Column]:
        return columns_of(self._network, self._rate)

    def floor(self, position: int) -> Floor:
        """What the station of a port leaves it while its other ports are in use."""
        network = self._network
        name = network.ports[position]
        amps, limit, row = network.cap_a[position], network.cap_by[position], -1
        for index, _ in self._rows.of_atom[network.atom[position]]:
            over = network.limits[network.rows[index].limit]
            if over.group is not None or not (self._inside_pool(name, index) or not over.equipment):
                continue
            share_a = self._rate[position] * row_level(network.rows[index], self._columns, [0.0] * network.atoms)
            if share_a < amps:
                amps, limit, row = share_a, by_limit(over.id), index
        return Floor(name, amps, limit, exact=True, row=row)

    def _inside_pool(self, name: str, index: int) -> bool:
        """Whether a row holds nobody but the ports that share power modules with this one."""
        if name not in self._pool_of:
            return False
        network = self._network
        return all(
            network.ports[port] in self._pool_of[name]
            for atom in network.rows[index].atoms
            for port in network.ports_of_atom[atom]
        )


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
        amps = floor.current_a
        if name in module_a:
            amps = whole(amps / module_a[name]) * module_a[name]
        result[name] = replace(floor, current_a=amps, exact=floor.exact and floor.row < 0)
    return result


def own_slots(site: Site, network: Network | None = None) -> dict[str, Floor]:
    """What every port in a group can have while the others in groups have nothing: the most that its own turn can give.

    Ports in no group draw what they are rated for meanwhile: nobody takes turns with them.
    """
    network = network or compile_network(site)
    uncontrolled_a = uncontrolled(site)
    base_a = base_of(network, uncontrolled_a)
    rows = Rows(network.rows, network.atoms)
    nobody: list[Column] = [[] for _ in range(network.atoms)]
    found: dict[str, Floor] = {}
    known: dict[int, tuple[float, int]] = {}
    for position, name in enumerate(network.ports):
        if name in uncontrolled_a:
            continue
        atom = network.atom[position]
        if atom not in known:
            nobody[atom] = [(math.inf, 1.0)]
            levels = [(row_level(network.rows[index], nobody, base_a), index) for index, _ in rows.of_atom[atom]]
            nobody[atom] = []
            known[atom] = min(levels, default=(math.inf, -1))
        level, index = known[atom]
        if level >= network.cap_a[position]:
            found[name] = Floor(name, network.cap_a[position], network.cap_by[position], exact=True)
        else:
            limit = by_limit(network.limits[network.rows[index].limit].id)
            found[name] = Floor(name, level, limit, exact=True, row=index)
    return found


def share_floors(site: Site) -> dict[str, Floor]:
    """The smallest floor among the ports of every group, by group name.

    Over the whole week: with the lowest limits and the greatest other load, windows of 0 A or 0 kW aside.
    """
    floors = port_floors(tightest(site, shut=False))
    return {
        group.name: min((floors[name] for name in group.ports), key=lambda floor: floor.current_a)
        for group in site.groups.values()
        if group.ports
    }


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


def _fits(rows: Rows, columns: list[Column], base_a: Sequence[float], row: Row, level: float) -> bool:
    """Whether all ports of a row at `level`, and nobody else, break no other row."""
    sums: dict[int, complex] = {}
    for atom in row.atoms:
        drawn = base_a[atom] + sum(weight * min(ceiling, level) for ceiling, weight in columns[atom])
        for index, coefficient in rows.of_atom[atom]:
            sums[index] = sums.get(index, 0j) + coefficient * drawn
    return all(
        abs(total) <= rows.rows[index].value * (1 + TOLERANCE)
        for index, total in sums.items()
        if rows.rows[index] is not row
    )
