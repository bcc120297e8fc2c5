"""What the occupancy table answers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.limit_id import LimitedBy


@dataclass(frozen=True, slots=True)
class PlacementResult:
    """A placement of some vehicles and the least that any of them gets there."""

    current_a: float
    power_kw: float
    range_mi_per_h: float
    port: str
    limited_by: LimitedBy
    placement: Sequence[str]
    """The ports in use."""
    rests_on: Literal["shares", "delivery", "bound"] = "shares"
    """What the figures are: shares that no minimum changes; where one may, what this placement delivers, on average
    where vehicles take turns (others of as many vehicles may give less, or more); or a bound for all placements."""


@dataclass(frozen=True, slots=True)
class OccupancyRow:
    """One number of vehicles: the placements with the smallest, the evenly spread and the largest minimum.

    `best_bound_a` is a proved upper bound for the best minimum; equal to `best.current_a` when the best is exact.
    """

    vehicles: int
    worst: PlacementResult
    balanced: PlacementResult
    best: PlacementResult
    best_bound_a: float
