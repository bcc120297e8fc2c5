"""Shares of the states of a component that were worked out before, by how many vehicles of each class are there."""

from __future__ import annotations

from typing import Generic, TypeVar

Shares = TypeVar("Shares")
State = frozenset[tuple[int, int]]
"""Numbers of classes, each with how many vehicles of it are there."""

_MOST_KNOWN = 4_096
"""So many states are kept; then they are dropped."""
_LOOKS = 512
"""After so many looks it is asked whether enough of them found something."""


class KnownStates(Generic[Shares]):
    """The shares of all classes that are there, by state.

    To work a state out from nothing costs more than to work out what a change concerns: that pays only where at least
    half of all states were there before.
    """

    def __init__(self) -> None:
        self._shares: dict[State, Shares] = {}
        self._looks = self._hits = 0
        self.worthwhile = True

    def find(self, state: State) -> Shares | None:
        """The shares of a state; None where they are not known."""
        found = self._shares.get(state)
        self._looks += 1
        if found is not None:
            self._hits += 1
        if self._looks == _LOOKS:
            self.worthwhile = 2 * self._hits >= self._looks
            self._looks = self._hits = 0
        return found

    def keep(self, state: State, shares: Shares) -> None:
        """Keep the shares of a state."""
        if len(self._shares) >= _MOST_KNOWN:
            self._shares.clear()
        self._shares[state] = shares
