"""What the occupancy table answers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.limit_id import LimitedBy
    from evsite.proofs.occupancy.placements import Placement


@dataclass(frozen=True, slots=True)
class PlacementResult:
    """A placement of some vehicles and the least that any of them gets there.

    Where that one takes turns, this is an average, and `longest_wait_h` the longest that it is without power.
    """

    current_a: float
    power_kw: float
    range_mi_per_h: float
    port: str
    limited_by: LimitedBy
    placement: Placement
    """The ports in use."""
    longest_wait_h: float | None = None


@dataclass(frozen=True, slots=True)
class OccupancyRow:
    """One number of vehicles: the placements with the smallest, the evenly spread and the largest minimum.

    `best_bound_a` is a proved upper bound for the best minimum, equal to `best.current_a` when the best is exact, and
    `worst_bound_a` a proved lower bound for the worst, equal to `worst.current_a` when the worst is.
    """

    vehicles: int
    worst: PlacementResult
    balanced: PlacementResult
    best: PlacementResult
    worst_bound_a: float
    best_bound_a: float


@dataclass(frozen=True, slots=True)
class ShownRows:
    """Rows of the occupancy table that describe its curve, and what is known of the `left_out` others.

    Of these, `thinned` are close to their neighbours: each least current and power is `within` this share of a straight
    line between two rows that are shown, and, where `every_change` says so, what limits the worst is that of the row
    before. The others are numbers of vehicles beyond `turning_after` (None for none of these) that take turns.
    """

    rows: tuple[OccupancyRow, ...]
    left_out: int
    thinned: int = 0
    within: float = 0.0
    every_change: bool = True
    turning_after: int | None = None
