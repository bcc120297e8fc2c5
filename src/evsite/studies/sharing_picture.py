"""How ports share at every number of vehicles, by kind of port: the figures of a picture that people move through.

The least figures are those of the occupancy table, the others those of the allocator with the ports of the same
placement in use. A large site has thousands of ports and of numbers: ports that are alike are shown together, and of
many numbers of vehicles some are shown, evenly spread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from evsite.allocation.allocator import Allocator
from evsite.allocation.rates import deciding_groups
from evsite.proofs.occupancy import occupancy_table
from evsite.studies.charts.vehicles import thinned
from evsite.studies.headline import half

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evsite.model.site import Port, Site
    from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult

MOST_CLASSES = 8
"""So many kinds of ports are distinguished at most."""
MOST_ROWS = 80
"""Up to so many numbers of vehicles are all shown; of more so many, evenly spread."""


class CommonProperties(NamedTuple):
    """What ports of a class have in common; None where they differ in it, or have none."""

    node: str | None = None
    """The node that feeds their circuits."""
    group: str | None = None
    phases: str | None = None
    voltage_v: float | None = None
    max_a: float | None = None
    dc: bool = False


@dataclass(frozen=True, slots=True)
class PortClass:
    """Ports that are shown together, by name, and what they have in common."""

    common: CommonProperties
    ports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassShare:
    """What vehicles at ports of a class get: how many there are, and the least and the most of them.

    Where ports take turns these are averages over the cycle.
    """

    in_use: int
    least_a: float
    most_a: float
    least_kw: float
    most_kw: float


@dataclass(frozen=True, slots=True)
class PlacedShares:
    """A placement: the least that a vehicle gets, and what those of each class get; None for a class without any."""

    result: PlacementResult
    shares: tuple[ClassShare | None, ...]
    total_kw: float


@dataclass(frozen=True, slots=True)
class SharingRow:
    """One number of vehicles in its three placements."""

    vehicles: int
    worst: PlacedShares
    balanced: PlacedShares
    best: PlacedShares

    @property
    def placements(self) -> tuple[PlacedShares, PlacedShares, PlacedShares]:
        """All three, from the worst to the best."""
        return self.worst, self.balanced, self.best


@dataclass(frozen=True, slots=True)
class SharingPicture:
    """Classes of ports, and numbers of vehicles with what these get; `complete` says that every number is shown."""

    classes: tuple[PortClass, ...]
    rows: tuple[SharingRow, ...]
    ports: int

    @property
    def complete(self) -> bool:
        """Whether every number of vehicles is shown."""
        return len(self.rows) == self.ports

    @property
    def typical(self) -> SharingRow | None:
        """The number that is shown of those nearest to half of the ports; None for a site without ports."""
        return min(self.rows, key=lambda row: abs(row.vehicles - half(self.ports)), default=None)


def sharing_picture(site: Site) -> SharingPicture:
    """The picture of a site at its fixed limits, those that hold outside of all windows."""
    rows = _shown_rows(occupancy_table(site)) if site.ports else ()
    classes = port_classes(site)
    number = {name: place for place, found in enumerate(classes) for name in found.ports}
    positions = [number[name] for name in site.ports]
    output = [port.output_kw_per_a for port in site.ports.values()]
    allocator = Allocator(site)

    def placed(result: PlacementResult) -> PlacedShares:
        taken = result.placement.order[: len(result.placement)].tolist()
        amps = allocator.delivered(allocator.moment(tuple(result.placement))).current_a.tolist()
        by_class: list[list[tuple[float, float]]] = [[] for _ in classes]
        for port in sorted(taken):
            by_class[positions[port]].append((amps[port] * output[port], amps[port]))
        total_kw = sum(power_kw for got in by_class for power_kw, _ in got)
        return PlacedShares(result, tuple(_share(got) if got else None for got in by_class), total_kw)

    shown = tuple(SharingRow(row.vehicles, placed(row.worst), placed(row.balanced), placed(row.best)) for row in rows)
    return SharingPicture(classes, shown, len(site.ports))


def _share(got: Sequence[tuple[float, float]]) -> ClassShare:
    (least_kw, least_a), (most_kw, most_a) = min(got), max(got)
    return ClassShare(len(got), least_a, most_a, least_kw, most_kw)


def _shown_rows(rows: Sequence[OccupancyRow]) -> tuple[OccupancyRow, ...]:
    """All rows, or some of many: the first, the last, the middle, and others evenly spread."""
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    middle = min(rows, key=lambda row: abs(row.vehicles - half(rows[-1].vehicles)))
    kept = {row.vehicles: row for row in (*thinned(rows, MOST_ROWS - 1), middle)}
    return tuple(kept[number] for number in sorted(kept))


def port_classes(site: Site) -> tuple[PortClass, ...]:
    """The ports of a site by kind, in the order of their first: as finely as there are few kinds."""
    owner = deciding_groups(site)

    def feeder(port: Port) -> str | None:
        return None if port.circuit is None else site.circuits[port.circuit].fed_from

    def group(port: Port) -> str | None:
        found = owner.get(port.name)
        return None if found is None else found.name

    ways: tuple[Callable[[Port], CommonProperties], ...] = (
        lambda port: CommonProperties(feeder(port), group(port), port.connection, port.voltage_v, port.max_a, port.dc),
        lambda port: CommonProperties(None, group(port), port.connection, port.voltage_v, port.max_a, port.dc),
        lambda port: CommonProperties(None, None, port.connection, port.voltage_v, port.max_a, port.dc),
        lambda port: CommonProperties(None, None, None, port.voltage_v, port.max_a, port.dc),
        lambda port: CommonProperties(None, None, None, port.voltage_v, None, port.dc),
        lambda port: CommonProperties(dc=port.dc),
    )
    for way in ways:
        found: dict[CommonProperties, list[str]] = {}
        for port in site.ports.values():
            found.setdefault(way(port), []).append(port.name)
        if len(found) <= MOST_CLASSES:
            break
    return tuple(PortClass(common, tuple(names)) for common, names in found.items())
