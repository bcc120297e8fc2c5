"""A regular installation as the tables of a site file: the same site without sharing, a circuit for each port.

It goes through the same door as any site file, so that check, report, load calculation and bill of materials say of it
what they say of any other.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from evsite.codebook.equipment_sizes import usual_panel_spaces
from evsite.sitefile.resolve.spaces import Filler
from evsite.studies.comparison.regular_runs import built_with_one_feed, home_runs_of, is_derated, keeps
from evsite.words import amps, kva

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.model.distribution import Circuit, Panel
    from evsite.model.site import Site
    from evsite.studies.comparison.regular_runs import HomeRun

Tables = dict[str, Any]
_LONGEST_NAME = 60
"""So much of a name goes into the name of something that is made of it."""
_OF_THE_OLD = ("interrupting", "available_fault", "gfpe", "arc_reduction", "rated_100_percent")
"""What a file says of equipment that a larger one takes the place of; nothing is known of that."""


@dataclass(slots=True)
class Sizes:
    """What the equipment of a regular installation is rated for; what is not named stays as it is.

    `parts` says into how many panels the home runs of one are put; ratings are by the names of the site's own nodes,
    all panels of one share theirs.
    """

    parts: dict[str, int] = field(default_factory=dict)
    in_first: dict[str, int] = field(default_factory=dict)
    """How many home runs stay in a panel of the site, where other breakers leave room for few."""
    panel_a: dict[str, dict[str, float]] = field(default_factory=dict)
    """By panel of the site: rating of each panel of it by name [A]."""
    service_a: dict[str, float] = field(default_factory=dict)
    transformer_kva: dict[str, float] = field(default_factory=dict)
    devices_a: dict[tuple[str, ...], float] = field(default_factory=dict)
    """Devices of transformers, by the place of their key."""
    conductors: dict[tuple[str | int, ...], Tables] = field(default_factory=dict)
    """Conductor tables by their place, where the file's own would not do."""


class RegularTables:
    """Writes the tables of a regular installation of a site.

    Args:
        site: the site.
        data: the tables of its file.
    """

    def __init__(self, site: Site, data: Mapping[str, Any]) -> None:
        self.site = site
        self.data = data
        self.runs = home_runs_of(site)
        self.by_node: dict[str, list[HomeRun]] = {}
        for run in self.runs:
            self.by_node.setdefault(run.circuit.fed_from, []).append(run)
        self._serving = {run.circuit.name for run in self.runs}
        self._serving |= {name for station in site.stations.values() for name in station.circuits}
        loaded = {load.on for load in site.loads.values()}
        self.kept = [name for name in site.circuits if name not in self._serving or name in loaded]
        self._names = {name for key in ("supplies", "panels", "circuits") for name in data.get(key, {})}
        self._names |= site.circuits.keys()
        self._named: dict[int, str] = {}
        self._turns: dict[str, int] = {}
        self._families: list[tuple[str, list[str]]] = []
        self._made: set[str] = set()
        self.extra: dict[str, list[str]] = {}
        """Names of the panels beside each panel of the site, as many as were asked for so far."""

    def panels_of(self, panel: str, parts: int) -> list[str]:
        """The names of the panels that the home runs of a panel are put into."""
        extra = self.extra.setdefault(panel, [])
        while len(extra) < parts - 1:
            extra.append(self._new_name(f"{panel[:_LONGEST_NAME]}-", len(extra) + 2))
        return [panel, *extra[: parts - 1]]

    def as_it_is(self, node: str, sizes: Sizes) -> bool:
        """Whether a node has the circuits of a regular installation already, in as many panels."""
        return sizes.parts.get(node, 1) == 1 and all(run.same for run in self.by_node.get(node, ()))

    def chunks(self, node: str, sizes: Sizes) -> list[tuple[str, list[HomeRun]]]:
        """The home runs of a node, evenly over the panels that they are put into."""
        runs = self.by_node.get(node, [])
        names = self.panels_of(node, sizes.parts.get(node, 1)) if node in self.site.panels else [node]
        found, at = [], 0
        if node in sizes.in_first and len(names) > 1:
            at = sizes.in_first[node]
            found.append((names.pop(0), runs[:at]))
        size, more = divmod(len(runs) - at, len(names))
        for number, name in enumerate(names):
            until = at + size + (number < more)
            found.append((name, runs[at:until]))
            at = until
        return found

    def tables(self, sizes: Sizes) -> Tables:
        """The tables of the installation, as a site file has them."""
        data = {key: copy.deepcopy(value) for key, value in self.data.items() if key != "groups"}
        if "site" in data:
            data["site"].pop("as_built", None)
        self._supplies(data, sizes)
        self._panels(data, sizes)
        taken = self._circuits(data, sizes)
        self._stations(data, taken)
        for place, conductor in sizes.conductors.items():
            table: Any = data
            for key in place[:-1]:
                table = table[key]
            table[place[-1]] = conductor
        gone = {f"circuits.{name}" for name in self.data.get("circuits", {}) if name not in data.get("circuits", {})}
        if "ignore" in data:
            data["ignore"] = [each for each in data["ignore"] if not _is_about(each, gone)]
        return {key: value for key, value in data.items() if value or key == "site"}

    def _supplies(self, data: Tables, sizes: Sizes) -> None:
        for name, table in data.get("supplies", {}).items():
            if name in sizes.service_a:
                table["rating"] = amps(sizes.service_a[name])
                _renew(table)
            elif name in sizes.transformer_kva:
                table["rating"] = kva(sizes.transformer_kva[name])
                table.pop("impedance", None)
                _renew(table)
        for place, rating_a in sizes.devices_a.items():
            table = data
            for key in place[:-1]:
                table = table[key]
            table[place[-1]] = amps(rating_a)

    def _panels(self, data: Tables, sizes: Sizes) -> None:
        """The panels, each with what it is rated for and room for its breakers."""
        site = self.site
        larger = set(sizes.transformer_kva)
        found: Tables = {}
        for name, table in data.get("panels", {}).items():
            own = site.panels[name]
            below = not larger.isdisjoint(site.way_up(name))
            for panel, runs in self.chunks(name, sizes):
                new = table if panel == name else _another(table)
                rating_a = sizes.panel_a.get(name, {}).get(panel)
                if below:
                    _forget_fault_current(new)
                if rating_a is not None:
                    _rate(new, rating_a)
                if not self.as_it_is(name, sizes):
                    new["spaces"] = self._spaces(own, runs, first=panel == name)
                found[panel] = new
        if found:
            data["panels"] = found

    def _spaces(self, panel: Panel, runs: Sequence[HomeRun], *, first: bool) -> int:
        """The smallest usual number of spaces that takes the breakers of a panel, and no fewer than there are."""
        poles = [run.circuit.poles for run in runs]
        fixed: list[tuple[int, ...]] = []
        if first:
            for name in self.kept:
                circuit = self.site.circuits[name]
                if circuit.fed_from == panel.name and self._at_given_spaces(circuit):
                    fixed.append(circuit.spaces)
                elif circuit.fed_from == panel.name:
                    poles.insert(0, circuit.poles)
            poles += [feeder.poles for node, feeder in self.site.feeders() if node.fed_from == panel.name]
        own = panel.spaces if panel.spaces_given else 0
        sizes = [own, *(size for size in usual_panel_spaces() if size > own)] if own else list(usual_panel_spaces())
        needed = sum(poles) + sum(map(len, fixed))
        sizes += [needed + more + needed % 2 for more in (0, 4, 8, needed)]
        for size in sizes:
            if all(spaces[-1] <= size for spaces in fixed) and _takes(panel, size, fixed, poles):
                return size
        return sizes[-1]

    def spaces_of(self, panel: str, name: str, sizes: Sizes) -> int:
        """The spaces of one of the panels that the home runs of a panel are put into."""
        runs = dict(self.chunks(panel, sizes))[name]
        return self._spaces(self.site.panels[panel], runs, first=name == panel)

    def replaced(self, sizes: Sizes) -> dict[str, str]:
        """By circuit of the installation, the circuit of the site that it stands for."""
        self.tables(sizes)
        return {self._named[id(run)]: run.circuit.name for run in self.runs}

    def _at_given_spaces(self, circuit: Circuit) -> bool:
        return "spaces" in self.data["circuits"][circuit.path[1]]

    def _circuits(self, data: Tables, sizes: Sizes) -> dict[str, list[str]]:
        """The circuits; returns the names of those of each station table, in the order of its ports."""
        raw = self.data.get("circuits", {})
        self._turns, self._families, self._made = {}, [], set()
        found: Tables = {}
        stay = {run.circuit.name for node, runs in self.by_node.items() if self.as_it_is(node, sizes) for run in runs}
        stay |= set(self.kept)
        whole: dict[str, bool] = {}
        for name, circuit in self.site.circuits.items():
            family = str(circuit.path[1])
            whole[family] = whole.get(family, True) and name in stay
        for name, circuit in self.site.circuits.items():
            family = str(circuit.path[1])
            if whole[family]:
                found.setdefault(family, copy.deepcopy(raw[family]))
            elif name in stay:
                found[name] = self._single(circuit, raw[family])
        names: dict[str, list[str]] = {}
        named = {id(run): run.circuit.name for run in self.runs if run.circuit.name in stay and run.same}
        families: dict[str, tuple[str, list[str]]] = {}
        for name, circuit in self.site.circuits.items():
            family = str(circuit.path[1])
            if whole[family]:
                families.setdefault(family, (family, []))[1].append(name)
        for node in self.by_node:
            if self.as_it_is(node, sizes):
                continue
            for panel, runs in self.chunks(node, sizes):
                for (table, *_), alike in groupby(self._with_phases(runs), key=lambda each: each[0]):
                    members = list(alike)
                    self._family(found, named, table, panel, [(run, phases) for _, run, phases in members])
        self._named = named
        for run in self.runs:
            names.setdefault(run.table, []).append(named[id(run)])
        of = {name: (family, made) for family, made in (*families.values(), *self._families) for name in made}
        names = {table: _in_families(each, of) for table, each in names.items()}
        if found:
            data["circuits"] = found
        else:
            data.pop("circuits", None)
        return names

    def _with_phases(self, runs: Iterable[HomeRun]) -> Iterable[tuple[tuple[Any, ...], HomeRun, str | None]]:
        """Each run with what is alike in those of one table, and with its phases where no spaces say them."""
        turns: dict[str, int] = {}
        for run in runs:
            circuit, phases = run.circuit, None
            if circuit.fed_from in self.site.supplies or not circuit.spaces:
                turn = turns.get(circuit.name, 0)
                turns[circuit.name] = turn + 1
                like = [
                    each
                    for each in circuit.system.connections()
                    if len(each) == len(circuit.connection) and ("N" in each) == ("N" in circuit.connection)
                ]
                at = like.index(circuit.connection) if circuit.connection in like else 0
                phases = like[(at + turn) % len(like)] if like else circuit.connection
            conductor = repr(self.data["circuits"][circuit.path[1]].get("conductor"))
            yield (run.table, run.breaker_a, circuit.poles, phases is None, conductor, run.first), run, phases

    def _family(
        self,
        found: Tables,
        named: dict[int, str],
        table: str,
        node: str,
        members: Sequence[tuple[HomeRun, str | None]],
    ) -> None:
        run, phases = members[0]
        raw = self.data["circuits"][run.circuit.path[1]]
        made: Tables = {"panel": node, "breaker": amps(run.breaker_a)}
        if len(members) > 1:
            made["count"] = len(members)
        if phases is None:
            made["poles"] = run.circuit.poles
        else:
            made["phases"] = phases if len(members) == 1 else [each or "" for _, each in members]
        if isinstance(raw.get("conductor"), dict):
            made["conductor"] = copy.deepcopy(raw["conductor"])
        for key in ("status", "location"):
            if key in raw:
                made[key] = raw[key]
        if made.get("status") == "existing" and not run.first:
            made["status"] = "new"
        base = f"{table[: _LONGEST_NAME // 2]} {node[: _LONGEST_NAME // 2].strip()}-"
        name, numbers = self._family_name(base, len(members))
        found[name] = made
        for (each, _), number in zip(members, numbers, strict=True):
            named[id(each)] = number

    def _family_name(self, base: str, number: int) -> tuple[str, list[str]]:
        """A name that no other thing has, and the names of the circuits that it makes."""
        while True:
            turn = self._turns[base] = self._turns.get(base, 0) + 1
            name = f"{base}{turn}" if number == 1 else base if turn == 1 else f"{base}{turn}-"
            made = [f"{name}{each}" for each in range(1, number + 1)] if number > 1 else [name]
            if self._made.isdisjoint((name, *made)) and self._names.isdisjoint((name, *made)):
                self._made.update((name, *made))
                self._families.append((name, made))
                return name, made

    def _new_name(self, base: str, number: int) -> str:
        while f"{base}{number}" in self._names:
            number += 1
        self._names.add(f"{base}{number}")
        return f"{base}{number}"

    def _single(self, circuit: Circuit, raw: Mapping[str, Any]) -> Tables:
        """A table of one circuit of a family."""
        table = {key: copy.deepcopy(value) for key, value in raw.items() if key != "count"}
        if "phases" in table:
            table["phases"] = circuit.connection
        return table

    def _stations(self, data: Tables, circuits: Mapping[str, Sequence[str]]) -> None:
        first = {str(station.path[1]): station for station in reversed(self.site.stations.values())}
        for name, table in data.get("stations", {}).items():
            station = first[name]
            table.pop("fallback", None)
            if name not in circuits:
                continue
            table.pop("circuit", None)
            table["circuits"] = list(circuits[name])
            if not keeps(station) and not built_with_one_feed(station):
                table.pop("jumper", None)
            if is_derated(station):
                table.pop("setting", None)


def _in_families(names: Sequence[str], members: Mapping[str, tuple[str, Sequence[str]]]) -> list[str]:
    """Names of circuits, and a whole family of them by the name of the family."""
    found, at = [], 0
    while at < len(names):
        family, made = members.get(names[at], (names[at], [names[at]]))
        if names[at : at + len(made)] == list(made):
            found.append(family)
            at += len(made)
        else:
            found.append(names[at])
            at += 1
    return found


def _takes(panel: Panel, size: int, fixed: Iterable[tuple[int, ...]], poles: Iterable[int]) -> bool:
    filler = Filler(size, panel.system)
    for spaces in fixed:
        filler.reserve(spaces)
    return all(filler.place(each) is not None for each in poles)


def _rate(table: Tables, rating_a: float) -> None:
    """Give a panel a rating, under the keys that its file rates it with; a main and a bus where there are none."""
    feeder = table.get("feeder")
    starts = isinstance(feeder, dict) and "breaker" in feeder
    if "main" in table or not starts:
        table["main"] = amps(rating_a)
    table["bus"] = amps(rating_a)
    if isinstance(feeder, dict):
        if starts or feeder.pop("tap", False):
            feeder["breaker"] = amps(rating_a)
        feeder.pop("spaces", None)
        feeder.pop("leaves_enclosure", None)
        feeder.pop("interrupting", None)
    _renew(table)


def _renew(table: Tables) -> None:
    """Forget what the file says of equipment that a larger one takes the place of."""
    for key in _OF_THE_OLD:
        if key != "available_fault" or table.get("kind") != "service":
            table.pop(key, None)
    if table.get("status") == "existing":
        table["status"] = "new"


def _forget_fault_current(table: Tables) -> None:
    """A larger transformer lets more current flow into a fault: what was known of that holds no longer."""
    for key in ("interrupting", "available_fault"):
        table.pop(key, None)
    if isinstance(table.get("feeder"), dict):
        table["feeder"].pop("interrupting", None)


def _another(table: Tables) -> Tables:
    """A further panel like one of the file."""
    made = copy.deepcopy(table)
    for key in ("meter", "meter_status", "dwelling_unit"):
        made.pop(key, None)
    if "status" in made:
        made["status"] = "new"
    if isinstance(made.get("feeder"), dict):
        made["feeder"].pop("spaces", None)
    return made


def _is_about(ignore: Mapping[str, Any], gone: set[str]) -> bool:
    """Whether an entry of what is accepted is about a table that a regular installation does not have."""
    section, _, rest = str(ignore.get("path", "")).partition(".")
    return section == "groups" or f"{section}.{rest.partition('.')[0]}" in gone
