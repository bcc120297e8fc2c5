"""Raceways and cables: what kinds there are, how much room a raceway has, and what a conductor takes of it."""

from __future__ import annotations

from functools import cache

from evsite.codebook.conductors import insulations
from evsite.codebook.tables import rows
from evsite.rounding import fits

MATERIALS = {"EMT": "steel", "IMC": "steel", "RMC": "steel", "PVC-40": "pvc", "PVC-80": "pvc"}
"""What raceways of each kind are made of, for their impedance; rigid conduit of aluminum is rare."""
NIPPLE_PERCENT = 60.0
"""Most that the conductors fill of a raceway up to 24 in long, chapter 9 table 1, note 4 [%]."""


@cache
def cables() -> dict[str, dict[str, str]]:
    """Types of cable by name: their usual insulation, and the column that their ampacity is limited to."""
    return {row["cable"]: row for row in rows("cable_types")}


@cache
def trade_sizes(kind: str) -> dict[str, float]:
    """Internal area of each trade size of a kind of raceway [in2], rising; chapter 9 table 4."""
    return {
        row["trade_size"]: float(row["internal_area_in2"]) for row in rows("conduit_area") if row["raceway"] == kind
    }


@cache
def conductor_area_in2(size: str, insulation: str) -> float | None:
    """Area of one insulated conductor [in2], chapter 9 table 5; None where the table here does not have it."""
    wanted = insulations()[insulation]["area_of"], size
    found = (float(row["area_in2"]) for row in rows("conductor_area") if (row["insulation"], row["size"]) == wanted)
    return next(found, None)


def most_percent(conductors: int) -> float:
    """Most that so many conductors may fill of a raceway [%], chapter 9 table 1."""
    return 53.0 if conductors == 1 else 31.0 if conductors == 2 else 40.0


def smallest_trade_size(kind: str, area_in2: float, percent: float) -> str | None:
    """The smallest trade size of a kind whose area takes conductors of so much area [in2]; None where none does."""
    return next((size for size, room in trade_sizes(kind).items() if fits(area_in2, room * percent / 100)), None)
