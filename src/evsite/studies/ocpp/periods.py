"""Periods of a charging schedule: as few as say the same, and fewer where a station takes no more."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from evsite.studies.ocpp.results import RatePeriod

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def joined_periods(periods: Iterable[RatePeriod]) -> tuple[RatePeriod, ...]:
    """The same limits without periods that go on with the one before."""
    found: list[RatePeriod] = []
    for period in periods:
        if not found or found[-1].limit != period.limit:
            found.append(period)
    return tuple(found)


def lowered_periods(periods: Sequence[RatePeriod], end_s: int, most: int) -> tuple[RatePeriod, ...]:
    """At most so many periods, which nowhere allow more: neighbours become one that has the lower limit.

    Merged are always those two by which least energy is lost.

    Parameters
    ----------
    periods
        Periods in order, neighbours with different limits.
    end_s
        Where the last one ends.
    most
        How many there may be, 1 or more.
    """
    starts = [period.start_s for period in periods]
    limits = [period.limit for period in periods]
    ends = [*starts[1:], end_s]
    # each period knows its neighbours, so that a merge costs no search
    following = [*range(1, len(periods)), -1]
    before = [-1, *range(len(periods) - 1)]
    alive = [True] * len(periods)
    state = [0] * len(periods)

    def loss(first: int) -> tuple[float, int, int, int, int]:
        second = following[first]
        low = min(limits[first], limits[second])
        lost = sum((limits[each] - low) * (ends[each] - starts[each]) for each in (first, second))
        return lost, first, second, state[first], state[second]

    heap = [loss(first) for first in range(len(periods) - 1)]
    heapify(heap)
    left = len(periods)
    while left > most:
        _, first, second, *seen = heappop(heap)
        if not (alive[first] and alive[second]) or seen != [state[first], state[second]]:
            continue
        limits[first] = min(limits[first], limits[second])
        ends[first] = ends[second]
        alive[second] = False
        state[first] += 1
        following[first] = following[second]
        if following[first] >= 0:
            before[following[first]] = first
            heappush(heap, loss(first))
        if before[first] >= 0:
            heappush(heap, loss(before[first]))
        left -= 1
    kept = (RatePeriod(starts[each], limits[each]) for each in range(len(periods)) if alive[each])
    return joined_periods(kept)
