"""What a plan costs: energy by step, and demand charges as the greatest of averages over intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.studies.fleets.errors import PlanError
from evsite.tariffs.step_prices import UnpricedError, step_prices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from evsite.model.calendar import Calendar
    from evsite.studies.fleets.cells import Cells
    from evsite.studies.fleets.steps import Steps
    from evsite.tariffs.model import Tariff

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Charges:
    """Prices of the steps [USD/kWh], and the peaks that are billed, one for each demand charge and month.

    Peak `d` costs `usd_per_kw[d]`, and is `least_kw[d]` at least. Average `a` counts towards the peak `peak[a]`: the
    other load `other_kw[a]` and the vehicles' energy in the steps `step[first[a]:first[a + 1]]`, over `hours[a]`.
    """

    usd_per_kwh: Floats
    usd_per_kw: Floats
    least_kw: Floats
    peak: Ints
    other_kw: Floats
    hours: Floats
    first: Ints
    step: Ints

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
        """Demand charges for energy by step, each peak once [USD]."""
        return float(self.usd_per_kw @ self.peaks_kw(energy_kwh))


_NONE, _NO_PLACE = np.zeros(0), np.zeros(0, np.int64)
FREE = Charges(_NONE, _NONE, _NONE, _NO_PLACE, _NONE, _NONE, np.zeros(1, np.int64), _NO_PLACE)
"""Without a tariff."""


def charges_of(
    tariff: Tariff,
    calendar: Calendar,
    steps: Steps,
    other_kw: Floats,
    peak_so_far_kw: Mapping[str, float],
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
        What each demand charge of the month in which the plan begins has reached already, by its name.

    Raises
    ------
    PlanError
        The tariff has no such demand charge, no price of hours of the plan, or averages demand over intervals that the
        steps do not fit.
    """
    names = [charge.name for charge in tariff.demand or ()]
    unknown = [name for name in peak_so_far_kw if name not in names]
    if unknown:
        expected = f"expected one of {', '.join(names)}" if names else "it has none"
        raise PlanError(f"{tariff.name} has no demand charge {', '.join(unknown)}; {expected}")
    try:
        prices = step_prices(tariff, calendar.zone, steps.edge_s, calendar.origin_s)
    except (UnpricedError, ValueError) as error:
        raise PlanError(str(error)) from error
    usd_per_kw: list[float] = []
    least_kw: list[float] = []
    peaks: list[int] = []
    averages: list[Ints] = []
    for demand in prices.demand:
        for month, usd in enumerate(demand.usd_per_kw):
            inside = demand.in_window & (prices.month == month)
            so_far_kw = peak_so_far_kw.get(demand.charge.name, 0.0) if month == 0 else 0.0
            if usd == 0 or not (inside.any() or so_far_kw):
                continue
            # an interval belongs to the month in which it begins, and a step to that of its own beginning
            counted = np.flatnonzero(inside)
            starts = np.flatnonzero(np.diff(demand.interval[counted], prepend=-1))
            averages += np.split(counted, starts[1:]) if len(counted) else []
            peaks += [len(usd_per_kw)] * len(starts)
            usd_per_kw.append(usd)
            least_kw.append(so_far_kw)
    hours = steps.hours
    return Charges(
        usd_per_kwh=prices.usd_per_kwh,
        usd_per_kw=np.array(usd_per_kw),
        least_kw=np.array(least_kw),
        peak=np.array(peaks, dtype=np.int64),
        other_kw=np.array([other_kw[own] @ hours[own] / hours[own].sum() for own in averages]),
        hours=np.array([hours[own].sum() for own in averages]),
        first=np.cumsum([0, *map(len, averages)]),
        step=np.concatenate([np.zeros(0, np.int64), *averages]),
    )


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
