"""What a record says of demand: highest quarters of an hour, levels by time, what is left by hour; as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class LineDemand:
    """The highest 15 minutes of one line, and when they began."""

    leg: str
    demand_a: float
    peak_local: str


@dataclass(frozen=True, slots=True)
class Demand:
    """The highest 15 minutes of all lines together, when they began, and those of each line.

    `demand_kw` is None where the data has A or kVA, `demand_kva` where it has kW and no power factor is known; then
    there are no lines either.
    """

    demand_kw: float | None
    demand_kva: float | None
    peak_local: str
    lines: tuple[LineDemand, ...]


@dataclass(frozen=True, slots=True)
class MonthDemand:
    """Demand of a calendar month ("2025-06") by local time; None where no 15 minutes of it have data for half."""

    month: str
    covered_days: float
    sliding: Demand | None
    by_clock: Demand | None


@dataclass(frozen=True, slots=True)
class DurationLevel:
    """For how much of the time with data the load is at a level or above it; the share is from 0 to 1."""

    time_share: float
    time_h: float
    level_a: float | None = one_of()
    level_kw: float | None = one_of()
    level_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class DemandProfile:
    """What a record says of demand.

    The demand that counts is the `sliding` one: the highest 15 minutes, wherever they begin. `by_clock` looks only at
    quarters of an hour by the clock, as most utilities do, and is never more; None where the data is no finer.
    """

    sliding: Demand
    by_clock: Demand | None
    months: tuple[MonthDemand, ...]
    standard_time: bool
    """Whether moments are read by the clock of the file, which keeps standard time all the year."""
    duration: tuple[DurationLevel, ...]
    """The load duration curve: twenty levels, the last of them the highest reading."""
    duration_line: str | None
    """The line that the curve is of; None where it is of all lines together."""
    left_by_hour_a: Mapping[str, tuple[float | None, ...]] | None
    """By day ("Mon"), for each of 24 hours, what the highest quarter of an hour that was measured then leaves for
    vehicles on the line with the least [A]; None for an hour without data. None in all where amperes cannot be
    determined or the record cannot carry a study."""
