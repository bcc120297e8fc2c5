"""Shares of a part of a site that shares no limit with the rest: the same answers from arrays of its own size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.allocation.sharing import Sharing
from evsite.allocation.steps import PortSteps

if TYPE_CHECKING:
    from evsite.allocation.components import Component


class PartSharing(Sharing):
    """The shares of one component; ports are numbered by their positions in it, limits as in the whole site."""

    def __init__(self, whole: Sharing, part: Component) -> None:
        """Take over what the whole site knows of the ports of the component."""
        ports = part.ports.tolist()
        names = tuple(whole.network.ports[port] for port in ports)
        position = {port: index for index, port in enumerate(ports)}
        pools = [
            replace(pool, ports=tuple(position[port] for port in pool.ports))
            for pool in whole.network.pools
            if pool.ports[0] in position
        ]
        self.site = whole.site
        self.network = replace(whole.network, ports=names, pools=pools)
        self.arrays = part.arrays
        self.steps = None
        if whole.steps is not None:
            self.steps = PortSteps.of_site(whole.steps.of_port[port] for port in ports)
        self.policies = {name: whole.policies[name] for name in names}
        self.rate = whole.rate[ports]
        self.minimum_a = whole.minimum_a[ports]
        self.number = {name: index for index, name in enumerate(names)}
        self.built_a = whole.built_a[ports]
        self.in_order = whole.in_order[ports]
