"""Which way of sharing a component needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.allocation.arrays import sum_by
from evsite.allocation.class_shares import ClassShares
from evsite.allocation.part_allocator import PartAllocator
from evsite.allocation.policies import FIRST_COME
from evsite.allocation.vehicle_classes import Classes
from evsite.studies.simulation.asking import PartAsk
from evsite.studies.simulation.laxity_sharer import LaxitySharer
from evsite.studies.simulation.queue_sharers import QueueSharer
from evsite.studies.simulation.sharers import AllocatorSharer, TogetherSharer
from evsite.studies.simulation.turns import TurnsSharer, WholeTurnsSharer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.components import Component
    from evsite.allocation.policies import Policy
    from evsite.studies.simulation.load_log import BindingHours
    from evsite.studies.simulation.offline_ports import OfflinePorts
    from evsite.studies.simulation.sharers import Sharer
    from evsite.studies.simulation.week_states import WeekState

    Floats = NDArray[np.float64]


def _sharer_of(
    number: int,
    part: Component,
    classes: Classes,
    base_a: Floats,
    delivered: PartAllocator,
    policy: Policy | None,
    *,
    in_order: NDArray[np.bool_],
    stepped: bool,
    steered: bool,
    owner_of: Sequence[int],
    hours: BindingHours,
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
        The answer of the allocator for the component, by ports in use and what vehicles accept there [A].
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
    hours
        How long limits bind, over all components.
    """
    queue_by = (policy or FIRST_COME).queue_by
    turns = policy is not None and policy.turns_of is not None
    # who of several alike has the next step, or module, is a matter of who plugged in first
    by_allocator = stepped or steered or (in_order.any() and not in_order.all())
    if by_allocator and turns:
        return WholeTurnsSharer(number, classes, PartAsk(delivered), queue_by, hours)
    if by_allocator:
        return AllocatorSharer(number, classes, PartAsk(delivered), queue_by, hours)
    if in_order.any():
        if queue_by == "laxity":
            return LaxitySharer(number, part, classes, base_a, hours)
        return QueueSharer(number, part, classes, queue_by, base_a, hours)
    shares = ClassShares(part, classes, base_a, delivered, owner_of)
    if turns:
        return TurnsSharer(number, shares, classes, delivered, hours)
    return TogetherSharer(number, shares, classes, hours)


def sharers_of(state: WeekState, offline: OfflinePorts, policy: Policy | None, hours: BindingHours) -> list[Sharer]:
    """The sharers of all components in a state of the week, in the order of the components.

    Parameters
    ----------
    state
        The state.
    offline
        The ports that cannot be reached.
    policy
        The policy; None where each group keeps its own.
    hours
        How long limits bind while it holds.
    """
    allocator = state.allocator
    offline_a = allocator.moment(offline_a=offline.current_a).offline_a
    reserved = np.nan_to_num(offline_a)

    pooled = allocator.network.pool_of_port.keys()
    found: list[Sharer] = []
    for number, part in enumerate(state.components):
        classes = Classes(allocator, part, state.terms_of_port)
        base_a = sum_by(part.arrays.port_atom, reserved[part.ports], part.arrays.atoms)
        steered = not pooled.isdisjoint(part.ports.tolist())
        in_order = allocator.in_order[part.ports]
        found.append(
            _sharer_of(
                number,
                part,
                classes,
                base_a,
                PartAllocator(allocator, part, offline_a),
                policy,
                in_order=in_order,
                stepped=allocator.steps is not None and bool(allocator.steps.stepped[part.ports].any()),
                steered=steered,
                owner_of=state.owner_of,
                hours=hours,
            )
        )
    return found
