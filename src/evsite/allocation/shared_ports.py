"""What sharing follows from, whoever is there: the ports of a site or of a part of it, their limits and policies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import network_arrays
from evsite.allocation.rates import fair_share_weights, min_charging_current_a, port_policies
from evsite.allocation.steps import PortSteps
from evsite.network.compile import compile_network

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.components import Component
    from evsite.allocation.policies import Policy
    from evsite.model.site import Site
    from evsite.network.compile import Network

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class SharedPorts:
    """Ports that share; arrays are by port, limits are those of the whole site."""

    site: Site
    network: Network
    arrays: NetworkArrays
    steps: PortSteps | None
    """The currents that each port can offer; None where all offer any."""
    policies: Mapping[str, Policy]
    rate: Floats
    """Weights of their shares."""
    minimum_a: Floats
    """Below this a vehicle does not charge."""
    built_a: Floats
    """The most that a port can draw, whatever limits it."""
    in_order: Mask
    """Whether a port is served in a queue."""


def ports_of_site(
    site: Site, policy: str | None = None, network: Network | None = None, *, offline: bool = False
) -> SharedPorts:
    """The ports of a site.

    Parameters
    ----------
    site
        The site.
    policy
        Holds for every group in place of its own.
    network
        The compiled site; default it is compiled.
    offline
        Whether ports can be offline in it.
    """
    network = network if network is not None else compile_network(site, offline=offline)
    arrays = network_arrays(network)
    steps = PortSteps.of_site(port.steps for port in site.ports.values())
    if steps is not None:
        arrays = replace(arrays, cap_a=steps.round_down_a(arrays.cap_a))
    policies = port_policies(site, policy)
    return SharedPorts(
        site=site,
        network=network,
        arrays=arrays,
        steps=steps,
        policies=policies,
        rate=np.array(fair_share_weights(site, policies)),
        minimum_a=np.array(min_charging_current_a(site)),
        # a port that shares power modules can draw more than its own station is built for
        built_a=np.maximum([port.max_a for port in site.ports.values()], arrays.cap_a),
        in_order=np.array([policies[name].in_order for name in network.ports], dtype=bool),
    )


def ports_of_part(whole: SharedPorts, part: Component) -> SharedPorts:
    """The ports of one component of a site, numbered by their positions in it."""
    ports = part.ports.tolist()
    names = tuple(whole.network.ports[port] for port in ports)
    position = {port: index for index, port in enumerate(ports)}
    pool_of_port = whole.network.pool_of_port
    numbers = sorted({pool_of_port[port] for port in ports if port in pool_of_port})
    pools = [
        replace(pool, ports=tuple(position[port] for port in pool.ports))
        for pool in (whole.network.pools[number] for number in numbers)
    ]
    return SharedPorts(
        site=whole.site,
        network=replace(whole.network, ports=names, pools=pools),
        arrays=part.arrays,
        steps=None if whole.steps is None else PortSteps.of_site(whole.steps.of_port[port] for port in ports),
        policies={name: whole.policies[name] for name in names},
        rate=whole.rate[ports],
        minimum_a=whole.minimum_a[ports],
        built_a=whole.built_a[ports],
        in_order=whole.in_order[ports],
    )
