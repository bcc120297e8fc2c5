"""The bill of a load: exact sums over the hours of a tariff, the peaks that it bills, and what it does not say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evsite.tariffs.bill_notes import missing_of, notes_of
from evsite.tariffs.bill_results import Bill, DemandCost, MonthBill, PeriodEnergy, SubscriptionCost
from evsite.tariffs.clock import days_of, intervals, month_bounds, month_name
from evsite.tariffs.model import ALWAYS, USUAL_INTERVAL_MIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from evsite.tariffs.clock import Intervals
    from evsite.tariffs.curve import LoadCurve
    from evsite.tariffs.model import DemandCharge, Grid, Subscription, Tariff

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_SAME = 1e-12
"""Averages that differ by less than this share are the same peak: the first of them counts."""


class Peak(NamedTuple):
    """The greatest average power of a month, and when its interval began; None where nothing was drawn."""

    power_kw: float
    start_s: float | None


class _Averages(NamedTuple):
    """Average power over intervals that follow each other [kW]."""

    at: Intervals
    power_kw: Floats


def bill(tariff: Tariff, curve: LoadCurve) -> Bill:
    """What a tariff asks for a load.

    A month of which the curve covers a part is billed for its energy and in full for all else; nothing is scaled.

    Parameters
    ----------
    tariff
        The tariff.
    curve
        The load, as its meter counts it.

    Returns
    -------
    Bill
        By calendar month of the curve's zone, in USD, without taxes and riders.
    """
    at = intervals(curve.zone, curve.origin_s, float(curve.start_s[0]), curve.end_s)
    months = range(int(at.month[0]), int(at.month[-1]) + 1)
    energy_kwh = _energy(tariff, curve, at, months)
    averages = {minutes: _averages(curve, minutes) for minutes in _lengths(tariff)}
    peaks = [_month_peaks(averages[charge.interval_min], charge.window, months) for charge in tariff.demand or ()]
    every = _month_peaks(averages[USUAL_INTERVAL_MIN], ALWAYS, months) if tariff.subscription is not None else {}
    bills = tuple(_month(tariff, curve, month, energy_kwh[place], peaks, every) for place, month in enumerate(months))
    return Bill(
        tariff=tariff,
        months=bills,
        energy_kwh=sum(each.energy_kwh for each in bills),
        total_usd=sum(each.total_usd for each in bills),
        missing=missing_of(tariff, bills),
        notes=notes_of(tariff, curve.zone, bills),
    )


def _lengths(tariff: Tariff) -> set[int]:
    lengths = {charge.interval_min for charge in tariff.demand or ()}
    return lengths if tariff.subscription is None else {*lengths, USUAL_INTERVAL_MIN}


def _pieces(curve: LoadCurve, at: Intervals) -> tuple[Floats, Floats, Ints]:
    """The curve cut where its power and where intervals change: beginnings, kWh, and the intervals that they are in."""
    inner = at.edges_s[(at.edges_s > curve.start_s[0]) & (at.edges_s < curve.end_s)]
    starts = np.unique(np.concatenate((curve.start_s, inner)))
    power_kw = curve.power_kw[np.searchsorted(curve.start_s, starts, side="right") - 1]
    hours = np.diff(np.append(starts, curve.end_s)) / 3600
    return starts, power_kw * hours, at.of(starts)


def _energy(tariff: Tariff, curve: LoadCurve, at: Intervals, months: range) -> Floats:
    """Energy by month and period [kWh]."""
    _, energy_kwh, place = _pieces(curve, at)
    cell = ((at.month - months[0]) * len(tariff.periods) + at.values(tariff.hours))[place]
    size = len(months) * len(tariff.periods)
    return np.asarray(np.bincount(cell, energy_kwh, size), np.float64).reshape(len(months), -1)


def _averages(curve: LoadCurve, minutes: int) -> _Averages:
    at = intervals(curve.zone, curve.origin_s, float(curve.start_s[0]), curve.end_s, minutes)
    _, energy_kwh, place = _pieces(curve, at)
    return _Averages(at, np.bincount(place, energy_kwh, len(at.month)) * 3600 / np.diff(at.edges_s))


def _month_peaks(averages: _Averages, window: Grid, months: Iterable[int]) -> Mapping[int, Peak]:
    """The greatest average of each month over the intervals that begin in a window; months without any are left out."""
    at, power_kw = averages
    counts = at.values(window) > 0
    begins = np.searchsorted(at.month, [*months, at.month[-1] + 1])
    peaks: dict[int, Peak] = {}
    for month, begin, end in zip(months, begins[:-1], begins[1:], strict=True):
        where = begin + np.flatnonzero(counts[begin:end])
        if len(where):
            most = float(power_kw[where].max())
            first = where[np.argmax(power_kw[where] >= most * (1 - _SAME))]
            peaks[month] = Peak(most, float(at.edges_s[first]) if most > 0 else None)
    return peaks


def _month(
    tariff: Tariff,
    curve: LoadCurve,
    month: int,
    energy_kwh: Floats,
    peaks: list[Mapping[int, Peak]],
    every: Mapping[int, Peak],
) -> MonthBill:
    begin_s, end_s = month_bounds(curve.zone, curve.origin_s, month)
    first_s, last_s = max(begin_s, float(curve.start_s[0])), min(end_s, curve.end_s)
    energy = tuple(_period_energies(tariff, month, energy_kwh))
    charges = zip(tariff.demand or (), peaks, strict=True)
    demand = tuple(_demand(charge, month, of) for charge, of in charges if charge.is_for(month % 12))
    fixed_usd = None if tariff.fixed is None else tariff.fixed.of_month(days_of(month))
    subscription = None if tariff.subscription is None else subscribed(tariff.subscription, every[month].power_kw)
    known_usd = (
        sum(each.cost_usd or 0.0 for each in energy)
        + sum(each.cost_usd for each in demand)
        + (fixed_usd or 0.0)
        + (0.0 if subscription is None else subscription.cost_usd)
    )
    least_usd = 0.0 if tariff.minimum is None else tariff.minimum.of_month(days_of(month))
    unpriced = any(each.cost_usd is None and each.energy_kwh > 0 for each in energy)
    return MonthBill(
        month=month_name(month),
        start_s=first_s,
        end_s=last_s,
        whole=first_s == begin_s and last_s == end_s,
        energy_kwh=float(energy_kwh.sum()),
        energy=energy,
        demand=demand,
        fixed_usd=fixed_usd,
        subscription=subscription,
        minimum_usd=max(least_usd - known_usd, 0.0),
        total_usd=max(known_usd, least_usd),
        complete=not unpriced and tariff.fixed is not None and tariff.demand is not None,
    )


def _period_energies(tariff: Tariff, month: int, energy_kwh: Floats) -> Iterable[PeriodEnergy]:
    """The periods that the month of the year has, in their order."""
    there = {number for day in tariff.hours[month % 12] for number in day}
    for number, (period, kwh) in enumerate(zip(tariff.periods, energy_kwh.tolist(), strict=True)):
        if number in there:
            cost_usd = None if period.usd_per_kwh is None else kwh * period.usd_per_kwh
            yield PeriodEnergy(period.name, kwh, period.usd_per_kwh, cost_usd)


def _demand(charge: DemandCharge, month: int, peaks: Mapping[int, Peak]) -> DemandCost:
    # a part of a month may have no interval in the window
    peak = peaks.get(month, Peak(0.0, None))
    billed_kw = max(peak.power_kw, _ratcheted_kw(charge, month, peaks))
    usd_per_kw = charge.usd_per_kw[month % 12]
    return DemandCost(
        charge=charge.name,
        interval_min=charge.interval_min,
        peak_kw=peak.power_kw,
        peak_s=peak.start_s,
        billed_kw=billed_kw,
        usd_per_kw=usd_per_kw,
        cost_usd=billed_kw * usd_per_kw,
    )


def _ratcheted_kw(charge: DemandCharge, month: int, peaks: Mapping[int, Peak]) -> float:
    """The least that a ratchet bills in a month, by the earlier months of the curve."""
    ratchet = charge.ratchet
    if ratchet is None:
        return 0.0
    earlier = (
        peaks[before].power_kw
        for before in range(month - ratchet.months, month)
        if before in peaks and ratchet.counted[before % 12]
    )
    return ratchet.share[month % 12] * max(earlier, default=0.0)


def subscribed(subscription: Subscription, peak_kw: float) -> SubscriptionCost:
    """The number of blocks, from one on, that costs least for a peak: those that cover it, or one less.

    Parameters
    ----------
    subscription
        What blocks and demand above them cost.
    peak_kw
        The greatest average of the month.
    """
    block_kw, overage = subscription.block_kw, subscription.overage_usd_per_kw
    covering = max(math.ceil(peak_kw / block_kw * (1 - _SAME)), 1)
    candidates = {covering} if overage is None else {1, max(covering - 1, 1), covering}

    def cost(blocks: int) -> SubscriptionCost:
        overage_kw = max(peak_kw - blocks * block_kw, 0.0) if blocks < covering else 0.0
        cost_usd = blocks * subscription.block_usd_per_month + overage_kw * (overage or 0.0)
        return SubscriptionCost(blocks, block_kw, peak_kw, overage_kw, cost_usd)

    return min(map(cost, sorted(candidates, reverse=True)), key=lambda each: each.cost_usd)
