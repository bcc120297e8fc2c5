"""A site while it is being put together: what is there so far, what is broken, and what was found wrong.

Whatever hangs on a broken thing is left out without a word: one slip, one finding.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Unpack

from evsite.model.finding import Label
from evsite.model.remedy import REMOVE, Edit, added, meant, remedy, when
from evsite.sitefile import problems
from evsite.sitefile.named_files import NamedFiles
from evsite.sitefile.resolve.several_names import names_in
from evsite.sitefile.table_models import is_usable_name, usable_name
from evsite.sitefile.value_types import MAX_COUNT
from evsite.sitefile.wording import header_of, shown
from evsite.toml_text import value_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from evsite.model.distribution import Circuit, Panel, Supply
    from evsite.model.finding import Finding, Path
    from evsite.model.fleets import Fleet
    from evsite.model.measured import Measured
    from evsite.model.remedy import Remedy, Way
    from evsite.model.site import Assumption, Group, Load, Port, Station
    from evsite.model.systems import VoltageSystem
    from evsite.sitefile.nearest import Nearest
    from evsite.sitefile.problem import FindingFields, Problem
    from evsite.sitefile.reading import Tables

_NAMES_TO_LOOK_AMONG = 2000


@dataclass
class ResolveContext:
    """Everything that the steps of resolving share."""

    tables: Tables
    findings: list[Finding]
    nearest: Nearest
    notices: list[Finding] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    supplies: dict[str, Supply] = field(default_factory=dict)
    panels: dict[str, Panel] = field(default_factory=dict)
    circuits: dict[str, Circuit] = field(default_factory=dict)
    stations: dict[str, Station] = field(default_factory=dict)
    ports: dict[str, Port] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    loads: dict[str, Load] = field(default_factory=dict)
    fleets: dict[str, Fleet] = field(default_factory=dict)
    circuit_families: dict[str, list[str]] = field(default_factory=dict)
    """Names of the circuits of each table, also of those that turned out broken."""
    station_families: dict[str, list[str]] = field(default_factory=dict)
    records: dict[object, Measured] = field(default_factory=dict)
    """What was read from data files, by all that decides it."""
    files: NamedFiles = field(default_factory=lambda: NamedFiles(FilePath()))
    """Where the files are that the site file names."""
    broken: dict[str, set[str]] = field(default_factory=lambda: {"nodes": set(), "stations": set()})
    """Names, and names of families, that exist in the file but could not be resolved."""

    def report(self, problem: Problem, message: str, path: Path = (), **more: Unpack[FindingFields]) -> None:
        """Put down what is wrong with the file."""
        self.findings.append(problem.finding(message, path, **more))

    def notice(self, problem: Problem, message: str, path: Path = (), **more: Unpack[FindingFields]) -> None:
        """Put down what a check says of a file that is a site."""
        self.notices.append(problem.finding(message, path, **more))

    def named_file(self, name: str, path: Path) -> FilePath | None:
        """The path of a file that a key names; None, with a finding, for one outside of the folder of the site file.

        A name that no file can have is left to those who read it.
        """
        try:
            found = self.files.path(name)
        except (OSError, ValueError):
            return self.files.folder / name
        if found is None:
            message = f"{shown(name)} is outside of the folder of the site file, expected a file in it or below"
            way = "--allow-outside, where you trust the file"
            self.report(problems.FILE_OUTSIDE, message, path, remedy=way)
        return found

    def is_broken(self, kind: str, name: str) -> bool:
        """Whether a name stands for something that could not be resolved: itself, or a counted family of it."""
        broken = self.broken[kind]
        digits = len(name) - len(name.rstrip("0123456789"))
        return any(name[: len(name) - cut] in broken for cut in range(min(digits, 9) + 1))

    def feeder_system(self, name: str) -> VoltageSystem | None:
        """The voltage system at a supply or panel that is resolved."""
        node = self.panels.get(name) or self.supplies.get(name)
        return None if node is None else node.system

    def feeder(self, name: str, path: Path, key: str) -> str | None:
        """The supply or panel of that name; None, with a finding unless it is merely broken, if there is none."""
        if name in self.tables.supplies or name in self.tables.panels:
            return None if name in self.broken["nodes"] else name
        if name in self.tables.circuits or name in self.circuits:
            message = f"'{shown(name)}' is a circuit, expected a panel or supply for {key}"
            table = self.tables.circuits.get(name)
            way = None if table is None or table.panel == path[-1] else self._feeder_edit((*path, key), table.panel)
            self.report(problems.WRONG_KIND, message, (*path, key), remedy=way)
        elif not self.is_broken("nodes", name) and not self.tables.unread & {"supplies", "panels"}:
            self.unknown(name, (*path, key), "panel or supply", self.names("panels", "supplies"))
        return None

    def node(self, name: str, path: Path, key: str) -> str | None:
        """The name, if a supply, panel or circuit has it; None if not, with a finding unless it is merely broken."""
        if name in self.circuits or name in self.panels or name in self.supplies:
            return name
        family = self.circuit_families.get(name)
        if family is not None and family != [name]:
            message = f"'{shown(name)}' is a family of {len(family):,} circuits, expected one node"
            one = when(Edit((*path, key), family[0]), f"or another one up to {family[-1]}")
            table = self.tables.circuits.get(name)
            panel = None if table is None else self._feeder_edit((*path, key), table.panel)
            ways = remedy(one, panel and when(panel, "where they start"))
            self.report(problems.WRONG_KIND, message, (*path, key), remedy=ways)
        elif name in self.tables.stations:
            message = f"'{shown(name)}' is a station, expected a circuit, panel or supply for {key}"
            self.report(problems.WRONG_KIND, message, (*path, key), remedy=self._of_members(name, path))
        elif not self.is_broken("nodes", name) and not self.tables.unread & {"supplies", "panels", "circuits"}:
            self.unknown(name, (*path, key), "circuit, panel or supply", self.names("panels", "supplies", "circuits"))
        return None

    def _feeder_edit(self, place: Path, feeder: str) -> Edit | None:
        """A key set to a supply or panel of the file."""
        return Edit(place, feeder) if feeder in self.tables.panels or feeder in self.tables.supplies else None

    def _of_members(self, name: str, path: Path) -> Way:
        """A group on a station: it has members instead, and these need a limit."""
        if path[0] != "groups":
            return None
        edits = [Edit((*path, "on"), REMOVE), Edit((*path, "members"), name)]
        table = self.tables.groups.get(str(path[-1]))
        if table is None or table.stated_limit is not None:
            return added(edits)
        return added([*edits, Edit((*path, "limit"), "20 kW")], "for instance")

    def names(self, *sections: str) -> Iterator[str]:
        """Names of the tables in some sections, also of broken ones; then those that counts make of them."""
        for section in sections:
            yield from getattr(self.tables, section)
            yield from self.tables.broken[section]
        if "circuits" in sections:
            yield from self.circuits
        if "stations" in sections:
            yield from self.stations

    def unknown(
        self, name: str, path: Path, kind: str, names: Iterable[str], several: Callable[[str], bool] | None = None
    ) -> None:
        """Say that there is nothing of that name, and which name comes nearest.

        `several` says of a name whether it may stand there in a list, beside others.
        """
        # in a file full of slips the later ones are reported without a guess at what was meant
        # nothing is fed from itself
        others = (other for other in names if path[1:] != (other, "fed_from"))
        known = list(dict.fromkeys(islice(others, _NAMES_TO_LOOK_AMONG if self.nearest.willing else 9)))
        meant_names = names_in(name, several) if several is not None and self.nearest.willing else []
        near = self.nearest(name, known)
        way: Way | Remedy = f"the file has no {kind} yet"
        if meant_names:
            way = self._listed(path, meant_names)
        elif near is not None and not is_usable_name(near):
            way = f"'{shown(near)}' cannot be used: call it '{shown(usable_name(near))}', there and here"
        elif near is not None:
            way = meant(path, near)
        elif known:
            way = f"there is {', '.join(known[:8])}" + (" and more" if len(known) > 8 else "")
        self.report(problems.UNKNOWN_NAME, f"no {kind} is called '{shown(name)}'", path, remedy=way)

    def _listed(self, path: Path, names: list[str]) -> Way:
        """Names that stand in one text, as a list of them, or as the family that they all are."""
        families = {**self.circuit_families, **self.station_families}
        family = next((family for family, members in families.items() if members == names), None)
        if isinstance(path[-1], int):  # the others of the list are in its way
            written = ", ".join(value_text(name) for name in ([family] if family is not None else names))
            return f"write {written} in the list"
        return Edit(path, names if family is None else family)

    def expand(self, section: str, name: str, count: int | None, made: int, what: str) -> list[str] | None:
        """The names of a family: C1 to C20 for C with count 20, C itself without a count.

        None, with a finding, where that makes more than a site may have; `made` is how many there are already.
        """
        wanted = count or 1
        if made + wanted > MAX_COUNT:
            total = f"{made + wanted:,} {what}"
            message = f"{header_of((section, name))} brings the site to {total}, expected at most {MAX_COUNT:,}"
            self.report(problems.TOO_MANY, message, (section, name, "count"))
            return None
        return [name] if count is None else [f"{name}{number}" for number in range(1, count + 1)]

    def taken(self, names: Iterable[str], owners: dict[str, Path], path: Path, what: str) -> bool:
        """Whether one of the names is in use, with a finding; otherwise they are put down as owned by `path`."""
        names = list(names)
        clash = next((name for name in names if name in owners), None)
        if clash is None:
            owners.update(dict.fromkeys(names, path))
            return False
        other = owners[clash]
        made = "" if clash == path[-1] else f" (made by the count of {header_of(path)})"
        first = header_of(other) + ("" if clash == other[-1] else ", by its count")
        self.report(
            problems.DUPLICATE_NAME,
            f"the name '{shown(clash)}'{made} is that of {first} too, expected different names for {what}",
            path,
            anchor="header",
            labels=(Label(other, f"'{shown(clash)}' is first here", "header"),),
            remedy="rename one of the two",
        )
        return True


def value_of(value: Any) -> float | None:  # noqa: ANN401 - a quantity or None
    """The value of a quantity; None stays None."""
    return None if value is None else float(value.value)
