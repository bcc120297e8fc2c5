"""The rows above others while a queue is served: looked at only once those served could fill one of them.

Whoever draws an ampere loads a row by no more than its largest coefficient. So before all that is drawn below a block
of rows, taken together, could fill one of them, everybody fits there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.allocation.queue_states import BlockState, RowOver

_LESS = 1 - TOLERANCE


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


class RowsAbove:
    """Blocks of rows above others, and what kinds of vehicles do to them."""

    def __init__(self, blocks: Sequence[Sequence[RowAbove]]) -> None:
        self.blocks = blocks
        self.block_of = {each.row: number for number, block in enumerate(blocks) for each in block}
        self.sure_a = [min(each.left_a(each.base) for each in block) for block in blocks]
        """By block, so many amperes fill none of its rows when nobody draws yet."""
        self.limit = {each.row: each.limit for block in blocks for each in block}
        self.of_kind: list[list[tuple[int, list[RowOver]]]] = []
        """By kind the blocks that it stands under, with the rows over it in each."""
        self.alike: list[tuple[tuple[int, complex], ...]] = []
        """What an ampere of those does that load a block alike, by their number: rows, each with its coefficient."""
        self._numbers: dict[tuple[tuple[int, complex], ...], int] = {}

    def add_kind(self, over: Sequence[RowOver]) -> tuple[tuple[int, int], ...]:
        """Let there be vehicles of another kind, with all rows over it.

        Returns
        -------
        tuple[tuple[int, int], ...]
            The blocks that it stands under, each with the number of those that load it alike.
        """
        own: dict[int, list[RowOver]] = {}
        for each in over:
            block = self.block_of.get(each[0])
            if block is not None:
                own.setdefault(block, []).append(each)
        self.of_kind.append(list(own.items()))
        return tuple((block, self._alike(rows)) for block, rows in own.items())

    def _alike(self, over: Sequence[RowOver]) -> int:
        key = tuple((row, coefficient) for row, _, coefficient, _ in over)
        number = self._numbers.setdefault(key, len(self.alike))
        if number == len(self.alike):
            self.alike.append(key)
        return number


class LoadsAbove:
    """What is drawn below each block while one queue is served, and the loads of those that had to be looked at."""

    __slots__ = ("_load", "_rows", "_seen", "drawn_a", "drawn_alike_a", "sure_a")

    def __init__(self, rows: RowsAbove) -> None:
        """Begin with nobody."""
        self._rows = rows
        self.drawn_a = [0.0] * len(rows.blocks)
        """By block what is drawn below it."""
        self.drawn_alike_a: list[dict[int, float]] = [{} for _ in rows.blocks]
        """By block what is drawn by those that load it alike, by their number."""
        self.sure_a = rows.sure_a.copy()
        """By block, up to so many amperes everybody fits."""
        self._load: dict[int, complex] = {}
        """The loads of the rows in blocks that had to be looked at, when they last were."""
        self._seen: dict[int, dict[int, float]] = {}
        """By block that had to be looked at, what was drawn when it last was, as in `drawn_alike_a`."""

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
            if self.drawn_a[block] + kind.ceiling_a <= self.sure_a[block]:
                continue
            load = self._looked_at(block)
            fits = True
            for each, all_it_takes, coefficient, most in over:
                if abs(load[each] + all_it_takes) > most:
                    fits = False
                    found_a = crossing(load[each], coefficient, self._rows.limit[each])
                    # of rows that leave the same the first is named
                    if found_a < up_to_a or (found_a == up_to_a and each < row):
                        up_to_a, row, from_above = found_a, each, True
            if fits:
                left_a = min([each.left_a(load[each.row]) for each in self._rows.blocks[block]])
                self.sure_a[block] = self.drawn_a[block] + left_a
        if not from_above:
            return granted_a, following, row
        if up_to_a < kind.enough_a:
            return 0.0, None, row
        return up_to_a, state.block.after(state, kind, up_to_a, kept=False), row

    def full(self) -> list[tuple[int, complex]]:
        """The rows of which nothing is left, each with its load."""
        found = []
        for block in self._seen:
            if self.drawn_a[block] > self.sure_a[block]:
                load = self._looked_at(block)
                rows = self._rows.blocks[block]
                found += [(each.row, load[each.row]) for each in rows if abs(load[each.row]) >= each.limit * _LESS]
        return found

    def _looked_at(self, block: int) -> dict[int, complex]:
        """The loads, those of the rows of a block as they are now."""
        load, seen, drawn_a = self._load, self._seen.get(block), self.drawn_alike_a[block]
        if seen is None:
            seen = {}
            for each in self._rows.blocks[block]:
                load[each.row] = each.base
        for number, amps in drawn_a.items():
            more_a = amps - seen.get(number, 0.0)
            if more_a:
                for row, coefficient in self._rows.alike[number]:
                    load[row] += more_a * coefficient
        self._seen[block] = drawn_a.copy()
        return load
