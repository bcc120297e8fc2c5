"""A scenario: vehicles that arrive one after the other at the ports of a site."""

from __future__ import annotations

from dataclasses import dataclass

USUAL_SLOT_H = 0.25
"""Length of a time slot of a rotation, unless said otherwise [h]."""
SHORTEST_SLOT_H, LONGEST_SLOT_H = 1 / 60, 24.0
"""A turn is no shorter, and no longer [h]."""


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


@dataclass(frozen=True, slots=True)
class Arrival:
    """A vehicle that plugs in.

    `at_min` and `leave_min` count minutes from the Monday 00:00 of the week in which the scenario starts. `energy_kwh`
    is what the vehicle wants, None for as much as it gets until it leaves; `accept_a` the most that it draws, None
    for what the port can give; `leave_min` is None for a vehicle that stays until the next one takes its port.
    """

    port: str
    at_min: int
    energy_kwh: float | None = None
    accept_a: float | None = None
    leave_min: int | None = None
    taper: Taper | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Arrivals in plug-in order, and the time slot in which a rotation takes turns [h].

    `until_min` ends it; None for when nothing is left to happen.
    """

    arrivals: tuple[Arrival, ...]
    slot_h: float | None = None
    until_min: int | None = None
