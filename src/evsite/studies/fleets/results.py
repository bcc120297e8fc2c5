"""What a plan for fleets answers, as plain data. Times are seconds since the origin of the trips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evsite.model.fleets import TripSet
    from evsite.model.limit_id import LimitId

    Floats = NDArray[np.float64]

StageKind = Literal["shortfall", "delay", "cost", "steadiness"]
"""What a plan aims at. Steadiness comes last and is no stage of the programme: `Steadiness` tells of it."""


MISSED_KWH = 1e-4
"""A trip that lacks less than this has what it needs: solvers know no better."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One aim of the plan, in the order in which they count; each keeps what those before it reached.

    `value` is that of the plan: battery kWh missing, battery kWh times hours from the start to the end of their step,
    or USD. `bound` is what no plan can go below that keeps the stages before; where it equals the value within
    `EXACT` of `plan`, the stage is proved to be optimal.
    """

    kind: StageKind
    fleet: str | None
    value: float
    bound: float
    proved: bool
    rank: int | None = None
    """The rank that it is of, of one or several fleets; None for cost and what follows it."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How often vehicles start to charge in a plan: what it keeps low last.

    A vehicle that charges when the plan begins and goes on with it does not start. No plan in which every vehicle gets
    as much, and every step draws as much, has fewer starts than `bound`.
    """

    vehicles: int
    """How many charge by the plan."""
    going_on: int
    """How many of them charge when it begins, and go on."""
    starts: int
    bound: int

    @property
    def proved(self) -> bool:
        """Whether there is no plan with fewer."""
        return self.starts == self.bound


@dataclass(frozen=True, slots=True)
class LimitUse:
    """How a limit meets the plan, step by step.

    `load` is what the plan and ports that cannot be reached put on it, in its unit; `limit` what is left for them then
    beside other load. `usd_per_unit`
    and `kwh_per_unit` are what one unit more (1 A, kW or kVA) at every step would save in cost, and what it would add
    to what fleets get, to first order, by the prices of the programme; 0 where it does not bind. Where fleets get more
    of it, what it saves is less than nothing: that energy is paid for.
    """

    id: LimitId
    unit: str
    load: Floats
    limit: Floats
    usd_per_unit: float
    kwh_per_unit: float


@dataclass(frozen=True, slots=True, eq=False)
class FleetPlan:
    """A plan: AC power by trip and step, and what comes of it.

    `power_kw[v, t]` is what trip `v` draws from the site in the part of step `t` in which it is there, which lasts
    `present_h[v, t]` hours; limits count it for the whole step. Steps run from `edge_s[t]` to `edge_s[t + 1]`.
    """

    trips: TripSet
    ports: tuple[str | None, ...]
    """By trip, the port that it has; None where none was free."""
    edge_s: Floats
    power_kw: Floats
    present_h: Floats
    delivered_kwh: Floats
    """By trip, what its battery gains."""
    shortfall_kwh: Floats
    ready_s: tuple[float | None, ...]
    """By trip, when it has all that it needs; None for one that never does."""
    stages: tuple[Stage, ...]
    steadiness: Steadiness
    limits: tuple[LimitUse, ...]
    energy_usd: float | None
    """What the energy of the vehicles costs; None without a tariff."""
    demand_usd: float | None
    """Demand charges and subscribed blocks of the months of the plan, in full, for vehicles and other load together."""
    notes: tuple[str, ...] = ()
    rounded: bool = False
    """Whether it was only rounded to minimum currents and modules, and a search that was left out could better it."""

    @property
    def cost_usd(self) -> float | None:
        """Energy and demand; None without a tariff."""
        if self.energy_usd is None or self.demand_usd is None:
            return None
        return self.energy_usd + self.demand_usd
