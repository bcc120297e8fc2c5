"""What each vehicle gets by the number of them, for a chart: the numbers of the occupancy table, and the floors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from evsite.codebook.formulas import J1772_MINIMUM_A
from evsite.model.settings import ADVISED_MINIMUM_A

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult

Item = TypeVar("Item")
FloorKind = Literal["starts", "advised", "asked for"]
"""What a floor is: current below which no vehicle charges, the current that the guide advises, power that the site asks
for."""


class LeastDelivery(NamedTuple):
    """The least that any vehicle gets."""

    current_a: float
    power_kw: float


@dataclass(frozen=True, slots=True)
class VehiclesPoint:
    """One number of vehicles, in the placements with the smallest, the evenly spread and the largest minimum."""

    vehicles: int
    worst: LeastDelivery
    balanced: LeastDelivery
    best: LeastDelivery
    rotates: bool
    """Whether vehicles take turns, so that figures are averages over the cycle."""


@dataclass(frozen=True, slots=True)
class Floor:
    """A line that shares are held against, in A or kW."""

    kind: FloorKind
    value: float
    unit: Literal["A", "kW"]


@dataclass(frozen=True, slots=True)
class VehiclesChart:
    """Every number of vehicles that the table has, and the floors of the site."""

    points: tuple[VehiclesPoint, ...]
    floors: tuple[Floor, ...]


def vehicles_chart(site: Site, rows: Sequence[OccupancyRow]) -> VehiclesChart:
    """The chart of a table.

    Parameters
    ----------
    site
        The site.
    rows
        Its occupancy table.
    """
    points = tuple(
        VehiclesPoint(
            vehicles=row.vehicles,
            worst=_got(row.worst),
            balanced=_got(row.balanced),
            best=_got(row.best),
            rotates=any(each.longest_wait_h is not None for each in (row.worst, row.balanced, row.best)),
        )
        for row in rows
    )
    return VehiclesChart(points, _floors(site))


def _got(result: PlacementResult) -> LeastDelivery:
    return LeastDelivery(result.current_a, result.power_kw)


def _floors(site: Site) -> tuple[Floor, ...]:
    """J1772's least current and the advised one where there are AC ports, and the power that the site asks for."""
    found: list[Floor] = []
    if any(not port.dc for port in site.ports.values()):
        found += [Floor("starts", J1772_MINIMUM_A, "A"), Floor("advised", ADVISED_MINIMUM_A, "A")]
    if site.settings.min_power_kw is not None:
        found.append(Floor("asked for", site.settings.min_power_kw, "kW"))
    return tuple(found)


def thinned(items: Sequence[Item], most: int) -> tuple[Item, ...]:
    """So many of the items at most, evenly spread, with the first and the last.

    Parameters
    ----------
    items
        The items.
    most
        How many there may be, at least 2.
    """
    if len(items) <= most:
        return tuple(items)
    return tuple(items[round(step * (len(items) - 1) / (most - 1))] for step in range(most))
