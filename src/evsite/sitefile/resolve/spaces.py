"""Breaker spaces: which phases a breaker lands on, and which spaces are filled when none are given.

Odd spaces stand on the left, even ones on the right. Each row of two spaces is on one leg, and the legs take turns
down the panel, so a breaker of two or three poles (s, s+2, s+4) lands on neighbouring legs.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from evsite.sitefile.electrical_types import CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.systems import VoltageSystem

USUAL_SIZES = (42, 54, 66, 84)
"""Numbers of spaces that panels come with; the first is assumed where none is given."""


def connection_of(spaces: Sequence[int], legs: Sequence[str]) -> str:
    """The conductors that a breaker in these spaces lands on.

    Parameters
    ----------
    spaces
        As many as it has poles, each two further down than the one before.
    legs
        The legs of the panel: three, or two in a single-phase panel.

    Returns
    -------
    str
        "AB", "BC", "CA", "ABC", or "AN" for one pole; "" where two poles would land on the same leg.
    """
    letters = {legs[(space - 1) // 2 % len(legs)] for space in spaces}
    return CONNECTIONS.get(frozenset(letters), "") if len(letters) == len(spaces) else ""


def run_of(first: int, poles: int) -> tuple[int, ...]:
    """The spaces of a breaker whose first space is `first`: s, s+2, s+4."""
    return tuple(range(first, first + 2 * poles, 2))


@cache
def _places(size: int, legs: tuple[str, ...], served: tuple[str, ...], poles: int) -> tuple[tuple[int, ...], ...]:
    """Every place for a breaker of so many poles, in the order of filling."""
    runs = (
        run_of(first, poles)
        for column in (1, 2)
        for first in range(column, size + 1, 2)
        if first + 2 * (poles - 1) <= size
    )
    # a pole to neutral on a high leg or without a neutral serves nothing: such spaces are left out
    return tuple(run for run in runs if connection_of(run, legs) in served)


class Filler:
    """Fills the spaces of one panel: first the left column from top to bottom, then the right one.

    Spaces are only ever taken, so the first place that fits a breaker never moves up again; one mark for each number
    of poles makes the filling of a whole panel linear.
    """

    def __init__(self, size: int, system: VoltageSystem) -> None:
        self._size = size
        self._legs = system.legs
        self._served = system.connections()
        self._taken: set[int] = set()
        self._next: dict[tuple[int, str], int] = {}

    def reserve(self, spaces: Sequence[int]) -> None:
        """Take spaces that are free and exist."""
        self._taken.update(spaces)

    def place(self, poles: int, connection: str = "") -> tuple[int, ...] | None:
        """Take the next free spaces that serve a breaker of so many poles, on given conductors if any; None if full."""
        key = (poles, connection)
        places = _places(self._size, self._legs, self._served, poles)
        for number in range(self._next.get(key, 0), len(places)):
            fitting = not connection or connection_of(places[number], self._legs) == connection
            if fitting and self._taken.isdisjoint(places[number]):
                self._taken.update(places[number])
                self._next[key] = number + 1
                return places[number]
        self._next[key] = len(places)
        return None


def why_not_there(system: VoltageSystem, connection: str) -> str:
    """Why a connection is not there in a system."""
    missing = [leg for leg in connection if leg != "N" and leg not in system.legs]
    if missing:
        return f"{system.name} has the lines {', '.join(system.legs)} only"
    if system.neutral_v is None:
        return f"{system.name} has no neutral"
    return f"in {system.name} the line {connection[0]} is the high leg, 208 V from the neutral"
