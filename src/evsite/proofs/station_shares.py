"""What stations share by themselves, with no group around them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from evsite.model.limit_id import by_limit
from evsite.network.load_bounds import ConstraintIndex
from evsite.proofs.columns import Column, columns_of, row_level
from evsite.proofs.share_bound import ShareBound

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.network.compile import Network


class StationShares:
    """What stations share by themselves, with no group around them: a jumpered feed, or power modules on their feed."""

    def __init__(self, site: Site, network: Network, rate: list[float]) -> None:
        self._network = network
        self._rate = rate
        self._rows = ConstraintIndex(network.rows, network.atoms)
        self._pool_of = {name: frozenset(pool.ports) for pool in site.pools for name in pool.ports}

    @cached_property
    def _columns(self) -> list[Column]:
        return columns_of(self._network, self._rate, self._network.cap_a, [0.0] * len(self._rate))

    def bound(self, position: int) -> ShareBound:
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
        return ShareBound(name, amps, limit, exact=True, row=row)

    def _inside_pool(self, name: str, index: int) -> bool:
        """Whether a row holds no port but the ports that share power modules with this one."""
        if name not in self._pool_of:
            return False
        network = self._network
        return all(
            network.ports[port] in self._pool_of[name]
            for atom in network.rows[index].atoms
            for port in network.ports_of_atom[atom]
        )
