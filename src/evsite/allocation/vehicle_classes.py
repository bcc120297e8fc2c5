"""Vehicles that are alike for sharing: they stand under the same limits and take the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.allocation.components import Component
    from evsite.allocation.sharing import Sharing


class VehicleClass(NamedTuple):
    """What distinguishes vehicles of one component; `number` counts the classes of it.

    `ceiling_a` is what port and vehicle can take, 0 where a limit over the port alone leaves too little to charge;
    `enough_a` is what the vehicle needs to charge at all, `weight` how it rises beside others. `accept_a` is the most
    that port and vehicle draw: less than `ceiling_a` where the station offers only some currents.
    """

    number: int
    atom: int
    ceiling_a: float
    enough_a: float
    weight: float
    output_kw_per_a: float
    input_kw_per_a: float
    accept_a: float
    terms: int
    """Which limits the port stands under, also those that take no part in sharing: a number of `Classes.terms`."""


class Classes:
    """The classes of the vehicles that come to one component."""

    def __init__(self, sharing: Sharing, component: Component, terms_of_port: Sequence[int]) -> None:
        """Prepare; `terms_of_port` says by port of the site which limits it stands under."""
        ports = component.ports.tolist()
        all_ports = list(sharing.site.ports.values())
        self._index = {port: position for position, port in enumerate(ports)}
        pooled = {port for pool in sharing.network.pools for port in pool.ports}
        minimum_a, rate = sharing.minimum_a.tolist(), sharing.rate.tolist()
        built_a, in_order = sharing.built_a.tolist(), sharing.in_order.tolist()
        self._kinds = [
            (
                atom,
                cap_a,
                built_a[port],
                minimum_a[port],
                rate[port],
                all_ports[port].output_kw_per_a,
                all_ports[port].input_kw_per_a,
                terms_of_port[port],
                in_order[port],
                all_ports[port].steps,
                # ports that share power modules are alike in nothing
                port if port in pooled else -1,
            )
            for port, atom, cap_a in zip(
                ports, component.arrays.port_atom.tolist(), component.arrays.cap_a.tolist(), strict=True
            )
        ]
        self._found: dict[object, VehicleClass] = {}
        self._at_port: dict[tuple[int, float], VehicleClass] = {}
        self.all: list[VehicleClass] = []

    def of(self, port: int, accept_a: float) -> VehicleClass:
        """The class of a vehicle that accepts so much, at a port of the site by number."""
        known = self._at_port.get((port, accept_a))
        if known is None:
            known = self._at_port[port, accept_a] = self._of_alike(port, accept_a)
        return known

    def _of_alike(self, port: int, accept_a: float) -> VehicleClass:
        """The class of a vehicle, which others at ports that are alike may have too."""
        kind = self._kinds[self._index[port]]
        key = (kind, accept_a)
        found = self._found.get(key)
        if found is None:
            atom, cap_a, built_a, minimum_a, weight, output, drawn, terms, _, steps, _ = kind
            accept_a = min(built_a, accept_a)
            wanted_a = accept_a if steps is None else steps.round_up_a(accept_a)
            ceiling_a, enough_a = min(cap_a, wanted_a), min(minimum_a, wanted_a)
            if ceiling_a < enough_a * (1 - TOLERANCE):
                ceiling_a = 0.0
            found = VehicleClass(len(self.all), atom, ceiling_a, enough_a, weight, output, drawn, accept_a, terms)
            self.all.append(found)
            self._found[key] = found
        return found
