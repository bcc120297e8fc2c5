"""What there is to say about a plan for fleets, as plain data. Times are seconds since the origin of the trips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.finding import Finding, Path
    from evsite.model.fleets import Actual, Fleet, Trip, TripSource
    from evsite.model.limit_id import LimitId
    from evsite.model.remedy import Remedy
    from evsite.studies.fleets.known import News
    from evsite.studies.fleets.results import FleetPlan, Stage
    from evsite.studies.fleets.rolling import Regret, Run

AlertKind = Literal["impossible", "short", "no-port", "tight", "offline", "over-target", "late", "fault"]
Span = tuple[float, float]
"""From when to when [s]."""


@dataclass(frozen=True, slots=True)
class AtFullSpeed:
    """What a trip could have alone at the full power of its port and vehicle, without any limit of the site.

    `power_kw` is drawn from the site, `ready_s` when the battery would have what it needs. `laxity_s` is how much
    later than its arrival it could begin, negative where even that is too late.
    """

    power_kw: float
    ready_s: float
    laxity_s: float


@dataclass(frozen=True, slots=True)
class BindingLimit:
    """A limit that keeps vehicles from more, whatever line of it.

    `kwh_per_unit` is what one A, kW or kVA more at every step adds to what fleets get, to first order; `full` are the
    times in which it is full.
    """

    id: LimitId
    unit: str
    path: Path
    """Where its value stands in the site file."""
    kwh_per_unit: float
    full: tuple[Span, ...]
    ports: frozenset[str]
    trips: tuple[int, ...]
    """The numbers of the trips that it keeps from what they need."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that depot staff should know about a trip.

    `missing_kwh` is what the battery lacks of what it needs at departure, `limits` are those that keep the vehicle from
    it, each with the times of its stay in which it is full.
    """

    kind: AlertKind
    trip: int
    """Position among the trips, from 0."""
    missing_kwh: float = 0.0
    at_full_speed: AtFullSpeed | None = None
    margin_s: float = 0.0
    """Of a tight one, what it should have at least to spare."""
    limits: tuple[BindingLimit, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether a vehicle leaves without what it needs."""
        at_port = self.kind in {"offline", "fault"}
        return self.kind in {"impossible", "short", "no-port"} or (at_port and self.missing_kwh > 0)


@dataclass(frozen=True, slots=True)
class FleetTally:
    """What a fleet gets under the plan, and without one.

    `unplanned_ready` and `unplanned_shortfall_kwh` are those of charging from arrival on by the sharing of the site.
    """

    fleet: Fleet
    trips: int
    ready: int
    """How many have what they need when they depart."""
    need_kwh: float
    delivered_kwh: float
    shortfall_kwh: float
    stages: tuple[Stage, ...]
    """What the plan aims at for fleets of its rank."""
    unplanned_ready: int
    unplanned_shortfall_kwh: float


@dataclass(frozen=True, slots=True)
class Unplanned:
    """The same trips without a plan: every vehicle charges from its arrival on, as the groups of the site share.

    Costs count as those of the plan; None without a tariff.
    """

    delivered_kwh: tuple[float, ...]
    """By trip, what its battery gains."""
    shortfall_kwh: tuple[float, ...]
    drawn_kwh: tuple[float, ...]
    """By step of the plan, what all vehicles draw from the site."""
    energy_usd: float | None
    demand_usd: float | None

    @property
    def cost_usd(self) -> float | None:
        """Energy and demand; None without a tariff."""
        if self.energy_usd is None or self.demand_usd is None:
            return None
        return self.energy_usd + self.demand_usd


@dataclass(frozen=True, slots=True)
class Missed:
    """A trip that no plan can help any more, and whose vehicle has never stood at its port."""

    trip: Trip
    actual: Actual | None
    """What the files say became of it."""
    port_taken: bool
    """Whether others stand at its port until it departs; it has not come by its departure otherwise."""


@dataclass(frozen=True, slots=True)
class SinceThen:
    """What is new since a plan was made, by the numbers of the trips of the plan from now on.

    `positions` says which trip of the files each of these is, from 0.
    """

    now_s: float
    positions: tuple[int, ...]
    news: Mapping[int, News]
    actuals: Mapping[int, Actual]
    faulted: frozenset[str]
    sources: tuple[TripSource, ...]
    missed: tuple[Missed, ...] = ()

    def row_of(self, alert: Alert) -> Actual | None:
        """The row of a file of what became of trips that an alert is about; None for one about the trip itself."""
        return self.actuals.get(alert.trip) if alert.kind in {"late", "fault"} else None


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What really came of a plan: up to an instant, or, where `now_s` is None, to its end.

    `regret` is what not knowing has cost, of a run that has come to its end.
    """

    run: Run
    now_s: float | None
    regret: Regret | None
    notes: tuple[str, ...] = ()
    """What was assumed when it was read."""

    def news(self) -> dict[int, News]:
        """What differed from the plan at last, by trip."""
        found: dict[int, News] = {}
        for replan in self.run.replans:
            found.update(replan.news)
        return found


@dataclass(frozen=True, slots=True)
class FleetReport:
    """A plan and what there is to say about it.

    `trip_findings` point into the file of trips (by their line and column), `site_findings` into the site file.
    `untried` is how many alerts have remedies that were not tried out.
    """

    plan: FleetPlan
    tallies: tuple[FleetTally, ...]
    alerts: tuple[Alert, ...]
    binding: tuple[BindingLimit, ...]
    remedies: tuple[Remedy, ...]
    """By alert."""
    trip_findings: tuple[Finding, ...]
    site_findings: tuple[Finding, ...]
    unplanned: Unplanned
    untried: int
    usd_per_kwh: tuple[float, ...] | None = None
    """The price of energy in each step; None without a tariff."""
    notes: tuple[str, ...] = ()
    since: SinceThen | None = None
    """What is new, for a plan from now on."""
    missed_findings: tuple[Finding, ...] = ()
    """By trip that was missed since then; they point into the file that says what became of it, or its own."""
    carried_out: CarriedOut | None = None
    """What really came of the plan, as far as that is known."""

    def trip_number(self, place: int) -> int:
        """Which trip of the files the one at a place of the plan is, from 1."""
        return 1 + (place if self.since is None else self.since.positions[place])
