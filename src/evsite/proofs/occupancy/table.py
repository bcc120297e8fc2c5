"""Rows of the occupancy table from walks along orders of ports."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.allocator import Allocator
from evsite.network.compile import compile_network
from evsite.proofs.lower_bound import continuous_bounds, in_whole_modules
from evsite.proofs.occupancy.balanced import balanced_order
from evsite.proofs.occupancy.best import best_placements
from evsite.proofs.occupancy.delivered import Given, Giving
from evsite.proofs.occupancy.moving import Places
from evsite.proofs.occupancy.placements import Placement, PortRows
from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult
from evsite.proofs.occupancy.worst import worst_walks
from evsite.proofs.sharers import sharers
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.site import Site
    from evsite.proofs.occupancy.best import Best
    from evsite.proofs.occupancy.placements import Ints, Walk
    from evsite.proofs.sharers import Sharers


_MOST_IN_TURNS = 100
"""Up to so many ports every number of vehicles that take turns is told."""
_PLACED_IN_TURNS, _FEWEST_TOLD, _MOST_TOLD = 20_000, 6, 24
"""Beyond, so many numbers that all their placements have about so many ports."""


def occupancy_table(
    site: Site, vehicles: Iterable[int] | None = None, *, upto: int | None = None
) -> tuple[OccupancyRow, ...]:
    """The least that any vehicle gets, in the worst, a balanced and the best placement of each number of vehicles.

    Args:
        site: the site.
        vehicles: numbers of vehicles; default every one from 1 to the number of ports. On a large site only some of
            the numbers at which vehicles take turns, since each of these takes a rotation of its own.
        upto: the largest number of vehicles by default.

    Returns:
        a row for each number, in their order. The worst is exact where `worst_bound_a` equals it, which it does at any
        size as long as no minimum binds and all ports weigh the same; the best where `best_bound_a` does.

    Raises:
        ValueError: for a number of vehicles below 1 or above the number of ports.
    """
    most = len(site.ports) if upto is None else min(upto, len(site.ports))
    wanted = list(range(1, most + 1)) if vehicles is None else list(vehicles)
    if not wanted:
        return ()
    rows = _Rows(site, wanted)
    if vehicles is None and len(site.ports) > _MOST_IN_TURNS:
        wanted = _told(wanted, [rows.is_plain(number) for number in wanted], len(site.ports))
    return tuple(rows.of(number).row(number) for number in wanted)


def balanced_placement(site: Site, vehicles: int) -> PlacementResult:
    """The least that any vehicle gets in the balanced placement: that of the row of the occupancy table.

    Far less work than the row, which asks for the worst and the best of all placements.

    Args:
        site: the site.
        vehicles: how many vehicles.

    Raises:
        ValueError: for a number of vehicles below 1 or above the number of ports.
    """
    return _Rows(site, [vehicles]).of(vehicles).balanced_result(vehicles)


class _Rows:
    """How the row of each number of vehicles is found."""

    def __init__(self, site: Site, wanted: list[int]) -> None:
        for number in wanted:
            if not 1 <= number <= len(site.ports):
                raise ValueError(f"{number} vehicles: this site has 1 to {len(site.ports)} ports to place them at")
        known = sharers(site, compile_network(site), everybody=True)
        ports = PortRows(Allocator(site, network=known.network))
        weights = ports.rate * known.unit_per_a
        self._alike = bool(np.allclose(weights, weights[0], rtol=TOLERANCE))
        # with equal weights a level is amperes (or kilowatts), and bounds what any policy gives the least
        equal = ports if self._alike else PortRows(Allocator(site, "equal", known.network))
        self._by_level = _ByLevel(site, equal, wanted)
        self._by_giving = _ByGiving(ports, self._by_level, known)
        self._minimum = float(np.max(np.array(known.first_a) * known.unit_per_a, initial=0.0)) / float(weights[0])
        # power modules are given out whole
        self._together = not known.network.pools

    def is_plain(self, vehicles: int) -> bool:
        """Whether in every placement of so many vehicles all have alike, and no minimum binds."""
        return self._alike and self._by_level.worst_level(vehicles) >= self._minimum * (1 - TOLERANCE)

    def of(self, vehicles: int) -> _ByLevel | _ByGiving:
        """What makes the row of a number of vehicles."""
        return self._by_level if self._together and self.is_plain(vehicles) else self._by_giving


def _told(wanted: list[int], plain: list[bool], ports: int) -> list[int]:
    """The numbers that are told: all but most of those at which vehicles take turns, evenly spread."""
    turning = [index for index in range(len(wanted)) if not plain[index]]
    some = max(_FEWEST_TOLD, min(_MOST_TOLD, _PLACED_IN_TURNS // ports))
    kept = {turning[round(place)] for place in np.linspace(0, len(turning) - 1, some)} if turning else set()
    return [number for index, number in enumerate(wanted) if plain[index] or index in kept]


class _ByLevel:
    """Rows of the table from levels: right where all ports share alike, weigh the same, and no minimum binds."""

    def __init__(self, site: Site, ports: PortRows, wanted: list[int]) -> None:
        self.balanced = ports.walk(balanced_order(site, range(ports.ports)))
        self.source, self.worst = worst_walks(ports)
        self.write = _Writer(ports)
        self.ports = ports
        self._wanted = wanted

    @cached_property
    def best(self) -> dict[int, Best]:
        """The best placement of each number of vehicles that is asked for."""
        return dict(zip(self._wanted, best_placements(self.ports, self.balanced, self._wanted), strict=True))

    def worst_level(self, vehicles: int) -> float:
        """The least level of the worst placement."""
        return float(self.worst[self.source[vehicles - 1]].level[vehicles - 1])

    def balanced_result(self, vehicles: int) -> PlacementResult:
        """What the balanced placement gives the least."""
        return self.write.result(self.balanced, vehicles)

    def row(self, vehicles: int) -> OccupancyRow:
        """The row of a number of vehicles."""
        best, write = self.best[vehicles], self.write
        worst = write.result(self.worst[self.source[vehicles - 1]], vehicles)
        return OccupancyRow(
            vehicles=vehicles,
            worst=worst,
            balanced=self.balanced_result(vehicles),
            best=write.result(best.walk, vehicles),
            worst_bound_a=worst.current_a,
            best_bound_a=write.current_a(best.walk, vehicles, best.bound),
        )


class _ByGiving:
    """Rows of the table from what placements are given."""

    def __init__(self, ports: PortRows, by_level: _ByLevel, known: Sharers) -> None:
        self._ports = ports
        self._by_level = by_level
        self._known = known
        self._giving = Giving(ports, known.unit_per_a)

    @cached_property
    def _all(self) -> tuple[dict[int, Given], dict[int, Given]] | None:
        """The worst and the best of all placements, where these are few."""
        return self._giving.of_all(Places(self._ports, self._by_level.balanced.order))

    @cached_property
    def _own(self) -> tuple[Ints, list[Walk]]:
        """Orders in which the worst placements stand, by the weights of the policies."""
        return worst_walks(self._ports)

    @cached_property
    def _least(self) -> float:
        """What every port gets at least in any placement, in the unit of the comparison."""
        amps = _least_a(self._known)
        return min(a * unit for a, unit in zip(amps, self._known.unit_per_a, strict=True))

    def balanced_result(self, vehicles: int) -> PlacementResult:
        """What the balanced placement gives the least."""
        return self._result(self._giving.least(self._by_level.balanced.order[:vehicles]))

    def row(self, vehicles: int) -> OccupancyRow:
        """The row of a number of vehicles."""
        by_level, giving = self._by_level, self._giving
        balanced = giving.least(by_level.balanced.order[:vehicles])
        best_bound = by_level.best[vehicles].bound * float(by_level.ports.rate[0]) * self._known.unit_per_a[0]
        # of placements that are as good those that levels lead to come first: they do not hang on the order of the file
        source, walks = self._own
        bad = [walks[source[vehicles - 1]], by_level.worst[by_level.source[vehicles - 1]]]
        low = [*giving.of_some(bad, vehicles), balanced]
        high = [*giving.of_some([by_level.best[vehicles].walk], vehicles), balanced]
        if self._all is not None:
            low.append(self._all[0][vehicles])
            high.append(self._all[1][vehicles])
        worst = min(low, key=lambda given: round(given.value, 9))
        best = max([*high, worst], key=lambda given: round(given.value, 9))
        if self._all is not None:
            worst_bound, best_bound = worst.value, best.value
        else:
            worst_bound, best_bound = min(self._least, worst.value), max(best_bound, best.value)
        unit = self._known.unit_per_a
        return OccupancyRow(
            vehicles=vehicles,
            worst=self._result(worst),
            balanced=self._result(balanced),
            best=self._result(best),
            worst_bound_a=worst_bound / unit[worst.port],
            best_bound_a=best_bound / unit[best.port],
        )

    def _result(self, given: Given) -> PlacementResult:
        network = self._known.network
        port = self._known.site.ports[network.ports[given.port]]
        power_kw = given.current_a * port.output_kw_per_a
        return PlacementResult(
            current_a=given.current_a,
            power_kw=power_kw,
            range_mi_per_h=power_kw * self._known.site.settings.miles_per_kwh,
            port=port.name,
            limited_by=network.what_stops(given.port, given.limit),
            placement=Placement(network.ports, given.ports, len(given.ports)),
            longest_wait_h=given.wait_h,
        )


def _least_a(known: Sharers) -> list[float]:
    """What each port gets at least in any placement, in whole modules; 0 where a queue may make it wait [A]."""
    bounds = in_whole_modules(known.network, continuous_bounds(known))
    return [0.0 if known.policies[name].in_order else bound.current_a for name, bound in bounds.items()]


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
