"""The document of `evsite report`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.model.one_of import one_of
from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from evsite.allocation.result import SlotShare
    from evsite.analysis.dwelling_service import DwellingService
    from evsite.analysis.home_runs import HomeRuns
    from evsite.analysis.record_notes import RecordNotes
    from evsite.model.description import DisconnectKind, Method, Mounting, StationMounting, WorkStatus
    from evsite.model.limit_id import LimitedBy, LimitId
    from evsite.model.project import Project
    from evsite.output.json.contract.findings import FindingFigures
    from evsite.output.json.contract.week import LeftOverFigures, StretchFigures, WeekFigures
    from evsite.studies.results import AllInUse, GroupReport
    from evsite.studies.vehicles import ListedVehicles, MixTable


Proof = Literal["exact", "bound", "none"]
"""Whether a proved bound is reached, may be missed, or there is none because no group covers the port."""


@dataclass(frozen=True, slots=True)
class Guaranteed:
    """What a port gets at least. With the ports of `port_lists[witness]` in use it gets `least_found_a`."""

    proof: Proof
    current_a: float | None = None
    power_kw: float | None = None
    range_mi_per_h: float | None = None
    limited_by: LimitedBy | None = None
    least_found_a: float | None = None
    witness: int | None = None


@dataclass(frozen=True, slots=True)
class OfflineWitness:
    """A mix of online and offline ports, by number in `port_lists`, in which a port gets so much.

    The port itself is online, in whichever of the two lists it stands: ports that are alike share them.
    """

    current_a: float
    online: int
    offline: int


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
    """The greatest load that can come onto a conductor, or onto a winding in kVA.

    `can_be_overloaded` is null where that is not known, or where load counts by a record that is unfit for a study.
    """

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
    """What ports that cannot be reached put on a limit at most.

    `fits` is null where load beside them counts by a record that cannot carry a load study.
    """

    limit: LimitId
    fits: bool | None
    load_a: float | None = one_of()
    limit_a: float | None = one_of()
    load_kw: float | None = one_of()
    limit_kw: float | None = one_of()
    load_kva: float | None = one_of()
    limit_kva: float | None = one_of()


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


DescribedKind = Literal["supply", "panel", "circuit", "station", "load"]
"""What can be described."""


@dataclass(frozen=True, slots=True)
class DescribedFigures:
    """What the file says of a supply, panel, circuit, station or load for drawings, schedules and forms alone."""

    kind: DescribedKind
    name: str
    status: WorkStatus | None = one_of()
    location: str | None = one_of()
    enclosure: str | None = one_of()
    mounting: Mounting | StationMounting | None = one_of()
    disconnect_rating_a: float | None = one_of()
    disconnect_kind: DisconnectKind | None = one_of()
    disconnect_location: str | None = one_of()
    meter: str | None = one_of()
    meter_status: WorkStatus | None = one_of()
    ct_cabinet: bool | None = one_of()
    available_fault_date: dt.date | None = one_of()
    electrode: str | None = one_of()
    electrode_conductor: str | None = one_of()
    bonding_jumper: str | None = one_of()
    purpose: str | None = one_of()
    method: Method | None = one_of()
    route: str | None = one_of()
    primary_method: Method | None = one_of()
    """How the conductors to the primary of a transformer run."""
    primary_route: str | None = one_of()
    stalls: tuple[str | None, ...] | None = one_of()
    serial: str | None = one_of()
    mac: str | None = one_of()


VerdictOutcome = Literal["passes", "does not pass", "not established"]
"""Whether a site passes its check."""


@dataclass(frozen=True, slots=True)
class VerdictPort:
    """What a port gets; averages over the cycle where it takes turns, `longest_wait_h` apart at most."""

    port: str
    current_a: float
    power_kw: float
    range_mi_per_h: float
    voltage_v: float
    longest_wait_h: float | None


@dataclass(frozen=True, slots=True)
class VerdictStay:
    """Miles in a stay against miles needed.

    For `without_charging_h` of `hours_h` ports may not charge, at worst. `least_range_mi` is sure to be added in the
    stay, `typical_range_mi` with half of the ports in use; `enough` shows whether what is sure is as much as
    `needed_range_mi`. Each is null where it is not known. `assumed` says where hours and miles are from that the file
    does not give.
    """

    hours_h: float | None
    without_charging_h: float
    needed_range_mi: float | None
    least_range_mi: float | None
    typical_range_mi: float | None
    enough: bool | None
    assumed: str | None


@dataclass(frozen=True, slots=True)
class CapacityUse:
    """The greatest load of a conductor, what it carries beside other load, and what is left for more.

    Where the conductor can be overloaded the load is the greatest that was found, otherwise the greatest there can be.
    """

    limit: LimitId
    proof: Proof
    load_a: float | None = one_of()
    limit_a: float | None = one_of()
    left_a: float | None = one_of()
    load_kw: float | None = one_of()
    limit_kw: float | None = one_of()
    left_kw: float | None = one_of()
    load_kva: float | None = one_of()
    limit_kva: float | None = one_of()
    left_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class VerdictCapacity:
    """What chargers draw of the supplies from the utility, and the fullest conductors.

    `connected_kva` is what all of them would draw, `managed_kva` the most that load management lets them draw.
    `fullest` has the fullest conductor of each kind of equipment, the fullest first; circuits where stations share one.
    """

    connected_kva: float
    managed_kva: float
    fullest: tuple[CapacityUse, ...]


@dataclass(frozen=True, slots=True)
class ReportVerdict:
    """The answer in short.

    `outcome` is "does not pass" where there is an error, "not established" where load counts by a record that is unfit
    for a study. `least` is the least that is proved for any port in a group that shares, null where nothing is;
    `least_proof` says whether it is reached. `least_with_offline` is what is left of it where others may be offline at
    their fallback, null where that takes nothing away. It counts no time of `without_charging`, when any of these ports
    (of all ports where none shares) may not charge by a limit of 0 or by charging times. It holds for `ports_sharing`
    ports, while `ports_in_order` are served in order of arrival. `limited_by` is what holds the ports that are promised
    least. `typical` is the least that any of `typical_vehicles` vehicles gets, half of the ports, spread evenly.
    """

    outcome: VerdictOutcome
    errors: int
    warnings: int
    not_checked: int
    least: VerdictPort | None
    least_proof: Proof
    least_with_offline: VerdictPort | None
    without_charging: tuple[StretchFigures, ...]
    ports_sharing: int
    ports_in_order: int
    limited_by: tuple[LimitedBy, ...]
    typical: VerdictPort | None
    typical_vehicles: int
    stay: VerdictStay
    capacity: VerdictCapacity


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument(Document):
    """`evsite report`."""

    verdict: ReportVerdict
    site: str
    nec: int
    miles_per_kwh: float
    home_runs: HomeRuns | None
    premise: str | None
    groups: tuple[GroupReport, ...]
    ports: tuple[PortFigures, ...]
    port_lists: tuple[tuple[str, ...], ...]
    """The names of ports that witnesses refer to by number, each list once: many ports share one."""
    equipment: tuple[EquipmentFigures, ...]
    fallbacks: tuple[FallbackFigures, ...]
    left_over: LeftOverFigures | None
    vehicles: ListedVehicles | None
    dwelling: DwellingService | None
    records: tuple[RecordNotes, ...]
    notes: tuple[str, ...]
    findings: tuple[FindingFigures, ...]
    summary: Mapping[str, int]
    project: Project | None
    described: tuple[DescribedFigures, ...]
    """Whatever the file describes so, in the order of supplies, panels, circuits, stations and loads."""
    mix: MixTable | None = one_of()
    at: str | None = one_of()
    week: WeekFigures | None = one_of()
    conductors: tuple[ConductorFigures, ...] | None = one_of()
