"""The rows above others while a queue is served: looked at only once those served could fill one of them.

Whoever draws an ampere loads a row by no more than its largest coefficient. So before all that is drawn below a block
of rows, taken together, could fill one of them, everybody fits there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from evsite.allocation.queue_states import BlockState, RowOver

_LESS = 1 - TOLERANCE

_Alike = tuple[tuple[int, complex], ...]
"""Rows by their places in a block, and what an ampere puts on each."""


class RowAbove(NamedTuple):
    """A row that covers several blocks."""

    row: int
    limit: float
    base: complex
    """What offline ports put on it."""
    most_by: float
    """By how much more it carries at most where somebody draws an ampere more."""

    def left_a(self, load: complex) -> float:
        """So many amperes more do not fill it, whoever draws them."""
        return (self.limit * _LESS - abs(load)) / self.most_by if self.most_by else float("inf")


class BlockAbove:
    """Rows above others that are loaded together, by their places in the block."""

    def __init__(self, rows: Sequence[RowAbove]) -> None:
        self.rows = rows
        self.base = [each.base for each in rows]
        self.left_a = [each.left_a(each.base) for each in rows]
        """So many amperes fill no row when nobody draws yet, by row."""
        self.alike: list[tuple[int, _Alike]] = []
        """Those that load the block alike: their number, and what an ampere of theirs does."""


class RowsAbove:
    """Blocks of rows above others, and what kinds of vehicles do to them."""

    def __init__(self, blocks: Sequence[Sequence[RowAbove]]) -> None:
        self.blocks = [BlockAbove(rows) for rows in blocks]
        self.room_a = [min(block.left_a) for block in self.blocks]
        """By block, so many amperes fill none of its rows when nobody draws yet."""
        self.of_kind: list[list[tuple[int, list[RowOver]]]] = []
        """By kind the blocks that it stands under, and the rows over it there, by their places."""
        self._places = {
            each.row: (number, place) for number, rows in enumerate(blocks) for place, each in enumerate(rows)
        }
        self._numbers: dict[tuple[int, _Alike], int] = {}

    @property
    def different(self) -> int:
        """How many there are that load a block differently, over all blocks."""
        return len(self._numbers)

    def add_kind(self, over: Sequence[RowOver]) -> tuple[tuple[int, int], ...]:
        """Let there be vehicles of another kind, with all rows over it.

        Returns
        -------
        tuple[tuple[int, int], ...]
            The blocks that it stands under, each with the number of those that load it alike.
        """
        own: dict[int, list[RowOver]] = {}
        for row, all_it_takes, coefficient, most in over:
            if row in self._places:
                block, place = self._places[row]
                own.setdefault(block, []).append((place, all_it_takes, coefficient, most))
        self.of_kind.append(list(own.items()))
        return tuple((block, self._alike(block, rows)) for block, rows in own.items())

    def _alike(self, block: int, over: Sequence[RowOver]) -> int:
        alike = tuple((place, coefficient) for place, _, coefficient, _ in over)
        number = self._numbers.get((block, alike))
        if number is None:
            number = self._numbers[block, alike] = len(self._numbers)
            known = self.blocks[block].alike
            known.append((number, alike))
            # sums are the same to the last bit, whoever came first
            known.sort(key=lambda each: [(place, by.real, by.imag) for place, by in each[1]])
        return number


class LoadsAbove:
    """What is drawn below each block while one queue is served, and how much more is sure to fit there."""

    __slots__ = ("_left_a", "_rows", "drawn_alike_a", "room_a")

    def __init__(self, rows: RowsAbove) -> None:
        """Begin with nobody."""
        self._rows = rows
        self.drawn_alike_a = [0.0] * rows.different
        """What is drawn by those that load a block alike, by their number."""
        self.room_a = rows.room_a.copy()
        """By block, so many amperes more are sure to fit, whoever draws them."""
        self._left_a = [block.left_a for block in rows.blocks]
        """By block the same for each row, when it was last looked at."""

    def step(
        self, number: int, own: int, state: BlockState, rows: Sequence[int]
    ) -> tuple[float, BlockState | None, int]:
        """What a vehicle of a kind gets next where a block above may keep it from more.

        Parameters
        ----------
        number
            The kind.
        own
            Its number in the block lowest down.
        state
            What that block carries.
        rows
            The rows of that block.

        Returns
        -------
        tuple[float, BlockState | None, int]
            What it gets [A], what the block then carries (None where it gets nothing), and the row that keeps it from
            more (-1: none).
        """
        kind = state.block.kinds[own]
        up_to_a, granted_a, following, row = state[own]
        if row >= 0:
            row = rows[row]
        from_above = False
        for block, over in self._rows.of_kind[number]:
            if kind.ceiling_a <= self.room_a[block]:
                continue
            load, fits, own_rows = self._load(block), True, self._rows.blocks[block].rows
            for place, all_it_takes, coefficient, most in over:
                if abs(load[place] + all_it_takes) > most:
                    fits = False
                    found_a = crossing(load[place], coefficient, own_rows[place].limit)
                    # of rows that leave the same the first is named
                    if found_a < up_to_a or (found_a == up_to_a and own_rows[place].row < row):
                        up_to_a, row, from_above = found_a, own_rows[place].row, True
            if fits:
                left_a = [each.left_a(carried) for each, carried in zip(own_rows, load, strict=True)]
                self._left_a[block] = left_a
                self.room_a[block] = min(left_a)
        if not from_above:
            return granted_a, following, row
        if up_to_a < kind.enough_a:
            return 0.0, None, row
        return up_to_a, state.block.after(state, kind, up_to_a, kept=False), row

    def full(self, known: Container[int]) -> Iterator[tuple[int, complex]]:
        """The rows of which nothing is left, besides those that are known to be such, each with its load."""
        for number, block in enumerate(self._rows.blocks):
            if self.room_a[number] > 0:
                continue
            left_a = self._left_a[number]
            more_a = min(left_a) - self.room_a[number]
            if any(each <= more_a and own.row not in known for each, own in zip(left_a, block.rows, strict=True)):
                for own, load in zip(block.rows, self._load(number), strict=True):
                    if own.row not in known and abs(load) >= own.limit * _LESS:
                        yield own.row, load

    def _load(self, number: int) -> list[complex]:
        """What the rows of a block carry."""
        block = self._rows.blocks[number]
        load = block.base.copy()
        for alike, entries in block.alike:
            amps = self.drawn_alike_a[alike]
            if amps:
                for place, coefficient in entries:
                    load[place] += amps * coefficient
        return load
