"""Breaker spaces: which phases a breaker lands on, and which spaces are filled when none are given.

Odd spaces stand on the left, even ones on the right. Each row of two spaces is on one leg, and the legs take turns
down the panel, so a breaker of two or three poles (s, s+2, s+4) lands on neighbouring legs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.design.tables import CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.design.systems import VoltageSystem

USUAL_SIZES = (42, 54, 66, 84)
"""Numbers of spaces that panels come with; the first is assumed where none is given."""


def connection_of(spaces: Sequence[int], legs: Sequence[str]) -> str:
    """The conductors that a breaker in these spaces lands on.

    Args:
        spaces: as many as it has poles, each two further down than the one before.
        legs: the legs of the panel: three, or two in a single-phase panel.

    Returns:
        "AB", "BC", "CA", "ABC", or "AN" for one pole; "" where two poles would land on the same leg.
    """
    letters = {legs[(space - 1) // 2 % len(legs)] for space in spaces}
    return CONNECTIONS.get(frozenset(letters), "") if len(letters) == len(spaces) else ""


def run_of(first: int, poles: int) -> tuple[int, ...]:
    """The spaces of a breaker whose first space is `first`: s, s+2, s+4."""
    return tuple(range(first, first + 2 * poles, 2))


class Filler:
    """Fills the spaces of one panel: first the left column from top to bottom, then the right one.

    Spaces are only ever taken, so the first place that fits a breaker never moves up again; one mark for each number
    of poles makes the filling of a whole panel linear.
    """

    def __init__(self, size: int, system: VoltageSystem) -> None:
        self.size = size
        self._legs = system.legs
        self._served = frozenset(system.connections())
        self._taken: dict[int, str] = {}
        self._next: dict[int, Iterator[int]] = {}
        self._at: dict[int, int | None] = {}

    def holder(self, space: int) -> str | None:
        """Name of the circuit in a space."""
        return self._taken.get(space)

    def reserve(self, name: str, spaces: Sequence[int]) -> None:
        """Take spaces that are free and exist."""
        for space in spaces:
            self._taken[space] = name

    def place(self, name: str, poles: int) -> tuple[int, ...] | None:
        """Take the next free spaces that serve a breaker of so many poles; None where there are none left."""
        if poles not in self._next:
            self._next[poles] = self._places(poles)
            self._at[poles] = next(self._next[poles], None)
        first = self._at[poles]
        while first is not None:
            spaces = run_of(first, poles)
            if not any(space in self._taken for space in spaces):
                self.reserve(name, spaces)
                return spaces
            first = self._at[poles] = next(self._next[poles], None)
        return None

    def _places(self, poles: int) -> Iterator[int]:
        for column in (1, 2):
            for first in range(column, self.size + 1, 2):
                # a pole to neutral on a high leg or without a neutral serves nothing: such spaces are left out
                if (
                    first + 2 * (poles - 1) <= self.size
                    and connection_of(run_of(first, poles), self._legs) in self._served
                ):
                    yield first
