"""The worst placement of every number of vehicles, exactly, at any size.

The least level of a placement is the smallest ceiling or the lowest level at which a row is full (`placements`), so the
worst over all placements of k vehicles separates by row: how large can |sum of loads| be with at most k of the row's
ports? The largest sum of v phasors is largest in its own direction, and in a given direction the largest v are the
first v in the order of their components along it. That order changes only where two kinds of port have equal
components, so one direction from each sector between is enough: with m kinds at most m (m - 1) orders, and usually
two. Every prefix of these orders is looked at, which is all that there is to see.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.proofs.occupancy.placements import SAME, PrefixLevels, running_least
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.proofs.occupancy.placements import PortRows, SameSize

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Complexes = NDArray[np.complex128]

_MOST_DIRECTIONS = 2000


@dataclass(frozen=True, slots=True)
class _Heaviest:
    """One row: by number of its ports, the lowest level at which they fill it, and which order does."""

    level: Floats
    order: Ints
    orders: list[Ints]
    row: int


def worst_prefix_levels(ports: PortRows) -> tuple[Ints, list[PrefixLevels]]:
    """The worst placements.

    Returns
    -------
    tuple[Ints, list[Walk]]
        For every number of vehicles (entry k - 1) which walk is the worst, and the walks: the first k ports of its
        order are a worst placement of k vehicles and its entries say what they get.
    """
    smallest = np.lexsort((ports.level_kw, ports.ceiling))[0]
    level = np.full(ports.ports, ports.ceiling[smallest])
    source = np.zeros(ports.ports, dtype=np.int64)
    ways = [(np.array([smallest]), int(ports.cap_row[smallest]), level.copy())]
    for heaviest in _heaviest_rows(ports):
        reach = np.minimum(np.arange(ports.ports), len(heaviest.level) - 1)
        lower = heaviest.level[reach] < level * (1 - SAME)
        for which in np.unique(heaviest.order[reach[lower]]):
            here = lower & (heaviest.order[reach] == which)
            source[here] = len(ways)
            ways.append((heaviest.orders[which], heaviest.row, heaviest.level[reach]))
        level = np.where(lower, heaviest.level[reach], level)
    used, renumbered = np.unique(source, return_inverse=True)
    walks = [_prefix_levels(ports, *ways[index]) for index in used]
    return renumbered.astype(np.int64), walks


def _prefix_levels(ports: PortRows, first: Ints, row: int, level: Floats) -> PrefixLevels:
    """An order of all ports that begins with `first`, with the levels that were found."""
    rest = np.ones(ports.ports, dtype=bool)
    rest[first] = False
    order = np.concatenate((first, np.flatnonzero(rest)))
    leader = first[running_least(ports.level_kw[first])]
    port = np.concatenate((leader, np.full(ports.ports - len(first), leader[-1])))
    queue = first[ports.queued[first]]
    if row >= 0 and len(queue):
        port = np.where(level == 0, queue[0], port)
    return PrefixLevels(order, level, np.full(ports.ports, row), port)


def _heaviest_rows(ports: PortRows) -> list[_Heaviest]:
    seen: set[tuple[float, bytes]] = set()
    result = []
    for rows in ports.by_size:
        for index in range(len(rows.row)):
            key = (float(rows.limit[index]), _signature(ports, rows, index))
            if key not in seen:
                seen.add(key)
                result.append(_heaviest(ports, rows, index))
    return result


def _signature(ports: PortRows, rows: SameSize, index: int) -> bytes:
    """Rows with the same limit and signature hold ports that are alike in everything that counts here."""
    load = _rounded(rows.load[index])
    queued = ports.queued[rows.port[index]]
    if not queued.any():
        return bytes(np.sort(load))
    full = _rounded(rows.full[index])
    order = np.lexsort((queued, full.imag, full.real, load.imag, load.real))
    return b"".join((load[order].tobytes(), full[order].tobytes(), queued[order].tobytes()))


def _rounded(values: Complexes) -> Complexes:
    return np.asarray(np.round(values, 12) + 0.0)


def _heaviest(ports: PortRows, rows: SameSize, index: int) -> _Heaviest:
    members = rows.port[index]
    limit = float(rows.limit[index])
    largest, which, orders = _largest_sums(rows.load[index])
    with np.errstate(divide="ignore"):
        level = limit / largest
    chosen = [members[order] for order in orders]
    queued = ports.queued[members]
    if queued.any():
        full, which_full, full_orders = _largest_sums(rows.full[index], first=queued)
        binds = full > limit * (1 + TOLERANCE)
        level = np.where(binds, 0.0, level)
        which = np.where(binds, which_full + len(chosen), which)
        chosen += [members[order] for order in full_orders]
    return _Heaviest(level, which, chosen, int(rows.row[index]))


def _largest_sums(load: Complexes, first: NDArray[np.bool_] | None = None) -> tuple[Floats, Ints, list[Ints]]:
    """The largest |sum| of at most v of some phasors that lie in one half-plane, for v from 1 to all of them.

    Parameters
    ----------
    load
        The phasors.
    first
        If given, one of these has to be among them.

    Returns
    -------
    tuple[Floats, Ints, list[Ints]]
        The sums, for each v the number of the order whose beginning has it, and the orders.
    """
    directions, widening = _directions(load)
    largest = np.full(len(load), -np.inf)
    which = np.zeros(len(load), dtype=np.int64)
    orders: dict[bytes, Ints] = {}
    for direction in directions:
        along = np.round(load.real * math.cos(direction) + load.imag * math.sin(direction), 12)
        order = np.argsort(-along, kind="stable")
        if first is not None:
            forced = order[np.argmax(first[order])]
            order = np.concatenate(([forced], order[order != forced]))
        key = order.tobytes()
        if key in orders:
            continue
        sums = np.maximum.accumulate(np.abs(np.cumsum(load[order]))) * widening
        better = sums > largest * (1 + SAME)
        largest[better], which[better] = sums[better], len(orders)
        orders[key] = order
    return largest, which, list(orders.values())


def _directions(load: Complexes) -> tuple[list[float], float]:
    """One direction [rad] from each sector in which the order of components along it stays the same.

    Returns the directions and 1. Where there are too many sectors, evenly spaced directions and the factor that a sum
    in between can be larger by: the levels are then proved lower bounds, less than 1e-6 below what is reached.
    """
    kinds = np.unique(_rounded(load))
    kinds = kinds[kinds != 0]
    if not len(kinds):
        return [0.0], 1.0
    middle = np.angle(np.sum(kinds / np.abs(kinds)))
    angles = np.angle(kinds * np.exp(-1j * middle))
    # the largest sum points between its parts
    low, high = float(angles.min()), float(angles.max())
    if len(kinds) * (len(kinds) - 1) > _MOST_DIRECTIONS:
        spaced = np.linspace(low, high, _MOST_DIRECTIONS)
        return [float(angle + middle) for angle in spaced], 1 / math.cos((high - low) / (_MOST_DIRECTIONS - 1) / 2)
    one, other = np.triu_indices(len(kinds), 1)
    across = np.angle((kinds[one] - kinds[other]) * np.exp(-1j * middle)) if len(kinds) > 1 else np.zeros(0)
    ties = np.concatenate((across + math.pi / 2, across - math.pi / 2))
    ties = (ties + math.pi) % (2 * math.pi) - math.pi
    edges = np.unique(np.round(np.concatenate(([low, high], ties[(ties > low) & (ties < high)])), 12))
    between = (edges[:-1] + edges[1:]) / 2 if len(edges) > 1 else edges
    return [float(angle + middle) for angle in between], 1.0
