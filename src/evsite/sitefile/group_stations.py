"""The tables of stations behind a group, as far as the raw tables of a file say which they are."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_TABLES = 12
"""Of a group with more tables of stations none is named."""


class HeldStations(NamedTuple):
    """The tables of stations that a group holds ports of; none where the file does not clearly say which they are.

    `whole` says that the group holds every port of every one of these tables, and `tables` has what stands in each.
    """

    tables: Mapping[str, Mapping[str, Any]]
    whole: bool


NO_STATIONS: Final = HeldStations({}, whole=False)


class GroupStations:
    """Finds the tables of stations behind groups.

    Parameters
    ----------
    data
        The raw tables of a file, in which anything may be wrong.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._stations, self._circuits, self._panels, self._supplies = (
            _named(data.get(section)) for section in ("stations", "circuits", "panels", "supplies")
        )

    def of(self, group: Mapping[str, Any]) -> HeldStations:
        """The tables behind a group, by the node that it is on or by its members."""
        on, members = group.get("on"), group.get("members")
        if (on is None) == (members is None):
            return NO_STATIONS
        found = self._below.get(on) if isinstance(on, str) else self._of_members(members)
        if not found or len(found) > _MOST_TABLES:
            return NO_STATIONS
        return HeldStations({name: self._stations[name] for name in found}, whole=all(found.values()))

    def _of_members(self, members: object) -> dict[str, bool] | None:
        """The tables that members name, and whether as a whole; None where one of these is nothing of the file."""
        found: dict[str, bool] = {}
        for member in [members] if isinstance(members, str) else members if isinstance(members, list) else ():
            name = _table_of(member, self._stations)
            if name is None:
                return None
            found[name] = found.get(name, False) or member == name
        return found

    @cached_property
    def _below(self) -> dict[str, dict[str, bool]]:
        """The tables of stations below each node, and whether as a whole; of many the first and one more."""
        below: dict[str, dict[str, bool]] = {}
        for station, raw in self._stations.items():
            wired = raw.get("circuit", raw.get("circuits"))
            names = wired if isinstance(wired, list) else [wired]
            tables = {name: _table_of(name, self._circuits) for name in names if isinstance(name, str)}
            panels = (self._circuits[table].get("panel") for table in tables.values() if table is not None)
            starts = {panel if isinstance(panel, str) else "" for panel in panels}
            alone = len(tables) == len(names) and None not in tables.values() and len(starts) == 1
            for name in tables:
                below.setdefault(name, {})[station] = alone and len(tables) == 1
            for start in starts:
                self._add_above(start, station, below, whole=alone)
        return below

    def _add_above(self, node: str, station: str, below: dict[str, dict[str, bool]], *, whole: bool) -> None:
        """Put a table of stations down for a node and those that feed it, up to one that has it or has enough."""
        while node:
            held = below.setdefault(node, {})
            if station in held or len(held) > _MOST_TABLES:
                return
            held[station] = whole
            above = self._panels.get(node, self._supplies.get(node, {})).get("fed_from")
            node = above if isinstance(above, str) else ""


def _named(section: object) -> dict[str, dict[str, Any]]:
    """The tables of a section that are tables."""
    return {name: raw for name, raw in section.items() if isinstance(raw, dict)} if isinstance(section, dict) else {}


def _table_of(name: object, tables: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The table that a thing is of: by its name, one of a family (S2 of S), or a port of either (S2.1)."""
    if not isinstance(name, str) or name in tables:
        return name if isinstance(name, str) else None
    thing = name.partition(".")[0]
    if thing in tables:
        return thing
    digits = len(thing) - len(thing.rstrip("0123456789"))
    stems = (thing[: len(thing) - number] for number in range(1, min(digits, 9) + 1))
    return next((stem for stem in stems if "count" in tables.get(stem, {})), None)
