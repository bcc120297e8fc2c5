"""What a meter has recorded: mean values over intervals of time, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from evsite.metering.note import Note, NoteSeverity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.metering.zones import Zone

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Gap", "IntervalSeries", "Note", "NoteSeverity", "Unit", "week_minute", "week_minutes"]

Unit = Literal["A", "kW", "kVA"]

_DAY_S = 86_400
_WEEK_MIN = 10_080
# 1970-01-01 was a Thursday
_FIRST_MIN = 3 * 1440


@dataclass(frozen=True, slots=True)
class Gap:
    """Time without data, in seconds since 1970 (UTC), the end exclusive."""

    start_s: int
    end_s: int

    @property
    def seconds(self) -> int:
        """How long it is."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, eq=False)
class IntervalSeries:
    """Mean values over intervals, in order of time and without overlap.

    `start_s` are the starts in seconds since 1970 (UTC), `seconds` the lengths. `channels` has one array a conductor
    ("A", "B", "C") where the data distinguishes them, otherwise one array under "": the total for kW and kVA, the
    current of the (most loaded) line for A. Values below zero are power that flows back to the utility.

    A series is equal to itself only: no two are compared value by value.
    """

    source: str
    unit: Unit
    start_s: Ints
    seconds: Ints
    channels: dict[str, Floats]
    zone: Zone
    gaps: tuple[Gap, ...] = ()
    notes: tuple[Note, ...] = field(default=())
    generation: bool = False
    """Whether power flowed back, or the data speaks of generation."""
    clock: Zone | None = None
    """The clock of the file where that keeps standard time all the year: moments are read by it, hours by `zone`."""
    meters: tuple[str, ...] = ()
    """The meters that the data names, as far as it does."""

    def __len__(self) -> int:
        return len(self.start_s)

    @property
    def ends_s(self) -> Ints:
        """The end of every interval."""
        return self.start_s + self.seconds

    @property
    def end_s(self) -> int:
        """End of the last interval."""
        return int(self.start_s[-1] + self.seconds[-1])

    @property
    def span_s(self) -> int:
        """From the first start to the last end [s]."""
        return self.end_s - int(self.start_s[0])

    @property
    def covered_s(self) -> int:
        """Time with data [s]."""
        return int(self.seconds.sum())

    @property
    def days(self) -> float:
        """Length of the record in days, gaps included: by local time, so that the day of a clock change is a day.

        Where the clock was put back a record of so many times 24 hours has as many days too.
        """
        first, last = int(self.start_s[0]), self.end_s
        put_forward_s = self.zone.offset_s(last) - self.zone.offset_s(first)
        return (self.span_s + max(0, put_forward_s)) / _DAY_S

    @property
    def covered_days(self) -> float:
        """Length of the record in days, without the gaps."""
        return self.days - (self.span_s - self.covered_s) / _DAY_S

    @property
    def missing_share(self) -> float:
        """Share of the record without data, from 0 to 1."""
        return 1 - self.covered_s / self.span_s

    @property
    def interval_s(self) -> int:
        """The usual length of an interval [s]: that which covers most of the record, the shortest of several."""
        lengths, count = np.unique(self.seconds, return_counts=True)
        return int(lengths[np.argmax(lengths * count)])


def week_minute(instant_s: int, zone: Zone) -> int:
    """Local minute of the week of an instant: 0 is Monday 00:00."""
    return ((instant_s + zone.offset_s(instant_s)) // 60 + _FIRST_MIN) % _WEEK_MIN


def week_minutes(instants_s: Ints, zone: Zone) -> Ints:
    """Local minutes of the week of instants."""
    return np.asarray(((instants_s + zone.offsets_s(instants_s)) // 60 + _FIRST_MIN) % _WEEK_MIN)
