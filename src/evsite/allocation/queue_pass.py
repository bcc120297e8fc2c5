"""A whole queue served at once: for queues in which many change places from one time to the next.

The same as `orders.serve_in_order` and `queue_line`, with less work for each vehicle. Rows lowest down are loaded in
few ways, each of which is worked out once (`queue_states`). Rows above others are not looked at before those that are
served could fill one of them, if all that they draw came together there (`queue_above`). Of vehicles that are alike
none is looked at behind one that gets less than it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import rows_by_atom
from evsite.allocation.binding_rows import loads_more
from evsite.allocation.queue_above import LoadsAbove, RowAbove, RowsAbove
from evsite.allocation.queue_states import NEARLY, WITHIN, BlockKind, QueueBlock
from evsite.allocation.row_blocks import row_blocks
from evsite.allocation.wanted_loads import WantedLoads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.queue_states import BlockState, Load, RowOver

    Floats = NDArray[np.float64]

_STATES_A_PORT = 16
"""So many loads are known for each port of a component; then all are forgotten."""


class QueuePass:
    """Serves the vehicles of a component, one after the other; those of one kind are alike."""

    def __init__(self, arrays: NetworkArrays, base_a: Floats) -> None:
        """Prepare; `base_a` is what offline ports draw, by atom [A]."""
        self._over = rows_by_atom(arrays)
        self._limit: list[float] = arrays.limit.tolist()
        base = [0j] * arrays.rows
        for atom, amps in enumerate(base_a.tolist()):
            for row, coefficient in self._over[atom]:
                base[row] += amps * coefficient
        self._numbers: dict[tuple[int, float, float], int] = {}
        self._kinds: list[tuple[int, int, float, tuple[tuple[int, int], ...]]] = []
        """By kind the block lowest down over it and its number there, what a vehicle takes [A], the blocks above."""
        self._unlimited_a: list[float] = []
        """By kind what a vehicle gets where no row keeps it from more."""
        self._rows: list[list[RowOver]] = []
        """By kind the rows over it."""
        self._wanted = WantedLoads(self._limit, base)
        blocks = row_blocks(arrays)
        self._rows_of = [*blocks.lowest, []]
        """By block lowest down its rows; the last is of those who stand under none."""
        self._lowest = {row: (block, at) for block, rows in enumerate(blocks.lowest) for at, row in enumerate(rows)}
        """By row lowest down its block, and its place there."""
        self._known: dict[Load, BlockState] = {}
        alike: dict[tuple[tuple[float, complex], ...], QueueBlock] = {}
        self._blocks = []
        for rows in self._rows_of:
            limits, loads = [self._limit[row] for row in rows], [base[row] for row in rows]
            key = tuple(zip(limits, loads, strict=True))
            self._blocks.append(alike.setdefault(key, QueueBlock(limits, loads, self._known)))
        self._start: list[BlockState] = []
        self._begin()
        parts = np.split(arrays.coefficient, arrays.row_start[1:])
        most_by = [max(map(abs, each.tolist())) for each in parts[: arrays.rows]]
        not_lowest = [
            [RowAbove(row, self._limit[row], base[row], most_by[row]) for row in rows]
            for rows in (*blocks.above, blocks.apart)
        ]
        self._above = RowsAbove(not_lowest[:-1], not_lowest[-1])
        self._most_states = _STATES_A_PORT * len(arrays.port_atom)

    def kind(self, atom: int, ceiling_a: float, enough_a: float) -> int:
        """The number of those at an atom that take so much at most, and need so much to charge at all [A]."""
        key = atom, ceiling_a, enough_a
        number = self._numbers.get(key)
        if number is not None:
            return number
        number = self._numbers[key] = len(self._numbers)
        entries = self._over[atom] if ceiling_a > 0 else []
        over = [(row, ceiling_a * by, by, self._limit[row] * (1 + WITHIN)) for row, by in entries]
        lowest = [each for each in over if each[0] in self._lowest]
        block = self._lowest[lowest[0][0]][0] if lowest else len(self._blocks) - 1
        own = BlockKind(
            ceiling_a,
            enough_a * NEARLY,
            tuple((self._lowest[row][1], takes, by, most) for row, takes, by, most in lowest),
        )
        self._kinds.append((block, self._blocks[block].kind(own), ceiling_a, self._above.add_kind(over)))
        self._unlimited_a.append(own.ceiling_a if own.ceiling_a >= own.enough_a else 0.0)
        self._rows.append(over)
        return number

    @property
    def may_wait(self) -> bool:
        """Whether in some order anybody in the queue may get less than it takes."""
        return bool(self._wanted.could_be_full)

    def unlimited_a(self, number: int) -> float:
        """What a vehicle of a kind gets where nobody has to wait [A]."""
        return self._unlimited_a[number]

    def join(self, number: int) -> None:
        """Let a vehicle of a kind join the queue; its place is said when it is served."""
        self._wanted.join(self._rows[number])

    def part(self, number: int) -> None:
        """Let a vehicle of a kind leave the queue."""
        self._wanted.part(self._rows[number])

    def serve(self, kinds: Sequence[int]) -> tuple[list[float], set[int]]:
        """Serve vehicles.

        Parameters
        ----------
        kinds
            The kinds of all that are in the queue, in the order in which they are served.

        Returns
        -------
        tuple[list[float], set[int]]
            What each gets [A], and the rows that keep somebody from more, or would if others did not.
        """
        if len(self._known) > self._most_states:
            self._begin()
        known, rows_of = self._kinds, self._rows_of
        at = self._start.copy()
        high = LoadsAbove(self._above)
        drawn_alike_a, room_a = high.drawn_alike_a, high.room_a
        granted_a = [0.0] * len(kinds)
        binding: set[int] = set()
        # rows that hold do so for every smaller draw (`network.phasors`), so what is left for a kind only shrinks: of
        # whom one has less than it takes, those behind it get nothing. They wait too where offline ports overload a row
        # that others then unload, through transformers that turn loads both ways
        short: set[int] = set()
        for place, number in enumerate(kinds):
            if number in short:
                continue
            block, own, ceiling_a, above = known[number]
            for each, _ in above:
                if ceiling_a > room_a[each]:
                    amps, following, row = high.step(number, own, at[block], rows_of[block])
                    break
            else:
                _, amps, following, row = at[block][own]
                if row >= 0:
                    row = rows_of[block][row]
            if row >= 0:
                binding.add(row)
                short.add(number)
            if following is None:
                short.add(number)
                continue
            at[block] = following
            granted_a[place] = amps
            for each, alike in above:
                room_a[each] -= amps
                drawn_alike_a[alike] += amps
        if binding:
            full = dict(high.full(binding))
            for rows, state in zip(rows_of, at, strict=True):
                for row in state.full:
                    full[rows[row]] = state.load[row]
            if not binding.issuperset(full):
                binding.update(self._also_full(full, short))
        return granted_a, binding

    def _also_full(self, load: Mapping[int, complex], short: Iterable[int]) -> list[int]:
        """Of rows that are full, with this `load`, those that would stop somebody who is `short` if others did not."""
        over = [entry for number in short for entry in self._rows[number]]
        return [row for row, _, by, _ in over if row in load and loads_more(load[row], by)]

    def _begin(self) -> None:
        """Begin with nothing known of what follows from a load."""
        # where a vehicle draws too little to change a load, the load follows from itself
        for state in (*self._known.values(), *self._start):
            state.clear()
        self._known.clear()
        starts = {id(block): block.start() for block in self._blocks}
        self._start = [starts[id(block)] for block in self._blocks]
