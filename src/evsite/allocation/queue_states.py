"""What a queue does to a few rows: how far they are loaded, and what a vehicle of each kind gets next.

Vehicles come in other orders from one time to the next, but a panel of a few kinds of vehicles is loaded in few ways;
so what follows from a load is worked out once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

NEARLY = 1 - TOLERANCE
"""From this share of its limit on a row is full; with this share of what it needs to charge a vehicle charges."""
WITHIN = 1e-12
"""Who takes a row beyond its limit by less than this share of it fits: that is rounding."""

RowOver = tuple[int, complex, complex, float]
"""A row over vehicles of a kind: what one puts on it, what an ampere does, and the most that it has."""

Load = tuple[int, tuple[complex, ...]]
"""A block and the loads of its rows."""
Step = tuple[float, float, "BlockState | None", int]
"""What the next vehicle of a kind could have [A] and what it gets, what then is (None where it gets nothing), and the
row that stops it (-1)."""


class BlockKind(NamedTuple):
    """Vehicles that are alike: what one takes, what it needs to charge at all, rounding aside [A], and its rows."""

    ceiling_a: float
    enough_a: float
    over: tuple[RowOver, ...]


class BlockState(dict[int, Step]):
    """The rows of a block under a load, by row; for each kind what the next vehicle gets, worked out when asked.

    It is known from then on where the state is `kept`.
    """

    __slots__ = ("_full", "block", "kept", "load")

    def __init__(self, block: QueueBlock, load: tuple[complex, ...], *, kept: bool) -> None:
        self.block = block
        self.load = load
        self._full: tuple[int, ...] | None = None
        self.kept = kept
        """Whether what follows is worth to be known, since this load comes again."""

    def __missing__(self, number: int) -> Step:
        step = self.block.step(self, self.block.kinds[number])
        if self.kept:
            self[number] = step
        return step

    @property
    def full(self) -> tuple[int, ...]:
        """The rows of which nothing is left."""
        if self._full is None:
            self._full = self.block.full(self.load)
        return self._full


class QueueBlock:
    """Rows that are loaded together, and the kinds of vehicles under them.

    Rows go by their places in the block, so that one block stands for all that are alike.
    """

    def __init__(self, limit: Sequence[float], base: Sequence[complex], known: dict[Load, BlockState]) -> None:
        """Prepare; `limit` and `base`, what offline ports put on each, are by row.

        What was worked out is kept in `known`, which may be cleared.
        """
        self._limit = tuple(limit)
        self._base = tuple(base)
        self._known = known
        self._numbers: dict[BlockKind, int] = {}
        self.kinds: list[BlockKind] = []

    def kind(self, kind: BlockKind) -> int:
        """The number of a kind in the block."""
        number = self._numbers.setdefault(kind, len(self.kinds))
        if number == len(self.kinds):
            self.kinds.append(kind)
        return number

    def start(self) -> BlockState:
        """What is when nobody is served, and nothing is known of what follows."""
        return BlockState(self, self._base, kept=True)

    def full(self, load: tuple[complex, ...]) -> tuple[int, ...]:
        """The rows of which a load leaves nothing."""
        return tuple([row for row, each in enumerate(load) if abs(each) >= self._limit[row] * NEARLY])

    def step(self, state: BlockState, kind: BlockKind) -> Step:
        """What a vehicle gets next."""
        up_to_a, stopped_by = self.left(state, kind)
        if up_to_a < kind.enough_a:
            return up_to_a, 0.0, None, stopped_by
        return up_to_a, up_to_a, self.after(state, kind, up_to_a, kept=state.kept), stopped_by

    def left(self, state: BlockState, kind: BlockKind) -> tuple[float, int]:
        """What the rows leave a vehicle, up to what it takes [A], and the row that leaves no more (-1: none)."""
        load, limit = state.load, self._limit
        up_to_a, stopped_by = kind.ceiling_a, -1
        for row, all_it_takes, coefficient, most in kind.over:
            carried = load[row]
            if abs(carried + all_it_takes) > most:
                found_a = crossing(carried, coefficient, limit[row])
                if found_a < up_to_a:
                    up_to_a, stopped_by = found_a, row
        return up_to_a, stopped_by

    def after(self, state: BlockState, kind: BlockKind, amps: float, *, kept: bool) -> BlockState:
        """What is once a vehicle of a kind draws so much more [A]."""
        if not kind.over or not amps:
            return state
        loads = list(state.load)
        for row, _, coefficient, _ in kind.over:
            loads[row] += amps * coefficient
        load = tuple(loads)
        if not kept:
            return BlockState(self, load, kept=False)
        key = id(self), load
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = BlockState(self, load, kept=True)
        return known
