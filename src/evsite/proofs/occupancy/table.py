"""Rows of the occupancy table from walks along orders of ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.allocator import Allocator
from evsite.proofs.occupancy.balanced import balanced_order
from evsite.proofs.occupancy.best import best_placements
from evsite.proofs.occupancy.placements import Placement, PortRows
from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult
from evsite.proofs.occupancy.worst import worst_walks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.site import Site
    from evsite.proofs.occupancy.placements import Walk


def occupancy_table(site: Site, vehicles: Iterable[int] | None = None) -> tuple[OccupancyRow, ...]:
    """The least that any vehicle gets, in the worst, a balanced and the best placement of each number of vehicles.

    Args:
        site: the site.
        vehicles: numbers of vehicles; default every one from 1 to the number of ports.

    Returns:
        a row for each number, in their order. The worst is exact at any size; the best is exact where
        `best_bound_a` equals it and otherwise lies between the two. Where stations share power modules, placements are
        chosen as if modules could be cut, and then show what whole modules give: other placements may give less.

    Raises:
        ValueError: for a number of vehicles below 1 or above the number of ports.
    """
    ports = PortRows(Allocator(site))
    wanted = list(range(1, ports.ports + 1)) if vehicles is None else list(vehicles)
    for number in wanted:
        if not 1 <= number <= ports.ports:
            raise ValueError(f"{number} vehicles: this site has 1 to {ports.ports} ports to place them at")
    if not wanted:
        return ()
    source, worst = worst_walks(ports)
    balanced = ports.walk(balanced_order(site, range(ports.ports)))
    best = best_placements(ports, balanced, wanted)
    write = _Writer(ports)
    return tuple(
        OccupancyRow(
            vehicles=number,
            worst=write.result(worst[source[number - 1]], number),
            balanced=write.result(balanced, number),
            best=write.result(found.walk, number),
            best_bound_a=write.current_a(found.walk, number, found.bound),
        )
        for number, found in zip(wanted, best, strict=True)
    )


class _Writer:
    """Turns levels into the figures of a port."""

    def __init__(self, ports: PortRows) -> None:
        self._ports = ports
        self._network = ports.allocator.network
        self._output_kw_per_a = [port.output_kw_per_a for port in ports.allocator.site.ports.values()]
        self._miles = ports.allocator.site.settings.miles_per_kwh

    def current_a(self, walk: Walk, vehicles: int, level: float) -> float:
        """What the least port of a placement would have at a level [A]."""
        port = int(walk.port[vehicles - 1])
        return float(self._ports.cap_a[port] if level == self._ports.ceiling[port] else self._ports.rate[port] * level)

    def result(self, walk: Walk, vehicles: int) -> PlacementResult:
        if self._network.pools:
            return self._in_whole_modules(walk, vehicles)
        port, row = int(walk.port[vehicles - 1]), int(walk.row[vehicles - 1])
        amps = self.current_a(walk, vehicles, float(walk.level[vehicles - 1]))
        power_kw = amps * self._output_kw_per_a[port]
        stopped = -1 if row < 0 else self._network.rows[row].limit
        return PlacementResult(
            current_a=amps,
            power_kw=power_kw,
            range_mi_per_h=power_kw * self._miles,
            port=self._network.ports[port],
            limited_by=self._network.what_stops(port, stopped),
            placement=Placement(self._network.ports, walk.order, vehicles),
        )

    def _in_whole_modules(self, walk: Walk, vehicles: int) -> PlacementResult:
        """The least that any vehicle of a placement gets once power modules are given out whole."""
        allocator = self._ports.allocator
        placement = Placement(self._network.ports, walk.order, vehicles)
        shares = allocator.shares(allocator.moment(placement))
        numbers = [allocator.number[name] for name in placement]
        port = min(numbers, key=lambda number: shares.current_a[number] / self._ports.rate[number])
        stopped = int(shares.limit[port])
        amps = float(shares.current_a[port])
        return PlacementResult(
            current_a=amps,
            power_kw=amps * self._output_kw_per_a[port],
            range_mi_per_h=amps * self._output_kw_per_a[port] * self._miles,
            port=self._network.ports[port],
            limited_by=self._network.what_stops(port, stopped),
            placement=placement,
        )
