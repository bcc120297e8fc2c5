"""What a plan costs: energy by step, demand charges as the greatest of averages over intervals, subscribed blocks.

A ratchet bills a share of averages of an earlier month: these count towards the peak of the later month too, as
averages over so much longer an interval.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.studies.fleets.errors import PlanError
from evsite.tariffs.bill import subscribed
from evsite.tariffs.step_prices import SUBSCRIBED, UnpricedError, demand_names, step_prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from evsite.model.calendar import Calendar
    from evsite.studies.fleets.cells import Cells
    from evsite.studies.fleets.steps import Steps
    from evsite.tariffs.bill_results import SubscriptionCost
    from evsite.tariffs.model import Subscription, Tariff
    from evsite.tariffs.step_prices import StepDemand, StepPrices

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_ROUNDING = 1e-6
"""A peak that is above whole blocks by a smaller part of one is meant to be at them."""


@dataclass(frozen=True, slots=True, eq=False)
class Charges:
    """Prices of the steps [USD/kWh], and the peaks that are billed, one for each demand charge and month.

    Peak `d` costs `usd_per_kw[d]`, and is `least_kw[d]` at least. Average `a` counts towards the peak `peak[a]`: the
    other load `other_kw[a]` and the vehicles' energy in the steps `step[first[a]:first[a + 1]]`, over `hours[a]`.
    The peaks `covered`, one a month, are those that blocks of power are subscribed for.
    """

    usd_per_kwh: Floats
    usd_per_kw: Floats
    least_kw: Floats
    peak: Ints
    other_kw: Floats
    hours: Floats
    first: Ints
    step: Ints
    subscription: Subscription | None = None
    covered: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def average(self) -> Ints:
        """The average that each entry of `step` counts in."""
        return np.repeat(np.arange(len(self.hours)), np.diff(self.first))

    def energy_usd(self, energy_kwh: Floats) -> float:
        """What energy by step costs [USD]."""
        return float(self.usd_per_kwh @ energy_kwh)

    def peaks_kw(self, energy_kwh: Floats) -> Floats:
        """The peaks that are billed for energy by step [kW]."""
        means = self.other_kw + np.bincount(self.average, energy_kwh[self.step], len(self.hours)) / self.hours
        peaks = self.least_kw.copy()
        np.maximum.at(peaks, self.peak, means)
        return peaks

    def demand_usd(self, energy_kwh: Floats) -> float:
        """Demand charges for energy by step, each peak once, and subscribed blocks [USD]."""
        blocks_usd = sum(each.cost_usd for each in self.blocks(energy_kwh))
        return float(self.usd_per_kw @ self.peaks_kw(energy_kwh)) + blocks_usd

    def blocks(self, energy_kwh: Floats) -> list[SubscriptionCost]:
        """The blocks that are subscribed in each month for energy by step."""
        if self.subscription is None:
            return []
        return [subscribed(self.subscription, kw) for kw in self.peaks_kw(energy_kwh)[self.covered].tolist()]

    @property
    def steepest_usd_per_kw(self) -> Floats:
        """What a kW more of each peak costs at most, blocks in parts of them [USD]."""
        found = self.usd_per_kw.copy()
        if self.subscription is not None:
            by_blocks = self.subscription.block_usd_per_month / self.subscription.block_kw
            found[self.covered] = max(by_blocks, self.subscription.overage_usd_per_kw or 0.0)
        return found

    def within_blocks(self, energy_kwh: Floats) -> Floats:
        """By step, what to multiply with so that rounding of the solver does not ask for another block."""
        scale = np.ones(len(energy_kwh))
        if self.subscription is None:
            return scale
        size_kw = self.subscription.block_kw
        means = self.other_kw + np.bincount(self.average, energy_kwh[self.step], len(self.hours)) / self.hours
        whole_kw = np.floor(means / size_kw) * size_kw
        over = np.isin(self.peak, self.covered) & (means > whole_kw) & (means - whole_kw < _ROUNDING * size_kw)
        over &= (whole_kw > 0) & (self.other_kw < whole_kw)
        for average in np.flatnonzero(over).tolist():
            own = self.step[self.first[average] : self.first[average + 1]]
            drawn_kw = means[average] - self.other_kw[average]
            scale[own] = np.minimum(scale[own], (whole_kw[average] - self.other_kw[average]) / drawn_kw)
        return scale


_NONE, _NO_PLACE = np.zeros(0), np.zeros(0, np.int64)
FREE = Charges(_NONE, _NONE, _NONE, _NO_PLACE, _NONE, _NONE, np.zeros(1, np.int64), _NO_PLACE)
"""Without a tariff."""


def charges_of(
    tariff: Tariff,
    calendar: Calendar,
    steps: Steps,
    other_kw: Floats,
    peak_so_far_kw: Mapping[str, float],
    *,
    begun: bool = False,
) -> Charges:
    """What a tariff asks for in the steps of a plan.

    Parameters
    ----------
    tariff
        The tariff.
    calendar
        The clock of the trips, on which the hours of the tariff are.
    steps
        The steps.
    other_kw
        Other load that the meter counts, by step [kW].
    peak_so_far_kw
        What each demand charge of the month in which the plan begins has reached already, by its name; "subscription"
        is what blocks of power are for.
    begun
        Whether vehicles may have charged before the first step. An interval that this step is in the middle of then
        counts with the steps that are left of it alone; else with nothing before them, as in a bill.

    Raises
    ------
    PlanError
        The tariff has no such demand charge, no price of hours of the plan, or averages demand over intervals that the
        steps do not fit.
    """
    names = demand_names(tariff)
    unknown = [name for name in peak_so_far_kw if name not in names]
    if unknown:
        expected = f"expected one of {', '.join(names)}" if names else "it has none"
        raise PlanError(f"{tariff.name} has no demand charge {', '.join(unknown)}; {expected}")
    try:
        prices = step_prices(tariff, calendar.zone, steps.edge_s, calendar.origin_s)
    except (UnpricedError, ValueError) as error:
        raise PlanError(str(error)) from error
    hours = steps.hours
    peaks = [each for demand in prices.demand for each in _peaks(demand, prices, peak_so_far_kw)]
    priced = len(peaks)
    if prices.subscribed is not None:
        peaks += _peaks(prices.subscribed, prices, peak_so_far_kw)
    averages = [(number, *each) for number, peak in enumerate(peaks) for each in peak.averages]
    lengths = [hours[own].sum() if begun and own[0] == 0 else whole_h for _, _, own, whole_h in averages]
    return Charges(
        usd_per_kwh=prices.usd_per_kwh,
        usd_per_kw=np.array([peak.usd_per_kw for peak in peaks]),
        least_kw=np.array([peak.least_kw for peak in peaks]),
        peak=np.array([number for number, *_ in averages], dtype=np.int64),
        other_kw=np.array([share * (other_kw[own] @ hours[own]) / hours[own].sum() for _, share, own, _ in averages]),
        hours=np.array([length / share for length, (_, share, _, _) in zip(lengths, averages, strict=True)]),
        first=np.cumsum([0, *(len(own) for _, _, own, _ in averages)]),
        step=np.concatenate([np.zeros(0, np.int64), *(own for _, _, own, _ in averages)]),
        subscription=tariff.subscription,
        covered=np.arange(priced, len(peaks)),
    )


class _Peak(NamedTuple):
    """What a month is billed for: averages as their share, their steps, and the hours of their whole interval."""

    usd_per_kw: float
    least_kw: float
    averages: list[tuple[float, Ints, float]]


def _peaks(demand: StepDemand, prices: StepPrices, peak_so_far_kw: Mapping[str, float]) -> Iterator[_Peak]:
    """The peaks of a demand charge, month by month; those that cannot be more than nothing are left out."""
    charge, ratchet = demand.charge, demand.charge.ratchet
    by_month = [_intervals(demand, prices, month) for month in range(len(prices.months))]
    reached_kw = [peak_so_far_kw.get(charge.name, 0.0), *[0.0] * (len(prices.months) - 1)]
    of_year = [int(name[-2:]) - 1 for name in prices.months]
    for month, usd in enumerate(demand.usd_per_kw):
        if charge is not SUBSCRIBED and not charge.is_for(of_year[month]):
            continue
        counted = [(1.0, month)]
        if ratchet is not None and ratchet.share[of_year[month]] > 0:
            share = ratchet.share[of_year[month]]
            earlier = range(max(0, month - ratchet.months), month)
            counted += [(share, before) for before in earlier if ratchet.counted[of_year[before]]]
        averages = [(share, *each) for share, own in counted for each in by_month[own]]
        least_kw = max(share * reached_kw[own] for share, own in counted)
        if averages or least_kw > 0:
            yield _Peak(usd, least_kw, averages)


def _intervals(demand: StepDemand, prices: StepPrices, month: int) -> list[tuple[Ints, float]]:
    """The intervals of a month that count, as their steps and their whole length [h].

    An interval belongs to the month in which it begins, and a step to that of its own beginning.
    """
    inside = np.flatnonzero(demand.in_window & (prices.month == month))
    if not len(inside):
        return []
    starts = np.flatnonzero(np.diff(demand.interval[inside], prepend=-1))
    return [(own, float(demand.interval_h[own[0]])) for own in np.split(inside, starts[1:])]


def peak_entries(charges: Charges, cells: Cells) -> tuple[Ints, Ints, Floats]:
    """What cells add to averages: by entry, in order of averages, the average, the cell, and kW for 1 kW of each."""
    steps = int(max(cells.step.max(initial=0), charges.step.max(initial=0))) + 1
    order = np.argsort(cells.step, kind="stable")
    counts = np.bincount(cells.step, minlength=steps)
    begin = np.cumsum(counts) - counts
    times = counts[charges.step]
    entry = np.repeat(np.arange(len(times)), times)
    place = np.arange(len(entry)) - np.repeat(np.cumsum(times) - times, times)
    cell = order[begin[charges.step[entry]] + place]
    average = charges.average[entry]
    return average, cell, cells.present_h[cell] * cells.count[cell] / charges.hours[average]
