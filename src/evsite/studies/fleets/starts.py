"""How often vehicles start to charge: the starts of a plan, and how many no plan can go below.

A start is a step in which a vehicle draws power and did not draw any in the step before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.studies.fleets.results import Steadiness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.fleets.cells import Vehicles

    Floats = NDArray[np.float64]

_SAME_KWH = 1e-6
"""Less than this in a step is nothing, and rounding of the solver."""


def steadiness_of(vehicles: Vehicles, power_kw: Floats) -> Steadiness:
    """The starts of a plan, beside the fewest of plans in which every vehicle and every step has as much.

    Parameters
    ----------
    vehicles
        Classes of vehicles.
    power_kw
        Power by class and step.
    """
    on = power_kw > 0
    before = np.concatenate((vehicles.charging[:, None], on[:, :-1]), axis=1)
    starts = (on & ~before).sum(axis=1)
    energy_kwh = power_kw * vehicles.present_h
    # no class has more of a step than all have in it
    in_all_kwh = (vehicles.count @ energy_kwh)[None, :] / vehicles.count[:, None]
    most_kwh = np.minimum(vehicles.cap_kw * vehicles.present_h, in_all_kwh)
    fewest = [
        _fewest(most, float(own.sum()), goes_on=bool(goes_on))
        for most, own, goes_on in zip(most_kwh, energy_kwh, vehicles.charging, strict=True)
    ]
    return Steadiness(
        vehicles=int(vehicles.count @ on.any(axis=1)),
        going_on=int(vehicles.count @ (on & before)[:, :1].any(axis=1)),
        starts=int(vehicles.count @ starts),
        bound=int(vehicles.count @ np.array(fewest, dtype=np.int64)),
    )


def _fewest(most_kwh: Floats, energy_kwh: float, *, goes_on: bool) -> int:
    """The fewest starts of a vehicle: one for each time between those in which it has nothing, as many as it needs."""
    edges = np.flatnonzero(np.diff(most_kwh > _SAME_KWH, prepend=False, append=False))
    spans_kwh = [float(most_kwh[first:end].sum()) for first, end in zip(edges[::2], edges[1::2], strict=True)]
    left_kwh = energy_kwh - _SAME_KWH * max(1, len(most_kwh))
    if goes_on and len(edges) and edges[0] == 0:
        # what goes on is no start
        left_kwh -= spans_kwh.pop(0)
    fewest = 0
    for kwh in sorted(spans_kwh, reverse=True):
        if left_kwh <= 0:
            break
        left_kwh -= kwh
        fewest += 1
    return fewest
