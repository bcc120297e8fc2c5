"""The part of a site that an edit can change: the edited branch, whatever shares a group with it, and what feeds it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from evsite.model.tree import way_down
from evsite.rules.remedies.equivalent_load import EquivalentLoads, stand_ins
from evsite.rules.remedies.trial import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.remedy import Edit, KeyPath

_SECTIONS = ("supplies", "panels", "circuits", "stations", "groups", "loads")
_MOVES = {"fed_from", "panel", "circuits", "circuit", "members", "paired"}
"""Keys that say where something hangs: an edit of one can reach any other part of the site."""
MOST_OF_SITE = 0.5
"""A branch with a larger part of the ports of a site saves nothing: the whole site is judged."""


class Branch(NamedTuple):
    """A part of a site that is judged for itself."""

    tables: Tables
    ports: int


class Branches:
    """Cuts branches out of a site.

    Parameters
    ----------
    tables
        The whole site as its file has it.
    analysis
        The same, resolved.
    """

    def __init__(self, tables: Tables, analysis: SiteAnalysis) -> None:
        self._tables = tables
        self._analysis = analysis
        self._rests = EquivalentLoads(analysis)
        self._known: dict[frozenset[str], Branch] = {}
        self._odd_below: dict[str, tuple[frozenset[str], int]] = {}
        self._feeders: dict[KeyPath, frozenset[str] | None] = {}
        self._numbers: dict[str, dict[str, int]] = {
            section: {name: number for number, name in enumerate(tables.data.get(section, {}))} for section in _SECTIONS
        }
        self._new = "rest "
        while any(name.startswith(self._new) for name in (*analysis.nodes, *analysis.site.stations)):
            self._new = f"{self._new}rest "
        self._loads: dict[str, list[str]] = {}
        for load in analysis.site.loads.values():
            self._loads.setdefault(load.on, []).append(load.name)

    def around(self, path: KeyPath, edits: Iterable[Edit]) -> Branch | None:
        """The branch of a place and of some edits; None for the whole site, where no part of it would do."""
        roots = self._roots(path, edits)
        inside = None if roots is None else self._closed(roots)
        if inside is None:
            return None
        key = frozenset(inside)
        if key not in self._known:
            self._known[key] = self._cut(inside)
        return self._known[key]

    def alone(self, path: KeyPath, edits: Iterable[Edit]) -> Mapping[str, Any] | None:
        """The tables of one branch without all else, by which branches beside each other in one group are alike.

        Groups that hold other ports too, and what feeds the branch, stay in it by their names. None where a place and
        some edits are not of one branch.
        """
        roots = self._roots(path, edits)
        if roots is None or len(roots) != 1:
            return None
        inside = set(way_down(self._analysis.children, *roots))
        if self._too_many(len(self._analysis.ports_below[next(iter(roots))])):
            return None
        tables = self._tables_of(inside, set())
        groups = self._analysis.site.groups
        outer = [name for name in tables.get("groups", {}) if groups[name].on not in inside]
        own = {name: table for name, table in tables.get("groups", {}).items() if name not in outer}
        return {**tables, "groups": own, "outer": outer}

    def _roots(self, path: KeyPath, edits: Iterable[Edit]) -> set[str] | None:
        """The panels and supplies that a place and some edits have to do with; None for all of them."""
        roots: set[str] = set()
        for place, value in [(path, None), *((edit.path, edit.value) for edit in edits)]:
            on = value.get("on") if isinstance(value, dict) and place[0] == "groups" else None
            found = self._feeders_of(("on", str(on))) if on is not None else self._feeders_of(place[:2])
            if found is None or (value is not None and place[-1] in _MOVES):
                return None
            roots |= found
        return roots

    def _closed(self, roots: set[str]) -> set[str] | None:
        """All nodes below some, and below whatever their ports share groups and tables with; None for most."""
        analysis, site = self._analysis, self._analysis.site
        inside: set[str] = set()
        ports = 0
        waiting = sorted(roots)
        seen: set[KeyPath] = set()
        while waiting:
            for node in way_down(analysis.children, waiting.pop()):
                if node in inside:
                    continue
                inside.add(node)
                places = [site.stations[port.station].path for port in analysis.ports_on_circuit.get(node, ())]
                groups = [
                    group.path
                    for port in analysis.ports_on_circuit.get(node, ())
                    for group in analysis.groups_of_port.get(port.name, ())
                ]
                ports += len(places)
                for place in dict.fromkeys((*places, *groups)):
                    if place not in seen:
                        seen.add(place)
                        more = self._feeders_of(place)
                        if more is None:
                            return None
                        waiting += sorted(more - inside)
            if self._too_many(ports):
                return None
            if not waiting:
                spine = {above for node in inside for above in site.way_up(node)} - inside
                odd = [self._odd(node, spine) for node in spine]
                if None in odd:
                    return None
                waiting = sorted({child for found in odd for child in found or ()} - inside)
        return inside

    def _odd(self, node: str, spine: set[str]) -> set[str] | None:
        """What a node feeds beside the way up and nothing can represent; None where that is too much of the site."""
        below = self._analysis.ports_below
        if node not in self._odd_below:
            odd = frozenset(self._rests.odd(node))
            self._odd_below[node] = odd, sum(len(below[child]) for child in odd)
        odd, ports = self._odd_below[node]
        on_the_way = [child for child in spine if child in odd]
        if self._too_many(ports - sum(len(below[child]) for child in on_the_way)):
            return None
        return set(odd.difference(on_the_way))

    def _too_many(self, ports: int) -> bool:
        return ports > MOST_OF_SITE * len(self._analysis.site.ports)

    def _feeders_of(self, place: KeyPath) -> frozenset[str] | None:
        """The panels and supplies that a table has to do with; None where it has to do with all, or with none."""
        if place not in self._feeders:
            found = list(self._nodes_of(*map(str, place[:2]))) if len(place) > 1 else []
            circuits = self._analysis.site.circuits
            nodes = frozenset(circuits[name].fed_from if name in circuits else name for name in found if name)
            self._feeders[place] = nodes if found and None not in found else None
        return self._feeders[place]

    def _nodes_of(self, section: str, name: str) -> Iterator[str | None]:
        site = self._analysis.site
        if section in {"supplies", "panels", "on"}:
            yield name if name in self._analysis.nodes else None
        elif section == "circuits":
            yield self._circuit(name)
        elif section == "loads":
            yield site.loads[name].on if name in site.loads else None
        elif section == "groups" and name in site.groups and not self._too_many(len(site.groups[name].ports)):
            yield from (site.ports[port].circuit for port in site.groups[name].ports)
            yield from filter(None, [site.groups[name].on])
        elif section == "stations":
            table = self._tables.data["stations"].get(name, {})
            named = table.get("circuits", table.get("circuit"))
            for circuit in [named] if isinstance(named, str) else named or [None]:
                yield self._circuit(circuit)
            if isinstance(table.get("paired"), str):
                yield None
        else:
            yield None

    def _circuit(self, name: str | None) -> str | None:
        """The circuit of that name, or the first of the family."""
        circuits = self._analysis.site.circuits
        return next((each for each in (name, f"{name}1") if each in circuits), None)

    def _tables_of(self, inside: set[str], spine: set[str]) -> dict[str, Any]:
        """The tables of some nodes with all that hangs on them, and of the nodes that feed them."""
        analysis, site = self._analysis, self._analysis.site
        kept = inside | spine
        ports = [port for node in inside for port in analysis.ports_on_circuit.get(node, ())]
        circuits = {str(site.circuits[node].path[1]) for node in inside if node in site.circuits}
        names = {
            "supplies": kept,
            "panels": kept,
            "circuits": circuits,
            "stations": {str(site.stations[port.station].path[1]) for port in ports},
            "groups": {group.name for port in ports for group in analysis.groups_of_port.get(port.name, ())},
            "loads": {name for node in kept for name in self._loads.get(node, ())},
        }
        cut = {key: value for key, value in self._tables.data.items() if key not in (*_SECTIONS, "ignore")}
        # fleets name ports of the whole site
        cut.pop("fleets", None)
        if site.dwelling is not None and site.dwelling.on not in kept:
            cut.pop("dwelling", None)
        for section in _SECTIONS:
            tables, numbers = self._tables.data.get(section, {}), self._numbers[section]
            wanted = sorted(names[section] & numbers.keys(), key=numbers.__getitem__)
            cut[section] = {name: tables[name] for name in wanted}
        return cut

    def _cut(self, inside: set[str]) -> Branch:
        site = self._analysis.site
        spine = {above for node in inside for above in site.way_up(node)} - inside
        kept = inside | spine
        cut = self._tables_of(inside, spine)
        ports = sum(len(self._analysis.ports_on_circuit.get(node, ())) for node in inside)
        added = 0
        new_names = (f"{self._new}{number}" for number in count())
        for node in sorted(spine):
            for section, tables in stand_ins(node, self._rests.beside(node, kept), new_names).items():
                cut[section].update(tables)
                added += sum(table.get("ports", 0) for table in tables.values())
        cut = {key: value for key, value in cut.items() if value or key not in _SECTIONS}
        return Branch(Tables(cut, self._tables.filename, self._tables.files, self._tables.records), ports + added)
