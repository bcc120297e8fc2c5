"""What a design is asked for: what feeds it, what is on it already, what drivers need, and what may be built."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SourceKind = Literal["service", "transformer", "panel"]
CircuitForm = Literal["own", "jumper", "shared"]
"""How stations are wired: a circuit for each port, one for each station by the jumper, one for several stations."""
GroupForm = Literal["none", "circuit", "panel", "site"]
"""Where a setpoint may be held: nowhere, on a shared or jumpered circuit, on a panel, on the supply."""


@dataclass(frozen=True, slots=True)
class Source:
    """What feeds the site: a service, a transformer of the utility, or an existing panel.

    At most one of the two ratings is given; with neither, the smallest one that does is wanted. `free_spaces` is the
    number of breaker spaces that an existing panel has left; None where it is not stated.
    """

    kind: SourceKind
    system: str
    rating_a: float | None = None
    rating_kva: float | None = None
    free_spaces: int | None = None


@dataclass(frozen=True, slots=True)
class ExistingLoad:
    """What the source carries already.

    `by_line_a` has a current for each line of the source [A]. `method` says where it is from: a calculation by Article
    220 (120 in 2026), or the highest demand of a meter's record (220.87, 120.87), which counts at 125 %; `days` is how
    many days such a record covers.
    """

    by_line_a: tuple[float, ...]
    method: Literal["calculated", "metered peak"] = "calculated"
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What every port has to give, whichever other ports are in use; what is None is not asked for.

    `miles` in `hours` of a stay, at `miles_per_kwh`. `profiles` are those of jurisdictions, by name.
    `served_percent` is the least share of the drivers who could be full alone at full speed that leave full, simulated.
    """

    application: str | None = None
    miles: float | None = None
    hours_h: float | None = None
    miles_per_kwh: float | None = None
    min_current_a: float | None = None
    min_power_kw: float | None = None
    min_range_mi_per_h: float | None = None
    profiles: tuple[str, ...] = ()
    served_percent: float | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be built.

    `models` are ids of the catalogue; empty for any that suits. `station_a` is the most that a port of a station of no
    model may draw [A], `station_kw` the output of a DC station of no model [kW], instead of models. `spare_percent` of
    capacity and of breaker spaces stay free for later.
    """

    models: tuple[str, ...] = ()
    station_a: float | None = None
    station_kw: float | None = None
    circuits: frozenset[CircuitForm] = frozenset({"own", "jumper", "shared"})
    groups: frozenset[GroupForm] = frozenset({"none", "circuit", "panel", "site"})
    material: Literal["Cu", "Al"] = "Cu"
    terminals_c: int | None = None
    spare_percent: float = 0.0


@dataclass(frozen=True, slots=True)
class Distances:
    """Where stalls are: feet from the panel to the first one, between two beside each other, and how many rows.

    Each is None where nobody said it; then lengths of circuits are not known and voltage drop is not checked.
    """

    first_stall_ft: float | None = None
    stall_pitch_ft: float | None = None
    rows: int = 1


@dataclass(frozen=True, slots=True)
class SizingRequest:
    """Everything that a design is asked for. `ports` is None for as many as there can be."""

    source: Source
    nec: int
    ports: int | None = None
    existing: ExistingLoad | None = None
    need: Need = field(default_factory=Need)
    allowed: Allowed = field(default_factory=Allowed)
    distances: Distances = field(default_factory=Distances)
    name: str | None = None
    command: str | None = None
    """The command that asks for it, for the head of the site file."""
