"""The rows above others while a queue is served: looked at only once those served could fill one of them.

Whoever draws an ampere loads a row by no more than its largest coefficient. So before all that is drawn below a block
of rows, taken together, could fill one of them, everybody fits there. Once nothing is left for somebody, nothing is
left for those behind that load the block alike. Rows of no block are looked at whenever somebody below draws.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from evsite.allocation.queue_states import NEARLY, WITHIN
from evsite.network.phasors import crossing

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from evsite.allocation.queue_states import BlockState, RowOver

_Alike = tuple[tuple[int, complex], ...]
"""Rows by their places in a block, and what an ampere puts on each."""


class RowAbove(NamedTuple):
    """A row that is in no block lowest down."""

    row: int
    limit: float
    base: complex
    """What offline ports put on it."""
    most_by: float
    """By how much more it carries at most where somebody draws an ampere more."""

    def left_a(self, load: complex) -> float:
        """So many amperes more do not fill it, whoever draws them."""
        return (self.limit * NEARLY - abs(load)) / self.most_by if self.most_by else math.inf


class BlockAbove:
    """Rows above others that are loaded together, by their places in the block."""

    def __init__(self, rows: Sequence[RowAbove]) -> None:
        self.rows = rows
        self.base = [each.base for each in rows]
        self.left_a = [each.left_a(each.base) for each in rows]
        """So many amperes fill no row when nobody draws yet, by row."""
        self.alike: list[tuple[int, _Alike]] = []
        """Those that load the block alike: their number, and what an ampere of theirs does."""


class _Above(NamedTuple):
    """The rows above vehicles of a kind."""

    blocks: list[tuple[int, int, list[RowOver]]]
    """The blocks that it stands under, the number of those that load each alike, and the rows there, by place."""
    apart: list[RowOver]
    """The rows of no block, by place among them."""


class RowsAbove:
    """Blocks of rows above others, rows of no block, and what kinds of vehicles do to them."""

    def __init__(self, blocks: Sequence[Sequence[RowAbove]], apart: Sequence[RowAbove]) -> None:
        self.blocks = [BlockAbove(rows) for rows in blocks]
        self.apart = apart
        self.room_a = [*(min(block.left_a) for block in self.blocks), -math.inf]
        """By block, so many amperes fill none of its rows when nobody draws yet; the last is of rows of no block."""
        self.of_kind: list[_Above] = []
        self._places = {
            each.row: (number, place) for number, rows in enumerate([*blocks, apart]) for place, each in enumerate(rows)
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
        apart = own.pop(len(self.blocks), [])
        blocks = [(block, self._alike(block, rows), rows) for block, rows in own.items()]
        self.of_kind.append(_Above(blocks, apart))
        always = ((len(self.blocks), self._number(len(self.blocks), ())),) if apart else ()
        return *((block, alike) for block, alike, _ in blocks), *always

    def _alike(self, block: int, over: Sequence[RowOver]) -> int:
        alike = tuple((place, coefficient) for place, _, coefficient, _ in over)
        before = len(self._numbers)
        number = self._number(block, alike)
        if number == before:
            known = self.blocks[block].alike
            known.append((number, alike))
            # sums are the same to the last bit, whoever came first
            known.sort(key=lambda each: [(place, by.real, by.imag) for place, by in each[1]])
        return number

    def _number(self, block: int, alike: _Alike) -> int:
        return self._numbers.setdefault((block, alike), len(self._numbers))


class LoadsAbove:
    """What is drawn below each block while one queue is served, and how much more is sure to fit there."""

    __slots__ = ("_apart", "_left_a", "_rows", "_shut", "drawn_alike_a", "room_a")

    def __init__(self, rows: RowsAbove) -> None:
        """Begin with nobody."""
        self._rows = rows
        self.drawn_alike_a = [0.0] * rows.different
        """What is drawn by those that load a block alike, by their number."""
        self.room_a = rows.room_a.copy()
        """By block, so many amperes more are sure to fit, whoever draws them; no number is sure for rows of none."""
        self._left_a = [block.left_a for block in rows.blocks]
        """By block the same for each row, when it was last looked at."""
        self._apart = [each.base for each in rows.apart]
        """What rows of no block carry."""
        self._shut: dict[int, int] = {}
        """By number of those that load a block alike, of whom nothing is left for, the row that leaves nothing."""

    def step(
        self, number: int, own: int, state: BlockState, rows: Sequence[int]
    ) -> tuple[float, BlockState | None, int]:
        """What a vehicle of a kind gets next where a row above may keep it from more.

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
        kind, above = state.block.kinds[own], self._rows.of_kind[number]
        known = state.get(own)
        up_to_a, row = state.block.left(state, kind) if known is None else (known[0], known[3])
        if row >= 0:
            row = rows[row]
        left_a, above_row = self._left(above, kind.ceiling_a)
        following: BlockState | None
        # of rows that leave the same the first is named
        if left_a < up_to_a or (left_a == up_to_a and above_row < row):
            row = above_row
            if left_a < kind.enough_a:
                return 0.0, None, row
            granted_a, following = left_a, state.block.after(state, kind, left_a, kept=False)
        else:
            _, granted_a, following, _ = state[own]
        if following is not None:
            for place, _, coefficient, _ in above.apart:
                self._apart[place] += granted_a * coefficient
        return granted_a, following, row

    def _left(self, above: _Above, ceiling_a: float) -> tuple[float, int]:
        """What rows above leave a vehicle that takes so much [A], and the first that leaves that; inf where it fits."""
        least_a, row = math.inf, -1
        for block, alike, over in above.blocks:
            if ceiling_a <= self.room_a[block]:
                continue
            if alike in self._shut:
                found_a, by = 0.0, self._shut[alike]
            else:
                own_rows, load = self._rows.blocks[block].rows, self._load(block)
                found_a, by = _most(over, own_rows, load)
                if by < 0:
                    left_a = [each.left_a(carried) for each, carried in zip(own_rows, load, strict=True)]
                    self._left_a[block] = left_a
                    self.room_a[block] = min(left_a)
                elif found_a <= WITHIN * ceiling_a:
                    self._shut[alike] = by
            if found_a < least_a or (found_a == least_a and by < row):
                least_a, row = found_a, by
        if above.apart:
            found_a, by = _most(above.apart, self._rows.apart, self._apart)
            if found_a < least_a or (found_a == least_a and by < row):
                least_a, row = found_a, by
        return least_a, row

    def full(self, known: Container[int]) -> Iterator[tuple[int, complex]]:
        """The rows of which nothing is left, besides those that are known to be such, each with its load."""
        for number, block in enumerate(self._rows.blocks):
            if self.room_a[number] > 0:
                continue
            left_a = self._left_a[number]
            more_a = min(left_a) - self.room_a[number]
            if any(each <= more_a and own.row not in known for each, own in zip(left_a, block.rows, strict=True)):
                yield from _full(block.rows, self._load(number), known)
        yield from _full(self._rows.apart, self._apart, known)

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


def _most(over: Sequence[RowOver], rows: Sequence[RowAbove], load: Sequence[complex]) -> tuple[float, int]:
    """What some rows leave a vehicle [A], and the first of them that leaves that; inf where all that it takes fits."""
    least_a, row = math.inf, -1
    for place, all_it_takes, coefficient, most in over:
        if abs(load[place] + all_it_takes) > most:
            found_a = crossing(load[place], coefficient, rows[place].limit)
            if found_a < least_a or row < 0:
                least_a, row = found_a, rows[place].row
    return least_a, row


def _full(rows: Sequence[RowAbove], load: Sequence[complex], known: Container[int]) -> Iterator[tuple[int, complex]]:
    """Of some rows those of which nothing is left, besides those that are known to be such, each with its load."""
    for own, carried in zip(rows, load, strict=True):
        if own.row not in known and abs(carried) >= own.limit * NEARLY:
            yield own.row, carried
