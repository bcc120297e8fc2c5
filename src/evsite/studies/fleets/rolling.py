"""A plan carried out while vehicles come late, leave early and ports fail: planned anew whenever something is new.

At the beginning of every step what is known is compared with what the plan counts on; where it differs, or a battery
has gained something else than planned, the rest is planned anew. A step that has begun is not changed. Nothing that
happens later is known: a vehicle that is overdue is expected at the end of the step, and one that is there is expected
to stay as long as its trip says.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.allocation.api import LOAD_UNITS
from evsite.sitefile.quantities import read_quantity
from evsite.studies.fleets.executed import Bill
from evsite.studies.fleets.known import ENOUGH_KWH, Known, known_at, real_stays
from evsite.studies.fleets.other_load import other_load
from evsite.studies.fleets.plan import plan_fleets
from evsite.studies.fleets.steps import steps_between

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.model.fleets import Actual, TripSet
    from evsite.model.site import Site
    from evsite.studies.fleets.known import News, Stay
    from evsite.studies.fleets.results import FleetPlan
    from evsite.studies.fleets.steps import Steps
    from evsite.tariffs.model import Tariff

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Replan:
    """A moment at which the rest was planned anew, and what was new: by trip, as in `known.Known`."""

    at_s: float
    news: Mapping[int, News]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What came of a plan when it was carried out.

    `energy_kwh[v, t]` is what trip `v` drew from the site in step `t`, from `edge_s[t]` to `edge_s[t + 1]`; steps from
    `until_step` on lie ahead. `plan` is the one that holds then, its trips are those of `known`.
    """

    planned: FleetPlan
    trips: TripSet
    """The trips of the file, each with its port."""
    stays: tuple[Stay, ...]
    edge_s: Floats
    energy_kwh: Floats
    until_step: int
    delivered_kwh: Floats
    shortfall_kwh: Floats
    replans: tuple[Replan, ...]
    plan: FleetPlan
    known: Known
    peaks_kw: Mapping[str, float]
    """What demand charges had reached when it was planned last."""
    energy_usd: float | None
    demand_usd: float | None

    @property
    def cost_usd(self) -> float | None:
        """Energy and demand; None without a tariff."""
        if self.energy_usd is None or self.demand_usd is None:
            return None
        return self.energy_usd + self.demand_usd


@dataclass(frozen=True, slots=True, eq=False)
class Regret:
    """What not knowing has cost: the run beside the plan that had known all stays and faults from the beginning.

    `shortfall_kwh` is by fleet; both it and `cost_usd` are the run less the plan.
    """

    foresight: FleetPlan
    shortfall_kwh: Mapping[str, float]
    cost_usd: float | None


def carry_out(
    site: Site,
    trips: TripSet,
    actuals: Mapping[int, Actual],
    *,
    until_s: float = math.inf,
    tariff: Tariff | None = None,
    step_min: float = 15,
    offline: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
    peak_so_far_kw: Mapping[str, float] | None = None,
    start_s: float | None = None,
) -> Run:
    """Carry out a plan as things really happen.

    Parameters
    ----------
    site
        The site.
    trips
        The trips as planned, and their fleets.
    actuals
        What really became of some of them, by position.
    until_s
        The instant up to which all is known [s since the origin of the trips]. The step that holds it has begun and is
        carried out to its end; from there on the rest is planned anew.
    tariff, step_min, offline, loads, peak_so_far_kw, start_s
        As for `plan_fleets`.

    Returns
    -------
    Run
        What was drawn [kWh], what vehicles lack, when it was planned anew, and the plan that holds at the end.

    Raises
    ------
    PlanError
        Trips, tariff and site do not go together.
    """
    offline = tuple(offline)
    peaks_kw = dict(peak_so_far_kw or {})

    def plan(
        trips: TripSet,
        so_far_kw: Mapping[str, float],
        from_s: float | None,
        known: Known | None,
        charging: Collection[int] = (),
    ) -> FleetPlan:
        return plan_fleets(
            site,
            trips,
            tariff=tariff,
            step_min=step_min,
            offline=offline,
            faulted=() if known is None else known.faulted,
            loads=loads,
            peak_so_far_kw=so_far_kw if tariff is not None else {},
            start_s=from_s,
            begun=known is not None,
            charging=charging,
        )

    planned = plan(trips, peaks_kw, start_s, None)
    fixed = replace(trips, trips=tuple(replace(t, port=p) for t, p in zip(trips.trips, planned.ports, strict=True)))
    stays = real_stays(fixed.trips, actuals)
    first_s, last_s = _span(planned, stays, start_s, until_s)
    steps = steps_between(site, trips.calendar, first_s, last_s, step_min)
    measured = {node: read_quantity(text, LOAD_UNITS) for node, text in (loads or {}).items()}
    other_kw, _ = other_load(site, steps, measured)
    bill = None if tariff is None else Bill(tariff, trips.calendar, steps, other_kw, peaks_kw)
    run = _Run(fixed, stays, steps, planned)
    so_far_kw: Mapping[str, float] = peaks_kw

    def follow(known: Known) -> None:
        nonlocal so_far_kw
        so_far_kw = peaks_kw if bill is None else bill.peaks_kw(run.energy_kwh.sum(axis=0), run.step)
        now_s = float(steps.edge_s[run.step])
        run.follow(plan(known.trips, so_far_kw, now_s, known, run.charging(known)), known)

    while run.step < len(steps.hours) and steps.edge_s[run.step] < until_s:
        news = run.news()
        if news is not None:
            follow(news)
        run.advance()
    if until_s < math.inf and run.step < len(steps.hours):
        run.correct({position: each.delivered_kwh for position, each in actuals.items()}, until_s)
        follow(run.known_now(without_port=True))
    by_step = run.energy_kwh.sum(axis=0)
    need_kwh = np.array([trip.need_kwh for trip in fixed.trips])
    missing_kwh = need_kwh - run.delivered_kwh
    return Run(
        planned=planned,
        trips=fixed,
        stays=stays,
        edge_s=steps.edge_s,
        energy_kwh=run.energy_kwh,
        until_step=run.step,
        delivered_kwh=run.delivered_kwh,
        shortfall_kwh=np.where(missing_kwh > ENOUGH_KWH, missing_kwh, 0.0),
        replans=tuple(run.replans),
        plan=run.plan,
        known=run.known,
        peaks_kw=so_far_kw,
        energy_usd=None if bill is None else bill.energy_usd(by_step),
        demand_usd=None if bill is None else bill.demand_usd(by_step),
    )


def _span(planned: FleetPlan, stays: Sequence[Stay], start_s: float | None, until_s: float) -> tuple[float, float]:
    """From when to when things happen: nothing before a start that is said."""
    first_s = float(planned.edge_s[0])
    if start_s is None:
        first_s = min([first_s, *(stay.arrive_s for stay in stays if -math.inf < stay.arrive_s)])
    last_s = max([float(planned.edge_s[-1]), *(stay.until_s for stay in stays if stay.until_s < math.inf)])
    # one that stays longer may still be there at the end
    return first_s, max(last_s, until_s + 1) if until_s < math.inf else last_s


def regret_of(
    site: Site,
    run: Run,
    *,
    tariff: Tariff | None = None,
    step_min: float = 15,
    offline: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
    peak_so_far_kw: Mapping[str, float] | None = None,
) -> Regret:
    """Compare a run that was carried out to its end with the plan that had known everything.

    Parameters
    ----------
    site, tariff, step_min, offline, loads, peak_so_far_kw
        As for `carry_out`.
    run
        The run.
    """
    kept = [
        (position, replace(trip, arrive_s=stay.arrive_s, depart_s=stay.until_s))
        for position, (trip, stay) in enumerate(zip(run.trips.trips, run.stays, strict=True))
        if stay.until_s > stay.arrive_s and trip.port is not None
    ]
    named = {trip.fleet for _, trip in kept}
    fleets = tuple(fleet for fleet in run.trips.fleets if fleet.name in named)
    foresight = plan_fleets(
        site,
        replace(run.trips, trips=tuple(trip for _, trip in kept), fleets=fleets),
        tariff=tariff,
        step_min=step_min,
        offline=tuple(offline),
        loads=loads,
        peak_so_far_kw=peak_so_far_kw,
        start_s=float(run.edge_s[0]),
    )
    missing_kwh = np.array([trip.need_kwh for trip in run.trips.trips])
    for (position, _), short in zip(kept, foresight.shortfall_kwh.tolist(), strict=True):
        missing_kwh[position] = short
    more: dict[str, float] = {fleet.name: 0.0 for fleet in run.trips.fleets}
    for trip, own, known in zip(run.trips.trips, run.shortfall_kwh.tolist(), missing_kwh.tolist(), strict=True):
        more[trip.fleet] += own - known
    usd = None if run.cost_usd is None or foresight.cost_usd is None else run.cost_usd - foresight.cost_usd
    return Regret(foresight, more, usd)


class _Run:
    """A run up to the beginning of the step `step`."""

    def __init__(self, trips: TripSet, stays: Sequence[Stay], steps: Steps, planned: FleetPlan) -> None:
        self.step = 0
        self.plan = planned
        self.replans: list[Replan] = []
        self.energy_kwh = np.zeros((len(stays), len(steps.hours)))
        self.delivered_kwh = np.zeros(len(stays))
        self._trips, self._stays, self._steps = trips, stays, steps
        self._there_h = steps.overlap_h(
            np.array([stay.arrive_s for stay in stays]), np.array([stay.until_s for stay in stays])
        )
        self.known = Known(trips, tuple(range(len(stays))), {}, frozenset())
        self._expected_kwh = self.delivered_kwh.copy()

    def known_now(self, *, without_port: bool = False) -> Known:
        """What is known at the beginning of the step."""
        now_s, next_s = float(self._steps.edge_s[self.step]), float(self._steps.edge_s[self.step + 1])
        return known_at(self._trips, self._stays, self.delivered_kwh, now_s, next_s, without_port=without_port)

    def charging(self, known: Known) -> list[int]:
        """Of the trips that are known, by their place among them, those whose vehicles charge up to now."""
        if not self.step:
            return []
        drew = self.energy_kwh[:, self.step - 1] > 0
        return [place for place, position in enumerate(known.positions) if drew[position]]

    def news(self) -> Known | None:
        """What is known now, where the plan counts on something else; None where it does not."""
        now_s = float(self._steps.edge_s[self.step])
        known = self.known_now()
        if known.faulted != self.known.faulted:
            return known
        if np.abs(self.delivered_kwh - self._expected_kwh).max(initial=0.0) > ENOUGH_KWH:
            return known
        counted = {
            position: trip
            for position, trip in zip(self.known.positions, self.known.trips.trips, strict=True)
            if trip.port is not None
        }
        for position, trip in zip(known.positions, known.trips.trips, strict=True):
            before = counted.pop(position, None)
            if before is None or (max(before.arrive_s, now_s), before.depart_s) != (trip.arrive_s, trip.depart_s):
                return known
        return known if any(trip.depart_s > now_s for trip in counted.values()) else None

    def follow(self, plan: FleetPlan, known: Known) -> None:
        """Carry out another plan from now on."""
        self.plan, self.known = plan, known
        self._expected_kwh = self.delivered_kwh.copy()
        self.replans.append(Replan(float(self._steps.edge_s[self.step]), known.news))

    def advance(self) -> None:
        """Let a step pass: vehicles that are there draw up to their ceilings until they have what they need."""
        step, plan = self.step, self.plan
        place = int(np.searchsorted(plan.edge_s, self._steps.edge_s[step], side="right")) - 1
        self._expected_kwh = self.delivered_kwh.copy()
        if 0 <= place < plan.power_kw.shape[1]:
            for number, position in enumerate(self.known.positions):
                trip, power_kw = self._trips.trips[position], float(plan.power_kw[number, place])
                if trip.port is None:
                    continue
                gained_kwh = trip.efficiency * power_kw * float(plan.present_h[number, place])
                self._expected_kwh[position] += gained_kwh
                left_kwh = max(0.0, trip.need_kwh - float(self.delivered_kwh[position]))
                drawn_kwh = min(power_kw * float(self._there_h[position, step]), left_kwh / trip.efficiency)
                self.energy_kwh[position, step] = drawn_kwh
                self.delivered_kwh[position] += trip.efficiency * drawn_kwh
        self.step += 1

    def correct(self, measured_kwh: Mapping[int, float | None], at_s: float) -> None:
        """Take what batteries had gained by an instant in the last step, and what the plan gives after it."""
        last = max(self.step - 1, 0)
        now = self._steps.overlap_h(
            np.array([max(stay.arrive_s, at_s) for stay in self._stays]),
            np.array([stay.until_s for stay in self._stays]),
        )[:, last]
        for position, measured in measured_kwh.items():
            if measured is not None:
                trip, there_h = self._trips.trips[position], float(self._there_h[position, last])
                part = float(now[position]) / there_h if there_h else 0.0
                gained_kwh = trip.efficiency * float(self.energy_kwh[position, last]) * part
                left_kwh = max(0.0, trip.need_kwh - measured)
                self.delivered_kwh[position] = measured + min(gained_kwh, left_kwh)
