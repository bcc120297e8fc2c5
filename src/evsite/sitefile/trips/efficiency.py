"""What a battery gains of what its port draws, where neither its row nor its fleet says it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evsite.model.fleets import ON_BOARD_EFFICIENCY
from evsite.words import count, format_number, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.fleets import Fleet
    from evsite.model.site import Port, Site


def assumed_efficiency(port: Port) -> float:
    """That of the station for a DC port; at an AC port the lowest of usual on-board chargers."""
    return port.output_kw_per_a / port.input_kw_per_a if port.dc else ON_BOARD_EFFICIENCY


class Efficiencies:
    """Efficiencies of trips; counts those that are assumed."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lowest: dict[str, Port] = {}
        self._assumed: Counter[tuple[bool, float]] = Counter()
        self._differ = False

    def of(self, stated: float | None, fleet: Fleet, port: str | None) -> float:
        """The efficiency of a trip: that of its row, of its fleet, or what is assumed.

        Parameters
        ----------
        stated
            What the row says.
        fleet
            The fleet of the vehicle.
        port
            Its port; where that is not known yet, the lowest of those that its fleet may use counts.
        """
        if stated is not None or fleet.efficiency is not None:
            return stated or fleet.efficiency or 1.0
        found = self._site.ports[port] if port is not None else self._lowest_of(fleet)
        efficiency = assumed_efficiency(found)
        self._assumed[found.dc, efficiency] += 1
        return efficiency

    def _lowest_of(self, fleet: Fleet) -> Port:
        if fleet.name not in self._lowest:
            ports = sorted((self._site.ports[name] for name in fleet.ports or self._site.ports), key=assumed_efficiency)
            self._lowest[fleet.name] = ports[0]
            self._differ = self._differ or assumed_efficiency(ports[0]) < assumed_efficiency(ports[-1])
        return self._lowest[fleet.name]

    def notes(self) -> Iterator[str]:
        """What was assumed, in one note."""
        if not self._assumed:
            return
        parts = [
            f"{format_number(100 * efficiency, 1)} % for {count(number, 'trip')}, "
            + ("by the losses of the DC station" if dc else "the lowest of usual on-board chargers")
            for (dc, efficiency), number in sorted(self._assumed.items())
        ]
        lowest = "; the lowest of the ports that the fleet may use, where no port is given" if self._differ else ""
        yield f"assumed efficiency: {listed(parts, 'and')}{lowest}; give a column efficiency"
