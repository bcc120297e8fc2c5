"""What a tariff asks in each of many time steps: for optimisation, which decides how much is drawn in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.tariffs.clock import intervals, month_name
from evsite.tariffs.model import ALWAYS, DemandCharge
from evsite.words import enumeration

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.metering.zones import Zone
    from evsite.tariffs.model import Tariff

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]


SUBSCRIBED = DemandCharge("subscription", (0.0,) * 12, ALWAYS)
"""The demand that blocks of power are subscribed for, as `bill` takes it."""


class UnpricedError(ValueError):
    """Raised where a price is asked for that the tariff does not have; the message names the hours."""


@dataclass(frozen=True, slots=True, eq=False)
class StepDemand:
    """A demand charge as it meets steps.

    A month is asked for `usd_per_kw[m]` times the greatest average over the steps of an `interval` that are
    `in_window`; months stand in the order of `StepPrices.months`.
    """

    charge: DemandCharge
    in_window: Bools
    interval: Ints
    """A number for the interval that each step begins in; steps of one interval have the same."""
    usd_per_kw: tuple[float, ...]
    interval_h: Floats
    """How long the whole interval of each step is [h]; the steps may begin or end in the middle of one."""


@dataclass(frozen=True, slots=True, eq=False)
class StepPrices:
    """Prices of steps: `usd_per_kwh` is the mean over a step, so exact for a power that is the same all through it."""

    usd_per_kwh: Floats
    months: tuple[str, ...]
    month: Ints
    """The place of the month of each step among `months`."""
    demand: tuple[StepDemand, ...]
    subscribed: StepDemand | None
    """The demand that subscribed blocks of power are for, which has no price of its own; None where there are none."""


def price_usd_per_kwh(tariff: Tariff, zone: Zone, at_s: Floats, origin_s: int = 0) -> Floats:
    """The price of energy at instants.

    Parameters
    ----------
    tariff
        The tariff.
    zone
        Whose clock its hours are on.
    at_s
        Instants in seconds since `origin_s`, in any order.
    origin_s
        Seconds since 1970 (UTC).

    Raises
    ------
    UnpricedError
        An instant is in hours whose price the tariff does not have.
    """
    if not len(at_s):
        return np.zeros(0)
    at = intervals(zone, origin_s, float(np.min(at_s)), float(np.max(at_s)) + 1)
    return _priced(tariff, at.values(tariff.hours)[at.of(at_s)])


def demand_names(tariff: Tariff) -> list[str]:
    """What the demand charges of a tariff are called, and the demand that blocks of power are subscribed for."""
    names = [charge.name for charge in tariff.demand or ()]
    return names if tariff.subscription is None else [*names, SUBSCRIBED.name]


def step_prices(tariff: Tariff, zone: Zone, edges_s: Floats, origin_s: int = 0) -> StepPrices:
    """Prices and demand windows of steps that follow each other.

    Parameters
    ----------
    tariff
        The tariff.
    zone
        Whose clock its hours are on.
    edges_s
        Where the steps begin, and where the last one ends, in seconds since `origin_s`.
    origin_s
        Seconds since 1970 (UTC).

    Raises
    ------
    UnpricedError
        A step is in hours whose price the tariff does not have.
    ValueError
        A step runs over the end of an interval of a demand charge, or does not end after it begins.
    """
    starts, ends = edges_s[:-1], edges_s[1:]
    if not len(starts) or not (ends > starts).all():
        raise ValueError("steps follow each other, each longer than nothing")
    at = intervals(zone, origin_s, float(starts[0]), float(ends[-1]))
    cuts = np.unique(np.concatenate((edges_s, at.edges_s[(at.edges_s > starts[0]) & (at.edges_s < ends[-1])])))
    prices = _priced(tariff, at.values(tariff.hours)[at.of(cuts[:-1])])
    step = np.searchsorted(edges_s, cuts[:-1], side="right") - 1
    cost = np.bincount(step, prices * np.diff(cuts), len(starts))
    months, month = np.unique(at.month[at.of(starts)], return_inverse=True)
    demand = tuple(_demand(charge, zone, origin_s, edges_s, months) for charge in tariff.demand or ())
    subscribed = None if tariff.subscription is None else _demand(SUBSCRIBED, zone, origin_s, edges_s, months)
    names = tuple(month_name(int(each)) for each in months)
    return StepPrices(cost / (ends - starts), names, month, demand, subscribed)


def _priced(tariff: Tariff, period: Ints) -> Floats:
    without = [tariff.periods[each] for each in np.unique(period) if tariff.periods[each].usd_per_kwh is None]
    if without:
        names = enumeration([each.name for each in without])
        raise UnpricedError(f"{tariff.name} has no price of {names}")
    return np.array([np.nan if each.usd_per_kwh is None else each.usd_per_kwh for each in tariff.periods])[period]


def _demand(charge: DemandCharge, zone: Zone, origin_s: int, edges_s: Floats, months: Ints) -> StepDemand:
    at = intervals(zone, origin_s, float(edges_s[0]), float(edges_s[-1]), charge.interval_min)
    interval = at.of(edges_s[:-1])
    if (edges_s[1:] > at.edges_s[interval + 1] + 1e-6).any():
        raise ValueError(
            f"{charge.name} averages demand over {charge.interval_min} min of the clock, "
            "expected steps that begin and end within these"
        )
    usd_per_kw = tuple(charge.usd_per_kw[int(month) % 12] for month in months)
    hours = np.diff(at.edges_s)[interval] / 3600
    return StepDemand(charge, (at.values(charge.window) > 0)[interval], interval, usd_per_kw, hours)
