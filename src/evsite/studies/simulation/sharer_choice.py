"""Which way of sharing a component needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.class_shares import ClassShares
from evsite.allocation.policies import FIRST_COME
from evsite.studies.simulation.laxity_sharer import LaxitySharer
from evsite.studies.simulation.queue_sharers import QueueSharer
from evsite.studies.simulation.sharers import AllocatorSharer, TogetherSharer
from evsite.studies.simulation.turns import TurnsSharer, WholeTurnsSharer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from evsite.allocation.components import Component
    from evsite.allocation.policies import Policy
    from evsite.allocation.vehicle_classes import Classes
    from evsite.studies.simulation.asking import PartAsk
    from evsite.studies.simulation.sharers import Ask, Sharer

    Floats = NDArray[np.float64]


def sharer_of(
    number: int,
    part: Component,
    classes: Classes,
    base_a: Floats,
    delivered: Ask,
    ask: PartAsk,
    policy: Policy | None,
    *,
    in_order: NDArray[np.bool_],
    stepped: bool,
    steered: bool,
    owner_of: Sequence[int],
) -> Sharer:
    """The sharer of a component.

    Parameters
    ----------
    number
        Number of the component.
    part
        The component.
    classes
        The classes of its vehicles.
    base_a
        What its offline ports draw, by atom [A].
    delivered
        The answer of the allocator of the whole site, by ports in use and what vehicles accept there [A].
    ask
        The same of the component alone.
    policy
        The policy; None where each group keeps its own.
    in_order
        Whether each of its ports is served in order.
    stepped
        Whether any of its stations offers only some currents.
    steered
        Whether more than filling or a queue decides: ports share power modules.
    owner_of
        By limit of the site, the number of its owner.
    """
    queue_by = (policy or FIRST_COME).queue_by
    turns = policy is not None and policy.turns_of is not None
    # who of several alike has the next step, or module, is a matter of who plugged in first
    by_allocator = stepped or steered or (in_order.any() and not in_order.all())
    if by_allocator and turns:
        return WholeTurnsSharer(number, classes, ask, queue_by, owner_of)
    if by_allocator:
        return AllocatorSharer(number, classes, ask, queue_by, owner_of)
    if in_order.any():
        if queue_by == "laxity":
            return LaxitySharer(number, part, classes, base_a, owner_of)
        return QueueSharer(number, part, classes, queue_by, base_a, owner_of)
    shares = ClassShares(part, classes, base_a, delivered)
    if turns:
        return TurnsSharer(number, shares, classes, delivered, owner_of)
    return TogetherSharer(number, shares, classes, owner_of)
