"""A design before it is a site file: what feeds it, its panels with their circuits, stations and setpoints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.codebook.formulas import usable_continuous_a

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.systems import VoltageSystem
    from evsite.studies.sizing.request import CircuitForm, GroupForm


@dataclass(frozen=True, slots=True)
class Unit:
    """A station as it is wired: its ports, the breaker of its circuit, and what it may draw there.

    `port_a` is the most that a port draws alone [A]; `feed_a` what all ports of one feed draw together [A]: of a port
    on a circuit of its own, of a jumpered station, of one of the stations on a shared circuit. `counted_a` is what a
    feed counts in the calculation of feeders and services [A]. `shared` is how many ports a shared circuit takes.
    """

    form: CircuitForm
    model: str | None
    ports: int
    poles: int
    breaker_a: float
    port_a: float
    feed_a: float
    counted_a: float
    setting_a: float | None = None
    max_current_a: float | None = None
    dc_kw: float | None = None
    kw_per_a: float = 0.0
    """What the vehicle gets per ampere in each line of the circuit."""
    full: bool = True
    """Whether a model is on the breaker for its full rating; others are set lower."""
    shared: int = 0
    by_ports: bool = False
    """Whether the ratio that is advised counts ports at full power, as the guide's chart does."""

    @property
    def dc(self) -> bool:
        """Whether it charges with direct current."""
        return self.poles == 3

    @property
    def ports_per_circuit(self) -> int:
        """The most ports of a circuit."""
        return {"own": 1, "jumper": self.ports, "shared": self.shared}[self.form]

    @property
    def circuit_a(self) -> float:
        """What a full circuit draws with no setpoint but its own [A]."""
        return (
            self.feed_a
            if self.form != "shared"
            else min(usable_continuous_a(self.breaker_a), self.shared * self.port_a)
        )


@dataclass(frozen=True, slots=True)
class Branch:
    """A panel of stations: its circuits with their ports, and what feeds it.

    `transformer_kva` is that of its own transformer, None where it has the voltage of the source. `feeder_a` is the
    breaker that it starts from in the panel above; None where it is fed by the source itself.
    """

    name: str
    main_a: float
    spaces: int
    pairs: tuple[str, ...]
    circuits: tuple[int, ...]
    limit_a: float | None = None
    feeder_a: float | None = None
    transformer_kva: float | None = None
    bus_a: float = 0.0
    chunks: tuple[tuple[int, float], ...] = ()
    """Circuits in families of one length: how many, and their length [ft]; none where no length is known."""
    factor: float = 0.0
    """Line current of its fullest line per ampere of every port."""

    @property
    def ports(self) -> int:
        """Ports of all its circuits."""
        return sum(self.circuits)


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole design. `board_a` is the main of the panel that feeds branches; None where there is but one branch."""

    unit: Unit
    system: VoltageSystem
    """That of the source."""
    port_system: VoltageSystem
    source_rating: float
    """Its rating, in `source_unit`."""
    source_unit: str
    branches: tuple[Branch, ...]
    groups: tuple[GroupForm, ...]
    board_a: float | None = None
    board_bus_a: float | None = None
    board_spaces: int | None = None
    direct: bool = False
    """Whether circuits start in the panel that is there already."""
    site_limit_a: float | None = None
    source_factor: float = 0.0
    """Line current of the source on its fullest line per ampere of every port."""
    expected_a: float = 0.0
    """What closed forms promise each port [A]."""
    bound: str = ""
    """What stops ports there: "supply", "circuit", "panel" or "station"."""
    conductors: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """By the name of a family of circuits, a panel or a transformer."""

    @property
    def ports(self) -> int:
        """Ports of all branches."""
        return sum(branch.ports for branch in self.branches)

    @property
    def transformers_kva(self) -> float:
        """Ratings of transformers below the source together [kVA]."""
        return sum(branch.transformer_kva or 0.0 for branch in self.branches)

    @property
    def conductor_ft(self) -> float:
        """Phase conductors of circuits with known lengths [ft], without tails."""
        runs_ft = sum(count * length_ft for branch in self.branches for count, length_ft in branch.chunks)
        return self.unit.poles * runs_ft

    @property
    def circuit_count(self) -> int:
        """Circuits of all branches."""
        return sum(len(branch.circuits) for branch in self.branches)
