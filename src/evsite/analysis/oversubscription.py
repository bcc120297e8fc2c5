"""Oversubscription, by both definitions in use.

Vendor guide, "Oversubscription Ratio Recommendations" and "Oversubscription and Minimum Power Levels".
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.installed import installed_a
from evsite.network.compile import compile_network
from evsite.network.fallback import group_limit_kw
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.site import Group, Site
    from evsite.network.compile import Network
    from evsite.network.port_terms import Terms


@dataclass(frozen=True, slots=True)
class Oversubscription:
    """The two ratios that are in use; None where nothing limits the group.

    `ports`: installed ports per port that the limit could serve at full power. `power`: connected rated power, as
    installed, over the limit or what other load leaves of it: a jumpered station counts for its one feed.
    """

    ports: float | None
    power: float | None


def oversubscription(
    site: Site,
    group: Group,
    network: Network | None = None,
    installed: Mapping[str, float] | None = None,
    left: float | None = None,
) -> Oversubscription:
    """Both ratios of a group: ports per port at full power, and connected rated power over the limit.

    `network` are the limits of the site and `installed` is what its ports are rated for as installed [A], where they
    are known already; `left` is what other load leaves of the limit, in its unit.
    """
    if not group.ports:
        return Oversubscription(None, None)
    network = network or compile_network(site)
    limit_kw = group_limit_kw(site, group)
    if left is not None:
        limit_kw *= left / (group.limit_kw or group.limit_a or 1.0)
    rated_a = installed_a(site) if installed is None else installed
    rated_kw = sum(rated_a[name] * site.ports[name].output_kw_per_a for name in group.ports)
    power = rated_kw / limit_kw if limit_kw else None
    served = ports_at_full_power(site, group, network)
    if served:
        return Oversubscription(len(group.ports) / served, power)
    return Oversubscription(power, power)


def ports_at_full_power(site: Site, group: Group, network: Network) -> int:
    """How many ports of a group its limit can serve at full power at once, spread over the phases.

    Ports are taken small ones first, one of each phase pair in turn, as long as they fit.
    """
    # the network is kept, so that no other one can take its place in memory
    question = "ports at full power", group.name, id(network)
    return site.once(question, lambda: (network, _ports_at_full_power(site, group, network)))[1]


def _ports_at_full_power(site: Site, group: Group, network: Network) -> int:
    position = network.position
    wanted = network.limits_of_group.get(group.name, set())
    sums = dict.fromkeys(wanted, 0j)
    queues: dict[str | None, deque[str]] = {}
    for name in sorted(group.ports, key=lambda name: site.ports[name].max_a):
        queues.setdefault(site.ports[name].connection, deque()).append(name)
    counted: dict[int, Terms] = {}
    served = 0
    while queues:
        for pair in list(queues):
            name = queues[pair].popleft()
            if not queues[pair]:
                del queues[pair]
            amps = site.ports[name].max_a
            own, above = network.parts[position[name]]
            if id(above) not in counted:
                counted[id(above)] = [term for term in above if term[0] in wanted]
            adds = [(index, value * amps) for index, value in own if index in wanted]
            adds += [(index, value * amps) for index, value in counted[id(above)]]
            if all(abs(sums[index] + value) <= network.limits[index].value * (1 + TOLERANCE) for index, value in adds):
                for index, value in adds:
                    sums[index] += value
                served += 1
    return served
