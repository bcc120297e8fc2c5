"""The circuits that stations hang on: looked up by name, and handed out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evsite.model.finding import Label
from evsite.model.remedy import REMOVE, Edit, added, remedy, when
from evsite.sitefile import problems
from evsite.sitefile.value_types import MAX_COUNT
from evsite.sitefile.wording import header_of, name_to_paste, shown
from evsite.toml_text import assignment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evsite.model.finding import Path
    from evsite.model.remedy import Way
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.resolve.station_kind import StationKind


def check_circuits(context: ResolveContext, path: Path, raw: Mapping[str, object]) -> None:
    """Look up the circuits of a station that cannot be resolved, so that a slip there is reported in the same run."""
    for key in ("circuit", "circuits"):
        value = raw.get(key)
        names = value if isinstance(value, (list, tuple)) else [value]
        if all(isinstance(name, str) for name in names):
            for number, name in enumerate(names):
                circuits_named(context, (*path, key, number) if len(names) > 1 else (*path, key), key, str(name))


def circuits_named(context: ResolveContext, place: Path, key: str, name: str) -> list[str] | None:
    """The circuits behind the name of a circuit or family; None where unknown (reported) or broken (not reported)."""
    family = context.circuit_families.get(name) or ([name] if name in context.circuits else None)
    if context.is_broken("nodes", name) or context.tables.unread & {"circuits"}:
        return None
    if family is not None and key == "circuit" and family != [name]:
        message = f"'{shown(name)}' is a family of {len(family):,} circuits, expected one"
        one = when(Edit(place, family[0]), f"or another one up to {family[-1]}")
        own = added([Edit(place, REMOVE), Edit((*place[:-1], "circuits"), name)], "so that each takes its own")
        context.report(problems.WRONG_KIND, message, place, remedy=remedy(one, own))
        return None
    if family is None and (name in context.tables.panels or name in context.tables.supplies):
        kind = "panel" if name in context.tables.panels else "supply"
        message = f"'{shown(name)}' is a {kind}, expected a circuit"
        context.report(problems.WRONG_KIND, message, place, remedy=_circuit_of(context, place, key, name))
    elif family is None:
        known = (context.circuits, context.circuit_families)
        several = (lambda each: any(each in names for names in known)) if key == "circuits" else None
        context.unknown(name, place, "circuit", context.names("circuits"), several)
    return family


def _circuit_of(context: ResolveContext, place: Path, key: str, panel: str) -> Way:
    """A table of circuits that starts from the panel; in words what has to be added where there is none."""
    tables = context.tables.circuits.items()
    below = [name for name, each in tables if each.panel == panel and (each.count is None or key == "circuits")]
    if below and place[-1] == key:
        return Edit(place, below[0])
    return f"stations hang on circuits: add [circuits.C1] with {assignment('panel', name_to_paste(panel))}"


class CircuitPools:
    """Hands out circuits: what `circuit` names is kept back first, then each table takes the next free ones."""

    def __init__(self, context: ResolveContext, kinds: list[StationKind]) -> None:
        self._context = context
        self.shared: Counter[str] = Counter()
        """Stations on each circuit that is named by `circuit`."""
        self._holder: dict[str, str] = {}
        self._reserved: dict[str, str] = {}
        self._iterators: dict[tuple[str, ...], Iterator[str]] = {}
        self._names: dict[str, list[str] | None] = {}
        lists: dict[tuple[str, ...], list[str] | None] = {}
        for kind in kinds:
            table, label = kind.table, kind.path[1]
            assert isinstance(label, str)
            if table.circuit is not None:
                names = self._names[label] = self._names_of(kind, "circuit", (table.circuit,))
                if names:
                    self.shared[names[0]] += len(kind.names)
                    self._holder.setdefault(names[0], label)
            elif table.circuits is not None:
                if lists.get(table.circuits) is None:
                    lists[table.circuits] = self._names_of(kind, "circuits", table.circuits)
                self._names[label] = lists[table.circuits]
                for name in table.circuits:
                    if len(context.circuit_families.get(name, [name])) == 1:
                        self._reserved.setdefault(name, label)

    def _names_of(self, kind: StationKind, key: str, wanted: tuple[str, ...]) -> list[str] | None:
        """The circuits behind some names; None where one is unknown (reported) or broken (not reported)."""
        found: list[str] = []
        good = True
        for number, name in enumerate(wanted):
            place = (*kind.path, key, number) if len(wanted) > 1 else (*kind.path, key)
            family = circuits_named(self._context, place, key, name)
            good = good and family is not None
            found += family or ()
        # a circuit that found no place in its panel is broken though its family is not
        return found if good and all(name in self._context.circuits for name in found) else None

    def of(self, kind: StationKind) -> list[tuple[str, ...]] | None:
        """Circuits of each station of a table: one a port, or one for all; empty where it is on none.

        None, with a finding unless the circuits are merely broken, where there are not enough.
        """
        table, label = kind.table, kind.path[1]
        assert isinstance(label, str)
        if table.circuit is None and table.circuits is None:
            return [()] * len(kind.names)
        names = self._names[label]
        if names is None:
            return None
        if table.circuit is not None:
            return [(names[0],)] * len(kind.names)
        assert table.circuits is not None
        pool = self._iterators.setdefault(table.circuits, iter(names))
        taken: list[str] = []
        wanted = len(kind.names) * kind.feeds
        for circuit in pool:
            if circuit not in self._holder and self._reserved.get(circuit, label) == label:
                self._holder[circuit] = label
                taken.append(circuit)
                if len(taken) == wanted:
                    return [tuple(taken[at : at + kind.feeds]) for at in range(0, wanted, kind.feeds)]
        self._report_too_few_circuits(kind, names, len(taken), wanted)
        return None

    def _report_too_few_circuits(self, kind: StationKind, names: list[str], free: int, wanted: int) -> None:
        table = kind.table
        assert table.circuits is not None
        stations = len(kind.names)
        each = "one each" if kind.feeds == 1 else f"{kind.feeds} each, one for each port"
        what = " and ".join(shown(name) for name in table.circuits[:4])
        needs = f"needs {wanted:,} circuits ({stations:,} stations, {each})"
        message = f"{header_of(kind.path)} {needs}, but {free:,} are free in {what}"
        more: Way = f"name {wanted - free:,} more"
        family = self._context.tables.circuits.get(table.circuits[0])
        if len(table.circuits) == 1 and family is not None and family.spaces is None:
            count = (family.count or 1) + wanted - free
            more = Edit(("circuits", table.circuits[0], "count"), count) if count <= MAX_COUNT else ""
        jumper: Way = None
        if kind.feeds == 2:
            way = Edit((*kind.path, "jumper"), value=True)
            jumper = when(way, "so that both ports of a station share one") if free >= stations else None
        holders = {self._holder[name]: name for name in names if self._holder.get(name, kind.path[1]) != kind.path[1]}
        shared = 'circuit = "..." for stations that share one' if holders or wanted > 1 else None
        labels = tuple(
            Label(("stations", holder), f"'{shown(holder)}' takes '{shown(name)}'", "header")
            for holder, name in list(holders.items())[:3]
        )
        ways = remedy(more, jumper, shared)
        self._context.report(problems.NO_FREE_CIRCUIT, message, (*kind.path, "circuits"), remedy=ways, labels=labels)
