"""A record beside the design: which ports it has, and every field that says something else or cannot be read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from evsite.analysis.as_built import typed
from evsite.analysis.as_built.columns import COMPARED, owner_of, path_of
from evsite.analysis.as_built.design import LEVELS, Designs, Figure, design_cells, limit_words
from evsite.model.as_built import BY_KEY, RECORD_COLUMNS
from evsite.model.remedy import Edit
from evsite.words import trimmed

if TYPE_CHECKING:
    from evsite.analysis.as_built.columns import Compared, Reading
    from evsite.analysis.as_built.design import PortDesign
    from evsite.analysis.site_loads import SiteLoads
    from evsite.model.as_built import AsBuiltRecord, RecordRow
    from evsite.model.distribution import Circuit
    from evsite.model.finding import Path
    from evsite.model.remedy import TomlValue
    from evsite.model.site import Group, Port, Station

_MOST_NAMED = 50
"""A table by name of all stations is offered for so many."""
IDENTITIES = ("serial", "iccid")
"""Columns of numbers that are names: each digit of them counts."""
_TESTS = ("test_one_car_a", "test_two_cars_a")


class Place(NamedTuple):
    """A field of the record: the number of its row, and the port that this is about."""

    row: int
    port: str


@dataclass(slots=True)
class Difference:
    """Something that was built otherwise than it is designed, wherever the record says the same of it.

    `owners` are the circuits, stations, ports or groups that it is said of, `key` is the path of the key that says
    the design, `value` what would say what was built there.
    """

    column: str
    what: str
    key: Path
    as_recorded: str
    design: str
    value: TomlValue | None
    zeros_lost: bool = False
    """Whether nothing but leading zeros is missing, as where a spreadsheet took a name for a number."""
    owners: dict[str, None] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)


class Unread(NamedTuple):
    """A field that is not understood."""

    place: Place
    text: str


class Comparison:
    """A record beside the design of a site.

    Parameters
    ----------
    analysis
        The site.
    record
        The record, which could be read.
    """

    def __init__(self, analysis: SiteLoads, record: AsBuiltRecord) -> None:
        self.analysis = analysis
        self.record = record
        self.designs = Designs(analysis)
        self.rows: dict[str, RecordRow] = {}
        """The row of each port; the first one where it has several."""
        self.more: dict[str, list[int]] = {}
        """Numbers of all rows of ports that have several."""
        self.strangers: list[Unread] = []
        """Rows of ports that the design has not."""
        self.unread: dict[str, list[Unread]] = defaultdict(list)
        """Fields that are not understood, by column."""
        self.blanks: dict[str, list[Place]] = defaultdict(list)
        """Fields that are not filled in, by column."""
        self.deviations: dict[str, list[Place]] = defaultdict(list)
        """What was noted as a deviation, and where."""
        self._counts_by_column: dict[str, Counter[str]] = {}
        self._found: dict[tuple[object, ...], Difference] = {}
        self._match()
        for name, row in self.rows.items():
            self._compare(self.designs.ports[name], row)

    @property
    def missing(self) -> list[PortDesign]:
        """Ports of the design that no row is about."""
        return [each for name, each in self.designs.ports.items() if name not in self.rows]

    @cached_property
    def differences(self) -> dict[str, list[Difference]]:
        """Everything that was built otherwise, by column."""
        found: dict[str, list[Difference]] = defaultdict(list)
        for each in self._found.values():
            found[each.column].append(each)
        return found

    def is_whole(self, difference: Difference) -> bool:
        """Whether all rows about all that the table has which the key stands in say it, and the key can say it."""
        if difference.value is None:
            return False
        there = self._of_table.get(difference.key[:-1], [])
        if len(difference.owners) < len(there) or any(name not in difference.owners for name in there):
            return False
        rows = self._rows_of_owners(difference.column)
        return len({place.row for place in difference.places}) == sum(rows[name] for name in difference.owners)

    def _rows_of_owners(self, column: str) -> Counter[str]:
        """How many rows say something in a column about each circuit, station, port or group."""
        if column not in self._counts_by_column:
            level, compared = column.removesuffix("_limit"), COMPARED.get(column)
            found: Counter[str] = Counter()
            for name, row in self.rows.items():
                if row.cells.get(column):
                    each = self.designs.ports[name]
                    groups = [group.name for group in each.groups[level]] if column.endswith("_limit") else []
                    found.update(groups if compared is None else [owner_of(compared, each)])
            self._counts_by_column[column] = found
        return self._counts_by_column[column]

    def fewer_stations(self, path: Path) -> Edit | None:
        """The number of stations of a table without its last ones, where just these are missing with all ports."""
        stations = self._of_table[path]
        gone = [not any(port.name in self.rows for port in self._ports(name)) for name in stations]
        left = len(gone) - sum(gone)
        some = any(port.name not in self.rows for name in stations[:left] for port in self._ports(name))
        return Edit((*path, "count"), left) if 0 < left < len(stations) and all(gone[left:]) and not some else None

    def more_stations(self) -> Edit | None:
        """The number of stations of a table with those that the design has not, where these are its next ones."""
        named = [re.fullmatch(r"(.+?)([1-9]\d{0,5})\.[1-9]\d{0,2}", each.text) for each in self.strangers]
        families = {found and found[1] for found in named}
        table = next(iter(families), None)
        path = ("stations", table or "")
        count = len(self._of_table.get(path, ()))
        numbers = {int(found[2]) for found in named if found}
        # a table of one station has no numbers in the names of its stations
        counted = len(families) == 1 and self._of_table.get(path, [""])[0] == f"{table}1"
        together = numbers == set(range(count + 1, count + len(numbers) + 1))
        return Edit((*path, "count"), count + len(numbers)) if table and counted and together else None

    def _ports(self, station: str) -> tuple[Port, ...]:
        return self.analysis.site.stations[station].ports

    @cached_property
    def _of_table(self) -> dict[Path, list[str]]:
        """Names of the circuits, stations or groups of each table."""
        site = self.analysis.site
        found: dict[Path, list[str]] = defaultdict(list)
        things: tuple[Circuit | Station | Group, ...] = (
            *site.circuits.values(),
            *site.stations.values(),
            *site.groups.values(),
        )
        for thing in things:
            found[thing.path].append(thing.name)
        return found

    def _match(self) -> None:
        """Find the row of each port."""
        by_name = {typed.folded(name): name for name in self.designs.ports}
        stations = {typed.folded(name): name for name in self.analysis.site.stations}
        for row in self.record.rows:
            text = row.cells["port"]
            name = by_name.get(typed.folded(text))
            if name is None and text.isdecimal() and len(text) < 5:
                station = stations.get(typed.folded(row.cells.get("station", "")))
                name = by_name.get(typed.folded(f"{station}.{int(text)}"))
            if name is None:
                self.strangers.append(Unread(Place(row.number, text), text))
            elif name in self.rows:
                self.more.setdefault(name, [self.rows[name].number]).append(row.number)
            else:
                self.rows[name] = row

    def _compare(self, each: PortDesign, row: RecordRow) -> None:
        design = design_cells(self.analysis.site, each)
        place = Place(row.number, each.port.name)
        for column in RECORD_COLUMNS:
            text = row.cells.get(column.key)
            if text is None or column.key == "port":
                continue
            if not text:
                if column.filled != "optional":
                    self.blanks[column.key].append(place)
                continue
            if column.key in IDENTITIES and typed.is_rounded(text):
                self.unread[column.key].append(Unread(place, text))
                continue
            designed = design.get(column.key)
            if designed is None:
                self._without_design(column.key, place, text)
            elif typed.folded(text) != typed.folded(str(designed)):
                self._beside(column.key, each, place, text, designed)

    def _without_design(self, key: str, place: Place, text: str) -> None:
        """A field of which the design says nothing: whether it can be read, where it is more than words."""
        compared = COMPARED.get(key)
        if key == "deviation" and not typed.is_nothing(text):
            self.deviations[text].append(place)
        elif (key in _TESTS and not typed.is_nothing(text) and typed.tests(text) is None) or (
            compared is not None and key in _BARE and _BARE[key](text) is None
        ):
            self.unread[key].append(Unread(place, text))

    def _beside(self, key: str, each: PortDesign, place: Place, text: str, designed: str | Figure) -> None:
        if key.endswith("_limit"):
            self._limits(key, each, place, text, each.groups[key.removesuffix("_limit")])
            return
        if key in _TESTS:
            self._without_design(key, place, text)
            return
        compared = COMPARED.get(key)
        if compared is None:
            if str(designed).isprintable():
                self._differ(key, "site", ("site", "name"), text, str(designed), str(designed), place)
            return
        read = compared.read(text, each)
        if read is None:
            self.unread[key].append(Unread(place, text))
            return
        if not read.same:
            self._put(key, compared, each, read, designed, place)
        if key == "breaker_a":
            self._poles_beside_breaker(each, text, place)

    def _put(
        self, key: str, compared: Compared, each: PortDesign, read: Reading, designed: str | Figure, place: Place
    ) -> None:
        design = f"{trimmed(designed.value, 2)} {compared.unit}".strip() if isinstance(designed, Figure) else designed
        path = path_of(compared, each) if compared.key else self._of_groups(key, each)
        owner = owner_of(compared, each)
        value = read.value
        if key in {"serial", "mac"} and value is not None:
            value = self._identities(key, each, str(value))
        self._differ(key, compared.what, path, read.as_recorded, design, owner, place, value=value)

    def _poles_beside_breaker(self, each: PortDesign, text: str, place: Place) -> None:
        """Poles that stand with the breaker."""
        read = typed.breaker(text)
        if read is None or read.poles is None or each.circuit is None:
            return
        if read.poles != each.circuit.poles:
            path, design = (*each.circuit.path, "poles"), str(each.circuit.poles)
            self._differ("poles", "poles", path, str(read.poles), design, each.circuit.name, place, value=read.poles)

    def _limits(self, key: str, each: PortDesign, place: Place, text: str, groups: tuple[Group, ...]) -> None:
        read = typed.limits(text)
        if read is None:
            self.unread[key].append(Unread(place, text))
            return
        if len(read) != len(groups):
            path = groups[0].limit_path if groups else each.station.path
            design = "; ".join(map(limit_words, groups)) or typed.NOTHING
            owner = groups[0].name if groups else each.port.name
            self._differ(key, "limit", path, text, design, owner, place)
            return
        for amount, group in zip(read, groups, strict=True):
            value, unit = (group.limit_a, "A") if group.limit_a is not None else (group.limit_kw, group.power_unit)
            assert value is not None
            if (amount.unit or unit) != unit or not amount.is_about(value, 1):
                as_recorded = f"{trimmed(amount.value, 6)} {amount.unit or unit}"
                path = group.limit_path
                self._differ(key, "limit", path, as_recorded, limit_words(group), group.name, place, value=as_recorded)

    def _of_groups(self, key: str, each: PortDesign) -> Path:
        """The table of the group that a column is about; that of the station where there is none."""
        level = key.removesuffix("_group")
        levels = (level,) if level in LEVELS else LEVELS
        groups = [group for name in levels for group in each.groups[name]]
        return groups[0].path if groups else each.station.path

    def _identities(self, key: str, each: PortDesign, value: str) -> TomlValue | None:
        """What a table of stations says of each where one is corrected."""
        stations = self._of_table[each.station.path]
        if len(stations) == 1 or len(stations) > _MOST_NAMED:
            return value if len(stations) == 1 else None
        designed = {name: getattr(self.analysis.site.stations[name].identity, key) for name in stations}
        designed[each.station.name] = value
        return {name: text for name, text in designed.items() if text is not None}

    def _differ(
        self,
        column: str,
        what: str,
        key: Path,
        as_recorded: str,
        design: str,
        owner: str,
        place: Place,
        *,
        value: TomlValue | None = None,
    ) -> None:
        apart = owner if column in {"serial", "mac", "stall", "spaces"} else ""
        same = (column, key, typed.folded(as_recorded), design, apart)
        zeros_lost = typed.without_leading_zeros(as_recorded) == typed.without_leading_zeros(design)
        new = Difference(column, what, key, as_recorded, design, None if zeros_lost else value, zeros_lost)
        found = self._found.setdefault(same, new)
        found.owners[owner] = None
        found.places.append(place)

    @property
    def not_there(self) -> list[str]:
        """Headings of the columns that the record has not, those that need not be filled in aside."""
        there = set(self.record.columns)
        return [key for key, column in BY_KEY.items() if key not in there and column.filled != "optional"]


_BARE = {
    "spaces": typed.spaces,
    "breaker_a": typed.breaker,
    "poles": typed.poles,
    "phases": typed.phases,
    "feed": typed.feed,
    "mac": typed.mac,
}
"""What is read of fields also where the design says nothing."""
