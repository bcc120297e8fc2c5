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
    """A vehicle that plugs in."""

    port: str
    """Name of the port."""
    at_min: int
    """Minutes from the Monday 00:00 of the week in which the scenario starts."""
    energy_kwh: float | None = None
    """What the vehicle wants; None for as much as it gets until it leaves."""
    accept_a: float | None = None
    """The most that it draws from each line conductor; None for what the port can give."""
    leave_min: int | None = None
    """Minutes from the same Monday; None for a vehicle that stays until the next one takes its port."""
    taper: Taper | None = None
    """How it accepts less towards the end; None where it does not."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Vehicles that arrive one after the other."""

    arrivals: tuple[Arrival, ...]
    """In plug-in order."""
    slot_h: float | None = None
    """Time slot in which a rotation takes turns; None for what the groups say."""
    until_min: int | None = None
    """When it ends, in minutes like those of arrivals; None for when nothing is left to happen."""
