"""What a meter has recorded: mean values over intervals of time, and what was noticed while reading them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from evsite.metering.zones import Zone

Unit = Literal["A", "kW", "kVA"]
NoteSeverity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about the data. `topic` is a stable slug: "gap", "duplicate", "daylight-saving" and so on."""

    topic: str
    severity: NoteSeverity
    message: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Time without data, in seconds since 1970 (UTC), the end exclusive."""

    start_s: int
    end_s: int

    @property
    def seconds(self) -> int:
        """How long it is."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class IntervalSeries:
    """Mean values over intervals, in order of time and without overlap.

    `start_s` are the starts in seconds since 1970 (UTC), `seconds` the lengths. `channels` has one list a conductor
    ("A", "B", "C") where the data tells them apart, otherwise one list under "": the total for kW and kVA, the current
    of the (most loaded) line for A. Values below zero are power that flows back to the utility.
    """

    source: str
    unit: Unit
    start_s: array[int]
    seconds: array[int]
    channels: dict[str, array[float]]
    zone: Zone = field(compare=False)
    gaps: tuple[Gap, ...] = ()
    notes: tuple[Note, ...] = ()
    generation: bool = False
    """Whether power flowed back, or the data speaks of generation."""

    def __len__(self) -> int:
        return len(self.start_s)

    @property
    def end_s(self) -> int:
        """End of the last interval."""
        return self.start_s[-1] + self.seconds[-1]

    @property
    def span_s(self) -> int:
        """From the first start to the last end [s]."""
        return self.end_s - self.start_s[0]

    @property
    def covered_s(self) -> int:
        """Time with data [s]."""
        return sum(self.seconds)

    @property
    def days(self) -> float:
        """Length of the record in days, gaps included."""
        return self.span_s / 86_400

    @property
    def missing_share(self) -> float:
        """Share of the record without data, from 0 to 1."""
        return 1 - self.covered_s / self.span_s

    @property
    def interval_s(self) -> int:
        """The usual length of an interval [s]: that which covers most of the record."""
        covered: dict[int, int] = {}
        for seconds in self.seconds:
            covered[seconds] = covered.get(seconds, 0) + seconds
        return max(covered, key=lambda seconds: (covered[seconds], -seconds))

    def stretches(self) -> Iterator[range]:
        """Runs of intervals without a gap between them, as ranges of indices."""
        first = 0
        for index in range(1, len(self)):
            if self.start_s[index] != self.start_s[index - 1] + self.seconds[index - 1]:
                yield range(first, index)
                first = index
        yield range(first, len(self))


def week_minute(instant_s: int, zone: Zone) -> int:
    """Local minute of the week of an instant: 0 is Monday 00:00."""
    # 1970-01-01 was a Thursday
    return ((instant_s + zone.offset_s(instant_s)) // 60 + 3 * 1440) % 10_080
