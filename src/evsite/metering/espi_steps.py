"""Readings of several meters, tariff periods or phases put on one time, and added there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_MOST = 60_000_000
"""So many pieces of intervals are added at most: meters that all start at other seconds would need more."""
_ALIKE = 0.02
"""A total may differ by this from the sum of its parts, which are rounded each."""


@dataclass(slots=True, eq=False)
class Steps:
    """Mean values over intervals in order of time, each instant once, without overlap."""

    starts: Ints
    ends: Ints
    values: Floats

    @property
    def span(self) -> tuple[int, int]:
        """Start of the first and end of the last interval."""
        return int(self.starts[0]), int(self.ends[-1])


@dataclass(slots=True, eq=False)
class Added:
    """What comes out: pieces of time in order, a column of values for each conductor, and what was left out [s]."""

    starts: Ints
    seconds: Ints
    values: dict[str, Floats]
    left_out_s: int = 0


def in_order(starts: Ints, seconds: Ints, values: Floats, *, energy: bool) -> tuple[Steps, int, int]:
    """Steps of readings in any order, how many came twice, and how many of those with another value.

    The larger of such values is kept.

    `seconds` is 0 where the length is unknown: up to the next one, or the usual step where that is far away.
    `energy` is divided by the length of its interval in hours.
    """
    order = np.lexsort((values, starts))
    starts, seconds, values = starts[order], seconds[order], values[order]
    last = np.append(starts[1:] != starts[:-1], True)
    again = ~last[:-1]
    different = int(np.count_nonzero(again & (values[1:] != values[:-1])))
    starts, seconds, values = starts[last], seconds[last], values[last]
    room = np.diff(starts)
    if not seconds.all():
        if not len(room):
            raise DataError("one reading alone does not say how long its interval is")
        usual = most_common(room)
        near = np.append(np.where(room < 1.5 * usual, room, usual), usual)
        seconds = np.where(seconds == 0, near, seconds)
    seconds[:-1] = np.minimum(seconds[:-1], room)
    return Steps(starts, starts + seconds, values * 3600 / seconds if energy else values), int(again.sum()), different


def distinct(numbers: Ints) -> Ints:
    """Each number once, in order."""
    # np.unique uses a hash table, which is several times slower where most numbers are there once
    ordered = np.sort(numbers, kind="stable")
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def most_common(numbers: Ints) -> int:
    """The number that is there most often, of several the smallest."""
    found, counts = np.unique(numbers, return_counts=True)
    return int(found[np.argmax(counts)])


def union(parts: Sequence[Steps]) -> Steps:
    """Parts of one record as one: added where they overlap, else whichever is there."""
    if len(parts) == 1:
        return parts[0]
    cuts = _cuts(parts)
    total, present = _sums(cuts, parts)
    return Steps(cuts[:-1][present], cuts[1:][present], total[present])


def total_or_parts(whole: Steps, parts: Sequence[Steps]) -> tuple[Steps, bool]:
    """A record beside its parts by tariff, and whether it is their total: if it is no total, all are added."""
    cuts = _cuts([whole, *parts])
    first, has_first = _sums(cuts, [whole])
    rest, has_rest = _sums(cuts, parts)
    seconds = np.diff(cuts)
    both = has_first & has_rest
    mine, theirs = (float((each[both] * seconds[both]).sum()) for each in (first, rest))
    is_total = both.any() and abs(mine - theirs) <= _ALIKE * abs(theirs) and mine != 0
    value = np.where(both, np.maximum(first, rest), first + rest) if is_total else first + rest
    present = has_first | has_rest
    return Steps(cuts[:-1][present], cuts[1:][present], value[present]), bool(is_total)


def add(meters: Sequence[Mapping[str, Sequence[Steps]]]) -> Added:
    """The sum of meters by conductor, where all of them have data on all of their conductors.

    Each meter has for each conductor records that follow each other; where two of these overlap they are added.
    """
    every = [steps for meter in meters for parts in meter.values() for steps in parts]
    cuts = _cuts(every)
    columns = sum(len(meter) for meter in meters)
    if columns * len(cuts) > 4 * _MOST:
        raise DataError(f"{len(meters):,} meters whose intervals do not start together are too many to add")
    everywhere = np.ones(len(cuts) - 1, dtype=bool)
    anywhere = np.zeros(len(cuts) - 1, dtype=bool)
    values: dict[str, Floats] = {}
    for meter in meters:
        for leg, parts in meter.items():
            total, present = _sums(cuts, parts)
            everywhere &= present
            anywhere |= present
            values[leg] = values[leg] + total if leg in values else total
    seconds = np.diff(cuts)
    left_out = int(seconds[anywhere & ~everywhere].sum())
    return Added(
        cuts[:-1][everywhere],
        seconds[everywhere],
        {leg: each[everywhere] for leg, each in values.items()},
        left_out,
    )


def _cuts(parts: Sequence[Steps]) -> Ints:
    """Every instant at which one of them starts or ends."""
    return distinct(np.concatenate([each for steps in parts for each in (steps.starts, steps.ends)]))


def _sums(cuts: Ints, parts: Sequence[Steps]) -> tuple[Floats, NDArray[np.bool_]]:
    """The sum of the parts in each piece of time, and whether one of them is there."""
    starts = np.concatenate([steps.starts for steps in parts])
    ends = np.concatenate([steps.ends for steps in parts])
    values = np.concatenate([steps.values for steps in parts])
    first = np.searchsorted(cuts, starts)
    count = np.searchsorted(cuts, ends) - first
    pieces = int(count.sum())
    if pieces > _MOST:
        raise DataError("the intervals of the meters differ too much in start and length to be added")
    begin = np.cumsum(count) - count
    place = np.repeat(first - begin, count) + np.arange(pieces)
    size = len(cuts) - 1
    total = np.bincount(place, weights=np.repeat(values, count), minlength=size).astype(np.float64)
    return total, np.bincount(place, minlength=size) > 0
