"""What of a file could not be read: statements that are no TOML, tables that are there twice.

Nothing that only follows from these is reported: a key whose line could not be read is not missing, and a table with
such a line is not looked into further than its own keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.finding import Path

Names = tuple[str, ...]
"""A route of keys without the places in lists."""


@dataclass(slots=True)
class Lost:
    """What could not be read, by where it stands; places in lists are left out of all routes."""

    keys: set[Names] = field(default_factory=set)
    """Keys whose values could not be read."""
    tables: set[Names] = field(default_factory=set)
    """Tables of which something could not be read that may have been any key."""
    sections: set[str] = field(default_factory=set)
    """Sections of which a whole table could not be read, or one whose name is not known."""
    headers: set[str] = field(default_factory=set)
    """Sections of which the header of a table could not be read; its inner tables may stand there without it."""
    doubles: dict[str, str] = field(default_factory=dict)
    """Second tables of what there is once, like `site`, by the name that they have in the data."""
    _routes: tuple[int, frozenset[Names]] = (0, frozenset())
    """How many keys and tables there were, and the routes to them and to all that they stand in."""

    def add(self, other: Lost) -> None:
        """What could not be read in a second run."""
        self.keys |= other.keys
        self.tables |= other.tables
        self.sections |= other.sections
        self.headers |= other.headers
        self.doubles |= other.doubles

    def misses(self, path: Path) -> bool:
        """Whether a key may be there, in a line that could not be read."""
        names = names_in(path)
        return names in self.keys or names[:-1] in self.tables

    def touches(self, path: Path) -> bool:
        """Whether something in a table could not be read, or in a table in it."""
        if not self.keys and not self.tables:
            return False
        number = len(self.keys) + len(self.tables)
        if self._routes[0] != number:
            every = (*self.keys, *self.tables)
            self._routes = number, frozenset(each[:end] for each in every for end in range(len(each) + 1))
        return names_in(path) in self._routes[1]


def names_in(path: Path) -> Names:
    """A route of keys without the places in lists."""
    return tuple(part for part in path if isinstance(part, str))
