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
        self._index = {port: position for position, port in enumerate(ports)}
        pooled = sharing.network.pool_of_port
        named = [sharing.site.ports[sharing.network.ports[port]] for port in ports]
        by_port = (sharing.built_a, sharing.minimum_a, sharing.rate, sharing.in_order)
        columns = (component.arrays.port_atom, component.arrays.cap_a, *(each[component.ports] for each in by_port))
        rows = zip(*(each.tolist() for each in columns), strict=True)
        self._kinds = [
            (
                *numbers,
                own.output_kw_per_a,
                own.input_kw_per_a,
                terms_of_port[port],
                own.steps,
                # ports that share power modules are alike in nothing
                port if port in pooled else -1,
            )
            for port, own, numbers in zip(ports, named, rows, strict=True)
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
            atom, cap_a, built_a, minimum_a, weight, _, output, drawn, terms, steps, _ = kind
            accept_a = min(built_a, accept_a)
            wanted_a = accept_a if steps is None else steps.round_up_a(accept_a)
            ceiling_a, enough_a = min(cap_a, wanted_a), min(minimum_a, wanted_a)
            if ceiling_a < enough_a * (1 - TOLERANCE):
                ceiling_a = 0.0
            found = VehicleClass(len(self.all), atom, ceiling_a, enough_a, weight, output, drawn, accept_a, terms)
            self.all.append(found)
            self._found[key] = found
        return found
