"""A quantity as it was written and as it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Dimension = Literal[
    "current",
    "power",
    "apparent_power",
    "voltage",
    "length",
    "area",
    "distance",
    "temperature",
    "energy_range",
    "time",
    "energy",
    "percent",
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: `value` in `unit` (the unit of its dimension, such as A), `text` as it was written."""

    value: float
    unit: str
    text: str

    def __str__(self) -> str:
        return self.text
