"""What represents the branches beside an edited one: circuits that load what feeds both just as these do."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from evsite.analysis.device_loading import usable_a

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Group

_PORTS = 8
"""Ports on each circuit that represents more: enough that one alone overloads nothing that all of them do not."""
_PER_A = 1_000_000
"""Currents are added up as whole microamperes, so that alike sites have alike stand-ins."""


class BranchKind(NamedTuple):
    """How branches have to be alike to be put together: then the sum of what each lets through is that of the sum."""

    main: bool
    """Whether the branch is a panel whose main is overloaded."""
    group: bool = False
    """Whether the branch is a panel with a group on it that holds all of its ports."""
    legs: tuple[str, ...] = ()
    """The legs of such a panel."""
    held: tuple[str, ...] = ()
    """The legs on which the group holds the load down."""
    beyond: tuple[str, ...] = ()
    """The legs that are loaded beyond what the main may carry."""
    rated_100_percent: bool = False
    power: bool = False
    """Whether the power is beyond what the main may carry on all legs."""
    inner: bool = False
    """Whether circuits below the main are overloaded too: then these are held to what they may carry, and it is not."""
    direction: bool = False
    """Whether all circuits are on the same conductors."""


class EquivalentLoad(NamedTuple):
    """A branch, or several of one kind together, as what feeds it sees it; currents in whole microamperes."""

    kind: BranchKind
    main: int
    """Rating of an overloaded main."""
    limit: int
    """Limit of the group."""
    amps: Counter[tuple[str, bool]]
    """Current of the ports on each connection, on circuits that are overloaded and on others."""
    breakers: Counter[str]
    """Rating of the overloaded circuits on each connection."""
    ports: Counter[tuple[str, bool]]
    groups: tuple[str, ...] = ()
    """Groups that hold all of the ports and take hold further up."""

    @classmethod
    def empty(cls, kind: BranchKind) -> EquivalentLoad:
        """Nothing of a kind."""
        return cls(kind, 0, 0, Counter(), Counter(), Counter())

    def take(self, more: EquivalentLoad) -> None:
        """Add the ports of another branch to this one."""
        self.amps.update(more.amps)
        self.ports.update(more.ports)
        self.breakers.update(more.breakers)

    def plus(self, other: EquivalentLoad, times: int = 1) -> EquivalentLoad:
        """Two branches of the kind together; `times` is -1 to take it off."""
        amps, breakers, ports = Counter(self.amps), Counter(self.breakers), Counter(self.ports)
        for mine, more in ((amps, other.amps), (ports, other.ports)):
            for key, value in more.items():
                mine[key] += times * value
        for connection, value in other.breakers.items():
            breakers[connection] += times * value
        main, limit = self.main + times * other.main, self.limit + times * other.limit
        return EquivalentLoad(self.kind, main, limit, amps, breakers, ports)


class EquivalentLoads:
    """The branches of a site as what feeds them sees them, each worked out once."""

    def __init__(self, analysis: SiteAnalysis) -> None:
        self._analysis = analysis
        self._known: dict[str, EquivalentLoad | None] = {}
        self._below: dict[str, tuple[dict[BranchKind, EquivalentLoad], list[str]]] = {}

    def odd(self, feeder: str) -> list[str]:
        """The branches that a node feeds and that nothing simpler can represent."""
        return self._all(feeder)[1]

    def beside(self, feeder: str, kept: AbstractSet[str]) -> list[EquivalentLoad]:
        """All branches that a node feeds, put together by kind, without the odd ones and those that are kept.

        What is kept may be a few of thousands: it is taken off the sum of all.
        """
        sums = dict(self._all(feeder)[0])
        for child in kept:
            node = self._analysis.nodes[child]
            rest = self.of(child) if node.fed_from == feeder else None
            if rest is not None:
                sums[rest.kind] = sums[rest.kind].plus(rest, -1)
        return [sums[kind] for kind in sorted(sums)]

    def _all(self, feeder: str) -> tuple[dict[BranchKind, EquivalentLoad], list[str]]:
        if feeder not in self._below:
            self._below[feeder] = self._sums(feeder)
        return self._below[feeder]

    def _sums(self, feeder: str) -> tuple[dict[BranchKind, EquivalentLoad], list[str]]:
        """All branches that a node feeds, put together by kind, and the names of those that cannot be."""
        sums: dict[BranchKind, EquivalentLoad] = {}
        odd: list[str] = []
        for child in self._analysis.children[feeder]:
            rest = self.of(child)
            if rest is None:
                odd.append(child)
                continue
            known = sums.setdefault(rest.kind, EquivalentLoad.empty(rest.kind))
            known.take(rest)
            sums[rest.kind] = known._replace(main=known.main + rest.main, limit=known.limit + rest.limit)
        return sums, odd

    def of(self, node: str) -> EquivalentLoad | None:
        """A panel or circuit with all below it; None where nothing simpler loads what feeds it alike."""
        found = self._counted(node)
        return None if found is None or found.groups else found

    def _counted(self, node: str) -> EquivalentLoad | None:
        if node not in self._known:
            order = [node]
            for name in order:
                order += [child for child in self._analysis.children[name] if child not in self._known]
            for name in reversed(order):
                self._known[name] = self._on_circuit(name) if name in self._analysis.site.circuits else self._sum(name)
        return self._known[node]

    @cached_property
    def _overloaded(self) -> frozenset[str]:
        found = self._analysis.overloads
        return frozenset(name for item in found for name in (item.device.node, *item.upstream))

    @cached_property
    def _loaded(self) -> frozenset[str]:
        return frozenset(load.on for load in self._analysis.site.loads.values())

    def _on_circuit(self, name: str) -> EquivalentLoad | None:
        analysis, circuit = self._analysis, self._analysis.site.circuits[name]
        ports = analysis.ports_on_circuit[name]
        groups = {tuple(group.name for group in analysis.groups_of_port.get(port.name, ())) for port in ports}
        charging = any(station.charging is not None for station in analysis.stations_on_circuit[name])
        if name in self._loaded or charging or len(groups) > 1:
            return None
        over = name in self._overloaded
        key = circuit.connection, over
        rest = EquivalentLoad.empty(BranchKind(main=False))._replace(groups=next(iter(groups), ()))
        rest.amps[key] = round(analysis.circuit_amps(name) * _PER_A)
        rest.ports[key] = len(ports)
        if over:
            rest.breakers[circuit.connection] = round(circuit.breaker_a * _PER_A)
        return rest

    def _sum(self, node: str) -> EquivalentLoad | None:
        panel, kind = self._analysis.site.panels.get(node), self._kind(node)
        if panel is None or kind is None or node in self._loaded:
            return None
        rest = EquivalentLoad.empty(kind)
        groups: set[tuple[str, ...]] = set()
        for child in self._analysis.children[node]:
            part = self._known[child]
            if part is None or part.kind != BranchKind(main=False):
                return None
            rest.take(part)
            groups |= {part.groups} if part.ports else set()
        own = self._groups(node)
        limit_a = own[0].limit_a if own else 0.0
        main_a = panel.main_a if kind.main else 0.0
        if len(groups) > 1 or limit_a is None or main_a is None or (own and groups != {(own[0].name,)}):
            return None
        outer = () if own else next(iter(groups), ())
        kind = kind._replace(inner=kind.main and bool(rest.breakers))
        return rest._replace(kind=kind, main=round(main_a * _PER_A), limit=round(limit_a * _PER_A), groups=outer)

    def _groups(self, node: str) -> list[Group]:
        """The groups on a panel."""
        return self._on.get(node, []) if node in self._analysis.site.panels else []

    @cached_property
    def _on(self) -> dict[str, list[Group]]:
        found: dict[str, list[Group]] = {}
        for group in self._analysis.site.groups.values():
            if group.on is not None:
                found.setdefault(group.on, []).append(group)
        return found

    def _kind(self, node: str) -> BranchKind | None:
        """How a branch is put together with others; None where it cannot be."""
        analysis = self._analysis
        panel, groups = analysis.site.panels.get(node), self._groups(node)
        main = panel is not None and node in self._overloaded
        if panel is None or not (main or groups):
            return BranchKind(main=False)
        load, legs = analysis.connected(node), panel.system.legs
        held: tuple[str, ...] = ()
        if groups:
            limit_a = groups[0].limit_a
            simple = len(groups) == 1 and limit_a is not None and not groups[0].schedule and not groups[0].metered
            # where equipment further up holds a group down, each port in it counts
            if not simple or not self._overloaded.isdisjoint(analysis.site.way_up(node)[1:]):
                return None
            held = tuple(leg for leg in legs if load.line_a(leg) > (limit_a or 0.0))
            load = analysis.managed(node)
        most_a = usable_a(analysis, analysis.devices[node]) if main else 0.0
        per_line_a = panel.system.kva_per_a("ABC") if panel.system.three_phase else 0.0
        return BranchKind(
            main=main,
            group=bool(groups),
            legs=legs,
            held=held,
            beyond=tuple(leg for leg in legs if main and load.line_a(leg) > most_a),
            rated_100_percent=panel.rated_100_percent,
            power=load.power_kva > most_a * per_line_a,
            direction=len(load.by_vector) == 1,
        )


def stand_ins(feeder: str, rests: Iterable[EquivalentLoad], names: Iterator[str]) -> dict[str, dict[str, Any]]:
    """Tables of a site file for branches that hang on a node, by section.

    Parameters
    ----------
    feeder
        The node.
    rests
        The branches, one for each kind.
    names
        Names that nothing has yet.
    """
    tables: dict[str, dict[str, Any]] = {"panels": {}, "circuits": {}, "stations": {}, "groups": {}}
    for rest in rests:
        on = feeder
        if not any(rest.amps.values()):
            continue
        if rest.main or rest.limit:
            on = next(names)
            tables["panels"][on] = {"fed_from": feeder, "phases": "".join(rest.kind.legs)}
        if rest.main:
            tables["panels"][on] |= {"main": _amps(rest.main), "rated_100_percent": rest.kind.rated_100_percent}
        if rest.limit:
            tables["groups"][on] = {"on": on, "limit": _amps(rest.limit)}
        for (connection, over), amps in sorted(rest.amps.items()):
            if amps:
                circuit, ports = next(names), min(rest.ports[connection, over], _PORTS)
                breaker = _amps(rest.breakers[connection] if over else 2 * amps)
                tables["circuits"][circuit] = {"panel": on, "breaker": breaker, "phases": connection}
                station = {"circuit": circuit, "ports": ports, "max_current": _amps(amps / ports), "type": "ac"}
                tables["stations"][next(names)] = station
    return tables


def _amps(value: float) -> str:
    return f"{value / _PER_A:.9f} A"
