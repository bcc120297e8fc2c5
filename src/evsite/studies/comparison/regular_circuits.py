"""The circuits of a regular installation as tables of a site file: those that stay, and a home run for each feed."""

from __future__ import annotations

import copy
from itertools import groupby
from typing import TYPE_CHECKING, Any

from evsite.words import amps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from evsite.model.distribution import Circuit
    from evsite.model.site import Site
    from evsite.studies.comparison.regular_runs import HomeRun

Tables = dict[str, Any]
LONGEST_NAME = 60
"""So much of a name goes into the name of something that is made of it."""


class CircuitTables:
    """Writes the tables of the circuits.

    Parameters
    ----------
    site
        The site.
    data
        The tables of its file.
    taken
        Names that things have already.
    """

    def __init__(self, site: Site, data: Mapping[str, Any], taken: Collection[str]) -> None:
        self._site = site
        self._raw: Mapping[str, Any] = data.get("circuits", {})
        self._taken = frozenset(taken)
        self._turns: dict[str, int] = {}
        self._families: list[tuple[str, list[str]]] = []
        self._made: set[str] = set()
        self._named: dict[int, str] = {}
        self.found: Tables = {}
        """The tables so far, by name."""

    def keep(self, stay: Collection[str], runs: Iterable[HomeRun]) -> None:
        """Take over circuits of the site, whole families as they are; `runs` that are just these have their names."""
        whole: dict[str, list[str]] = {}
        for name, circuit in self._site.circuits.items():
            whole.setdefault(str(circuit.path[1]), []).append(name)
        whole = {family: names for family, names in whole.items() if all(name in stay for name in names)}
        for name, circuit in self._site.circuits.items():
            family = str(circuit.path[1])
            if family in whole:
                self.found.setdefault(family, copy.deepcopy(self._raw[family]))
            elif name in stay:
                self.found[name] = _single(circuit, self._raw[family])
        self._families += whole.items()
        self._named |= {id(run): run.circuit.name for run in runs if run.circuit.name in stay and run.same}

    def add(self, node: str, runs: Iterable[HomeRun]) -> None:
        """Add home runs from a node, those that are alike as a family."""
        for (table, *_), equal in groupby(self._with_phases(runs), key=lambda each: each[0]):
            self._family(table, node, [(run, phases) for _, run, phases in equal])

    def name_of(self, run: HomeRun) -> str:
        """The name of the circuit that a home run is."""
        return self._named[id(run)]

    def by_station_table(self, runs: Iterable[HomeRun]) -> dict[str, list[str]]:
        """The names of the circuits of each station table, in the order of its ports; whole families by their name."""
        names: dict[str, list[str]] = {}
        for run in runs:
            names.setdefault(run.table, []).append(self._named[id(run)])
        of = {name: (family, made) for family, made in self._families for name in made}
        return {table: _in_families(each, of) for table, each in names.items()}

    def _with_phases(self, runs: Iterable[HomeRun]) -> Iterable[tuple[tuple[Any, ...], HomeRun, str | None]]:
        """Each run with what is alike in those of one table, and with its phases where no spaces say them."""
        turns: dict[str, int] = {}
        for run in runs:
            circuit, phases = run.circuit, None
            if circuit.fed_from in self._site.supplies or not circuit.spaces:
                turn = turns.get(circuit.name, 0)
                turns[circuit.name] = turn + 1
                like = [
                    each
                    for each in circuit.system.connections()
                    if len(each) == len(circuit.connection) and ("N" in each) == ("N" in circuit.connection)
                ]
                at = like.index(circuit.connection) if circuit.connection in like else 0
                phases = like[(at + turn) % len(like)] if like else circuit.connection
            raw = self._raw[str(circuit.path[1])]
            conductor = repr(raw.get("conductor"))
            new = not run.first and raw.get("status") == "existing"
            yield (run.table, run.breaker_a, circuit.poles, phases is None, conductor, new), run, phases

    def _family(
        self,
        table: str,
        node: str,
        members: Sequence[tuple[HomeRun, str | None]],
    ) -> None:
        run, phases = members[0]
        raw = self._raw[str(run.circuit.path[1])]
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
        base = f"{table[: LONGEST_NAME // 2]} {node[: LONGEST_NAME // 2].strip()}-"
        name, numbers = self._family_name(base, len(members))
        self.found[name] = made
        for (each, _), number in zip(members, numbers, strict=True):
            self._named[id(each)] = number

    def _family_name(self, base: str, number: int) -> tuple[str, list[str]]:
        """A name that no other thing has, and the names of the circuits that it makes."""
        while True:
            turn = self._turns[base] = self._turns.get(base, 0) + 1
            name = f"{base}{turn}" if number == 1 else base if turn == 1 else f"{base}{turn}-"
            made = [f"{name}{each}" for each in range(1, number + 1)] if number > 1 else [name]
            if self._made.isdisjoint((name, *made)) and self._taken.isdisjoint((name, *made)):
                self._made.update((name, *made))
                self._families.append((name, made))
                return name, made


def _single(circuit: Circuit, raw: Mapping[str, Any]) -> Tables:
    """A table of one circuit of a family."""
    table = {key: copy.deepcopy(value) for key, value in raw.items() if key != "count"}
    if "phases" in table:
        table["phases"] = circuit.connection
    return table


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
