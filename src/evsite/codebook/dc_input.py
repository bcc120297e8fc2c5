"""What a DC station draws for what it delivers: the losses that are assumed where neither a nameplate nor data says.

The input current of a DC station stands on its nameplate, and that decides (NEC 220.57, 625.41: the rating of the
equipment). Without one the current follows from kW, efficiency and power factor; where these are not known either,
values from the low end of what is published are taken, so that the current comes out too high rather than too low.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from evsite.codebook.tables import rows

Quantity = Literal["efficiency", "power_factor"]


@dataclass(frozen=True, slots=True)
class AssumedValue:
    """A value that is taken where none is known, and where it was read."""

    value: float
    source: str


@cache
def assumed(quantity: Quantity) -> AssumedValue:
    """The efficiency (DC power out over AC power in) or the power factor that an unknown DC station is given.

    Source: `evsite/data/dc_input.csv`.
    """
    row = next(row for row in rows("dc_input") if row["quantity"] == quantity)
    return AssumedValue(float(row["value"]), row["source"])
