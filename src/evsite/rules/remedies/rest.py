"""What stands in for the branches beside an edited one: circuits that load what feeds both just as these do."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from evsite.analysis.device_loading import usable_a
from evsite.model.tree import way_down

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from evsite.analysis.site_analysis import SiteAnalysis

_PORTS = 8
"""Ports on each circuit that stands in for more: enough that one alone overloads nothing that all of them do not."""
_PER_A = 1_000_000
"""Currents are added up as whole microamperes, so that alike sites have alike stand-ins."""


class Kind(NamedTuple):
    """How branches have to be alike to be put together: then the sum of what each lets through is that of the sum."""

    main: bool
    """Whether the branch is a panel whose main its circuits overload."""
    legs: tuple[str, ...] = ()
    """The legs of such a panel."""
    beyond: tuple[str, ...] = ()
    """The legs that are loaded beyond what the main may carry."""
    rated_100_percent: bool = False
    power: bool = False
    """Whether the power is beyond what the main may carry on all legs."""
    direction: bool = False
    """Whether all circuits are on the same conductors."""


class Rest(NamedTuple):
    """A branch, or several of one kind together, as what feeds it sees it; currents in whole microamperes."""

    kind: Kind
    main: int
    """Rating of an overloaded main."""
    amps: Counter[tuple[str, bool]]
    """Current of the ports on each connection, on circuits that are overloaded and on others."""
    breakers: Counter[str]
    """Rating of the overloaded circuits on each connection."""
    ports: Counter[tuple[str, bool]]

    @classmethod
    def empty(cls, kind: Kind) -> Rest:
        """Nothing of a kind."""
        return cls(kind, 0, Counter(), Counter(), Counter())

    def plus(self, other: Rest, times: int = 1) -> Rest:
        """This and another branch of the kind together; `times` is -1 to take it off."""
        amps, breakers, ports = Counter(self.amps), Counter(self.breakers), Counter(self.ports)
        for mine, more in ((amps, other.amps), (ports, other.ports)):
            for key, value in more.items():
                mine[key] += times * value
        for connection, value in other.breakers.items():
            breakers[connection] += times * value
        return Rest(self.kind, self.main + times * other.main, amps, breakers, ports)


class Rests:
    """The branches of a site as what feeds them sees them, each worked out once."""

    def __init__(self, analysis: SiteAnalysis) -> None:
        self._analysis = analysis
        self._known: dict[str, Rest | None] = {}
        self._below: dict[str, tuple[dict[Kind, Rest], list[str]]] = {}

    def beside(self, feeder: str, kept: AbstractSet[str]) -> list[Rest] | None:
        """All branches that a node feeds without some of them, by kind; None where one cannot be put in simpler terms.

        What is kept may be a few of thousands: it is taken off the sum of all.
        """
        if feeder not in self._below:
            self._below[feeder] = self._sums(feeder)
        sums, odd = self._below[feeder]
        if not kept >= set(odd[: len(kept) + 1]):
            return None
        sums = dict(sums)
        for child in kept:
            node = self._analysis.nodes[child]
            rest = self.of(child) if node.fed_from == feeder and child not in odd else None
            if rest is not None:
                sums[rest.kind] = sums[rest.kind].plus(rest, -1)
        return [sums[kind] for kind in sorted(sums)]

    def _sums(self, feeder: str) -> tuple[dict[Kind, Rest], list[str]]:
        """All branches that a node feeds, put together by kind, and the names of those that cannot be."""
        sums: dict[Kind, Rest] = {}
        odd: list[str] = []
        for child in self._analysis.children[feeder]:
            rest = self.of(child)
            if rest is None:
                odd.append(child)
                continue
            known = sums.setdefault(rest.kind, Rest.empty(rest.kind))
            for mine, more in ((known.amps, rest.amps), (known.ports, rest.ports)):
                mine.update(more)
            known.breakers.update(rest.breakers)
            sums[rest.kind] = known._replace(main=known.main + rest.main)
        return sums, odd

    def of(self, node: str) -> Rest | None:
        """A panel or circuit with all below it; None where nothing simpler loads what feeds it alike."""
        if node not in self._known:
            self._known[node] = self._worked_out(node)
        return self._known[node]

    @cached_property
    def _overloaded(self) -> frozenset[str]:
        found = self._analysis.overloads
        return frozenset(name for item in found for name in (item.device.node, *item.upstream))

    @cached_property
    def _loaded(self) -> frozenset[str]:
        return frozenset(load.on for load in self._analysis.site.loads.values())

    def _worked_out(self, node: str) -> Rest | None:
        analysis, site = self._analysis, self._analysis.site
        rest = Rest.empty(self._kind(node))
        for name in way_down(analysis.children, node):
            circuit = site.circuits.get(name)
            if name in site.supplies or name in self._loaded:
                return None
            if circuit is None:
                if name in self._overloaded and name != node:
                    return None
                continue
            for station in analysis.stations_on_circuit[name]:
                if station.charging is not None or any(port.name in analysis.groups_of_port for port in station.ports):
                    return None
            over = name in self._overloaded
            key = circuit.connection, over
            rest.amps[key] += round(analysis.circuit_amps(name) * _PER_A)
            rest.ports[key] += len(analysis.ports_on_circuit[name])
            if over:
                rest.breakers[circuit.connection] += round(circuit.breaker_a * _PER_A)
        if not rest.kind.main:
            return rest
        main_a = site.panels[node].main_a
        return None if main_a is None else rest._replace(main=round(main_a * _PER_A))

    def _kind(self, node: str) -> Kind:
        analysis = self._analysis
        panel = analysis.site.panels.get(node)
        if panel is None or node not in self._overloaded:
            return Kind(main=False)
        load, most_a = analysis.connected(node), usable_a(analysis, analysis.devices[node])
        legs = panel.system.legs
        beyond = tuple(leg for leg in legs if load.line_a(leg) > most_a)
        per_line_a = analysis.site.system_at(node).kva_per_a("ABC") if panel.system.three_phase else 0.0
        power = load.power_kva > most_a * per_line_a
        return Kind(
            main=True,
            legs=legs,
            beyond=beyond,
            rated_100_percent=panel.rated_100_percent,
            power=power,
            direction=len(load.by_vector) == 1,
        )


def stand_ins(feeder: str, rests: Iterable[Rest], names: Iterator[str]) -> dict[str, dict[str, Any]]:
    """Tables of a site file for branches that hang on a node, by section.

    Args:
        feeder: the node.
        rests: the branches, one for each kind.
        names: names that nothing has yet.
    """
    tables: dict[str, dict[str, Any]] = {"panels": {}, "circuits": {}, "stations": {}}
    for rest in rests:
        on = feeder
        if rest.main:
            on = next(names)
            tables["panels"][on] = {"fed_from": feeder, "main": _amps(rest.main), "phases": "".join(rest.kind.legs)}
            tables["panels"][on]["rated_100_percent"] = rest.kind.rated_100_percent
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
