"""How a vehicle accepts less towards the end of its charge."""

from __future__ import annotations

from dataclasses import dataclass

USUAL_TAPER_END = 0.2
"""Share of what a vehicle accepts that is left just before it is full, unless said otherwise."""


@dataclass(frozen=True, slots=True)
class Taper:
    """How a vehicle accepts less towards the end, as shares of the energy that it wants and of what it accepts.

    From `start` on it accepts less: `end` at once (`linear` false), or ever less down to `end` when it is full.
    """

    start: float
    end: float
    linear: bool
