"""Levels below which a row cannot be full while every other row holds: proved, and higher than its own level alone.

On row k no port has a higher level than the one that it stops a port at. If the largest load of the row under that
condition, and under all other rows, is below its limit, it cannot have stopped anybody there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.network.load_bounds import ConstraintIndex
from evsite.proofs.columns import row_level
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.network.compile import Network
    from evsite.proofs.columns import Column

_HALVINGS = 60


class RaisedLevels:
    """Raised levels of the rows of a network over ports that rise together; each is worked out when it is needed."""

    def __init__(self, network: Network, columns: list[Column], base_a: Sequence[float]) -> None:
        """Prepare.

        Parameters
        ----------
        network
            The network.
        columns
            The ports that rise, by atom.
        base_a
            What draws without rising, at most, by atom [A].
        """
        self._network = network
        self._columns = columns
        self._base_a = base_a
        self._left = [0.0] * len(network.rows)
        self._known: dict[int, float] = {}
        self.rows = ConstraintIndex(network.rows, network.atoms)
        self.direct = [row_level(row, columns, base_a) for row in network.rows]

    def leave(self, left: Sequence[float]) -> None:
        """Take it that no row stops a port below a level that is known otherwise."""
        self._left = list(left)

    def lowest(self, atom: int) -> tuple[float, int]:
        """The lowest level at which any row can stop a port of an atom, and that row; -1 where none can."""
        bound, found = math.inf, -1
        rows = {index for index, _ in self.rows.of_atom[atom]}
        for index in sorted(rows, key=lambda index: (self._at_least(index), index)):
            if self._at_least(index) >= bound:
                break
            level = self.level(index)
            if level < bound:
                bound, found = level, index
        return bound, found

    def _at_least(self, index: int) -> float:
        return max(self.direct[index], self._left[index])

    def level(self, index: int) -> float:
        """A proved lower bound for the level at which a row can stop anybody."""
        if index not in self._known:
            self._known[index] = self._raised(index)
        return max(self._known[index], self._left[index])

    def _raised(self, index: int) -> float:
        low = self.direct[index]
        row = self._network.rows[index]
        high = max((self._columns[atom][-1].ceiling for atom in row.atoms if self._columns[atom]), default=low)
        if self._reach(index, low) >= row.value * (1 - TOLERANCE):
            return low
        if self._reach(index, high) < row.value * (1 - TOLERANCE):
            return math.inf  # the row is never full while the others hold
        for _ in range(_HALVINGS if low < high else 0):
            middle = (low + high) / 2
            if self._reach(index, middle) < row.value:
                low = middle
            else:
                high = middle
        return low

    def _reach(self, index: int, level: float) -> float:
        """The most that a row can carry while every port on it has this level at most."""
        ceilings = [
            base + sum(kind.current_a(level) for kind in column)
            for base, column in zip(self._base_a, self._columns, strict=True)
        ]
        return self.rows.greatest_load(self._network.rows[index], ceilings)
