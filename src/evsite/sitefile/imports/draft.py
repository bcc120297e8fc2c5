"""A site file that is being put together: what sources state, table by table, and what is left to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from evsite.sitefile.imports.needed import needed_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

Route = tuple[str, ...]
"""A table of the site file: ("circuits", "C1")."""
SECTIONS = ("site", "supplies", "panels", "circuits", "stations", "groups", "loads")
"""Sections in the order in which they are written."""


class Stated(NamedTuple):
    """A value of a key, and where it was read."""

    value: object
    where: str


class Missing(NamedTuple):
    """A key that a table needs and no source states, and what it says."""

    route: Route
    key: str
    says: str


@dataclass(slots=True)
class SiteDraft:
    """What is known of a site so far."""

    tables: dict[Route, dict[str, Stated]] = field(default_factory=dict)
    remarks: dict[Route, list[str]] = field(default_factory=dict)
    """What is written as comments at a table."""
    heads: list[str] = field(default_factory=list)
    """What is written as comments at the head of the file."""
    asked: dict[Route, dict[str, str]] = field(default_factory=dict)
    """Keys that are not required, and that somebody has to write for the site to be what its sources show."""

    def table(self, *route: str) -> dict[str, Stated]:
        """A table, which is made where there is none."""
        return self.tables.setdefault(route, {})

    def put(self, route: Route, key: str, value: object, where: str) -> Stated | None:
        """State the value of a key; what another source stated before, where that is another value."""
        self.table(*route[:2])
        known = self.table(*route).setdefault(key, Stated(value, where))
        return None if known.value == value else known

    def value(self, route: Route, key: str) -> object:
        """The value of a key; None where nothing states it."""
        stated = self.tables.get(route, {}).get(key)
        return None if stated is None else stated.value

    def remark(self, route: Route, text: str) -> None:
        """Write a comment at a table, once."""
        known = self.remarks.setdefault(route, [])
        if text not in known:
            known.append(text)

    def ask(self, route: Route, key: str, says: str) -> None:
        """Ask for a key that no source states."""
        self.asked.setdefault(route, {}).setdefault(key, says)

    def section(self, name: str) -> Mapping[str, dict[str, Stated]]:
        """The tables of a section, by name."""
        return {route[1]: keys for route, keys in self.tables.items() if route[0] == name and len(route) == 2}

    def missing(self) -> list[Missing]:
        """The keys that tables need and no source states, and those that are asked for, in the order of the file."""
        found = []
        for route, keys in self.ordered():
            needed = {**needed_keys(route, keys), **self.asked.get(route, {})}
            found += [Missing(route, key, says) for key, says in needed.items() if key not in keys]
        return found

    def ordered(self) -> list[tuple[Route, dict[str, Stated]]]:
        """The tables, section by section."""
        section = {name: number for number, name in enumerate(SECTIONS)}
        first: dict[Route, int] = {}
        for route in self.tables:
            first.setdefault(route[:2], len(first))
        return sorted(self.tables.items(), key=lambda item: (section[item[0][0]], first[item[0][:2]], len(item[0])))
