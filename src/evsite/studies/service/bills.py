"""What the energy of a simulation costs under a tariff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where a simulation is judged

from evsite.tariffs.bill import bill
from evsite.tariffs.curve import LoadCurve

if TYPE_CHECKING:
    from evsite.studies.simulation.results import SimulationResult
    from evsite.tariffs.bill_results import Bill
    from evsite.tariffs.model import Tariff


class UndatedError(ValueError):
    """Sessions without dates have no months to bill."""


def bills(result: SimulationResult, tariff: Tariff) -> dict[str, Bill]:
    """The bill of the power that all ports draw, by policy, as if they had a meter of their own.

    Parameters
    ----------
    result
        The simulation.
    tariff
        The tariff.

    Returns
    -------
    dict[str, Bill]
        By the name of the policy; none where nothing was ever plugged in.

    Raises
    ------
    UndatedError
        The sessions have weekdays and no dates.
    """
    calendar = result.sessions.calendar
    if not calendar.dated:
        raise UndatedError("a bill needs dates, and these sessions have weekdays alone")
    found = {}
    for run in result.runs:
        power = run.power
        if len(power.start_s) and power.end_s > power.start_s[0]:
            power_kw = np.maximum(power.power_kw, 0.0)
            curve = LoadCurve(power.start_s, power_kw, power.end_s, calendar.origin_s, calendar.zone)
            found[run.policy] = bill(tariff, curve)
    return found
