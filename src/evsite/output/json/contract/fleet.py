"""The document of `evsite fleet`. Moments are told twice: as local time with its offset, and in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of
from evsite.output.json.contract.findings import FindingFigures
from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from evsite.model.fleets import Intent
    from evsite.model.limit_id import LimitId
    from evsite.model.sessions import LeftOut
    from evsite.output.json.contract.findings import Summary
    from evsite.studies.fleets.known import News
    from evsite.studies.fleets.results import StageKind


@dataclass(frozen=True, slots=True)
class TripsFigures:
    """The trips that were planned, and the clock that they go by; seconds count from `origin_at`."""

    files: tuple[str, ...]
    trips: int
    origin_at: str
    zone: str
    dated: bool
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FleetFigures:
    """What a fleet gets; `unplanned` figures are those of charging from arrival on by the sharing of the site."""

    fleet: str
    rank: int
    intent: Intent
    trips: int
    ready: int
    need_kwh: float
    delivered_kwh: float
    shortfall_kwh: float
    unplanned_ready: int
    unplanned_shortfall_kwh: float


@dataclass(frozen=True, slots=True)
class UnplannedFigures:
    """The same trips without a plan: every vehicle charges from its arrival on, as the groups of the site share."""

    ready: int
    shortfall_kwh: float
    cost_usd: float | None
    energy_usd: float | None
    demand_usd: float | None


@dataclass(frozen=True, slots=True)
class TripFigures:
    """What a vehicle gets in one stay; energies are those of its battery, powers are drawn from the site."""

    trip: int
    name: str
    vehicle: str
    fleet: str
    port: str | None
    line: int | None
    arrive_at: str
    arrive_s: float
    depart_at: str
    depart_s: float
    need_kwh: float
    delivered_kwh: float
    shortfall_kwh: float
    ready: bool
    ready_at: str | None
    ready_s: float | None
    drawn_kwh: float
    peak_kw: float
    max_kw: float | None
    efficiency: float
    soc: float | None
    soc_at_departure: float | None
    target_soc: float | None
    battery_kwh: float | None
    over_target_kwh: float


@dataclass(frozen=True, slots=True)
class StepFigures:
    """A step of the plan."""

    start_at: str
    start_s: float
    end_at: str
    end_s: float


@dataclass(frozen=True, slots=True)
class TripScheduleFigures:
    """What a vehicle draws in each step from number `first_step` (from 0) on, as long as it is there.

    A vehicle that is there for a part of a step draws `power_kw` in that part alone.
    """

    trip: int
    vehicle: str
    port: str | None
    first_step: int
    power_kw: tuple[float, ...]
    current_a: tuple[float, ...]
    energy_kwh: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ScheduleFigures:
    """The plan by vehicle and step."""

    step_min: float
    steps: tuple[StepFigures, ...]
    trips: tuple[TripScheduleFigures, ...]


@dataclass(frozen=True, slots=True)
class StageFigures:
    """An aim of the plan, in the order in which they count, and what no plan can go below.

    Delay is the sum of battery kWh times the hours from the start of the plan to the end of their step. Steadiness is
    how often vehicles start to charge, beside what each of them gets and each step draws; one that charges when the
    plan begins and goes on does not start.
    """

    kind: StageKind
    fleet: str | None
    rank: int | None
    proved: bool
    shortfall_kwh: float | None = one_of()
    shortfall_bound_kwh: float | None = one_of()
    delay_kwh_h: float | None = one_of()
    delay_bound_kwh_h: float | None = one_of()
    cost_usd: float | None = one_of()
    cost_bound_usd: float | None = one_of()
    starts: int | None = one_of()
    starts_bound: int | None = one_of()


@dataclass(frozen=True, slots=True)
class FleetLimitFigures:
    """A limit where it is fullest in the plan, how long it is full, and what one unit more at every step is worth.

    To first order, by the prices of the programme: what it saves, and what it adds to what fleets get.
    """

    limit: LimitId
    peak_at: str
    peak_s: float
    full_h: float
    load_a: float | None = one_of()
    limit_a: float | None = one_of()
    usd_per_a: float | None = one_of()
    kwh_per_a: float | None = one_of()
    load_kw: float | None = one_of()
    limit_kw: float | None = one_of()
    usd_per_kw: float | None = one_of()
    kwh_per_kw: float | None = one_of()
    load_kva: float | None = one_of()
    limit_kva: float | None = one_of()
    usd_per_kva: float | None = one_of()
    kwh_per_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class NewsFigures:
    """What differs from a trip as it was planned."""

    trip: int
    vehicle: str
    news: News


@dataclass(frozen=True, slots=True)
class ReplanFigures:
    """A moment at which the rest was planned anew, and why."""

    at: str
    at_s: float
    news: tuple[NewsFigures, ...]


@dataclass(frozen=True, slots=True)
class RunTripFigures:
    """What came of a trip; `energy_kwh` is drawn from the site in each step from number `first_step` (from 0) on.

    Moments are null where they have not been, `shortfall_kwh` where the vehicle may still get something.
    """

    trip: int
    vehicle: str
    fleet: str
    port: str | None
    arrive_at: str | None
    arrive_s: float | None
    depart_at: str | None
    depart_s: float | None
    fault_at: str | None
    fault_s: float | None
    need_kwh: float
    delivered_kwh: float
    drawn_kwh: float
    shortfall_kwh: float | None
    news: News | None
    first_step: int
    energy_kwh: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FleetRegretFigures:
    """What a fleet missed more in the run than in the plan that had known all."""

    fleet: str
    shortfall_kwh: float


@dataclass(frozen=True, slots=True)
class RegretFigures:
    """What not knowing has cost: the run less the plan that had known all stays and faults from the beginning."""

    shortfall_kwh: float
    cost_usd: float | None
    foresight_shortfall_kwh: float
    foresight_cost_usd: float | None
    fleets: tuple[FleetRegretFigures, ...]


@dataclass(frozen=True, slots=True)
class RunFigures:
    """What was carried out, in its steps: until `now_at`, or to the end, where that is null and `regret` is told.

    Costs are those of what was drawn in these steps.
    """

    now_at: str | None
    now_s: float | None
    steps: tuple[StepFigures, ...]
    trips: tuple[RunTripFigures, ...]
    replans: tuple[ReplanFigures, ...]
    cost_usd: float | None
    energy_usd: float | None
    demand_usd: float | None
    regret: RegretFigures | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetFindingFigures(FindingFigures):
    """An alert: a finding as `evsite check` has them, with the file that it points into."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetDocument(Document):
    """`evsite fleet`."""

    trips: TripsFigures
    tariff: str | None
    cost_usd: float | None
    energy_usd: float | None
    demand_usd: float | None
    shortfall_kwh: float
    ready: int
    unplanned: UnplannedFigures
    fleets: tuple[FleetFigures, ...]
    vehicles: tuple[TripFigures, ...]
    schedule: ScheduleFigures
    stages: tuple[StageFigures, ...]
    limits: tuple[FleetLimitFigures, ...]
    findings: tuple[FleetFindingFigures, ...]
    summary: Summary
    run: RunFigures | None
    notes: tuple[str, ...]
