"""What ports get over time: at once, or on average over the cycle where they take turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.moment import Delivered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.moment import Moment, Shares
    from evsite.allocation.rotation import Rotation

    Floats = NDArray[np.float64]


def averages(moment: Moment, shares: Shares, rotation: Rotation) -> Delivered:
    """What every port gets on average over the cycle in which some of them take turns."""
    waits = moment.occupied & (moment.wanted_a > 0)
    turns = shares.turns | (moment.occupied & (rotation.wait_h > 0))
    without = np.where(waits, rotation.slots.unpowered_h(rotation.length_h) / rotation.cycle_h, 0.0)
    wait_h = np.where(turns, rotation.wait_h, np.where(without == 1, np.inf, 0.0))
    drawn_a = mean_drawn_a(moment, rotation)
    limit = moment.stopping(shares.limit, drawn_a)
    offered_a = None if moment.accepted_a is None else rotation.mean_a
    return Delivered(drawn_a, limit, turns, without, wait_h, rotation, offered_a=offered_a)


def mean_drawn_a(moment: Moment, rotation: Rotation) -> Floats:
    """What vehicles draw on average over a cycle, by port [A]."""
    if moment.accepted_a is None:
        return rotation.mean_a
    drawn_ah = np.zeros(len(rotation.mean_a))
    for length_h, offered_a in zip(rotation.length_h.tolist(), rotation.slots, strict=True):
        drawn_ah += length_h * moment.drawn_a(offered_a)
    return drawn_ah / rotation.cycle_h
