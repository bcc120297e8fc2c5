"""The fallback that stations are set to: as much as is safe everywhere, where the file does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.allocator import Allocator
from evsite.model.moments import lower_envelope
from evsite.network.fallback import given_fallback_a, least_fallbacks_a, least_settable_fallback_a

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.site import Site


def fallbacks_a(site: Site) -> dict[str, float]:
    """The fallback of every port by name, in the order of the site [A].

    Given in the file; else for AC the share that all ports can draw together at the lowest limits of the week, never
    below the product's floor of 1.8 kW (8 A in each of three phases), which is reserved first, and a current that the
    station can offer; for DC (and for AC beside DC in one group) by the guide's formula. A port in no group draws what
    it is rated for. Each is what the port draws by itself: the ports of a jumpered station together draw no more than
    their feed.
    """
    least = least_fallbacks_a(site)
    managed = site.managed_ports()
    beside_dc = {
        name
        for group in site.groups.values()
        if any(site.ports[other].dc for other in group.ports)
        for name in group.ports
    }
    free = [
        name
        for name, port in site.ports.items()
        if name in managed and given_fallback_a(site, port) is None and not port.dc and name not in beside_dc
    ]
    if not free:
        return least
    allocator = Allocator(lower_envelope(site), "equal", offline=True)
    floors = {name: least_settable_fallback_a(site.ports[name]) for name in free}
    fixed = {name: amps for name, amps in least.items() if name not in floors}
    while True:
        shares = allocator.unrounded(allocator.moment(offline_a=fixed)).current_a
        # stations that are alike are set alike: what rounding leaves over is given to nobody
        offered_a = shares if allocator.steps is None else allocator.steps.round_down_a(shares)
        share_a = dict(zip(site.ports, offered_a.tolist(), strict=True))
        low = {name: floor for name, floor in floors.items() if name not in fixed and share_a[name] < floor}
        if not low:
            return {name: fixed.get(name, share_a[name]) for name in site.ports}
        # who cannot be set so low takes its floor, and the others share what that leaves
        fixed |= low


def fallbacks_of(site: Site, names: Iterable[str]) -> dict[str, float]:
    """The fallback of some ports by name [A]; nothing is worked out for no ports."""
    wanted = list(names)
    current_a = fallbacks_a(site) if wanted else {}
    return {name: current_a[name] for name in wanted}
