"""Ports that are alike on a row, and the level at which they fill it."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, NamedTuple

from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable

JUST_FITS = sys.float_info.min
"""A level above 0 at which no port has more than what it draws from the beginning."""


class Kind(NamedTuple):
    """Ports that are alike on a row: amperes per level, the level of what they draw at least, and that of the ceiling.

    What they draw at least is a minimum, or what they fall back to.
    """

    rate: float
    start: float
    ceiling: float

    def current_a(self, level: float) -> float:
        """What such a port has at a level, offline or online, whichever is more [A]."""
        return self.rate * max(self.start, min(self.ceiling, level))


def full_level(cells: Iterable[tuple[complex, Kind]], limit: float) -> float:
    """The level at which |sum of amount * what its kind has| reaches a limit; inf if bases and ceilings never do.

    0 where the bases alone are beyond it.
    """
    weights = [(amount * kind.rate, kind.start, max(kind.start, kind.ceiling)) for amount, kind in cells]
    if abs(sum(weight * start for weight, start, _ in weights)) > limit * (1 + TOLERANCE):
        return 0.0
    edges = sorted({edge for _, start, end in weights for edge in (start, end) if start < end and edge > 0})
    low = 0.0
    for high in edges:
        # summed anew for each piece: taking away what was added would leave rounding behind
        fixed = sum(
            weight * (start if low < start else end) for weight, start, end in weights if not start <= low < end
        )
        slope = sum(weight for weight, start, end in weights if start <= low < end)
        level = crossing(complex(fixed), complex(slope), limit)
        if level <= high:
            # what draws from the beginning may fill the limit and still fit: 0 is for what does not fit
            return max(level, low, JUST_FITS)
        low = high
    return math.inf
