"""Power modules that ports share, as limits: how many modules there are, and whose feed each of them loads.

For sharing, a pool is one limit over its ports, in kW, and no port counts beyond the modules that can feed it. The two
feeds of a pair start from one node, so everything above sees their sum, whichever port the modules serve. Their own
circuits need no row: a circuit that cannot carry all modules of its station makes that station count fewer of them.

For asking what equipment can come to carry it is the other way round: each station draws what its own modules draw,
never more, whichever port they serve; and what a group holds of only one of the two stations does not hold its feed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.network.places import modules_place, node_place
from evsite.rounding import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.network.limits import Limit


@dataclass(slots=True)
class SteeredPool:
    """A pool of modules in a compiled network; port numbers, and amperes of a port for one module at full output."""

    limit: int
    """Number of the limit that all of its modules make."""
    ports: tuple[int, ...]
    module_a: tuple[float, ...]
    """Input current of one module at the voltage of each port [A]."""
    feeds: tuple[int, ...]
    """Modules that each feed carries: of each station of a pair, or of the block."""
    port_modules: int

    @property
    def modules(self) -> int:
        """Modules of the pool."""
        return sum(self.feeds)


def steered_pools(site: Site, limits: Sequence[Limit]) -> list[SteeredPool]:
    """The pools of a site. Circuits of paired stations hold from here on by the number of modules on them."""
    numbers = {name: number for number, name in enumerate(site.ports)}
    if not site.pools:
        return []
    at = {limit.place: index for index, limit in enumerate(limits) if limit.group is None}
    pools = []
    for pool in site.pools:
        ports = [site.ports[name] for name in pool.ports]
        module_a = tuple(pool.module_kw / port.output_kw_per_a for port in ports)
        feeds = list(pool.modules)
        if pool.paired:
            for position, port in enumerate(ports):
                if port.circuit is not None:
                    circuit = limits[at[node_place(port.circuit)]]
                    feeds[position] = min(feeds[position], whole(circuit.value / module_a[position]))
                    circuit.implied = True
        index = at[modules_place(pool.stations[0])]
        limits[index].value = sum(feeds) * pool.module_kw
        pools.append(
            SteeredPool(
                limit=index,
                ports=tuple(numbers[name] for name in pool.ports),
                module_a=module_a,
                feeds=tuple(feeds),
                port_modules=min(pool.port_modules, sum(feeds)),
            )
        )
    return pools


def groups_across(site: Site) -> dict[str, set[str]]:
    """Groups, by station of a pair, that hold this station and not the other one, and so do not hold its feed."""
    across: dict[str, set[str]] = {}
    pairs = [set(pool.ports) for pool in site.pools if pool.paired]
    paired = set[str]().union(*pairs)
    groups_of: dict[str, set[str]] = {}
    for group in site.groups.values() if paired else ():
        for name in paired.intersection(group.ports):
            groups_of.setdefault(name, set()).add(group.name)
    for members in pairs:
        held = [groups_of.get(name, set()) for name in members]
        everywhere = set.intersection(*held)
        for name, own in zip(members, held, strict=True):
            if own - everywhere:
                across[name] = own - everywhere
    return across


def feed_amps(pools: Sequence[SteeredPool], current_a: Sequence[float]) -> list[float]:
    """What each port's own feed carries, from what each port takes [A].

    Modules of a port's own station serve it first; what it takes beyond them is drawn from the other feed.
    """
    feeds = list(current_a)
    for pool in pools:
        if len(pool.feeds) < 2:
            continue
        one, other = pool.ports
        beyond = [
            max(0.0, current_a[port] - count * module_a)
            for port, count, module_a in zip(pool.ports, pool.feeds, pool.module_a, strict=True)
        ]
        feeds[one] += beyond[1] - beyond[0]
        feeds[other] += beyond[0] - beyond[1]
    return feeds
