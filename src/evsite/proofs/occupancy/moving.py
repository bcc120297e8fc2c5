"""Good placements by adding vehicles one by one where they hurt least, and by moving them one by one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from evsite.proofs.occupancy.placements import SAME
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.proofs.occupancy.placements import PortRows

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_BETTER = 1e-10
"""A move has to better the minimum by more than this share; far finer than what is shown, so that no move is missed."""
_AT_ONCE = 20_000


def _served_apart(ports: PortRows) -> tuple[Floats, ...]:
    """What else distinguishes ports, by port: their minimums, power modules and current steps."""
    pool, module_a = np.zeros(ports.ports), np.zeros(ports.ports)
    for number, modules in enumerate(ports.allocator.network.pools, 1):
        pool[list(modules.ports)] = number
        module_a[list(modules.ports)] = modules.module_a
    minimum_a = np.minimum(ports.allocator.minimum_a, ports.allocator.built_a)
    steps = [port.steps for port in ports.allocator.site.ports.values()]
    numbers = {one: number for number, one in enumerate(dict.fromkeys(steps))}
    return minimum_a, pool, module_a, np.array([float(numbers[one]) for one in steps])


class Places:
    """Ports that are alike as places with room for some vehicles; `preference` orders those that are alike."""

    def __init__(self, ports: PortRows, preference: Ints) -> None:
        arrays = ports.allocator.arrays
        facts = np.stack((arrays.port_atom, ports.ceiling, ports.rate, ports.queued, *_served_apart(ports)))
        kinds, first, place = np.unique(facts, axis=1, return_index=True, return_inverse=True)
        self._place = place.reshape(-1)
        self._rank = np.empty(ports.ports, dtype=np.int64)
        self._rank[preference] = np.arange(ports.ports)
        self.room: Ints = np.bincount(self._place)
        self._ceiling = kinds[1]
        self._queued = kinds[3] > 0
        self._limit = arrays.limit
        atom = kinds[0].astype(np.int64)
        entry_row = np.repeat(np.arange(arrays.rows), np.diff(arrays.row_start, append=len(arrays.row_atom)))
        # entries of every place: its rows, and what one vehicle there adds to them
        by_atom = np.argsort(arrays.row_atom, kind="stable")
        held = np.bincount(arrays.row_atom, minlength=arrays.atoms)
        start = np.cumsum(held) - held
        counts = held[atom]
        self._first = np.cumsum(counts) - counts
        inside = np.arange(counts.sum()) - np.repeat(self._first, counts)
        entries = by_atom[np.repeat(start[atom], counts) + inside]
        self._owner = np.repeat(np.arange(len(atom)), counts)
        self._row = entry_row[entries]
        self._load = arrays.coefficient[entries] * ports.rate[first][self._owner]
        self._full = arrays.coefficient[entries] * ports.alone_a[first][self._owner]
        self.entries = len(entries)

    def greedy_order(self) -> Ints:
        """All ports, each next one where the row that it fills most is full at the highest level."""
        queues = self._queues()
        used = np.zeros(len(self.room), dtype=np.int64)
        rank_of_next = np.array([self._rank[queue[0]] for queue in queues])
        sums = np.zeros(len(self._limit), dtype=np.complex128)
        full = np.zeros(len(self._limit), dtype=np.complex128)
        waiting = np.zeros(len(self._limit), dtype=bool)
        order = []
        for _ in range(int(self.room.sum())):
            with np.errstate(divide="ignore"):
                at = self._limit[self._row] / np.abs(sums[self._row] + self._load)
            over = np.abs(full[self._row] + self._full) > self._limit[self._row] * (1 + TOLERANCE)
            at = np.where(over & (waiting[self._row] | self._queued[self._owner]), 0.0, at)
            level = self._ceiling.copy()
            np.minimum.at(level, self._owner, at)
            level[used >= self.room] = -1.0
            equal = np.flatnonzero(level >= level.max() * (1 - SAME))
            place = int(equal[np.argmin(rank_of_next[equal])])
            order.append(queues[place][used[place]])
            used[place] += 1
            if used[place] < self.room[place]:
                rank_of_next[place] = self._rank[queues[place][used[place]]]
            mine = self._owner == place
            sums[self._row[mine]] += self._load[mine]
            full[self._row[mine]] += self._full[mine]
            waiting[self._row[mine]] |= self._queued[place]
        return np.array(order, dtype=np.int64)

    def combinations(self) -> int:
        """How many placements there are, counting those that are alike once."""
        return math.prod(room + 1 for room in self.room.tolist())

    def best_of_all(self) -> list[Ints]:
        """The best placement for every number of vehicles, by looking at all."""
        shape = tuple(self.room + 1)
        best = np.full(int(self.room.sum()) + 1, -1.0)
        where = np.zeros(len(best), dtype=np.int64)
        for first in range(1, self.combinations(), _AT_ONCE):
            number = np.arange(first, min(first + _AT_ONCE, self.combinations()))
            counts = np.stack(np.unravel_index(number, shape), axis=1)
            level = self._scores(counts)[:, 0]
            vehicles = counts.sum(axis=1)
            order = np.lexsort((-level, vehicles))
            found, top = np.unique(vehicles[order], return_index=True)
            top = order[top]
            better = level[top] > best[found]
            best[found[better]], where[found[better]] = level[top[better]], number[top[better]]
        return [self.ports_of(np.array(np.unravel_index(number, shape))) for number in where[1:]]

    def moved(self, order: Ints) -> Ints:
        """A placement of as many vehicles that is at least as good, from moving one vehicle at a time."""
        counts = np.bincount(self._place[order], minlength=len(self.room))
        score = self._scores(counts[None, :])[0]
        while True:
            tried = self._moves(counts)
            if not len(tried):
                break
            scores = self._scores(tried)
            best = int(np.lexsort((-scores[:, 1], scores[:, 0]))[-1])
            higher = scores[best, 0] > score[0] * (1 + _BETTER)
            looser = scores[best, 0] > score[0] * (1 - _BETTER) and scores[best, 1] < score[1]
            if not (higher or looser):
                break
            counts, score = tried[best], scores[best]
        return self.ports_of(counts)

    def ports_of(self, counts: Ints) -> Ints:
        """Ports of a placement, from how many vehicles stand at each place."""
        chosen = np.concatenate([queue[:count] for queue, count in zip(self._queues(), counts, strict=True)])
        return chosen[np.argsort(self._rank[chosen])].astype(np.int64)

    def _queues(self) -> list[Ints]:
        order = np.lexsort((self._rank, self._place))
        return np.split(order, np.cumsum(self.room)[:-1])

    def _moves(self, counts: Ints) -> Ints:
        leaving = np.flatnonzero(counts > 0)
        entering = np.flatnonzero(counts < self.room)
        pairs = np.array([(one, other) for one in leaving for other in entering if one != other], dtype=np.int64)
        if not len(pairs):
            return np.zeros((0, len(counts)), dtype=np.int64)
        tried = np.repeat(counts[None, :], len(pairs), axis=0)
        each = np.arange(len(pairs))
        tried[each, pairs[:, 0]] -= 1
        tried[each, pairs[:, 1]] += 1
        return tried

    def _scores(self, counts: Ints) -> Floats:
        """By placement: its least level, and by how many rows and ports that level is set."""
        rows = len(self._limit)
        load = np.zeros((len(self.room), rows), dtype=np.complex128)
        load[self._owner, self._row] = self._load
        size = np.abs(counts @ load)
        with np.errstate(divide="ignore", invalid="ignore"):
            full_at = np.where(size > 0, self._limit / size, np.inf)
        if self._queued.any():
            load[self._owner, self._row] = self._full
            under = np.zeros((len(self.room), rows), dtype=bool)
            under[self._owner, self._row] = self._queued[self._owner]
            over = np.abs(counts @ load) > self._limit * (1 + TOLERANCE)
            full_at = np.where(over & (counts @ under > 0), 0.0, full_at)
        ceiling = np.where(counts > 0, self._ceiling, np.inf)
        level = np.minimum(ceiling.min(axis=1), full_at.min(axis=1, initial=np.inf))
        near = level[:, None] * (1 + _BETTER)
        setting = (full_at <= near).sum(axis=1) + np.where(ceiling <= near, counts, 0).sum(axis=1)
        return np.stack((level, setting.astype(np.float64)), axis=1)
