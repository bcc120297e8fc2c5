"""A week that stands for the record: what was measured at each hour of the week, at most, at least and usually."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from evsite.metering.demand import QUARTER_S, quarter_hours

if TYPE_CHECKING:
    from evsite.metering.series import IntervalSeries, Unit

WEEK_MIN = 10_080


@dataclass(frozen=True, slots=True)
class Slot:
    """Quarter-hour means of one part of the week; all None where nothing was measured then."""

    max: float | None
    median: float | None
    min: float | None
    count: int


@dataclass(frozen=True, slots=True)
class WeeklyProfile:
    """A recurring local week in parts of `step_min` minutes, from Monday 00:00, channel by channel of the series.

    The figures of an hour are taken over its quarters, so that its maximum hides no peak.
    """

    unit: Unit
    step_min: int
    channels: dict[str, tuple[Slot, ...]]

    def at(self, minute: int, channel: str = "") -> Slot:
        """The part of the week that a local minute of the week (0 is Monday 00:00) lies in."""
        return self.channels[channel][minute % WEEK_MIN // self.step_min]

    @property
    def empty(self) -> int:
        """Parts of the week without data."""
        return sum(slot.count == 0 for slot in next(iter(self.channels.values())))


def weekly_profile(series: IntervalSeries, step_min: int = 60) -> WeeklyProfile:
    """Reduce a series to a week by the hour, or by the quarter of an hour (`step_min=15`).

    Args:
        series: interval data.
        step_min: minutes of a part; a multiple of 15 that divides a week.
    """
    if step_min % 15 or WEEK_MIN % step_min:
        message = f"a part of the week of {step_min} minutes, expected 15, 30, 60 or another divisor of a week"
        raise ValueError(message)
    quarters = quarter_hours(series, QUARTER_S)
    channels = {}
    for leg, values in quarters.channels.items():
        parts: list[list[float]] = [[] for _ in range(WEEK_MIN // step_min)]
        for minute, value in zip(quarters.minute, values, strict=True):
            parts[minute // step_min].append(value)
        channels[leg] = tuple(
            Slot(max(part), median(part), min(part), len(part)) if part else Slot(None, None, None, 0) for part in parts
        )
    return WeeklyProfile(series.unit, step_min, channels)
