"""The documents of the commands as types: what `--format json` writes, and what the schemas are made from.

The keys are the names of the fields, each number has its unit in its name. Result types that are told as they are stand
here as they are; the others have their own type.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from evsite._version import __version__
from evsite.model.one_of import one_of
from evsite.output.diagnostics.json import FORMAT_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.allocation.result import LimitUse, Share, SlotShare
    from evsite.model.finding import Severity
    from evsite.model.limit_id import LimitedBy, LimitId
    from evsite.model.products import Included, Support
    from evsite.output.diagnostics.json import Summary, ToldFinding
    from evsite.proofs.occupancy.results import OccupancyRow
    from evsite.studies.load_study import Basis
    from evsite.studies.policy_results import LeastShare, PolicyShare
    from evsite.studies.results import AllInUse, GroupReport
    from evsite.studies.week import Verdict


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tool:
    """The program that wrote a document."""

    name: str = "evsite"
    version: str = __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every document starts with."""

    format_version: Literal["2.0"] = FORMAT_VERSION
    tool: Tool = Tool()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Head):
    """A document about one file; `file` is None where it is about none."""

    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDocument(Head):
    """`evsite check` of one file."""

    file: str
    findings: tuple[ToldFinding, ...]
    ignored: tuple[ToldFinding, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class FileFindings:
    """One file of a check of several."""

    file: str
    findings: tuple[ToldFinding, ...]
    ignored: tuple[ToldFinding, ...]
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFilesDocument(Head):
    """`evsite check` of several files, or of none."""

    files: tuple[FileFindings, ...]
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocateDocument(Document):
    """`evsite allocate`; `slots` is empty where nobody takes turns."""

    policy: str
    ports: tuple[Share, ...]
    limits: tuple[LimitUse, ...]
    slots: tuple[tuple[SlotShare, ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDocument(Document):
    """`evsite table`."""

    rows: tuple[OccupancyRow, ...]
    notes: tuple[str, ...]
    at: str | None = one_of()


Proof = Literal["exact", "bound", "none"]
"""Whether a proved bound is reached, may be missed, or there is none because no group covers the port."""


@dataclass(frozen=True, slots=True)
class Guaranteed:
    """What a port gets at least. With the ports of `witness` in use it gets `least_found_a`."""

    proof: Proof
    current_a: float | None = None
    power_kw: float | None = None
    range_mi_per_h: float | None = None
    limited_by: LimitedBy | None = None
    least_found_a: float | None = None
    witness: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OfflineWitness:
    """A mix of online and offline ports in which a port gets so much."""

    current_a: float
    online: tuple[str, ...]
    offline: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuaranteedWithOffline:
    """What a port gets at least in every mix of offline and online stations; a witness where that is less."""

    current_a: float | None = None
    power_kw: float | None = None
    range_mi_per_h: float | None = None
    witness: OfflineWitness | None = None


@dataclass(frozen=True, slots=True)
class PortFigures:
    """One port of a report."""

    port: str
    circuit: str | None
    phases: str | None
    voltage_v: float
    rated_a: float
    max_a: float
    managed: bool
    all_in_use: AllInUse
    guaranteed: Guaranteed
    with_offline: GuaranteedWithOffline


@dataclass(frozen=True, slots=True)
class EquipmentFigures:
    """The greatest load that can come onto a conductor, or onto a winding in kVA."""

    limit: LimitId
    proof: Proof
    can_be_overloaded: bool | None
    witness: tuple[SlotShare, ...] | None
    limit_a: float | None = one_of()
    greatest_load_a: float | None = one_of()
    greatest_load_with_offline_a: float | None = one_of()
    limit_kw: float | None = one_of()
    greatest_load_kw: float | None = one_of()
    greatest_load_with_offline_kw: float | None = one_of()
    limit_kva: float | None = one_of()
    greatest_load_kva: float | None = one_of()
    greatest_load_with_offline_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class FallbackFigures:
    """What ports that nobody can reach put on a limit at most."""

    limit: LimitId
    fits: bool
    load_a: float | None = one_of()
    limit_a: float | None = one_of()
    load_kw: float | None = one_of()
    limit_kw: float | None = one_of()
    load_kva: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class HourFigures:
    """What is left in an hour; the share `time_all_get_minimum` is from 0 to 1."""

    time_all_get_minimum: float | None
    least_a: float | None = one_of()
    median_a: float | None = one_of()
    least_kw: float | None = one_of()
    median_kw: float | None = one_of()
    least_kva: float | None = one_of()
    median_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class GroupLeftOverFigures:
    """What is left for a group, in all and hour by hour."""

    group: str
    loads: tuple[str, ...]
    min_current_a: float
    total: HourFigures
    hours: Mapping[str, tuple[HourFigures, ...]]


@dataclass(frozen=True, slots=True)
class LeftOverFigures:
    """What load that varies leaves for vehicles."""

    days_of_record: float | None
    quarter_hours: int
    quarter_hours_filled: int
    groups: tuple[GroupLeftOverFigures, ...]


@dataclass(frozen=True, slots=True)
class HourLimitFigures:
    """The limit of a group in an hour of the week."""

    fixed: bool
    limit_a: float | None = one_of()
    limit_kw: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class StretchFigures:
    """A stretch of the week, as "Mon 13:00"."""

    from_: str
    to: str


@dataclass(frozen=True, slots=True)
class GroupWeekFigures:
    """The week of a group."""

    group: str
    hours: Mapping[str, tuple[HourLimitFigures, ...]]
    gaps: tuple[StretchFigures, ...]
    charging: tuple[StretchFigures, ...] | None


@dataclass(frozen=True, slots=True)
class WindowWorstFigures:
    """The least that a port of a group gets in a state of the week."""

    group: str
    current_a: float
    power_kw: float
    port: str
    rotates: bool
    verdict: Verdict
    limit_a: float | None = one_of()
    limit_kw: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """A state of the week."""

    when: tuple[StretchFigures, ...]
    groups: tuple[WindowWorstFigures, ...]


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """The week of a site."""

    groups: tuple[GroupWeekFigures, ...]
    windows: tuple[WindowFigures, ...]
    windows_left_out: int


@dataclass(frozen=True, slots=True)
class ChoiceFigures:
    """Conductors of one material that would do."""

    size: str
    material: str
    sets: int
    terminal_c: float
    ambient_c: float
    current_carrying: int
    ampacity_a: float
    egc_size: str | None
    egc_material: str | None
    drop_percent: float | None
    because: str


@dataclass(frozen=True, slots=True)
class ConductorFigures:
    """A run of conductors, or several that are alike."""

    runs: tuple[str, ...]
    kind: str
    wiring: str
    voltage_v: float
    continuous_a: float
    noncontinuous_a: float
    sized_a: float
    device_a: float | None
    device_given_a: float | None
    length_ft: float | None
    insulation: str
    choices: tuple[ChoiceFigures, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument(Document):
    """`evsite report`; the verdict is "fails" where there is an error among the findings, else "passes"."""

    verdict: Literal["passes", "fails"]
    site: str
    nec: int
    miles_per_kwh: float
    premise: str | None
    groups: tuple[GroupReport, ...]
    ports: tuple[PortFigures, ...]
    equipment: tuple[EquipmentFigures, ...]
    fallbacks: tuple[FallbackFigures, ...]
    left_over: LeftOverFigures | None
    notes: tuple[str, ...]
    findings: tuple[ToldFinding, ...]
    summary: Mapping[str, int]
    at: str | None = one_of()
    week: WeekFigures | None = one_of()
    conductors: tuple[ConductorFigures, ...] | None = one_of()


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """One policy at one moment."""

    policy: str
    total_power_kw: float
    least: LeastShare
    waiting: tuple[str, ...]
    too_little: tuple[str, ...]
    slots: int
    longest_wait_h: float | None
    trade_off: str
    ports: tuple[PolicyShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliciesDocument(Document):
    """`evsite compare-policies` at one moment."""

    slot_h: float
    policies: tuple[OutcomeFigures, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DriverFigures:
    """What one arrival got; minutes count from Monday 00:00 of the week in which the scenario starts."""

    port: str
    arrived: str
    arrived_min: int
    end_min: float
    wanted_kwh: float | None
    energy_kwh: float
    served: float | None
    full_min: float | None
    waited_h: float
    longest_wait_h: float
    too_little_h: float


@dataclass(frozen=True, slots=True)
class PeakFigures:
    """The fullest that a limit was."""

    limit: LimitId
    at: str
    load_a: float | None = one_of()
    limit_a: float | None = one_of()
    load_kw: float | None = one_of()
    limit_kw: float | None = one_of()
    load_kva: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class RunFigures:
    """A scenario under one policy."""

    policy: str
    energy_kwh: float
    peak_power_kw: float
    peak_at: str
    full: int
    least_served: float | None
    mean_wait_h: float
    trade_off: str
    drivers: tuple[DriverFigures, ...]
    limits: tuple[PeakFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioDocument(Document):
    """`evsite compare-policies --scenario`."""

    scenario: str
    start_min: int
    slot_h: float
    policies: tuple[RunFigures, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineFigures:
    """One line of a load study; `factored_a` is the demand at 125 %."""

    leg: str
    demand_a: float
    factored_a: float
    other_a: float
    left_a: float
    left_at_125_a: float
    vehicles_a: float


@dataclass(frozen=True, slots=True)
class StudyNoteFigures:
    """Something that a load study has to say."""

    topic: str
    severity: Literal["error", "warning", "info"]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadStudyDocument(Document):
    """`evsite load-study`."""

    node: str
    nec: int
    source: str
    data: str
    rating_a: float
    days: float
    covered_days: float
    interval_min: float
    gaps: int
    missing_share: float
    basis: Basis
    demand_kw: float | None
    demand_kva: float | None
    power_factor: float | None
    peak_local: str
    left_a: float | None
    left_at_125_a: float | None
    left_kva: float | None
    fits: bool | None
    fits_at_125: bool | None
    lines: tuple[LineFigures, ...]
    notes: tuple[StudyNoteFigures, ...]
    snippet: str


@dataclass(frozen=True, slots=True)
class EditionSource:
    """Where a rule comes from in an edition of the NEC."""

    nec: int
    source: str


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """One rule in short."""

    code: str
    name: str
    severity: Severity
    title: str
    asks: str
    why: str
    sources: tuple[EditionSource, ...]


@dataclass(frozen=True, slots=True)
class FullRuleFigures(RuleFigures):
    """One rule with all that `explain` tells."""

    inputs: tuple[str, ...]
    failing: tuple[str, ...]
    passing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainDocument(Document):
    """`evsite explain CODE`."""

    rule: FullRuleFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesDocument(Document):
    """`evsite rules`."""

    rules: tuple[RuleFigures, ...]


@dataclass(frozen=True, slots=True)
class ProfileFigures:
    """What one jurisdiction asks for; None where it asks for no such thing."""

    id: str
    title: str
    asks: str
    min_power_kw: float | None
    min_power_kva: float | None
    min_current_a: float | None
    single_vehicle_min_current_a: float | None
    min_energy_kwh: float | None
    hours: float | None
    min_circuit_a: float | None
    exempt_spaces_percent: float | None
    unchecked: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesDocument(Document):
    """`evsite rules --profiles`."""

    profiles: tuple[ProfileFigures, ...]


@dataclass(frozen=True, slots=True)
class SettingFigures:
    """What a station gives on a breaker."""

    breaker_a: float
    current_a: float


@dataclass(frozen=True, slots=True)
class JumperSettingFigures:
    """What a jumpered station gives on a breaker, to one vehicle and to each of two."""

    breaker_a: float
    one_car_a: float
    two_cars_a: float


@dataclass(frozen=True, slots=True)
class StationFigures:
    """A station of the catalogue; None is not known."""

    model: str
    maker: str
    name: str
    category: str
    market: str
    ports: int | None
    connector: str
    phases: int | None
    port_max_a: float | None
    circuits: int | None
    breaker_a: float | None
    max_breaker_a: float | None
    settings: tuple[SettingFigures, ...]
    jumper_settings: tuple[JumperSettingFigures, ...]
    dc_power_kw: float | None
    ac_input_a: float | None
    ac_input_is_nameplate: bool
    input_v: tuple[float, ...]
    efficiency: float | None
    power_factor: float | None
    min_current_a: float | None
    paired: bool
    modules: int | None
    module_power_kw: float | None
    port_modules: int | None
    confidence: str
    source_title: str
    source_url: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogDocument(Document):
    """`evsite catalog`."""

    stations: tuple[StationFigures, ...]


@dataclass(frozen=True, slots=True)
class FeatureFigures:
    """One cell of the guide's matrix of hardware."""

    feature: str
    title: str
    family: str
    support: Support
    printed: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """One cell of the guide's matrix of cloud plans."""

    feature: str
    title: str
    plan: str
    included: Included
    add_on: str
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturesDocument(Document):
    """`evsite catalog features`."""

    hardware: tuple[FeatureFigures, ...]
    plans: tuple[PlanFigures, ...]


def told(kind: type[T], source: object, /, **others: Any) -> T:  # noqa: ANN401 - fields of any type
    """A `kind` with the fields of `source` that have the same name; `others` are those that have not.

    Fields that every document has are not looked for.
    """
    head = {field.name for field in fields(Document)}
    same = {
        field.name: getattr(source, field.name)
        for field in fields(cast("Any", kind))
        if field.name not in others and field.name not in head
    }
    return kind(**same, **others)
