"""Rows of the occupancy table from walks along orders of ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.allocator import Allocator
from evsite.proofs.occupancy.balanced import balanced_order
from evsite.proofs.occupancy.best import best_placements
from evsite.proofs.occupancy.placements import Placement, PortRows
from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult
from evsite.proofs.occupancy.worst import worst_walks
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.allocation.moment import Delivered
    from evsite.model.site import Site
    from evsite.proofs.occupancy.best import Best
    from evsite.proofs.occupancy.placements import Walk


_MOST_DELIVERED = 60
"""Up to so many ports it is worked out what each placement delivers where minimums may bind."""


def occupancy_table(site: Site, vehicles: Iterable[int] | None = None) -> tuple[OccupancyRow, ...]:
    """The least that any vehicle gets, in the worst, a balanced and the best placement of each number of vehicles.

    Args:
        site: the site.
        vehicles: numbers of vehicles; default every one from 1 to the number of ports.

    Returns:
        a row for each number, in their order. The worst is exact at any size; the best is exact where
        `best_bound_a` equals it and otherwise lies between the two. Where minimums may bind, or vehicles take turns,
        the figures are what the placements deliver (`rests_on`). Where stations share power modules, placements are
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
        _row(write, number, worst[source[number - 1]], balanced, found)
        for number, found in zip(wanted, best, strict=True)
    )


def _row(write: _Writer, vehicles: int, worst: Walk, balanced: Walk, best: Best) -> OccupancyRow:
    evenly = write.result(balanced, vehicles)
    found = [write.result(walk, vehicles) for walk in (worst, best.walk)]
    # among placements that are told by what they deliver, the least and the most are the worst and the best known
    known = [*found, evenly] if any(one.rests_on != "shares" for one in (*found, evenly)) else found
    lowest, highest = min(known, key=_worth), max(known, key=_worth)
    if known == found:
        lowest, highest = found
    return OccupancyRow(
        vehicles=vehicles,
        worst=lowest,
        balanced=evenly,
        best=highest,
        best_bound_a=write.best_bound_a(best, vehicles, highest),
    )


def _worth(result: PlacementResult) -> tuple[float, float]:
    return round(result.power_kw, 9), result.current_a


class _Writer:
    """Turns levels into the figures of a port."""

    def __init__(self, ports: PortRows) -> None:
        self._ports = ports
        self._network = ports.allocator.network
        self._output_kw_per_a = [port.output_kw_per_a for port in ports.allocator.site.ports.values()]
        self._miles = ports.allocator.site.settings.miles_per_kwh
        self._needed_a = np.minimum(ports.allocator.minimum_a, ports.allocator.built_a)
        self._found: dict[bytes, Delivered] = {}

    def current_a(self, walk: Walk, vehicles: int, level: float) -> float:
        """What the least port of a placement would have at a level [A]."""
        port = int(walk.port[vehicles - 1])
        return float(self._ports.cap_a[port] if level == self._ports.ceiling[port] else self._ports.rate[port] * level)

    def result(self, walk: Walk, vehicles: int) -> PlacementResult:
        if self._network.pools:
            return self._in_whole_modules(walk, vehicles)
        if self._minimum_binds(walk, vehicles):
            return self._delivered(walk, vehicles)
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

    def _minimum_binds(self, walk: Walk, vehicles: int) -> bool:
        """Whether the share of some vehicle of a placement may be below its minimum."""
        ports = self._ports
        if ports.queued[walk.port[vehicles - 1]]:
            return False  # one that waits in a queue has nothing anyhow
        placed = walk.order[:vehicles]
        share_a = np.minimum(ports.rate[placed] * float(walk.level[vehicles - 1]), ports.cap_a[placed])
        short = share_a < self._needed_a[placed] * (1 - TOLERANCE)
        return bool((short & ~ports.queued[placed]).any())

    def _delivered(self, walk: Walk, vehicles: int) -> PlacementResult:
        """What a placement delivers to the vehicle that gets least; what all of them do at least on a large site."""
        allocator = self._ports.allocator
        placement = Placement(self._network.ports, walk.order, vehicles)
        small = self._ports.ports <= _MOST_DELIVERED
        moment = allocator.moment(placement) if small else allocator.moment()
        key = moment.occupied.tobytes()
        if key not in self._found:
            self._found[key] = allocator.delivered(moment)
        delivered = self._found[key]
        numbers = np.flatnonzero(moment.occupied)
        power_kw = delivered.current_a[numbers] * np.array(self._output_kw_per_a)[numbers]
        port = int(numbers[np.lexsort((delivered.current_a[numbers], np.round(power_kw, 9)))[0]])
        amps = float(delivered.current_a[port])
        if not small:
            amps = min(amps, float(self._needed_a.min()))
        return PlacementResult(
            current_a=amps,
            power_kw=amps * self._output_kw_per_a[port],
            range_mi_per_h=amps * self._output_kw_per_a[port] * self._miles,
            port=self._network.ports[port],
            limited_by=self._network.what_stops(port, int(delivered.limit[port])),
            placement=placement,
            rests_on="delivery" if small else "bound",
        )

    def best_bound_a(self, found: Best, vehicles: int, result: PlacementResult) -> float:
        """What no placement of so many vehicles can exceed [A]."""
        bound_a = self.current_a(found.walk, vehicles, found.bound)
        if result.rests_on == "shares":
            return bound_a
        # what minimums and turns do to the least vehicle is no gain where all rise alike; else it has a minimum at most
        alike = np.allclose(self._ports.rate, self._ports.allocator.average_rate)
        return max(bound_a, result.current_a, 0.0 if alike else float(self._needed_a.max()))

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
