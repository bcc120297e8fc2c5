"""Stations that are put together from rows that each name a station, or a port of one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.model.systems import SYSTEMS
from evsite.sitefile.wording import shown
from evsite.words import enumeration, format_number

if TYPE_CHECKING:
    from evsite.sitefile.imports.draft import SiteDraft

_PORT = re.compile(r"(?P<station>.+)\.(?P<number>[1-9]\d{0,3})", re.DOTALL)


def station_and_port(name: str) -> tuple[str, int]:
    """The station of a port and its number: "S1" and 2 of "S1.2"; 0 for a name of another form."""
    found = _PORT.fullmatch(name)
    return (name, 0) if found is None else (found["station"], int(found["number"]))


def unknown_model(model: str) -> str:
    """What is said of a model that the catalogue does not have, in place of a key that no check would take."""
    return f"model in the source: {shown(model)}, which the catalogue does not have; [catalog] may describe it"


_NAMED = 12
_DEEPEST = 50
"""Panels above each other are fewer."""


@dataclass(slots=True)
class StationFacts:
    """What is known of a station: circuits by the number of the port (0 for all of its ports), and its model."""

    where: str
    circuits: dict[int, str] = field(default_factory=dict)
    circuit_va: float | None = None
    """What is connected to its circuit, where nothing else is on that [VA]."""


class StationsDraft:
    """Collects stations, and puts them into the draft at the end."""

    def __init__(self, draft: SiteDraft) -> None:
        self._draft = draft
        self._facts: dict[str, StationFacts] = {}

    def add(self, name: str, circuit: str, where: str, *, alone_va: float | None = None) -> str:
        """Add a station or a port ("S1.2") on a circuit; the name of the station."""
        station, number = station_and_port(name)
        facts = self._facts.setdefault(station, StationFacts(where))
        facts.circuits[number] = circuit
        if alone_va:
            facts.circuit_va = alone_va
        self._draft.table("stations", station)
        return station

    def finish(self) -> None:
        """Put circuits and numbers of ports into the draft, and ask for what is left."""
        for name, facts in self._facts.items():
            route = ("stations", name)
            circuits = [facts.circuits[number] for number in sorted(facts.circuits)]
            several = dict.fromkeys(circuits)
            if len(several) == 1:
                self._draft.put(route, "circuit", circuits[0], facts.where)
            else:
                self._draft.put(route, "circuits", circuits, facts.where)
            if self._draft.value(route, "model") is None and 0 not in facts.circuits:
                known = self._draft.put(route, "ports", len(circuits), facts.where)
                if known is not None:
                    self._draft.remark(route, f"ports: {known.value} in {known.where}, and {len(circuits)} are listed")
            if 0 not in facts.circuits and sorted(facts.circuits) != list(range(1, len(circuits) + 1)):
                listed = enumeration([f"{name}.{number}" for number in sorted(facts.circuits)[:_NAMED]])
                self._draft.remark(route, f"listed are {listed}; the ports of a station are numbered 1, 2 and so on")
            if self._draft.value(route, "model") is None and facts.circuit_va is not None and len(several) == 1:
                current_a = self._current_a(circuits[0], facts.circuit_va)
                if current_a is not None:
                    all_ports = f"all of its ports draw {format_number(current_a, 2)} A by the schedule"
                    self._draft.ask(route, "max_current", f"most that a port may draw; {all_ports}")

    def _current_a(self, circuit: str, load_va: float) -> float | None:
        """What a circuit carries on each line, where its system and its poles are known [A]."""
        node = self._draft.value(("circuits", circuit), "panel")
        seen: set[object] = set()
        while (
            isinstance(node, str)
            and ("panels", node) in self._draft.tables
            and node not in seen
            and len(seen) < _DEEPEST
        ):
            seen.add(node)
            node = self._draft.value(("panels", node), "fed_from")
        system = self._draft.value(("supplies", str(node)), "system")
        poles = self._draft.value(("circuits", circuit), "poles")
        if not isinstance(system, str) or not isinstance(poles, int):
            return None
        line_v = SYSTEMS[system].line_v
        if poles == 2:
            return load_va / line_v
        neutral_v = SYSTEMS[system].to_neutral_v
        if poles == 1:
            return None if neutral_v is None else load_va / neutral_v
        return load_va / (line_v * 3**0.5)
