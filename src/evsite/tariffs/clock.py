"""The clock on the wall, for arrays of times: where its quarters of an hour begin, and of which month and day they are.

An hour that comes twice has its quarters twice, one that is skipped has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evsite.tariffs.model import SLOT_MIN, SLOTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.metering.zones import Zone
    from evsite.tariffs.model import Grid

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

DAY_S = 86_400
_MONDAY_DAYS = 3
"""1970 began on a Thursday."""


class Intervals(NamedTuple):
    """Intervals of the clock on the wall that follow each other; one that a change of the clock cuts is shorter.

    `edges_s` (one more than there are intervals) are seconds since an origin, `month` counts months since 1970, `day`
    is that of the week from Monday, `slot` the quarter of an hour in which an interval begins.
    """

    edges_s: Floats
    month: Ints
    day: Ints
    slot: Ints

    def of(self, at_s: Floats) -> Ints:
        """The place of the interval that each of some times within them is in."""
        return np.clip(np.searchsorted(self.edges_s, at_s, side="right") - 1, 0, len(self.month) - 1)

    def values(self, grid: Grid) -> Ints:
        """What a grid has for each interval."""
        return np.asarray(grid, np.int64)[self.month % 12, self.day, self.slot]


def intervals(zone: Zone, origin_s: int, first_s: float, last_s: float, minutes: int = SLOT_MIN) -> Intervals:
    """The intervals of a length that hold all times from a first to a last one.

    Parameters
    ----------
    zone
        Whose clock it is.
    origin_s
        What times are counted from, in seconds since 1970 (UTC).
    first_s, last_s
        Seconds since the origin.
    minutes
        Length of an interval; whole ones make an hour.
    """
    step_s = 60 * minutes
    low, high = origin_s + int(first_s // 1) - step_s, origin_s + int(last_s // 1) + step_s + 1
    starts, offsets = zone.changes(low, high)
    stretches = zip(starts.tolist(), [*starts[1:].tolist(), high], offsets.tolist(), strict=True)
    edges, walls = [], []
    for start, end, offset in stretches:
        begin = max(start, low)
        if begin >= min(end, high):
            continue
        # those that begin in it, and its own beginning
        wall = np.arange(-(-(begin + offset) // step_s) * step_s, min(end, high) + offset, step_s, dtype=np.int64)
        if not len(wall) or wall[0] != begin + offset:
            wall = np.concatenate(([begin + offset], wall))
        edges.append(wall - offset)
        walls.append(wall)
    edge, wall = (np.concatenate(edges) - origin_s).astype(np.float64), np.concatenate(walls)
    begin = int(np.searchsorted(edge, first_s, side="right")) - 1
    end = int(np.searchsorted(edge, last_s, side="left"))
    kept = wall[begin:end]
    days = kept // DAY_S
    return Intervals(
        edge[begin : end + 1],
        days.astype("M8[D]").astype("M8[M]").astype(np.int64),
        (days + _MONDAY_DAYS) % 7,
        kept % DAY_S // (DAY_S // SLOTS),
    )


def month_name(month: int) -> str:
    """A month, counted from 1970 on, as "2025-06"."""
    return f"{1970 + month // 12}-{month % 12 + 1:02d}"


def days_of(month: int) -> int:
    """How many days a month has, counted from 1970 on."""
    first, following = (np.datetime64(each, "M").astype("M8[D]") for each in (month, month + 1))
    return int((following - first).astype(int))


def month_bounds(zone: Zone, origin_s: int, month: int) -> tuple[float, float]:
    """When a month begins and ends, in seconds since an origin."""
    names = np.array([month, month + 1]).astype("M8[M]").astype("M8[s]").astype(np.int64)
    begin_s, end_s = (zone.from_walls(names)[0] - origin_s).tolist()
    return begin_s, end_s
