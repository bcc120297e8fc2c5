"""Occupancies that press a port hard: critical ones, or all of them by class counts where these are few."""

from __future__ import annotations

import itertools
import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where a witness is sought

from evsite.allocation.allocator import Allocator
from evsite.allocation.filling import fill, make_cells
from evsite.proofs.equal_blocks import EqualBlocks
from evsite.proofs.queues import Queues

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.proofs.sharers import Sharers

    Kind = tuple[int, float]
    """Ports that are alike, by their cell and their weight."""

_EVERY = 20_000
"""So many occupancies by class counts are all looked at."""

_MOST_ROWS, _MOST_FIRST = 40, 6
"""Beside queues the ports of so many rows are looked at, with so many ports of a queue as the first in turn."""

_SAME_WAY = 1e-6
"""Unit phasors closer than this point the same way; real ones are 30 degrees apart."""


class Witnesses:
    """Looks for occupancies in which a port gets little."""

    def __init__(self, ports: Sharers) -> None:
        """Prepare the allocator of a site."""
        network = ports.network
        self._uncontrolled_a = ports.uncontrolled_a
        self._allocator = Allocator(ports.site, ports.policy, network)
        self._network = network
        arrays = self._allocator.arrays
        ceiling, floor = arrays.cap_a / self._allocator.rate, np.array(ports.first_a) / self._allocator.rate
        self._cells, _, self._cell_of = make_cells(arrays, ceiling, self._allocator.rate, floor)
        self._best: dict[int, tuple[float, tuple[str, ...]]] = {}
        self._found: dict[int, tuple[float, dict[Kind, int]]] = {}
        self._queued = {network.position[name] for name in Queues(ports).most_a}

    def least(self, position: int) -> tuple[float, tuple[str, ...]]:
        """The lowest level found for a port, and the ports in use there.

        Ports in one cell are alike, so the answer is that of the cell, with this port in it.
        """
        if self._queued:
            return self._beside_queues(position)
        cell = int(self._cell_of[position])
        if cell not in self._best:
            self._best[cell] = self._search(position)
        return self._best[cell]

    def share_a(self, position: int, occupied: tuple[str, ...]) -> float:
        """What a port gets with these ports in use [A], power modules given out whole and to it last."""
        allocator = self._allocator
        order = [name for name in occupied if name != self._network.ports[position]]
        moment = allocator.moment(
            occupied, order=[*order, self._network.ports[position]], offline_a=self._uncontrolled_a
        )
        return float(allocator.delivered(moment).current_a[position])

    def last_in_line_a(self, position: int) -> float:
        """What a port gets when every other port came first and takes all that can be had [A]."""
        allocator = self._allocator
        names = allocator.network.ports
        order = [name for name in names if name != names[position]] + [names[position]]
        moment = allocator.moment(order=order, offline_a=self._uncontrolled_a)
        return float(allocator.shares(moment).current_a[position])

    def _beside_queues(self, position: int) -> tuple[float, tuple[str, ...]]:
        """The same where some ports are served in order of arrival: the least of some occupancies and orders."""
        there = [(amps, occupied) for amps, occupied in self._arrival_orders if position in occupied]
        amps, occupied = min(there, key=lambda found: float(found[0][position]))
        ports = tuple(self._network.ports[port] for port in sorted(occupied))
        return float(amps[position] / self._allocator.rate[position]), ports

    @cached_property
    def _arrival_orders(self) -> list[tuple[NDArray[np.float64], frozenset[int]]]:
        """Amperes by port with every port in use, and with the ports of each row, those of each queue first in turn."""
        network, allocator = self._network, self._allocator
        of_row = [frozenset(p for atom in row.atoms for p in network.ports_of_atom[atom]) for row in network.rows]
        all_occupied = frozenset(range(len(network.ports)))
        found = []
        for occupied in dict.fromkeys([all_occupied, *(ports for ports in of_row[:_MOST_ROWS])]):
            queue = sorted(occupied & self._queued)
            orders = [queue, queue[::-1], *([port, *queue] for port in queue[1:_MOST_FIRST])]
            for order in orders if queue else [queue]:
                moment = allocator.moment(
                    [network.ports[port] for port in sorted(occupied)],
                    order=[network.ports[port] for port in order],
                    offline_a=self._uncontrolled_a,
                )
                found.append((allocator.shares(moment).current_a, occupied))
        return found

    def _search(self, position: int) -> tuple[float, tuple[str, ...]]:
        level, counts = self._counted(position)
        chosen = []
        for kind, count in counts.items():
            ports = self._kinds[kind]
            if kind == self._kind(position):
                ports = [position, *(port for port in ports if port != position)]
            chosen += ports[:count]
        return level, tuple(self._network.ports[port] for port in sorted(chosen))

    def _counted(self, position: int) -> tuple[float, dict[Kind, int]]:
        """The lowest level found for a port, and how many ports of each kind are in use there.

        Where a block of the network can change places with one that was looked at, what was found there is exchanged.
        """
        cell, network = int(self._cell_of[position]), self._network
        counterparts = self._blocks.counterparts(network.atom[position])
        cells = self._cells_of_atom
        exchanged = {
            one: other
            for atom, first in counterparts.items()
            if first != atom
            for pair in zip(cells[atom], cells[first], strict=True)
            for one, other in (pair, pair[::-1])
        }
        first_cell = exchanged.get(cell, cell)
        if first_cell not in self._found:
            rate = self._allocator.rate[position]
            self._found[first_cell] = self._lowest(self._kinds[first_cell, float(rate)][0] if exchanged else position)
        level, counts = self._found[first_cell]
        return level, {(exchanged.get(each, each), rate): count for (each, rate), count in counts.items()}

    def _lowest(self, position: int) -> tuple[float, dict[Kind, int]]:
        """The same, of critical occupancies, or of all where these are few."""
        own = self._kind(position)
        kinds = {own: self._kinds[own], **self._kinds}
        if math.prod(len(ports) + 1 for ports in kinds.values()) <= _EVERY:
            counts = np.array(list(itertools.product(*(range(len(ports) + 1) for ports in kinds.values()))))
        else:
            counts = self._candidate_counts(position, kinds)
        counts = counts[counts[:, 0] > 0]
        weight = np.zeros((len(counts), len(self._cells.atom)))
        for column, (cell, rate) in enumerate(kinds):
            weight[:, cell] += counts[:, column] * rate
        levels = fill(self._allocator.arrays, self._cells, weight)
        level = levels.level[:, self._network.atom[position]]
        worst = counts[int(np.argmin(level))]
        return float(level.min()), {kind: int(count) for kind, count in zip(kinds, worst, strict=True) if count}

    def _kind(self, position: int) -> Kind:
        return int(self._cell_of[position]), float(self._allocator.rate[position])

    @cached_property
    def _kinds(self) -> dict[Kind, list[int]]:
        """Ports that are alike, by cell and rate."""
        kinds: dict[Kind, list[int]] = {}
        for port in range(len(self._network.ports)):
            kinds.setdefault(self._kind(port), []).append(port)
        return kinds

    @cached_property
    def _cells_of_atom(self) -> list[list[int]]:
        """The cells of each atom that have ports, in order of what their ports can take."""
        cells: list[dict[int, None]] = [{} for _ in range(self._network.atoms)]
        for cell, _ in sorted(self._kinds):
            cells[int(self._cells.atom[cell])][cell] = None
        return [list(each) for each in cells]

    @cached_property
    def _blocks(self) -> EqualBlocks:
        """Blocks that can change places; ports are alike where as many take as much, need as much, and rise as fast."""
        cells = self._cells
        ports: list[list[tuple[float, float, float, int]]] = [[] for _ in range(self._network.atoms)]
        for (cell, rate), there in sorted(self._kinds.items()):
            floor = 0.0 if cells.floor is None else float(cells.floor[cell])
            ports[int(cells.atom[cell])].append((float(cells.ceiling[cell]), floor, rate, len(there)))
        return EqualBlocks(self._network, [tuple(each) for each in ports])

    def _candidate_counts(self, position: int, kinds: dict[Kind, list[int]]) -> NDArray[np.int64]:
        """Every port; the ports of each row over this one; those that pull its way there, or the other; and unions."""
        network = self._network
        atom = network.atom[position]
        sets = [np.ones(network.atoms, dtype=np.bool_)]
        for row in network.rows:
            if atom not in row.atoms:
                continue
            atoms, coefficients = np.array(row.atoms), np.array(row.coefficients)
            own = row.coefficients[row.atoms.index(atom)]
            along = np.abs(coefficients / np.abs(coefficients) - own / abs(own)) < _SAME_WAY
            for chosen in (np.ones(len(atoms), dtype=np.bool_), along, ~along):
                there = np.zeros(network.atoms, dtype=np.bool_)
                there[[atom, *atoms[chosen]]] = True
                sets.append(there)
        sets += [one | other for one, other in itertools.combinations(sets, 2)]
        atom_of_kind = np.array([network.atom[ports[0]] for ports in kinds.values()])
        rows = np.array(sets)[:, atom_of_kind] * np.array([len(ports) for ports in kinds.values()])
        # few differ: `np.unique` would sort all of them, column by column
        different = {row.tobytes(): row for row in rows}
        # in the order of the counts, which is that of their bytes from the highest one on
        return np.array(sorted(different.values(), key=lambda row: row.astype(">i8").tobytes()), dtype=rows.dtype)
