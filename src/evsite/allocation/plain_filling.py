"""Progressive filling of one state after the other, in plain numbers.

The same shares as `filling.fill`, which is made for many states at once and for large networks. Here vehicles come and
leave one by one and only a handful of rows can stop anybody (`scarce_rows`); plain numbers are then many times faster
than arrays.
"""

from __future__ import annotations

from heapq import heapify, heapreplace
from math import inf
from typing import TYPE_CHECKING

from evsite.network.phasors import crossing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.allocation.scarce_rows import ScarceRows
    from evsite.allocation.vehicle_classes import VehicleClass

Stopped = tuple[float, int]
"""Amperes of each vehicle of a class, and the row that stops them (-1: none does)."""


def fill_plain(rows: ScarceRows, present: Sequence[tuple[VehicleClass, int]]) -> dict[int, Stopped]:
    """Raise vehicles together until every one has stopped.

    Parameters
    ----------
    rows
        The rows of the component, with all vehicles that are there counted.
    present
        Classes of vehicles, and how many there are of each: all of the component, or all that share scarce rows with
        each other.

    Returns
    -------
    dict[int, Stopped]
        By number of the class, what each vehicle gets [A] and the row that stops it.
    """
    scarce, limit = rows.scarce, rows.limit
    found: dict[int, Stopped] = {}
    rising: list[tuple[float, VehicleClass, int, list[tuple[int, complex]]]] = []
    own_rows: set[int] = set()
    for own, count in present:
        over = [entry for entry in rows.rows[own.atom] if entry[0] in scarce] if scarce and own.ceiling_a > 0 else []
        if over:
            rising.append((own.ceiling_a / own.weight, own, count, over))
            own_rows.update(row for row, _ in over)
        else:
            found[own.number] = own.ceiling_a, -1
    if not rising:
        return found
    rising.sort(key=lambda each: each[0])
    fixed = {row: rows.base[row] for row in own_rows}
    slope = {row: rows.slope[row] for row in own_rows}
    # a level at which a row is full only rises as vehicles stop: what is known of it is never too high
    full_at = [(crossing(fixed[row], slope[row], limit[row]), row) for row in own_rows]
    heapify(full_at)
    changed: set[int] = set()
    while rising:
        while full_at[0][1] in changed:
            row = full_at[0][1]
            changed.discard(row)
            heapreplace(full_at, (crossing(fixed[row], slope[row], limit[row]), row))
        level, full = full_at[0]
        at_ceiling, under = rising[0][0] <= level, rows.atoms[full]
        stays = []
        for each in rising:
            each_level, own, count, over = each
            if at_ceiling:
                stops, amps, stopped_by = each_level <= level, own.ceiling_a, -1
            else:
                stops, amps, stopped_by = own.atom in under, level * own.weight, full
            if not stops:
                stays.append(each)
                continue
            found[own.number] = amps, stopped_by
            for row, coefficient in over:
                fixed[row] += count * amps * coefficient
                slope[row] -= count * own.weight * coefficient
                changed.add(row)
        rising = stays
        if not at_ceiling:
            # nobody under it rises any more
            heapreplace(full_at, (inf, full))
            changed.discard(full)
    return found
