"""What a placement of vehicles means for the one that gets least, for every prefix of an order of ports at once.

While all vehicles rise together the first event decides the minimum: either a port reaches its ceiling, or a row is
full while no port has stopped yet. So the least level of a placement is

    min( smallest ceiling,  min over rows of limit / |sum of coefficient * rate| )

and no filling is needed to find it. Rows are monotone together (`network.compile`): one vehicle more never raises the
minimum. Walking along an order of ports, the minimum is therefore the running minimum of what every step brings.

First come, first served promises nothing to who comes last: where such a port stands under a row that cannot carry all
who are there at what each can take, it counts as 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np

from evsite.allocation.orders import Headroom
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from evsite.allocation.allocator import Allocator

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SAME = 1e-12
"""Levels closer than this (relative) are one level."""


@dataclass(frozen=True, slots=True)
class SameSize:
    """Rows with equally many ports: one row of every array for each. `load` is by level, `full` in all (A or kW)."""

    row: Ints
    limit: Floats
    port: Ints
    load: NDArray[np.complex128]
    full: NDArray[np.complex128]


class PortRows:
    """Ports under rows: the network of an allocator, port by port.

    `ceiling` is the level at which a port has all it can take (`cap_a`, because of `cap_row`), `alone_a` what it draws
    where no other vehicle is there, `rate` its amperes per level, `queued` whether it is served first come, first
    served, `level_kw` its output per level.
    """

    def __init__(self, allocator: Allocator) -> None:
        site = allocator.site
        self.allocator = allocator
        self.ports = len(allocator.network.ports)
        self.rate: Floats = allocator.rate
        self.queued = np.array([allocator.policies[name].in_order for name in allocator.network.ports], dtype=bool)
        self.alone_a, self.cap_a, self.cap_row = self._alone()
        self.ceiling: Floats = self.cap_a / allocator.rate
        output_kw_per_a = np.array([port.output_kw_per_a for port in site.ports.values()])
        # rounded, so that ports which are alike stay alike
        self.level_kw: Floats = np.round(allocator.rate * output_kw_per_a, 12)
        self.by_size = _by_size(self)

    def _alone(self) -> tuple[Floats, Floats, Ints]:
        """What each port draws by itself, what it can take, and the row that says so (-1: the port).

        By itself a port stands under every row and draws nothing below its minimum. One in a queue can take no more;
        for the others the rows are counted by the levels.
        """
        arrays, allocator = self.allocator.arrays, self.allocator
        alone_a, cap_a, row = arrays.cap_a.copy(), arrays.cap_a.copy(), np.full(self.ports, -1, dtype=np.int64)
        if not self.queued.any():
            return alone_a, cap_a, row
        headroom = Headroom(arrays)
        most = [headroom.most_a(atom) for atom in range(arrays.atoms)]
        most_a = np.array([amps for amps, _ in most])[arrays.port_atom]
        tightest = np.array([index for _, index in most], dtype=np.int64)[arrays.port_atom]
        alone_a = np.minimum(most_a, cap_a)
        enough_a = np.minimum(allocator.minimum_a, allocator.built_a) * (1 - TOLERANCE)
        row = np.where(self.queued & (most_a < cap_a), tightest, row)
        alone_a[alone_a < enough_a] = 0.0
        return alone_a, np.where(self.queued, alone_a, cap_a), row

    def waits_for(self, numbers: Ints, queued: Ints) -> Ints:
        """By port of a queue a row over it that cannot carry all who are there at what each can take; -1 for none.

        Of several the one that is asked for most beyond its limit, whatever the order of the site.
        """
        arrays = self.allocator.arrays
        drawn = np.bincount(arrays.port_atom[numbers], weights=self.alone_a[numbers], minlength=arrays.atoms)
        rank = np.full(arrays.atoms, arrays.rows, dtype=np.int64)
        if not arrays.rows:
            return np.full(len(queued), -1, dtype=np.int64)
        load = np.abs(np.add.reduceat(drawn[arrays.row_atom] * arrays.coefficient, arrays.row_start))
        full = load > arrays.limit * (1 + TOLERANCE)
        beyond = np.where(load > 0, np.inf, 0.0)
        fullness = np.round(np.divide(load, arrays.limit, out=beyond, where=arrays.limit > 0), 9)
        size = np.diff(arrays.row_start, append=len(arrays.row_atom))
        order = np.lexsort((arrays.limit, size, -fullness))
        place = np.empty(arrays.rows, dtype=np.int64)
        place[order] = np.arange(arrays.rows)
        entries = full[arrays.entry_row]
        np.minimum.at(rank, arrays.row_atom[entries], place[arrays.entry_row[entries]])
        found = rank[arrays.port_atom[queued]]
        return np.asarray(np.append(order, -1)[found], dtype=np.int64)

    def prefix_levels(self, order: Ints) -> PrefixLevels:
        """The least level of every prefix of an order of all ports (or of some)."""
        count = len(order)
        rank = np.full(self.ports, count, dtype=np.int64)
        rank[order] = np.arange(count)
        level = self.ceiling[order]
        row = self.cap_row[order]
        port = order.copy()
        for rows in self.by_size:
            # R rows of n ports: every array here is R x n, with the ports of a row in the order of the walk
            place = rank[rows.port]
            sort = np.argsort(place, axis=1, kind="stable")
            place = np.take_along_axis(place, sort, axis=1)
            present = place < count
            full_at, least = self._full_levels(rows, sort)
            steps, levels, leaders = place[present], full_at[present], least[present]
            owners = np.broadcast_to(rows.row[:, None], place.shape)[present]
            lowest = np.full(count, np.inf)
            np.minimum.at(lowest, steps, levels)
            deciding = (levels == lowest[steps]) & (levels < level[steps] * (1 - SAME))
            steps, owners, leaders = steps[deciding][::-1], owners[deciding][::-1], leaders[deciding][::-1]
            row[steps], port[steps], level[steps] = owners, leaders, lowest[steps]
        return PrefixLevels(order, *_running(level, row, port))

    def _full_levels(self, rows: SameSize, sort: Ints) -> tuple[Floats, Ints]:
        """For every prefix of every row, the level at which it is full and the port that gets least there."""
        port = np.take_along_axis(rows.port, sort, axis=1)
        load = np.abs(np.cumsum(np.take_along_axis(rows.load, sort, axis=1), axis=1))
        with np.errstate(divide="ignore"):
            levels = rows.limit[:, None] / load
        least = np.take_along_axis(port, running_least(self.level_kw[port]), axis=1)
        if self.queued.any():
            queued = self.queued[port]
            full = np.abs(np.cumsum(np.take_along_axis(rows.full, sort, axis=1), axis=1))
            waits = np.maximum.accumulate(queued, axis=1) & (full > rows.limit[:, None] * (1 + TOLERANCE))
            first = np.take_along_axis(port, np.argmax(queued, axis=1)[:, None], axis=1)
            levels, least = np.where(waits, 0.0, levels), np.where(waits, first, least)
        return levels, least


def running_least(values: Floats) -> Ints:
    """For every beginning of a row of values, where its smallest one is (the first of several)."""
    lowest = np.minimum.accumulate(values, axis=-1)
    fresh = np.zeros(values.shape, dtype=np.int64)
    fresh[..., 1:] = np.where(values[..., 1:] < lowest[..., :-1], np.arange(1, values.shape[-1]), 0)
    return np.maximum.accumulate(fresh, axis=-1)


def _running(level: Floats, row: Ints, port: Ints) -> tuple[Floats, Ints, Ints]:
    """What decides after every step, from what each step brings; the earlier one where two are the same."""
    lowest = np.minimum.accumulate(level)
    fresh = np.zeros(len(level), dtype=np.int64)
    fresh[1:] = np.where(level[1:] < lowest[:-1] * (1 - SAME), np.arange(1, len(level)), 0)
    deciding = np.maximum.accumulate(fresh)
    return level[deciding], row[deciding], port[deciding]


def _by_size(ports: PortRows) -> list[SameSize]:
    arrays = ports.allocator.arrays
    by_atom = np.argsort(arrays.port_atom, kind="stable")
    held = np.bincount(arrays.port_atom, minlength=arrays.atoms)
    first = np.cumsum(held) - held
    counts = held[arrays.row_atom]
    entry_row = np.repeat(np.arange(arrays.rows), np.diff(arrays.row_start, append=len(arrays.row_atom)))
    row = np.repeat(entry_row, counts)
    inside = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    port = by_atom[np.repeat(first[arrays.row_atom], counts) + inside]
    coefficient = np.repeat(arrays.coefficient, counts)
    order = np.lexsort((port, row))
    port, coefficient = port[order], coefficient[order]
    size = np.bincount(row, minlength=arrays.rows)
    start = np.cumsum(size) - size
    result = []
    for width in np.unique(size):
        rows = np.flatnonzero(size == width)
        entries = start[rows][:, None] + np.arange(width)
        chosen = port[entries]
        result.append(
            SameSize(
                rows,
                arrays.limit[rows],
                chosen,
                coefficient[entries] * ports.rate[chosen],
                coefficient[entries] * ports.alone_a[chosen],
            )
        )
    return result


@dataclass(frozen=True, slots=True)
class PrefixLevels:
    """Prefixes of an order of ports: entry `k - 1` of each array is for its first `k` ports.

    `level` is the least level there, `row` the row that is full at it (-1: the port says so itself), `port` the port
    that gets it.
    """

    order: Ints
    level: Floats
    row: Ints
    port: Ints


class Placement(Sequence[str]):
    """The names of the ports of a placement, in the order of the site.

    `order` has numbers of ports (their positions in the site), and the placement is the beginning of it. Placements of
    many numbers of vehicles share one order, the same object: who shows many placements goes through it once.
    """

    __slots__ = ("_names", "_taken", "order")

    def __init__(self, names: Sequence[str], order: Ints, vehicles: int) -> None:
        self.order = order
        self._names = names
        self._taken = vehicles

    def __len__(self) -> int:
        return self._taken

    def __iter__(self) -> Iterator[str]:
        return iter([self._names[port] for port in np.sort(self.order[: self._taken]).tolist()])

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
