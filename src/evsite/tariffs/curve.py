"""A load over time, piecewise constant, on the clock of its zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.metering.zones import Zone

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LoadCurve:
    """Power that a meter counts: `power_kw[i]` from `start_s[i]` to `start_s[i + 1]`, the last one to `end_s`.

    Times are seconds since `origin_s`, which is in seconds since 1970 (UTC): so they keep their decimals. Before the
    first and after the last nothing is drawn.

    Raises
    ------
    ValueError
        For lists of different lengths, an empty one, times out of order, and power that is negative or no number.
    """

    start_s: Floats
    power_kw: Floats
    end_s: float
    origin_s: int
    zone: Zone

    def __post_init__(self) -> None:
        edges = np.append(self.start_s, self.end_s)
        if len(self.start_s) == 0 or len(self.start_s) != len(self.power_kw):
            raise ValueError("a load curve has as many powers as times, and at least one")
        if not np.isfinite(edges).all() or (np.diff(edges) < 0).any() or not edges[-1] > edges[0]:
            raise ValueError("the times of a load curve follow each other")
        if not (np.isfinite(self.power_kw).all() and (self.power_kw >= 0).all()):
            raise ValueError("the powers of a load curve are numbers from 0 on")
