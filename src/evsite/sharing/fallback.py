"""The fallback that stations are set to: as much as is safe everywhere, where the file does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.design.moments import tightest
from evsite.network.fallback import floor_fallback_a, given_fallback_a, least_fallbacks_a
from evsite.sharing.allocator import Allocator

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.design.site import Site


def fallbacks_a(site: Site) -> NDArray[np.float64]:
    """The fallback of every port, in the order of the site [A].

    Given in the file; else for AC the share that all ports can draw together at the lowest limits of the week, never
    below the product's floor of 1.8 kW; for DC (and for AC beside DC in one group) by the guide's formula.
    """
    least = least_fallbacks_a(site)
    beside_dc = {
        name
        for group in site.groups.values()
        if any(site.ports[other].dc for other in group.ports)
        for name in group.ports
    }
    free = [
        name
        for name, port in site.ports.items()
        if given_fallback_a(site, port) is None and not port.dc and name not in beside_dc
    ]
    result = np.array(list(least.values()))
    if not free:
        return result
    allocator = Allocator(tightest(site), "equal")
    fixed = least.keys() - set(free)
    wanted = {name: least[name] for name in fixed}
    moment = allocator.moment(offline_a=wanted)
    shares = allocator.shares(moment)
    for name in free:
        number = allocator.number[name]
        result[number] = max(float(shares.amps_a[number]), floor_fallback_a(site.ports[name]))
    return result
