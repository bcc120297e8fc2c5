"""How one row of the occupancy table is found: from walks along orders of ports, or from what placements are given."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.allocator import Allocator
from evsite.model.limit_id import PORT_ALONE, by_step
from evsite.network.compile import compile_network
from evsite.proofs.lower_bound import as_offered, continuous_bounds
from evsite.proofs.occupancy.balanced import balanced_order
from evsite.proofs.occupancy.best import BestSearch
from evsite.proofs.occupancy.delivered import LeastDelivered, PlacementAllocator
from evsite.proofs.occupancy.moving import Places
from evsite.proofs.occupancy.placements import Placement, PortRows
from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult
from evsite.proofs.occupancy.thinning import PlacementColumns, figures_of
from evsite.proofs.occupancy.worst import worst_prefix_levels
from evsite.proofs.sharers import sharers
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.model.limit_id import LimitedBy
    from evsite.model.site import Site
    from evsite.proofs.occupancy.best import Best
    from evsite.proofs.occupancy.placements import Floats, Ints, PrefixLevels
    from evsite.proofs.occupancy.thinning import Figures
    from evsite.proofs.sharers import Sharers


class Rows:
    """How the row of each number of vehicles is found."""

    def __init__(self, site: Site, wanted: list[int], *, balanced_only: bool = False) -> None:
        """Prepare rows.

        With `balanced_only` nothing but the balanced placements is asked for later.
        """
        for number in wanted:
            if not 1 <= number <= len(site.ports):
                raise ValueError(f"{number} vehicles: this site has 1 to {len(site.ports)} ports to place them at")
        known = sharers(site, compile_network(site), all_occupied=True)
        ports = PortRows(Allocator(site, network=known.network))
        weights = ports.rate * known.unit_per_a
        self._alike = bool(np.allclose(weights, weights[0], rtol=TOLERANCE))
        # with equal weights a level is amperes (or kilowatts), and bounds what any policy gives the least
        equal = ports if self._alike else PortRows(Allocator(site, "equal", known.network))
        self._by_level = _ByLevel(site, equal, wanted, max(wanted) if balanced_only else None)
        self._by_allocation = _ByAllocation(ports, self._by_level, known)
        self._minimum = float(np.max(np.array(known.first_a) * known.unit_per_a, initial=0.0)) / float(weights[0])
        # power modules are given out whole
        self._together = not known.network.pools
        # below its ceiling a port with current steps has less than its level
        self._ceiling = float(np.max(ports.ceiling, initial=0.0)) if known.in_steps else 0.0

    def plain(self, vehicles: Ints) -> NDArray[np.bool_]:
        """Whether in every placement of each number of vehicles all have alike; no minimum binds and no step counts."""
        if not self._alike:
            return np.zeros(len(vehicles), dtype=np.bool_)
        least = max(self._minimum, self._ceiling)
        return np.asarray(self._by_level.worst_level(vehicles) >= least * (1 - TOLERANCE), dtype=np.bool_)

    def of(self, vehicles: int) -> _ByLevel | _ByAllocation:
        """What makes the row of a number of vehicles."""
        by_level = self._together and bool(self.plain(np.array([vehicles]))[0])
        return self._by_level if by_level else self._by_allocation

    def figures(self, vehicles: Ints) -> Figures:
        """What the rows of some numbers of vehicles show, before any bound: right where these are plain."""
        return self._by_level.figures(vehicles)

    def narrow(self, vehicles: list[int]) -> None:
        """From now on only these numbers are asked for: far fewer bounds have to be found."""
        self._by_level.narrow(vehicles)


class _ByLevel:
    """Rows of the table from levels: right where all ports share alike, weigh the same, and no minimum binds."""

    def __init__(self, site: Site, ports: PortRows, wanted: list[int], most_balanced: int | None) -> None:
        self.balanced = ports.prefix_levels(balanced_order(site, range(ports.ports), most_balanced))
        self.source, self.worst = worst_prefix_levels(ports)
        self.write = _Writer(ports)
        self.ports = ports
        self._wanted = wanted

    @cached_property
    def _search(self) -> BestSearch:
        return BestSearch(self.ports, self.balanced, self._wanted)

    @cached_property
    def best(self) -> dict[int, Best]:
        """The best placement of each number of vehicles that is asked for."""
        return dict(zip(self._wanted, self._search.results(), strict=True))

    def narrow(self, vehicles: list[int]) -> None:
        """From now on only these numbers are asked for."""
        self._search.narrow(vehicles)
        self._wanted = vehicles

    def figures(self, vehicles: Ints) -> Figures:
        """Least amperes and kilowatts of the three placements of each number, and what limits the worst."""
        which, walks = self._search.known(vehicles)
        everywhere = np.zeros(len(vehicles), dtype=np.int64)
        worst = self.write.figures(self.worst, self.source[vehicles - 1], vehicles)
        balanced = self.write.figures([self.balanced], everywhere, vehicles)
        return figures_of(vehicles, worst, balanced, self.write.figures(walks, which, vehicles))

    def worst_level(self, vehicles: Ints) -> Floats:
        """The least level of the worst placement of each number of vehicles."""
        found = np.empty(len(vehicles))
        for index, walk in enumerate(self.worst):
            here = self.source[vehicles - 1] == index
            found[here] = walk.level[vehicles[here] - 1]
        return found

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
            best=write.result(best.prefix_levels, vehicles),
            worst_bound_a=worst.current_a,
            best_bound_a=write.current_a(best.prefix_levels, vehicles, best.bound),
        )


class _ByAllocation:
    """Rows of the table from what placements are given."""

    def __init__(self, ports: PortRows, by_level: _ByLevel, known: Sharers) -> None:
        self._ports = ports
        self._by_level = by_level
        self._known = known
        self._allocator = PlacementAllocator(ports, known.unit_per_a)

    @cached_property
    def _all(self) -> tuple[dict[int, LeastDelivered], dict[int, LeastDelivered]] | None:
        """The worst and the best of all placements, where these are few."""
        return self._allocator.of_all(Places(self._ports, self._by_level.balanced.order))

    @cached_property
    def _own(self) -> tuple[Ints, list[PrefixLevels]]:
        """Orders in which the worst placements stand, by the weights of the policies."""
        return worst_prefix_levels(self._ports)

    @cached_property
    def _least(self) -> float:
        """What every port gets at least in any placement, in the unit of the comparison."""
        amps = _least_a(self._known)
        return min(a * unit for a, unit in zip(amps, self._known.unit_per_a, strict=True))

    def balanced_result(self, vehicles: int) -> PlacementResult:
        """What the balanced placement gives the least."""
        return self._result(self._allocator.least(self._by_level.balanced.order[:vehicles]))

    def row(self, vehicles: int) -> OccupancyRow:
        """The row of a number of vehicles."""
        by_level, allocator = self._by_level, self._allocator
        balanced = allocator.least(by_level.balanced.order[:vehicles])
        best_bound = by_level.best[vehicles].bound * float(by_level.ports.rate[0]) * self._known.unit_per_a[0]
        # of placements that are as good those that levels lead to come first: they do not hang on the order of the file
        source, walks = self._own
        bad = [walks[source[vehicles - 1]], by_level.worst[by_level.source[vehicles - 1]]]
        low = [*allocator.of_some(bad, vehicles), balanced]
        high = [*allocator.of_some([by_level.best[vehicles].prefix_levels], vehicles), balanced]
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

    def _result(self, given: LeastDelivered) -> PlacementResult:
        network = self._known.network
        port = self._known.site.ports[network.ports[given.port]]
        held = network.what_stops(given.port, given.limit)
        power_kw = given.current_a * port.output_kw_per_a
        return PlacementResult(
            current_a=given.current_a,
            power_kw=power_kw,
            range_mi_per_h=power_kw * self._known.site.settings.miles_per_kwh,
            port=port.name,
            limited_by=by_step(held) if given.rounded else held,
            placement=Placement(network.ports, given.ports, len(given.ports)),
            longest_wait_h=given.wait_h,
        )


def _least_a(known: Sharers) -> list[float]:
    """What each port gets at least in any placement, as it is offered; 0 where a queue may make it wait [A]."""
    bounds = as_offered(known, continuous_bounds(known))
    return [0.0 if known.policies[name].in_order else bound.current_a for name, bound in bounds.items()]


class _Writer:
    """Turns levels into the figures of a port."""

    def __init__(self, ports: PortRows) -> None:
        self._ports = ports
        self._network = ports.allocator.network
        self._output_kw_per_a = np.array([port.output_kw_per_a for port in ports.allocator.site.ports.values()])
        self._miles = ports.allocator.site.settings.miles_per_kwh

    def current_a(self, walk: PrefixLevels, vehicles: int, level: float) -> float:
        """What the least port of a placement would have at a level [A]."""
        port = int(walk.port[vehicles - 1])
        return float(self._ports.cap_a[port] if level == self._ports.ceiling[port] else self._ports.rate[port] * level)

    def figures(self, walks: Sequence[PrefixLevels], which: Ints, vehicles: Ints) -> PlacementColumns:
        """What the least ports of placements have: for each number of vehicles the beginning of one of some walks."""
        level, port, row = np.empty(len(vehicles)), np.zeros_like(vehicles), np.zeros_like(vehicles)
        for index in np.unique(which):
            here = which == index
            taken, walk = vehicles[here] - 1, walks[index]
            level[here], port[here], row[here] = walk.level[taken], walk.port[taken], walk.row[taken]
        full = level == self._ports.ceiling[port]
        amps = np.where(full, self._ports.cap_a[port], self._ports.rate[port] * level)
        holders: dict[LimitedBy, int] = {}
        holder = np.zeros_like(vehicles)
        ports = self._ports.ports
        keys, place = np.unique(np.where(row < 0, port, ports + row), return_inverse=True)
        numbers = []
        for key in keys.tolist():
            found = self._stopped(key, -1) if key < ports else self._stopped(0, key - ports)
            numbers.append(holders.setdefault(found, len(holders)))
        holder = np.array(numbers, dtype=np.int64)[place.reshape(-1)]
        alone = np.array([found.kind in PORT_ALONE for found in holders], dtype=np.bool_)[holder]
        return PlacementColumns(amps, amps * self._output_kw_per_a[port], holder, alone)

    def _stopped(self, port: int, row: int) -> LimitedBy:
        return self._network.what_stops(port, -1 if row < 0 else self._network.rows[row].limit)

    def result(self, walk: PrefixLevels, vehicles: int) -> PlacementResult:
        port, row = int(walk.port[vehicles - 1]), int(walk.row[vehicles - 1])
        amps = self.current_a(walk, vehicles, float(walk.level[vehicles - 1]))
        power_kw = amps * float(self._output_kw_per_a[port])
        return PlacementResult(
            current_a=amps,
            power_kw=power_kw,
            range_mi_per_h=power_kw * self._miles,
            port=self._network.ports[port],
            limited_by=self._stopped(port, row),
            placement=Placement(self._network.ports, walk.order, vehicles),
        )
