"""Fleets: vehicles that a depot ranks together, and their trips with what each needs and when it is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.calendar import Calendar
    from evsite.model.finding import Path
    from evsite.model.sessions import LeftOut

Intent = Literal["by-departure", "asap"]

ON_BOARD_EFFICIENCY = 0.85
"""What a battery gains of what an AC port draws, where nothing says it: the lower end of the range from 0.85 to 0.92
that is usual for on-board chargers. It is assumed, not measured, and whoever counts with it says so."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """A fleet of a site file. Fleets of a smaller `rank` are served first where power is short."""

    name: str
    rank: int
    intent: Intent = "by-departure"
    target_soc: float | None = None
    """State of charge that its vehicles leave with, from 0 to 1, where a trip names none."""
    ports: tuple[str, ...] | None = None
    """The ports that its vehicles may use, in the order of the site; None for any."""
    efficiency: float | None = None
    """What a battery gains of a kWh that its port draws, where a trip names nothing; None for what is assumed."""
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Trip:
    """One stay of a vehicle at the depot. Times are seconds since the origin of its list, by elapsed time.

    `need_kwh` is counted at the battery. `efficiency` is what the battery gains of a kWh that the vehicle's port draws
    from the site; `max_kw` is on the side of the site too.
    """

    name: str
    """The place in the file: "line 12"."""
    vehicle: str
    fleet: str
    arrive_s: float
    depart_s: float
    need_kwh: float
    efficiency: float
    port: str | None = None
    """The port that it comes to; None to be given one."""
    max_kw: float | None = None
    """The most that it draws from the site; None for what the port can give."""
    soc: float | None = None
    target_soc: float | None = None
    battery_kwh: float | None = None
    line: int | None = None
    """The line of the file."""
    file: int = 0
    """Which of the files it stands in."""
    over_target_kwh: float = 0.0
    """What the file asks for beyond a full battery; it is not part of `need_kwh`."""


@dataclass(frozen=True, slots=True)
class TripSource:
    """A file of trips: its name as shown to people, its text, and which of its columns holds what."""

    filename: str
    text: str = field(repr=False)
    separator: str
    columns: Mapping[str, int]
    """The places of columns from 0, by what they hold: "vehicle", "port", "time", "leave", "target"."""


@dataclass(frozen=True, slots=True)
class TripSet:
    """Trips in the order of the file, the clock that they go by, and the fleets that they belong to."""

    trips: tuple[Trip, ...]
    calendar: Calendar
    fleets: tuple[Fleet, ...]
    """Every fleet that has a trip, by rank."""
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    """What was assumed when they were read."""
    sources: tuple[TripSource, ...] = field(default=(), compare=False, repr=False)
    """The files that they were read from, to show their lines."""


@dataclass(frozen=True, slots=True)
class Actual:
    """What really became of a trip; None where it is as planned, or not known."""

    arrive_s: float | None = None
    """When the vehicle came; inf for one that has not come."""
    depart_s: float | None = None
    """When it left; -inf for one that is known not to come at all."""
    fault_s: float | None = None
    """From when on its port gives nothing, to this vehicle and to any that comes later."""
    delivered_kwh: float | None = None
    """What its battery had gained by the time at which it is planned anew."""
    line: int | None = None
    """The line of the file that says so."""
    file: int = 0
    """Which of the files it stands in."""


AS_PLANNED = Actual()


@dataclass(frozen=True, slots=True)
class Actuals:
    """What really became of trips, by their positions, and the files that say so."""

    by_trip: Mapping[int, Actual]
    sources: tuple[TripSource, ...] = field(default=(), compare=False, repr=False)
    notes: tuple[str, ...] = ()
