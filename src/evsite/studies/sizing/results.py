"""What sizing answers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.sizing.request import CircuitForm, GroupForm, SizingRequest
    from evsite.studies.sizing.served_results import ServedAnswer, ServedShare

StopKind = Literal[
    "supply",
    "transformer",
    "panel",
    "circuit",
    "spaces",
    "station",
    "calculated load",
    "fallback",
    "jurisdiction",
    "asked",
    "served",
]


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that a port of a design has to get, and what asked for it ("40 mi in 8 h", "3.3 kW")."""

    current_a: float
    power_kw: float
    range_mi_per_h: float
    voltage_v: float
    because: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Why there is not one port more: what is full, by its name in the site file, its limit and what it would carry.

    Of kind "asked" is what nobody asked to exceed: "ports", with as many as the source would feed at the floor, and
    "ratio", the advised ratio of rated current to setpoints. Of kind "served" is the share of drivers who leave full:
    what is asked for, and the most that was reached [%]. Where a design would pass but for a rule that no limit stands
    for, `name` is what that rule says, and there are no numbers.
    """

    kind: StopKind
    name: str
    limit: float
    would_be: float
    unit: str
    rules: tuple[str, ...] = ()
    """Codes of the rules that a design with one port more would break."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change that would bring more.

    What to enlarge, from and to what, and the ports and the guaranteed current with it. `path` is that of the key in
    the site file; in a refusal that of the attribute of the request.
    """

    kind: StopKind
    path: tuple[str | int, ...]
    old: str
    new: str
    ports: int
    guaranteed_current_a: float


@dataclass(frozen=True, slots=True)
class PanelChoice:
    """Panels that are alike: their names, main [A], spaces, how many of them their circuits take."""

    names: tuple[str, ...]
    main_a: float
    spaces: int
    spaces_used: int


@dataclass(frozen=True, slots=True)
class SizedDesign:
    """A design that passes its own check, with the figures that it is chosen by.

    `text` is its site file, `site` what that says. Figures are those that report and take-off give for it: the least
    guarantee of a port with its `proof`, home runs, feet of phase conductors and raceways (None where distances are not
    given). `service_a` and `service_kva` are what the source is rated for, `transformers_kva` those below it.
    """

    title: str
    text: str
    site: Site
    circuits: CircuitForm
    groups: tuple[GroupForm, ...]
    model: str | None
    ports: int
    guaranteed_current_a: float
    guaranteed_power_kw: float
    guaranteed_range_mi_per_h: float
    proof: str
    voltage_v: float
    miles_in_stay: float | None
    most_current_a: float
    """What a driver who is there alone gets at most."""
    circuit_breaker_a: float
    circuit_count: int
    ports_per_circuit: int
    home_runs: int
    conductor_ft: float | None
    raceway_ft: float | None
    service_a: float
    service_kva: float
    transformers_kva: tuple[float, ...]
    panels: tuple[PanelChoice, ...]
    stop: Stop
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]
    """Messages of warnings that its check gives."""
    assumptions: tuple[str, ...]
    served: ServedShare | None = None
    """Who leaves full there, where drivers were simulated."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no design: what is in the way, and values of the request that would make one possible."""

    stop: Stop
    ways: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class SizingResult:
    """Up to three designs, none better than another in everything; the first is the one that is proposed.

    `refusal` is given where there is none. `ratio_advised` is what the vendor guide's chart says for the application
    and the proposed stations, `ratio` what the proposed design has.
    """

    request: SizingRequest
    floor: Floor
    designs: tuple[SizedDesign, ...]
    refusal: Refusal | None = None
    ratio: float | None = None
    ratio_by_power: float | None = None
    ratio_advised: float | None = None
    sessions_served_percent: tuple[tuple[str, float], ...] = ()
    """Share of real sessions that would be fully served at the floor, by the garage that they were recorded in."""
    served: ServedAnswer | None = None
    """What was simulated, where a share of drivers is asked for."""
