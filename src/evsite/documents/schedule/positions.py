"""What starts at a panel or a supply: circuits, feeders, and loads that the file puts on it without a circuit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from evsite.analysis.phase_va import PhaseVa, primary_legs
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.documents.equipment import ampere_cell, source_device
from evsite.documents.flat import all_names
from evsite.documents.model import Number, Verify
from evsite.documents.wires import WIRE_COLUMNS, wire_cells
from evsite.model.distribution import Panel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.analysis.phase_va import LegVa
    from evsite.documents.model import Cell
    from evsite.model.distribution import Circuit, Supply
    from evsite.model.site import Load, Site, Station

Kind = Literal["circuit", "feeder", "load"]

SPARE = "SPARE"
"""A breaker without load; where there is no breaker there is a SPACE."""


@dataclass(frozen=True, slots=True)
class Position:
    """One thing that starts at a panel or a supply.

    `spaces` has the numbers of its breaker spaces, or says why there are none; `va` is what is connected by leg.
    `serves` is what is at its end with the models of stations, `description` the same in short.
    """

    name: str
    kind: Kind
    spaces: tuple[int, ...]
    place: Cell
    breaker: Cell
    poles: Cell
    lines: tuple[str, ...]
    wire: tuple[Cell, ...]
    va: LegVa
    continuous: bool
    noncontinuous: bool
    groups: tuple[str, ...]
    serves: str
    description: str


class Positions:
    """What starts at each node of a site.

    Parameters
    ----------
    site
        The site.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.analysis = SiteAnalysis(site)
        self.va = PhaseVa(self.analysis)

    def at(self, node: str) -> list[Position]:
        """What starts at a panel or a supply: the left column, the right one, then what has no spaces."""
        site = self.site
        found = []
        for child in self.analysis.children[node]:
            circuit = site.circuits.get(child)
            if circuit is not None:
                found.append(self._circuit(circuit))
            else:
                found.append(self._feeder(site.panels.get(child) or site.supplies[child]))
        found += [self._load(load) for load in self.va.loads_on.get(node, ())]
        return sorted(found, key=_down_the_columns)

    def _circuit(self, circuit: Circuit) -> Position:
        stations = self.analysis.stations_on_circuit[circuit.name]
        loads = self.va.loads_on.get(circuit.name, [])
        lines = self.analysis.legs(circuit.name)
        va = self.va.at(circuit.name)
        in_panel = circuit.fed_from in self.site.panels
        place: Cell = ", ".join(map(str, circuit.spaces))
        if not circuit.spaces:
            place = Verify("spaces", circuit.name, (*circuit.path, "spaces")) if in_panel else "at the supply"
        short = [f"EVSE {self._units(stations, circuit.name)}"] if stations else []
        served = [
            f"EVSE {self._units(of_model, circuit.name)}{_model(of_model[0])}" for of_model in _by_model(stations)
        ]
        others = [f"load {load.name}" for load in loads]
        purpose = [circuit.description.purpose] if circuit.description.purpose else []
        return Position(
            name=circuit.name,
            kind="circuit",
            spaces=circuit.spaces,
            place=place,
            breaker=ampere_cell(circuit.breaker_a),
            poles=Number(circuit.poles),
            lines=lines,
            wire=wire_cells(circuit.conductor, len(lines), circuit.name, circuit.path),
            va={leg: va.on(leg) for leg in lines},
            continuous=bool(stations) or any(load.continuous for load in loads),
            noncontinuous=any(not load.continuous for load in loads),
            groups=self._groups(circuit.name),
            serves="; ".join([*purpose, *served, *others]) or SPARE,
            description=" ".join([circuit.name, "; ".join([*purpose, *short, *others]) or SPARE]),
        )

    def _feeder(self, node: Panel | Supply) -> Position:
        site, feeder = self.site, node.feeder
        panel = isinstance(node, Panel)
        lines = node.system.legs if isinstance(node, Panel) else primary_legs(site, node)
        key = (*node.path, "feeder")
        in_panel = node.fed_from in site.panels
        place: Cell = "at the supply"
        breaker = source_device(site, node)
        poles: Cell = Number(len(lines))
        spaces: tuple[int, ...] = ()
        if feeder is not None and feeder.tap:
            place = breaker = poles = "tap"
        elif feeder is not None and in_panel:
            spaces = feeder.spaces
            place = ", ".join(map(str, spaces)) or Verify("spaces", node.name, (*key, "spaces"))
        conductor, owner = (node.conductor, node.conductor_owner) if isinstance(node, Panel) else (None, key)
        if not panel and feeder is not None:
            conductor = feeder.conductor
        va = self.va.fed_by(node.name)
        other = self.analysis.highest_other_at(node.name)
        return Position(
            name=node.name,
            kind="feeder",
            spaces=spaces,
            place=place,
            breaker=breaker,
            poles=poles,
            lines=lines,
            wire=wire_cells(conductor, len(lines), node.name, owner),
            va={leg: va.on(leg) for leg in lines},
            continuous=bool(self.analysis.ports_below[node.name]) or any(other.continuous_a.values()),
            noncontinuous=any(other.noncontinuous_a.values()),
            groups=self._groups(node.name),
            serves=f"{'panel' if panel else 'transformer'} {node.name}",
            description=f"feeder {node.name}",
        )

    def _load(self, load: Load) -> Position:
        missing = Verify("circuit", load.name, (*load.path, "on"))
        return Position(
            name=load.name,
            kind="load",
            spaces=(),
            place=missing,
            breaker=missing,
            poles=missing,
            lines=tuple(leg for leg in load.connection if leg != "N"),
            wire=tuple(missing for _ in WIRE_COLUMNS),
            va=self.va.of_load(load),
            continuous=load.continuous,
            noncontinuous=not load.continuous,
            groups=(),
            serves=f"load {load.name}",
            description=f"load {load.name}",
        )

    def _groups(self, node: str) -> tuple[str, ...]:
        """The groups that hold ports on a circuit, or below another node."""
        held = self.analysis.groups_of_port
        found = {group.name for port in self.analysis.ports_below[node] for group in held.get(port.name, ())}
        return tuple(sorted(found, key=self._number_of_group.__getitem__))

    @cached_property
    def _number_of_group(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.site.groups)}

    def _units(self, stations: Sequence[Station], circuit: str) -> str:
        """Stations that are on a circuit as a whole, and the ports on it of others."""
        listed = []
        for station in stations:
            own = [port.name for port in station.ports if port.circuit == circuit]
            listed += [station.name] if len(own) == len(station.ports) else own
        return all_names(listed)


def _down_the_columns(each: Position) -> tuple[int, float]:
    return (1 - each.spaces[0] % 2, each.spaces[0]) if each.spaces else (2, math.inf)


def _by_model(stations: Sequence[Station]) -> Iterator[list[Station]]:
    of_model: dict[str | None, list[Station]] = {}
    for station in stations:
        of_model.setdefault(None if station.model is None else station.model.id, []).append(station)
    yield from of_model.values()


def _model(station: Station) -> str:
    return "" if station.model is None else f" ({station.model.id})"
