"""Ports of groups that do not defer to the plan of a fleet: the plan leaves them what they could draw at most.

Their vehicles get the share that their group gives by itself, of which only the lower bound is sure; the plan counts on
no more for them, and on no less beside them than all that limits let these ports draw together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.model.moments import lower_envelope
from evsite.network.compile import Constraint
from evsite.network.load_bounds import ConstraintIndex
from evsite.proofs.lower_bound import share_bounds
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from numpy.typing import NDArray

    from evsite.model.site import Site
    from evsite.network.compile import Network
    from evsite.studies.simulation.clairvoyant_limits import StateLimits

    Floats = NDArray[np.float64]


def unsteered_ports(site: Site) -> frozenset[str]:
    """The ports of groups that say that they do not defer to a fleet's plan."""
    return frozenset(name for group in site.groups.values() if group.defer_to_fleet is False for name in group.ports)


def sure_shares_a(site: Site, ports: Iterable[str]) -> Mapping[str, float]:
    """The least that each of some ports gets by the sharing of its group, whichever others are in use [A]."""
    wanted = set(ports)
    if not wanted:
        return {}
    bounds = share_bounds(lower_envelope(site))
    return {name: bounds[name].current_a for name in site.ports if name in wanted}


def beside(limits: StateLimits, ports: Collection[str]) -> StateLimits:
    """Limits of which is taken off what some ports can put on them at most, all other ports aside.

    Parameters
    ----------
    limits
        The limits by state of the week.
    ports
        The ports that are not steered.
    """
    if not ports:
        return limits
    taken = [_taken(network, cap_a, ports) for network, cap_a in zip(limits.networks, limits.cap_a, strict=True)]
    left = limits.limit - np.concatenate(taken)
    # where nothing is left beside what is reserved, nobody under the limit gets anything
    full = left - np.abs(limits.reserved) <= limits.limit * TOLERANCE
    atom = np.repeat(np.arange(len(limits.start) - 1), np.diff(limits.start))
    shut = np.zeros(len(limits.start) - 1, dtype=np.bool_)
    shut[atom[full[limits.row]]] = True
    return replace(
        limits,
        cap_a=np.where(shut[limits.atom], 0.0, limits.cap_a),
        limit=np.where(full, np.maximum(np.abs(limits.reserved), 1e-300) * (1 + TOLERANCE), left),
    )


def _taken(network: Network, cap_a: Floats, ports: Collection[str]) -> Floats:
    """What some ports can put on each row of a network at most, in the unit of its limit."""
    ceiling_a = [0.0] * network.atoms
    for name, atom, own_a in zip(network.ports, network.atom, cap_a.tolist(), strict=True):
        if name in ports:
            ceiling_a[atom] += own_a
    index = ConstraintIndex(network.rows, network.atoms)
    found = []
    for row in network.rows:
        own = [(atom, value) for atom, value in zip(row.atoms, row.coefficients, strict=True) if ceiling_a[atom] > 0]
        if not own:
            found.append(0.0)
            continue
        target = Constraint(row.limit, row.value, [atom for atom, _ in own], [value for _, value in own])
        found.append(min(row.value, index.greatest_load(target, ceiling_a)))
    return np.array(found, dtype=np.float64)
