"""Which thing of one design is which of another: by name first, then by what it is and where it hangs."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, cast

from evsite.model.tree import children_of
from evsite.studies.comparison.design_facts import FactReader

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from evsite.model.finding import Path
    from evsite.model.site import Site
    from evsite.studies.comparison.design_results import ThingKind

KINDS: tuple[ThingKind, ...] = ("supply", "panel", "circuit", "station", "load", "group", "port")
_NODES: tuple[ThingKind, ...] = ("supply", "panel")
_OF_FIELD: dict[str, tuple[ThingKind, ...]] = {
    "fed_from": ("supply", "panel", "circuit"),
    "on": ("supply", "panel", "circuit"),
    "circuit": ("circuit",),
    "circuits": ("circuit",),
    "station": ("station",),
    "stations": ("station",),
    "paired_with": ("station",),
    "ports": ("port",),
}
"""What the fields that name other things name."""
_WHERE = frozenset({"fed_from", "on", "circuits", "ports", "station", "circuit"})


def things_of(site: Site, kind: ThingKind) -> Mapping[str, object]:
    """All things of a kind by name, in the order of the site."""
    by_kind: dict[ThingKind, Mapping[str, object]] = {
        "supply": site.supplies,
        "panel": site.panels,
        "circuit": site.circuits,
        "station": site.stations,
        "load": site.loads,
        "group": site.groups,
        "port": site.ports,
    }
    return by_kind[kind]


class Matching:
    """Pairs of things of two designs, each thing in one pair at most.

    Things of one kind and name are the same. Of the others those are that are alike, and hang on the same things, then
    those that at least hang on the same or are alike, where no doubt is left which; whole families go in their order.
    """

    def __init__(self, before: Site, after: Site) -> None:
        self._sites = (before, after)
        self.after: dict[ThingKind, dict[str, str]] = {kind: {} for kind in KINDS}
        """The name after by that before."""
        self._taken: dict[ThingKind, set[str]] = {kind: set() for kind in KINDS}
        for kind in KINDS:
            if kind != "port":
                there = things_of(after, kind)
                self._pair(kind, ((name, name) for name in things_of(before, kind) if name in there))
        self._readers = (FactReader(lambda _, name: name), FactReader(lambda _, name: name))
        self._below = _kinds_below(self._sites, self._own)
        self._match_nodes()
        self._match_circuits()
        self._match_stations()
        self._match_loads()
        self._pair("port", self._ports())
        self._match_groups()

    def renamed(self, field: str, name: str) -> str:
        """What a field of the first design names, by its name in the second; its own name where it is not there."""
        return next((self.after[kind][name] for kind in _OF_FIELD[field] if name in self.after[kind]), name)

    def added(self, kind: ThingKind) -> tuple[str, ...]:
        """Things that are in the second design alone."""
        return self._left(kind, 1)

    def removed(self, kind: ThingKind) -> tuple[str, ...]:
        """Things that are in the first design alone."""
        return self._left(kind, 0)

    def new_names(self) -> list[tuple[str, str]]:
        """Names of things that have another one now, with that."""
        return [(one, other) for kind in KINDS for one, other in self.after[kind].items() if one != other]

    def new_tables(self) -> dict[Path, Path]:
        """The table of the second file by that of the first, of the first thing that it makes and that is on both."""
        found: dict[Path, Path] = {}
        for kind in KINDS:
            if kind != "port":
                paths, others = (_paths(site, kind) for site in self._sites)
                there = set(others.values())
                for one, other in self.after[kind].items():
                    found.setdefault(paths[one], paths[one] if paths[one] in there else others[other])
        return found

    def _left(self, kind: ThingKind, side: int) -> tuple[str, ...]:
        known: Iterable[str] = (self.after[kind], self._taken[kind])[side]
        return tuple(name for name in things_of(self._sites[side], kind) if name not in known)

    def _pair(self, kind: ThingKind, pairs: Iterable[tuple[str, str]]) -> None:
        for one, other in pairs:
            self.after[kind][one] = other
            self._taken[kind].add(other)

    def _try(
        self,
        kind: ThingKind,
        key: Callable[[int, str], Hashable | None],
        *,
        single: bool = False,
        among: tuple[Iterable[str], Iterable[str]] | None = None,
    ) -> None:
        """Pair what is left of a kind by a key of it, in order; with `single` only where one of each side has it.

        A key of None is no key.
        """
        left = (self._left(kind, 0), self._left(kind, 1)) if among is None else among
        found: tuple[dict[Hashable, list[str]], dict[Hashable, list[str]]] = defaultdict(list), defaultdict(list)
        for side in (0, 1):
            known: Iterable[str] = (self.after[kind], self._taken[kind])[side]
            for name in left[side]:
                at = None if name in known else key(side, name)
                if at is not None:
                    found[side][at].append(name)
        for at, names in found[0].items():
            others = found[1].get(at, [])
            if not single or len(names) == len(others) == 1:
                self._pair(kind, zip(names, others, strict=False))

    def _place(self, side: int, field: str, name: str | None) -> Hashable | None:
        """A thing that a field names, the same for both sides of a pair; None for one without its like."""
        if name is None:
            return "nothing"
        for kind in _OF_FIELD[field]:
            if side == 0 and name in self.after[kind]:
                return kind, self.after[kind][name]
            if side == 1 and name in self._taken[kind]:
                return kind, name
        return None

    def _own(self, side: int, kind: ThingKind, name: str) -> Hashable:
        """What is stated of a thing, without where it hangs."""
        thing = things_of(self._sites[side], kind)[name]
        return tuple(sorted((key, repr(value)) for key, value in self._readers[side].facts(thing, _WHERE).items()))

    def _match_nodes(self) -> None:
        levels = _levels(self._sites[0]), _levels(self._sites[1])
        for at in range(max(map(len, levels))):
            among = tuple(level[at] if at < len(level) else () for level in levels)
            for what in (0, 1, 2):
                for kind in _NODES:
                    nodes = tuple(
                        [name for name in among[side] if name in things_of(self._sites[side], kind)] for side in (0, 1)
                    )
                    self._try(kind, self._hangs(kind, what), single=what == 2, among=(nodes[0], nodes[1]))
        for kind in _NODES:
            self._try(kind, lambda side, name, kind=kind: self._own(side, kind, name), single=True)  # type: ignore[misc]

    def _hangs(self, kind: ThingKind, what: int) -> Callable[[int, str], Hashable | None]:
        """What a node hangs on (2), with what it is (1), and what hangs on it (0)."""

        def key(side: int, name: str) -> Hashable | None:
            place = self._place(side, "fed_from", self._sites[side].feeder(name))
            if place is None:
                return None
            own = None if what == 2 else self._own(side, kind, name)
            return place, own, self._below[side][name] if what == 0 else None

        return key

    def _match_circuits(self) -> None:
        def key(side: int, name: str, what: int) -> Hashable | None:
            circuit = self._sites[side].circuits[name]
            place = self._place(side, "fed_from", circuit.fed_from)
            if place is None:
                return None
            if what == 0:
                return place, circuit.spaces, self._own(side, "circuit", name)
            if what == 1:
                return (place, circuit.spaces) if circuit.spaces else None
            return place, circuit.breaker_a, circuit.poles, circuit.connection

        for what in (0, 1, 2):
            self._try("circuit", lambda side, name, what=what: key(side, name, what))  # type: ignore[misc]

    def _match_stations(self) -> None:
        def key(side: int, name: str, what: int) -> Hashable | None:
            station = self._sites[side].stations[name]
            places = tuple(self._place(side, "circuits", circuit) for circuit in station.circuits)
            model = None if station.model is None else station.model.id
            equal = model, tuple((port.dc, round(port.rated_a, 6)) for port in station.ports)
            if what == 2:
                return equal
            if not places or None in places:
                return None
            return (places, equal) if what == 0 else places

        for what in (0, 1, 2):
            self._try("station", lambda side, name, what=what: key(side, name, what))  # type: ignore[misc]

    def _match_loads(self) -> None:
        def key(side: int, name: str, *, own: bool) -> Hashable | None:
            place = self._place(side, "on", self._sites[side].loads[name].on)
            if place is None:
                return None
            return (place, self._own(side, "load", name)) if own else place

        self._try("load", lambda side, name: key(side, name, own=True))
        self._try("load", lambda side, name: key(side, name, own=False), single=True)

    def _ports(self) -> list[tuple[str, str]]:
        """Ports of stations that are the same, in their order."""
        before, after = self._sites
        return [
            (port.name, other.name)
            for one, two in self.after["station"].items()
            for port, other in zip(before.stations[one].ports, after.stations[two].ports, strict=False)
        ]

    def _match_groups(self) -> None:
        def key(side: int, name: str, what: int) -> Hashable | None:
            group = self._sites[side].groups[name]
            place = None if group.on is None else self._place(side, "on", group.on)
            ports = frozenset(self._place(side, "ports", port) for port in group.ports)
            if what == 0:
                return group.on is None or place, ports, self._own(side, "group", name)
            return place if what == 1 else ports if ports and None not in ports else None

        for what in (0, 1, 2):
            self._try("group", lambda side, name, what=what: key(side, name, what), single=what > 0)  # type: ignore[misc]


def _paths(site: Site, kind: ThingKind) -> dict[str, Path]:
    """The table that each thing of a kind comes from."""
    return {name: cast("Any", thing).path[:2] for name, thing in things_of(site, kind).items()}


def _kinds_below(
    sites: tuple[Site, Site], own: Callable[[int, ThingKind, str], Hashable]
) -> tuple[dict[str, int], dict[str, int]]:
    """What hangs on each supply and panel, as a number: the same one where it is alike, names aside."""
    numbers: dict[Hashable, int] = {}
    found: tuple[dict[str, int], dict[str, int]] = {}, {}
    for side, site in enumerate(sites):
        circuits: dict[str, Counter[Hashable]] = defaultdict(Counter)
        for circuit in site.circuits.values():
            circuits[circuit.fed_from][circuit.breaker_a, circuit.poles, circuit.connection] += 1
        children = children_of(site.supplies, site.panels)
        for name in (name for level in reversed(_levels(site)) for name in level):
            nodes = Counter(
                (found[side][below], own(side, "supply" if below in site.supplies else "panel", below))
                for below in children[name]
            )
            kind = frozenset(circuits[name].items()), frozenset(nodes.items())
            found[side][name] = numbers.setdefault(kind, len(numbers))
    return found


def _levels(site: Site) -> list[list[str]]:
    """Supplies and panels by how far they are from the utility, in the order of the site."""
    children = children_of(site.supplies, site.panels)
    level = [name for name in children if site.feeder(name) is None]
    levels = []
    while level:
        levels.append(level)
        level = [below for name in level for below in children[name]]
    return levels or [[]]
