"""A lower bound of every port's share, without arrays: what equal and proportional sharing can never go below.

Row k (a conductor, a group, a winding) is full at level t_k when every port under it is in use and no other port is. A
port that is stopped by row k has at least level t_k, whichever other ports are in use and however little they take: on
the row that stops it no port has a higher level, so with fewer vehicles, or smaller ones, the row would not have been
full yet. Hence no port ever gets less than the smallest t_k on its way to the utility. Where that occupancy breaks no
other row the bound is reached, and then it is the guarantee itself. Beside ports that are served in order of arrival
more is needed (`proofs.queues`).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.model.limit_id import ORDER, by_limit, by_step
from evsite.network.compile import compile_network
from evsite.network.load_bounds import ConstraintIndex
from evsite.proofs.columns import base_of, columns_of, fixed_on, row_level, uncontrolled
from evsite.proofs.kinds import Kind, full_level
from evsite.proofs.queues import Queues
from evsite.proofs.share_bound import ShareBound
from evsite.proofs.sharers import sharers
from evsite.proofs.station_shares import StationShares
from evsite.proofs.turns import Turns
from evsite.rounding import TOLERANCE, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.limit_id import LimitedBy
    from evsite.model.policy import PolicyName
    from evsite.model.site import Site
    from evsite.network.compile import Constraint, Network
    from evsite.proofs.columns import Column
    from evsite.proofs.sharers import Sharers


def share_bounds(site: Site, network: Network | None = None, policy: PolicyName | None = None) -> dict[str, ShareBound]:
    """A lower bound of the share of every port, in the order of the site; 0 A under first come, first served.

    A port in no group shares only what its station shares by itself (a jumper, power modules). The others are asked for
    beside what such ports are rated for, since nothing holds those to a share.
    """
    network = network or compile_network(site)
    ports = sharers(site, network, policy)
    return as_offered(ports, continuous_bounds(ports))


def as_offered(ports: Sharers, bounds: dict[str, ShareBound]) -> dict[str, ShareBound]:
    """Bounds of what ports can offer, in whole power modules and current steps, of those of shares of any size."""
    if ports.network.pools:
        bounds = in_whole_modules(ports.network, bounds)
    return in_current_steps(ports, bounds) if ports.in_steps else bounds


def continuous_bounds(ports: Sharers) -> dict[str, ShareBound]:
    """The bounds as if power modules could be divided, and stations could offer any current."""
    # those whom they are of are kept beside them, so that no others can take their place in memory
    return ports.site.once(("bounds", id(ports)), lambda: (ports, _continuous_bounds(ports)))[1]


def _continuous_bounds(ports: Sharers) -> dict[str, ShareBound]:
    network = ports.network
    queues = Queues(ports)
    together = _Together(ports, {})
    if queues:
        shared_a = [together.bound(position).current_a for position in range(len(network.ports))]
        beside = _Together(ports, queues.most_a)
        beside.beside_queues(queues.levels_left(shared_a), queues.rows)
        together = beside
    station_shares = StationShares(ports.site, network, ports.rate)
    turns = Turns(ports)
    bounds = {}
    for position, name in enumerate(network.ports):
        if name in ports.uncontrolled_a:
            bounds[name] = station_shares.bound(position)
        elif not ports.policies[name].bounded:
            bounds[name] = ShareBound(name, 0.0, ORDER, exact=True)
        elif position in ports.unsure:
            bounds[name] = ShareBound(name, 0.0, network.cap_by[position], exact=position in ports.small_a)
        elif position in ports.in_turns:
            bounds[name] = _in_turns(ports, turns, position)
        else:
            bounds[name] = together.bound(position)
    return bounds


def _in_turns(ports: Sharers, turns: Turns, position: int) -> ShareBound:
    """The bound of a port that may have to take turns."""
    network = ports.network
    index = ports.turns_row_of_atom[network.atom[position]]
    amps = turns.bound_a(position)
    exact = turns.average_a[position] <= amps * (1 + TOLERANCE)
    return ShareBound(
        network.ports[position], amps, by_limit(network.limits[network.rows[index].limit].id), exact, index, turns=True
    )


class _Together:
    """The bounds of ports that rise together, beside ports that draw fixed currents."""

    def __init__(self, ports: Sharers, queue_a: Mapping[str, float]) -> None:
        network = ports.network
        fixed_a = {**ports.uncontrolled_a, **queue_a}
        self._ports = ports
        # in a slot those that take turns may draw all that they can; the others share what that leaves
        turning = ports.in_turns if ports.beside_turns else frozenset()
        left_out = {**fixed_a, **{network.ports[position]: 0.0 for position in turning}}
        self._columns = columns_of(network, ports.rate, ports.most_a, ports.least_a, left_out)
        self._base_a = base_of(network, fixed_a)
        self._rows = ConstraintIndex(network.rows, network.atoms)
        self._reached: dict[int, bool] = dict.fromkeys(ports.small_rows, False)
        self._known: dict[tuple[object, ...], tuple[float, LimitedBy, bool, int]] = {}
        in_turns_a = base_of(network, {network.ports[position]: ports.most_a[position] for position in turning})
        self._levels = []
        for index, row in enumerate(network.rows):
            left = row
            if any(in_turns_a[atom] for atom in row.atoms):
                left = replace(row, value=max(0.0, row.value - self._rows.greatest_load(row, in_turns_a)))
                self._reached[index] = False
            self._levels.append(row_level(left, self._columns, self._base_a))

    def beside_queues(self, left: Sequence[float], queued: set[int]) -> None:
        """Raise rows to the levels that queues leave; of what is under a queue nothing is known to be reached."""
        self._levels = [max(pair) for pair in zip(self._levels, left, strict=True)]
        self._reached |= dict.fromkeys(queued, False)
        self._known.clear()

    def bound(self, position: int) -> ShareBound:
        """The bound of a port that takes no turns; worked out once for ports that are alike."""
        ports, network = self._ports, self._ports.network
        alike = (
            network.atom[position],
            network.cap_a[position],
            network.cap_by[position],
            ports.first_a[position],
            ports.rate[position],
        )
        if alike not in self._known:
            self._known[alike] = self._bound(position)
        return ShareBound(network.ports[position], *self._known[alike])

    def _bound(self, position: int) -> tuple[float, LimitedBy, bool, int]:
        """What a port has at least [A], what holds it there, whether that is reached, and the row."""
        network = self._ports.network
        rows = [(self._levels[index], index) for index, _ in self._rows.of_atom[network.atom[position]]]
        level, index = min(rows, default=(math.inf, -1))
        amps = self._ports.current_at_level_a(position, level)
        if amps >= network.cap_a[position]:
            return network.cap_a[position], network.cap_by[position], True, -1
        # rows that are full at one level: it is reached where one of their occupancies breaks no other row
        same = [other for found, other in rows if found <= level * (1 + TOLERANCE)]
        index = next((other for other in same if self._is_reached(other)), index)
        limit = by_limit(network.limits[network.rows[index].limit].id)
        return amps, limit, self._is_reached(index), index

    def _is_reached(self, index: int) -> bool:
        if index not in self._reached:
            row = self._ports.network.rows[index]
            self._reached[index] = _fits(self._rows, self._columns, self._base_a, row, self._levels[index])
        return self._reached[index]


def in_whole_modules(network: Network, bounds: dict[str, ShareBound]) -> dict[str, ShareBound]:
    """Bounds where power modules are given out whole: those of their ports rounded down.

    The others keep theirs, but what rounding leaves over may come to them, so only full ports are sure to be exact.
    """
    module_a = {
        network.ports[port]: amps
        for pool in network.pools
        for port, amps in zip(pool.ports, pool.module_a, strict=True)
    }
    result = {}
    for name, bound in bounds.items():
        amps = bound.current_a
        if name in module_a:
            amps = whole(amps / module_a[name]) * module_a[name]
        result[name] = replace(bound, current_a=amps, exact=bound.exact and bound.row < 0)
    return result


def in_current_steps(ports: Sharers, bounds: dict[str, ShareBound]) -> dict[str, ShareBound]:
    """Bounds where some stations offer only some currents: those of their ports rounded down.

    Nobody gets less than the share rounded down (`allocation.steps`), and rounding keeps what is more no less. What it
    leaves over may come to anybody, so only ports that can take no more are sure to be exact, and averages over turns,
    which are those of turns in steps.
    """
    result = {}
    for position, (name, bound) in enumerate(bounds.items()):
        if bound.turns:
            result[name] = bound
            continue
        amps = ports.offered_a(position, bound.current_a)
        full = bound.row < 0 and amps >= bound.current_a * (1 - TOLERANCE)
        limit = bound.limit if amps >= bound.current_a * (1 - TOLERANCE) else by_step(bound.limit)
        result[name] = replace(bound, current_a=amps, exact=bound.exact and full, limit=limit)
    return result


def own_slots(site: Site, network: Network | None = None) -> dict[str, ShareBound]:
    """What every port in a group can have while the others in groups have nothing: the most that its own turn can give.

    Ports in no group draw what they are rated for meanwhile: no port takes turns with them.
    """
    network = network or compile_network(site)
    uncontrolled_a = uncontrolled(site)
    base_a = base_of(network, uncontrolled_a)
    rows = ConstraintIndex(network.rows, network.atoms)
    fixed = [(fixed_on(row, base_a), Kind(1.0, 1.0, 1.0)) for row in network.rows]
    own = Kind(1.0, 0.0, math.inf)
    found: dict[str, ShareBound] = {}
    known: dict[int, tuple[float, int]] = {}
    levels: dict[tuple[complex, complex, float], float] = {}

    def level_on(index: int, value: complex) -> float:
        # rows of panels that are alike are full at one level
        alike = value, fixed[index][0], network.rows[index].value
        if alike not in levels:
            levels[alike] = full_level([(value, own), fixed[index]], network.rows[index].value)
        return levels[alike]

    for position, name in enumerate(network.ports):
        if name in uncontrolled_a:
            continue
        atom = network.atom[position]
        if atom not in known:
            known[atom] = min(
                ((level_on(index, value), index) for index, value in rows.of_atom[atom]), default=(math.inf, -1)
            )
        level, index = known[atom]
        steps = site.ports[name].steps
        if level >= network.cap_a[position]:
            amps, limit, index = network.cap_a[position], network.cap_by[position], -1
        else:
            amps, limit = level, by_limit(network.limits[network.rows[index].limit].id)
        offered_a = amps if steps is None else steps.round_down_a(amps)
        if offered_a < amps * (1 - TOLERANCE):
            amps, limit = offered_a, by_step(limit)
        found[name] = ShareBound(name, amps, limit, exact=True, row=index)
    return found


def _fits(rows: ConstraintIndex, columns: list[Column], base_a: Sequence[float], row: Constraint, level: float) -> bool:
    """Whether all ports of a row at `level`, and no other port, break no other row."""
    sums: dict[int, complex] = {}
    for atom in row.atoms:
        drawn = base_a[atom] + sum(kind.current_a(level) for kind in columns[atom])
        for index, coefficient in rows.of_atom[atom]:
            sums[index] = sums.get(index, 0j) + coefficient * drawn
    return all(
        abs(total) <= rows.rows[index].value * (1 + TOLERANCE)
        for index, total in sums.items()
        if rows.rows[index] is not row
    )
