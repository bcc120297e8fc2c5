"""Shares of vehicles that fill together by class; those of a few classes are kept, as they come again often."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.allocation.plain_filling import PlainFilling
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.allocation.binding_rows import BindingRows, CountingRows
    from evsite.allocation.vehicle_classes import Classes

_ENOUGH = 1 - TOLERANCE
_MOST_FILLED = 1_024
"""For so many sets of classes in a part of a component it is kept how they fill; then they are dropped."""
_MOST_KNOWN = 8_192
"""So many fillings of a part of a component are kept; then they are dropped."""
_MOST_KEPT = 4
"""Fillings of so many classes at most come again often enough to be kept."""

Present = tuple[tuple[int, int], ...]
"""Numbers of classes, each with how many vehicles of it are there."""


class ClassShare(NamedTuple):
    """What each vehicle of a class gets.

    `current_a` is the average over a cycle where they take turns; each is then without power for the part `unpowered`
    of the time and at most for `wait_h` in a row. `stopped_by` is the number of the limit that keeps them from more
    (-1: none does).
    """

    number: int
    vehicles: int
    current_a: float
    unpowered: float
    wait_h: float
    stopped_by: int


class Filled(NamedTuple):
    """Shares of a part of a component, the rows that stop somebody, and whether a share is too small to charge."""

    shares: list[ClassShare]
    binding: set[int]
    too_little: bool


class ClassFilling:
    """The shares of classes of one component, whoever of them is there."""

    def __init__(self, classes: Classes, rows: BindingRows, row_limit: Sequence[int]) -> None:
        """Prepare; `row_limit` says by row the number of its limit."""
        self._classes = classes
        self._rows = rows
        self._row_limit = row_limit
        self._known: dict[tuple[frozenset[int], Present], Filled] = {}
        self._fillings: dict[tuple[frozenset[int], tuple[int, ...]], PlainFilling] = {}

    def shares(self, present: Present, over_them: frozenset[int], counting: CountingRows) -> Filled:
        """The shares of those who are there where only some rows count; `over_them` are those of them over somebody."""
        if len(present) > _MOST_KEPT:
            return self._fill(present, over_them, counting)
        key = over_them, present
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = self._fill(present, over_them, counting)
        return found

    def _fill(self, present: Present, over_them: frozenset[int], counting: CountingRows) -> Filled:
        row_limit = self._row_limit
        classes = [self._classes.all[number] for number, _ in present]
        kinds = over_them, tuple([number for number, _ in present])
        filling = self._fillings.get(kinds)
        if filling is None:
            if len(self._fillings) >= _MOST_FILLED:
                self._fillings.clear()
            filling = self._fillings[kinds] = PlainFilling(self._rows, classes, counting)
        stopped = filling.fill([count for _, count in present])
        shares, binding, too_little = [], set(), False
        for own, (number, count), (amps, row) in zip(classes, present, stopped, strict=True):
            if amps < own.enough_a * _ENOUGH and own.ceiling_a > 0:
                too_little = True
            limit = -1
            if row >= 0:
                binding.add(row)
                limit = row_limit[row]
            shares.append(ClassShare(number, count, amps, 0.0 if own.ceiling_a else 1.0, 0.0, limit))
        return Filled(shares, binding, too_little)
