"""The document of `evsite size`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.model.one_of import one_of
from evsite.output.json.contract.head import Head

if TYPE_CHECKING:
    from evsite.metering.note import Note
    from evsite.model.finding import Path
    from evsite.studies.sizing.request import CircuitForm, Distances, ExistingLoad, GroupForm, Source
    from evsite.studies.sizing.results import Floor, PanelChoice, StopKind
    from evsite.studies.sizing.served_results import ServedShare, WithoutLimits


@dataclass(frozen=True, slots=True)
class RequestedNeed:
    """What every port has to give; null for what was not asked for."""

    application: str | None
    range_mi: float | None
    hours_h: float | None
    efficiency_mi_per_kwh: float | None
    min_current_a: float | None
    min_power_kw: float | None
    min_range_mi_per_h: float | None
    profiles: tuple[str, ...]
    served_percent: float | None


@dataclass(frozen=True, slots=True)
class RequestedForms:
    """What may be built."""

    models: tuple[str, ...]
    station_a: float | None
    station_kw: float | None
    circuits: tuple[CircuitForm, ...]
    groups: tuple[GroupForm, ...]
    material: Literal["Cu", "Al"]
    terminals_c: int | None
    spare_percent: float


@dataclass(frozen=True, slots=True)
class RequestFigures:
    """What was asked for; `ports` is null for as many as there can be."""

    name: str | None
    nec: int
    source: Source
    existing: ExistingLoad | None
    ports: int | None
    need: RequestedNeed
    allowed: RequestedForms
    distances: Distances


@dataclass(frozen=True, slots=True)
class DesignGuarantee:
    """The least that any port gets, with how it is known; the report of the site file has the same."""

    current_a: float
    power_kw: float
    range_mi_per_h: float
    voltage_v: float
    proof: str


@dataclass(frozen=True, slots=True)
class StopLine:
    """Why there is not one port more: what is full, its limit, and what it would have.

    The two figures are in the one unit that the limit has; limits that are no such quantity count things. Without a
    unit there are none, and `name` is what the rules say.
    """

    kind: StopKind
    name: str
    unit: str
    rules: tuple[str, ...]
    limit_a: float | None = one_of()
    would_be_a: float | None = one_of()
    limit_kw: float | None = one_of()
    would_be_kw: float | None = one_of()
    limit_kva: float | None = one_of()
    would_be_kva: float | None = one_of()
    limit_percent: float | None = one_of()
    would_be_percent: float | None = one_of()
    limit_ratio: float | None = one_of()
    would_be_ratio: float | None = one_of()
    limit_count: int | None = one_of()
    would_be_count: int | None = one_of()


@dataclass(frozen=True, slots=True)
class StepLine:
    """A change that brings more: what is changed, from and to what, and the ports and the guarantee with it."""

    kind: StopKind
    path: Path
    old: str
    new: str
    ports: int
    guaranteed_current_a: float


@dataclass(frozen=True, slots=True)
class Design:
    """A design that passes its own check; `site_file` is the text of its site file."""

    title: str
    ports: int
    guaranteed: DesignGuarantee
    range_in_stay_mi: float | None
    model: str | None
    circuits: CircuitForm
    groups: tuple[GroupForm, ...]
    most_current_a: float
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
    stop: StopLine
    steps: tuple[StepLine, ...]
    warnings: tuple[str, ...]
    assumptions: tuple[str, ...]
    served: ServedShare | None
    site_file: str


@dataclass(frozen=True, slots=True)
class WayLine:
    """A change of what was asked that makes a design possible.

    `arguments` are those of `evsite size` with it.
    """

    kind: StopKind
    path: Path
    old: str
    new: str
    ports: int
    guaranteed_current_a: float
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusalLine:
    """Why there is no design, and what would make one possible."""

    stop: StopLine
    ways: tuple[WayLine, ...]


@dataclass(frozen=True, slots=True)
class SessionsServed:
    """Share of the real sessions of a garage that the least of the proposed design would serve in full."""

    garage: str
    served_percent: float


@dataclass(frozen=True, slots=True)
class ServedTryLine:
    """A design that was simulated; `reaches` says whether enough drivers leave full. The source is in A or kVA."""

    ports: int
    circuits: CircuitForm
    circuit_count: int
    circuit_breaker_a: float
    mains_a: float
    expected_a: float
    served: ServedShare
    reaches: bool
    source_a: float | None = one_of()
    source_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class ServedFigures:
    """What was simulated for a share of drivers, designs in the order of the search."""

    asked_percent: float
    drivers: str
    tries: tuple[ServedTryLine, ...]
    without_limits: tuple[WithoutLimits, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeDocument(Head):
    """`evsite size`: up to three designs, the proposed one first; `written` is the file that one was written to."""

    requested: RequestFigures
    requested_ports: int | None
    floor: Floor
    designs: tuple[Design, ...]
    refusal: RefusalLine | None
    ratio: float | None
    ratio_by_power: float | None
    ratio_advised: float | None
    sessions_served: tuple[SessionsServed, ...]
    served: ServedFigures | None
    notes: tuple[Note, ...]
    written: str | None
