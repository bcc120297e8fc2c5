"""Progressive filling of a few classes of vehicles under a few rows, in plain numbers.

The same shares as `filling.fill`, which is made for many states at once and for whole networks. Where vehicles come and
leave one by one, only a handful of rows count (`binding_rows`); plain numbers are then many times faster than arrays.
"""

from __future__ import annotations

from heapq import heapify, heapreplace
from math import inf
from typing import TYPE_CHECKING

from evsite.network.phasors import crossing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.allocation.binding_rows import BindingRows, CountingRows
    from evsite.allocation.vehicle_classes import VehicleClass

Stopped = tuple[float, int]
"""Amperes of each vehicle of a class, and the row that stops them (-1: none does)."""


def fill_plain(
    rows: BindingRows, present: Sequence[tuple[VehicleClass, int]], counting: CountingRows
) -> dict[int, Stopped]:
    """Raise vehicles together until every one has stopped.

    Parameters
    ----------
    rows
        The rows of the component.
    present
        Classes of vehicles, and how many there are of each: all that stand under the rows that count here.
    counting
        The rows that count.

    Returns
    -------
    dict[int, Stopped]
        By number of the class, what each vehicle gets [A] and the row that stops it.
    """
    found: dict[int, Stopped] = {}
    rising: list[tuple[float, VehicleClass, int, list[tuple[int, complex]]]] = []
    slope: dict[int, complex] = {}
    members: dict[int, list[int]] = {}
    for own, count in present:
        over = counting.over[own.atom] if own.ceiling_a > 0 else None
        if over:
            rising.append((own.ceiling_a / own.weight, own, count, over))
        else:
            found[own.number] = own.ceiling_a, -1
    rising.sort(key=lambda each: each[0])
    for place, (_, own, count, over) in enumerate(rising):
        for row, coefficient in over:
            slope[row] = slope.get(row, 0j) + count * own.weight * coefficient
            members.setdefault(row, []).append(place)
    fixed = {row: rows.base[row] for row in slope}
    limit = rows.limit
    # a level at which a row is full only rises as vehicles stop: what is known of it is never too high
    full_at = [(crossing(fixed[row], slope[row], limit[row]), row) for row in slope]
    heapify(full_at)
    changed: set[int] = set()
    first, left = 0, len(rising)
    stopped = [False] * left
    while left:
        while stopped[first]:
            first += 1
        while full_at[0][1] in changed:
            row = full_at[0][1]
            changed.discard(row)
            heapreplace(full_at, (crossing(fixed[row], slope[row], limit[row]), row))
        level, full = full_at[0]
        if rising[first][0] <= level:
            stopping, stopped_by = [first], -1
        else:
            stopping, stopped_by = [place for place in members[full] if not stopped[place]], full
            # nobody under it rises any more
            heapreplace(full_at, (inf, full))
        for place in stopping:
            ceiling_level, own, count, over = rising[place]
            amps = own.ceiling_a if stopped_by < 0 or ceiling_level <= level else level * own.weight
            stopped[place] = True
            left -= 1
            found[own.number] = amps, stopped_by
            for row, coefficient in over:
                fixed[row] += count * amps * coefficient
                slope[row] -= count * own.weight * coefficient
                changed.add(row)
        changed.discard(full if stopped_by >= 0 else -1)
    return found
