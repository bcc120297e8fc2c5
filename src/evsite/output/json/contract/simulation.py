"""The document of `evsite simulate`. Seconds count from the origin of the sessions; `_at` is the same as local time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of
from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.limit_id import LimitId, LimitKind
    from evsite.model.sessions import LeftOut
    from evsite.studies.service.results import (
        Durations,
        FullSpeed,
        Interval,
        PortWaits,
        PowerSlice,
        Quantiles,
        RatioName,
        Recorded,
    )


@dataclass(frozen=True, slots=True)
class TallyFigures:
    """Sums over sessions; those that state no energy are counted apart."""

    sessions: int
    stated: int
    can_be_full: int
    full: int
    wanted_kwh: float
    possible_kwh: float
    energy_kwh: float
    unserved_kwh: float
    unserved_beyond_physics_kwh: float
    full_of_stated: float | None
    full_of_possible: float | None
    energy_of_wanted: float | None
    energy_of_possible: float | None
    unstated: int
    unstated_possible_kwh: float
    unstated_energy_kwh: float
    unstated_of_possible: float | None
    total_energy_kwh: float


@dataclass(frozen=True, slots=True)
class DayTallyFigures:
    """Sessions that arrive on one day."""

    day: int
    date: str | None
    label: str
    tally: TallyFigures


@dataclass(frozen=True, slots=True)
class MonthTallyFigures:
    """Sessions that arrive in one month."""

    month: str
    tally: TallyFigures


@dataclass(frozen=True, slots=True)
class PowerFigures:
    """Power from the supplies, from the first arrival to the end."""

    supply_kwh: float
    mean_kw: float
    peak_kw: float
    peak_at: str
    peak_s: float
    load_factor: float | None
    by_hour: tuple[PowerSlice, ...]
    by_weekday: Mapping[str, PowerSlice]


@dataclass(frozen=True, slots=True)
class LimitRunFigures:
    """How full a limit was at most, and how long it kept somebody from more."""

    limit: LimitId
    bound_h: float
    peak_at: str
    peak_s: float
    load_a: float | None = one_of()
    limit_a: float | None = one_of()
    load_kw: float | None = one_of()
    limit_kw: float | None = one_of()
    load_kva: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class Equipment:
    """What sets a limit, whatever line of it."""

    kind: LimitKind
    owner: str
    title: str


@dataclass(frozen=True, slots=True)
class EquipmentBoundFigures:
    """How long equipment kept somebody from more."""

    equipment: Equipment
    bound_h: float


@dataclass(frozen=True, slots=True)
class LiftedFigures:
    """What drivers gain under one policy where the limits of some equipment are lifted together."""

    policy: str
    equipment: tuple[Equipment, ...]
    bound_h: float
    gained_kwh: float
    gained_full: int


@dataclass(frozen=True, slots=True)
class EnergyQuantiles:
    """Percentiles 5, 50 and 95 of the energy of a session, interpolated linearly between ranks."""

    p5_kwh: float
    p50_kwh: float
    p95_kwh: float


@dataclass(frozen=True, slots=True)
class MonthBillFigures:
    """The bill of a month; `complete` says whether nothing is missing from its total."""

    month: str
    whole: bool
    energy_kwh: float
    energy_usd: float
    demand_usd: float
    fixed_usd: float | None
    subscription_usd: float | None
    minimum_usd: float
    total_usd: float
    complete: bool


@dataclass(frozen=True, slots=True)
class BillFigures:
    """What the power from the supplies costs under a tariff."""

    tariff: str
    title: str
    months: tuple[MonthBillFigures, ...]
    energy_kwh: float
    total_usd: float
    missing: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyServiceFigures:
    """The service level under one policy."""

    policy: str
    trade_off: str | None
    tally: TallyFigures
    intervals: Mapping[RatioName, Interval]
    plugged_in: int
    ports: PortWaits
    session_energy: EnergyQuantiles | None
    served: Quantiles | None
    served_counts: tuple[int, ...]
    unpowered: Durations | None
    longest_unpowered_h: float
    late: Durations | None
    power: PowerFigures
    limits: tuple[LimitRunFigures, ...]
    bound: tuple[EquipmentBoundFigures, ...]
    by_arrival_hour: tuple[TallyFigures, ...]
    by_arrival_weekday: Mapping[str, TallyFigures]
    by_month: tuple[MonthTallyFigures, ...]
    by_day: tuple[DayTallyFigures, ...]
    worst_day: DayTallyFigures | None
    recorded: Recorded | None
    bill: BillFigures | None


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """What one session got under one policy; the columns of `--csv` are the same."""

    policy: str
    session: int
    name: str
    asked_port: str | None
    port: str | None
    arrive_at: str
    arrive_s: float
    plugged_at: str | None
    plugged_s: float | None
    freed_at: str | None
    freed_s: float | None
    end_at: str
    end_s: float
    wanted_kwh: float | None
    possible_kwh: float
    energy_kwh: float
    recorded_kwh: float | None
    served: float | None
    can_be_full: bool
    full: bool
    full_at: str | None
    full_s: float | None
    possible_full_at: str | None
    possible_full_s: float | None
    waited_h: float
    unpowered_h: float
    longest_unpowered_h: float
    late_h: float | None


@dataclass(frozen=True, slots=True)
class SessionsFigures:
    """The sessions that were played."""

    files: tuple[str, ...]
    sessions: int
    origin_at: str
    zone: str
    dated: bool
    first_arrival_at: str | None
    first_arrival_s: float | None
    end_at: str | None
    end_s: float | None
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulateDocument(Document):
    """`evsite simulate`; `outcomes` has a row for each session and policy where all were asked for."""

    sessions: SessionsFigures
    slot_h: float
    possible: FullSpeed | None
    clairvoyant_kwh: float | None
    policies: tuple[PolicyServiceFigures, ...]
    lifted: tuple[LiftedFigures, ...]
    outcomes: tuple[SessionFigures, ...]
    notes: tuple[str, ...]
