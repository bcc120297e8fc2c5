"""What was really drawn while a plan was carried out, what it costs, and the peaks that it has set so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.studies.fleets.charges import charges_of
from evsite.tariffs.step_prices import step_prices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from evsite.model.calendar import Calendar
    from evsite.studies.fleets.steps import Steps
    from evsite.tariffs.model import Tariff
    from evsite.tariffs.step_prices import StepDemand

    Floats = NDArray[np.float64]


class Bill:
    """What is drawn in the steps of a run, beside other load that the meter counts."""

    def __init__(
        self,
        tariff: Tariff,
        calendar: Calendar,
        steps: Steps,
        other_kw: Floats,
        peak_so_far_kw: Mapping[str, float],
    ) -> None:
        """Prepare; `peak_so_far_kw` is what the month had reached before the run, by demand charge."""
        self._charges = charges_of(tariff, calendar, steps, other_kw, peak_so_far_kw)
        self._prices = step_prices(tariff, calendar.zone, steps.edge_s, calendar.origin_s)
        self._hours, self._other_kw, self._before_kw = steps.hours, other_kw, dict(peak_so_far_kw)

    def energy_usd(self, energy_kwh: Floats) -> float:
        """What energy by step costs [USD]."""
        return self._charges.energy_usd(energy_kwh)

    def demand_usd(self, energy_kwh: Floats) -> float:
        """Demand charges for energy by step [USD]."""
        return self._charges.demand_usd(energy_kwh)

    def peaks_kw(self, energy_kwh: Floats, step: int) -> dict[str, float]:
        """What each demand charge has reached before a step in the month of that step, by its name [kW].

        An interval that the step is in the middle of counts with what it has had so far.
        """
        prices, found = self._prices, dict[str, float]()
        month = int(prices.month[step])
        for demand in prices.demand if prices.subscribed is None else (*prices.demand, prices.subscribed):
            found[demand.charge.name] = self._reached_kw(demand, energy_kwh, step, month)
            ratchet, of_year = demand.charge.ratchet, [int(name[-2:]) - 1 for name in prices.months]
            if ratchet is not None:
                # a plan from now on does not look at the months that are over
                earlier = [
                    ratchet.share[of_year[month]] * self._reached_kw(demand, energy_kwh, step, before)
                    for before in range(max(0, month - ratchet.months), month)
                    if ratchet.counted[of_year[before]]
                ]
                found[demand.charge.name] = max([found[demand.charge.name], *earlier])
        return found

    def _reached_kw(self, demand: StepDemand, energy_kwh: Floats, step: int, month: int) -> float:
        """What a demand charge has reached in a month of the run before a step [kW]."""
        reached_kw = self._before_kw.get(demand.charge.name, 0.0) if month == 0 else 0.0
        past = np.flatnonzero(demand.in_window[:step] & (self._prices.month[:step] == month))
        if not len(past):
            return reached_kw
        starts = np.flatnonzero(np.diff(demand.interval[past], prepend=-1))
        drawn_kwh = energy_kwh[past] + self._other_kw[past] * self._hours[past]
        return max(reached_kw, float((np.add.reduceat(drawn_kwh, starts) / demand.interval_h[past[starts]]).max()))
