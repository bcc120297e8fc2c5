"""The name that was meant, where one is misspelt."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SUGGESTIONS_TO_LOOK_FOR = 100


class Nearest:
    """Finds the name that was meant; stops looking when a file is full of slips, so that time stays linear."""

    def __init__(self) -> None:
        self._left = _SUGGESTIONS_TO_LOOK_FOR

    @property
    def willing(self) -> bool:
        """Whether it still looks."""
        return self._left > 0

    def __call__(self, name: str, names: Iterable[str]) -> str | None:
        """The nearest of the names; None if none is near."""
        if self._left <= 0 or len(name) > 100:
            return None
        self._left -= 1
        return nearest_of(name, names)


def nearest_of(name: str, names: Iterable[str]) -> str | None:
    """The nearest of some names, whatever their case; None if none is near."""
    folded = {known.casefold(): known for known in names}
    near = get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)
    # letters in each other's place are one slip, and two by the ratio
    letters = sorted(name.casefold())
    near = [*(match for match in near if sorted(match) == letters), *near]
    return folded[near[0]] if near else None
