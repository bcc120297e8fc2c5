"""The document of `evsite diagnose`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.model.one_of import one_of
from evsite.output.json.contract.head import Document
from evsite.studies.diagnosis.evidence import (
    BesideOffline,
    BindingLimit,
    ExpectedSetting,
    FirstCome,
    GroupRatio,
    GroupStations,
    JumperFeed,
    ModelSupport,
    OfferedPower,
    Overload,
    PlanNeed,
    PortFallback,
    PortShares,
    PortsOutside,
    PropertyToSet,
    SetBelowRating,
    SetupStep,
    SharedModules,
)
from evsite.studies.vehicles import ListedVehicles

if TYPE_CHECKING:
    from evsite.allocation.result import Share
    from evsite.output.json.contract.week import StretchFigures
    from evsite.studies.diagnosis.results import Answer, CauseName, FoundRemedy, Symptom
    from evsite.studies.week import Verdict


@dataclass(frozen=True, slots=True)
class LimitAtTimesFigures:
    """A time of the week in which the limit of a group is lower than at others, and the least that a port gets then."""

    group: str
    when: tuple[StretchFigures, ...]
    port: str
    current_a: float
    power_kw: float
    voltage_v: float
    longest_wait_h: float | None
    verdict: Verdict
    limit_a: float | None = one_of()
    limit_kw: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class ChargingTimesFigures:
    """Ports that charge at some times of the week only."""

    ports: tuple[str, ...]
    charging: tuple[StretchFigures, ...]


@dataclass(frozen=True, slots=True)
class LeftByLoadFigures:
    """What the load beside a group leaves of its limit while that load is highest, and in the middle of all times."""

    group: str
    loads: tuple[str, ...]
    nothing_left: tuple[StretchFigures, ...]
    limit_a: float | None = one_of()
    left_a: float | None = one_of()
    median_left_a: float | None = one_of()
    limit_kw: float | None = one_of()
    left_kw: float | None = one_of()
    median_left_kw: float | None = one_of()
    limit_kva: float | None = one_of()
    left_kva: float | None = one_of()
    median_left_kva: float | None = one_of()


EvidenceFigures = (
    PortShares
    | OfferedPower
    | PortFallback
    | BesideOffline
    | GroupRatio
    | BindingLimit
    | LimitAtTimesFigures
    | ChargingTimesFigures
    | LeftByLoadFigures
    | JumperFeed
    | SetBelowRating
    | ExpectedSetting
    | SharedModules
    | FirstCome
    | Overload
    | GroupStations
    | ModelSupport
    | PlanNeed
    | PropertyToSet
    | SetupStep
    | PortsOutside
    | ListedVehicles
)


@dataclass(frozen=True, slots=True)
class CauseFigures:
    """A possible cause of a symptom, and whether the site has it; what no file shows is to be checked on site."""

    cause: CauseName
    title: str
    answer: Answer
    evidence: tuple[EvidenceFigures, ...]
    remedies: tuple[FoundRemedy, ...]


@dataclass(frozen=True, slots=True)
class SymptomFigures:
    """A symptom with its possible causes: those that the site has first, then those to be checked on site."""

    symptom: Symptom
    title: str
    causes: tuple[CauseFigures, ...]


@dataclass(frozen=True, slots=True)
class LeastFigures:
    """The least that a port in a group is promised, and the range that it adds in the stay of a car."""

    port: str
    current_a: float
    power_kw: float
    range_mi_per_h: float
    voltage_v: float
    longest_wait_h: float | None
    proof: Literal["exact", "bound"]
    in_stay_mi: float | None
    needed_mi: float | None


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """What the ports that are asked about get at one moment, as `evsite allocate` has it."""

    at: str | None
    vehicles: int
    ports: tuple[Share, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnoseDocument(Document):
    """`evsite diagnose`; `least` is null where no port is promised anything, `case` where no moment is asked about."""

    site: str
    miles_per_kwh: float
    ports: tuple[str, ...]
    least: LeastFigures | None
    symptoms: tuple[SymptomFigures, ...]
    case: CaseFigures | None
    premise: str | None
    notes: tuple[str, ...]
