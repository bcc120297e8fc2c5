"""A regular installation as the tables of a site file: the same site without sharing, a circuit for each port.

It goes through the same door as any site file, so that check, report, load calculation and bill of materials say of it
what they say of any other.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from evsite.studies.comparison.regular_circuits import LONGEST_NAME, CircuitTables
from evsite.studies.comparison.regular_panels import another, forget_fault_current, rate, renew, spaces_for
from evsite.studies.comparison.regular_runs import built_with_one_feed, home_runs_of, is_derated, keeps
from evsite.words import amps, kva

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.distribution import Circuit, Panel
    from evsite.model.site import Site
    from evsite.studies.comparison.regular_runs import HomeRun

Tables = dict[str, Any]


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

    Parameters
    ----------
    site
        The site.
    data
        The tables of its file.
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
        self.extra: dict[str, list[str]] = {}
        """Names of the panels beside each panel of the site, as many as were asked for so far."""

    def panels_of(self, panel: str, parts: int) -> list[str]:
        """The names of the panels that the home runs of a panel are put into."""
        extra = self.extra.setdefault(panel, [])
        while len(extra) < parts - 1:
            extra.append(self._new_name(f"{panel[:LONGEST_NAME]}-", len(extra) + 2))
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
        circuits = self._circuits(sizes)
        data["circuits"] = circuits.found
        self._stations(data, circuits.by_station_table(self.runs))
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
                renew(table)
            elif name in sizes.transformer_kva:
                table["rating"] = kva(sizes.transformer_kva[name])
                table.pop("impedance", None)
                renew(table)
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
                new = table if panel == name else another(table)
                rating_a = sizes.panel_a.get(name, {}).get(panel)
                if below:
                    forget_fault_current(new)
                if rating_a is not None:
                    rate(new, rating_a)
                if not self.as_it_is(name, sizes):
                    new["spaces"] = self._spaces(own, runs, first=panel == name)
                found[panel] = new
        if found:
            data["panels"] = found

    def _spaces(self, panel: Panel, runs: Sequence[HomeRun], *, first: bool) -> int:
        """The spaces of a panel with some home runs; the first one also has all else that starts in the site's."""
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
        return spaces_for(panel, fixed, poles)

    def spaces_of(self, panel: str, name: str, sizes: Sizes) -> int:
        """The spaces of one of the panels that the home runs of a panel are put into."""
        runs = dict(self.chunks(panel, sizes))[name]
        return self._spaces(self.site.panels[panel], runs, first=name == panel)

    def replaced(self, sizes: Sizes) -> dict[str, str]:
        """By circuit of the installation, the circuit of the site that it stands for."""
        made = self._circuits(sizes)
        return {made.name_of(run): run.circuit.name for run in self.runs}

    def _at_given_spaces(self, circuit: Circuit) -> bool:
        return "spaces" in self.data["circuits"][circuit.path[1]]

    def _circuits(self, sizes: Sizes) -> CircuitTables:
        made = CircuitTables(self.site, self.data, self._names)
        unchanged = {node for node in self.by_node if self.as_it_is(node, sizes)}
        stay = {run.circuit.name for node in unchanged for run in self.by_node[node]}
        made.keep(stay.union(self.kept), self.runs)
        for node in self.by_node:
            if node not in unchanged:
                for panel, runs in self.chunks(node, sizes):
                    made.add(panel, runs)
        return made

    def _new_name(self, base: str, number: int) -> str:
        while f"{base}{number}" in self._names:
            number += 1
        self._names.add(f"{base}{number}")
        return f"{base}{number}"

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


def _is_about(ignore: Mapping[str, Any], gone: set[str]) -> bool:
    """Whether an entry of what is accepted is about a table that a regular installation does not have."""
    section, _, rest = str(ignore.get("path", "")).partition(".")
    return section == "groups" or f"{section}.{rest.partition('.')[0]}" in gone
