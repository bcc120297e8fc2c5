"""What rows would carry if all vehicles in a queue had what they take: where none could be full, nobody has to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.queue_states import NEARLY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.allocation.queue_states import RowOver


class WantedLoads:
    """The loads of rows with all that vehicles take.

    Rows that hold do so for every smaller draw (`network.phasors`): where all vehicles keep to them, so do those served
    before the last.
    """

    def __init__(self, limit: Sequence[float], base: Sequence[complex]) -> None:
        """Begin with nobody; `base` is what offline ports put on each row."""
        self._limit = limit
        self._base = base
        self._load = list(base)
        self._count = 0
        self.could_be_full: set[int] = set()
        """The rows that are full, or carry too much, then."""

    def join(self, over: Iterable[RowOver]) -> None:
        """Let a vehicle join that has these rows over it."""
        self._count += 1
        for row, all_it_takes, _, _ in over:
            self._set(row, self._load[row] + all_it_takes)

    def part(self, over: Iterable[RowOver]) -> None:
        """Let a vehicle leave that has these rows over it."""
        self._count -= 1
        if not self._count:
            # nothing of rounding is left
            self._load = list(self._base)
            self.could_be_full.clear()
            return
        for row, all_it_takes, _, _ in over:
            self._set(row, self._load[row] - all_it_takes)

    def _set(self, row: int, load: complex) -> None:
        self._load[row] = load
        if abs(load) > self._limit[row] * NEARLY:
            self.could_be_full.add(row)
        else:
            self.could_be_full.discard(row)
