"""Scales of charts: from numbers to places on a sheet, with round numbers at their ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evsite.rounding import TOLERANCE
from evsite.words import trimmed

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale: `low` stands at `start_px`, `high` at `end_px`."""

    low: float
    high: float
    start_px: float
    end_px: float

    def at(self, value: float) -> float:
        """Where a number stands [px]; one beyond the scale stands at its end."""
        share = (value - self.low) / (self.high - self.low)
        return self.start_px + min(max(share, 0.0), 1.0) * (self.end_px - self.start_px)


def round_ticks(high: float, most: int, *, whole: bool = False) -> tuple[float, ...]:
    """Round numbers from 0 to at least `high`, in even steps of 1, 2, 2.5 or 5 times a power of ten.

    Parameters
    ----------
    high
        The largest number that is shown.
    most
        So many steps at most.
    whole
        Whether steps are whole numbers.
    """
    if high <= TOLERANCE:
        return (0.0, 1.0)
    power = 10.0 ** math.floor(math.log10(max(high / most, 1.0 if whole else 0.0)))
    sizes = (factor * power * scale for scale in (1.0, 10.0) for factor in _STEPS)
    fits = (size for size in sizes if not whole or size == int(size))
    step = next(size for size in fits if math.ceil(high / size - TOLERANCE) <= most)
    return tuple(number * step for number in range(math.ceil(high / step - TOLERANCE) + 1))


def tick_text(value: float) -> str:
    """A number as charts write it: no more decimals than it has, thousands set off."""
    return f"{value:,.0f}" if value == int(value) else trimmed(value, 4) if value < 1000 else f"{value:,.1f}"
