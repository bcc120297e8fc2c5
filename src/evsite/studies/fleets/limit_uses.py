"""How a plan meets the limits of the site, step by step, and what more of each would be worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.network.phasors import worst_case_subsets
from evsite.studies.fleets.results import LimitUse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.model.limit_id import LimitId
    from evsite.network.compile import Network
    from evsite.network.limits import Limit
    from evsite.studies.fleets.limit_rows import LimitRows
    from evsite.studies.fleets.steps import Steps
    from evsite.studies.simulation.clairvoyant_limits import StateLimits

    Floats = NDArray[np.float64]


def limit_uses(
    limits: StateLimits, steps: Steps, port_a: Floats, rows: LimitRows, worth: tuple[Floats, Floats]
) -> tuple[LimitUse, ...]:
    """Load and value of every limit over several ports.

    Parameters
    ----------
    limits
        The limits by state of the week.
    steps
        The steps; of several states in one the load is told beside the lowest limit.
    port_a
        What every port draws, by port and step [A].
    rows
        The rows that can bind.
    worth
        By row, what one that is greater by its whole would save [USD], and add to what fleets get [kWh].
    """
    found: dict[tuple[LimitId, str], list[Floats]] = {}
    count = len(steps.hours)
    for state, network in enumerate(limits.networks):
        own = steps.block_step[steps.block_state == state]
        for limit, load in _loads(network, port_a[:, own]):
            unit = "kVA" if limit.apparent else limit.unit
            entry = found.setdefault((limit.id, unit), [np.zeros(count), np.full(count, np.inf)])
            entry[0][own] = np.maximum(entry[0][own], load)
            entry[1][own] = np.minimum(entry[1][own], limit.value)
    gains = _gains(limits, rows, worth)
    return tuple(
        LimitUse(identity, unit, load, value, *gains.get((identity, unit), (0.0, 0.0)))
        for (identity, unit), (load, value) in found.items()
    )


def _loads(network: Network, port_a: Floats) -> list[tuple[Limit, Floats]]:
    """What ports put on the limits over several of them, at most for every draw up to what they are offered."""
    members: list[dict[complex, list[tuple[int, complex]]]] = [{} for _ in network.limits]
    for port, terms in enumerate(network.terms):
        for index, coefficient in terms:
            unit = coefficient / abs(coefficient)
            direction = complex(round(unit.real, 9), round(unit.imag, 9))
            members[index].setdefault(direction, []).append((port, coefficient))
    found = []
    for limit, directions in zip(network.limits, members, strict=True):
        if sum(map(len, directions.values())) < 2 or limit.implied:
            continue
        sums = [
            np.array([coefficient for _, coefficient in own]) @ port_a[[port for port, _ in own]]
            for own in directions.values()
        ]
        loads = [np.abs(sum(sums[each] for each in chosen)) for chosen in worst_case_subsets(directions)]
        found.append((limit, np.max(loads, axis=0)))
    return found


def _gains(
    limits: StateLimits, rows: LimitRows, worth: tuple[Floats, Floats]
) -> dict[tuple[LimitId, str], tuple[float, float]]:
    """What one unit more at every step is worth, by limit."""
    sizes = [len(network.rows) for network in limits.networks]
    first = np.cumsum([0, *sizes])
    found: dict[tuple[LimitId, str], tuple[float, float]] = {}
    usd, kwh = (np.bincount(rows.row, each, minlength=int(first[-1])) for each in worth)
    for row in np.flatnonzero((usd != 0) | (kwh != 0)).tolist():
        state = int(np.searchsorted(first, row, side="right")) - 1
        limit = limits.networks[state].limits[int(limits.row_limit[row])]
        key = (limit.id, "kVA" if limit.apparent else limit.unit)
        before = found.get(key, (0.0, 0.0))
        found[key] = (
            before[0] + float(usd[row] / limits.limit[row]),
            before[1] + float(kwh[row] / limits.limit[row]),
        )
    return found
