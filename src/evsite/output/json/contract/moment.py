"""The documents of `evsite allocate` and `evsite table`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of
from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from evsite.allocation.result import LimitUse, Share, Slot
    from evsite.model.limit_id import LimitedBy
    from evsite.proofs.occupancy.port_places import PlacedRun, PortPlace
    from evsite.studies.vehicles import ListedVehicles, MixTable


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocateDocument(Document):
    """`evsite allocate`; `slots` is empty, and `share_of_bound` and `slot_h` are null, where no port takes turns."""

    policy: str
    ports: tuple[Share, ...]
    limits: tuple[LimitUse, ...]
    slots: tuple[Slot, ...]
    share_of_bound: float | None
    slot_h: float | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacementFigures:
    """The least that any vehicle of a placement gets, and how many stand at which `places`.

    Where that vehicle takes turns, it is an average, and `longest_wait_h` the longest that it is without power. Where
    the document has `orders`, the vehicles stand at the first ports of `orders[order]`.
    """

    current_a: float
    power_kw: float
    range_mi_per_h: float
    port: str
    limited_by: LimitedBy
    longest_wait_h: float | None
    placed: tuple[PlacedRun, ...]
    order: int | None


@dataclass(frozen=True, slots=True)
class OccupancyFigures:
    """One number of vehicles, in the placements with the smallest, the evenly spread and the largest minimum.

    `worst_bound_a` and `best_bound_a` are proved: no placement gives less, and none more.
    """

    vehicles: int
    worst: PlacementFigures
    balanced: PlacementFigures
    best: PlacementFigures
    worst_bound_a: float
    best_bound_a: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDocument(Document):
    """`evsite table`; a placement of so many `vehicles` is the first so many ports of one of the `orders`.

    On a large site `rows_left_out` rows are not there and `orders` is null, unless all rows are asked for (`--all`).
    """

    rows: tuple[OccupancyFigures, ...]
    rows_left_out: int
    places: tuple[PortPlace, ...]
    orders: tuple[tuple[str, ...], ...] | None
    vehicles: ListedVehicles | None
    notes: tuple[str, ...]
    mix: MixTable | None = one_of()
    at: str | None = one_of()
