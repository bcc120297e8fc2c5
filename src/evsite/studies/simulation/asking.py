"""The allocator asked for the vehicles of one component, in the order in which they are served."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.allocation.arrays import sum_by
from evsite.allocation.moment import Moment
from evsite.allocation.part_sharing import PartSharing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.allocator import Allocator
    from evsite.allocation.components import Component
    from evsite.allocation.moment import Delivered
    from evsite.allocation.rotation import Rotation
    from evsite.allocation.sharing import Sharing
    from evsite.studies.simulation.rate_groups import Vehicle

    Floats = NDArray[np.float64]
    Ask = Callable[[Sequence[int], Sequence[float]], Delivered]

_MOST_KNOWN = 5_000
"""So many answers are kept."""


class Answer(NamedTuple):
    """What vehicles get, in the order in which they were named.

    `offered_a` is what counts on limits, `drawn_a` what vehicles take of it, `unpowered` the part of the time without
    power: averages where vehicles take turns, as in `cycle`. `wait_s` is the longest wait between two turns,
    `stopped_by` the number of the limit that keeps each from more (-1: none). `also_full` are the numbers of limits
    that are full besides, with somebody below whom others stop; none are told of averages.
    """

    offered_a: tuple[float, ...]
    drawn_a: tuple[float, ...]
    unpowered: tuple[float, ...]
    wait_s: tuple[float, ...]
    stopped_by: tuple[int, ...]
    cycle: Rotation | None
    also_full: tuple[int, ...] = ()


def moment_at(sharing: Sharing, offline_a: Floats, ports: Sequence[int], accept_a: Sequence[float]) -> Moment:
    """Describe a moment by numbers of ports.

    Parameters
    ----------
    sharing
        The site, or a part of it.
    offline_a
        By port what it draws that cannot be reached, nan for the others [A].
    ports
        The ports in use, first those that are served first.
    accept_a
        What the vehicle accepts at each of them [A].
    """
    accepted_a = np.zeros(len(offline_a))
    accepted_a[list(ports)] = accept_a
    accepted_a = np.minimum(sharing.built_a, accepted_a)
    there = np.isnan(offline_a)
    occupied = (accepted_a > 0) & there
    wanted_a = sharing.offer_a(accepted_a)
    return Moment(
        occupied=occupied,
        wanted_a=wanted_a,
        ceiling_a=sharing.ceiling_a(wanted_a),
        order=[port for port in ports if occupied[port]],
        offline_a=offline_a,
        accepted_a=None if sharing.steps is None else np.where(there, accepted_a, np.inf),
    )


class PartAsk:
    """Asks for one component, with arrays of its size alone where nobody has to take turns; keeps its answers."""

    def __init__(self, allocator: Allocator, part: Component, offline_a: Floats, delivered: Ask) -> None:
        """Prepare; `offline_a` is by port of the site, `delivered` asks the allocator of the whole site."""
        self._part = PartSharing(allocator, part)
        self._arrays = part.arrays
        self._offline_a = offline_a[part.ports]
        self._position = {port: index for index, port in enumerate(part.ports.tolist())}
        self._whole = delivered
        self._known: dict[tuple[int, ...], Answer | None] = {}
        self._known_turns: dict[tuple[tuple[int, int], ...], Answer] = {}

    def __call__(self, vehicles: Sequence[Vehicle], classes: Sequence[int]) -> Answer:
        """What vehicles get; `classes` are the numbers of their classes, and those of one class are alike.

        Who of several alike ports has which turns depends on their places in the file.
        """
        key = tuple(classes)
        if key not in self._known:
            _make_room(self._known)
            self._known[key] = self._at_once(vehicles)
        answer = self._known[key]
        if answer is not None:
            return answer
        at_ports = tuple((number, vehicle.port) for number, vehicle in zip(classes, vehicles, strict=True))
        if at_ports not in self._known_turns:
            _make_room(self._known_turns)
            ports = [vehicle.port for vehicle in vehicles]
            self._known_turns[at_ports] = _answer(self._whole(ports, [each.accept_a for each in vehicles]), ports)
        return self._known_turns[at_ports]

    def _at_once(self, vehicles: Sequence[Vehicle]) -> Answer | None:
        """What vehicles get where none has to take turns; None where some have to."""
        ports = [self._position[vehicle.port] for vehicle in vehicles]
        moment = moment_at(self._part, self._offline_a, ports, [each.accept_a for each in vehicles])
        shares = self._part.shares(moment)
        if shares.turns.any():
            return None
        found = self._part.at_once(moment, shares)
        takes_a = moment.ceiling_a if moment.accepted_a is None else np.minimum(moment.ceiling_a, moment.accepted_a)
        limit = np.where(found.current_a < takes_a * (1 - TOLERANCE), found.limit, -1)
        answer = _answer(found, ports)
        return answer._replace(stopped_by=tuple(limit[ports].tolist()), also_full=self._also_full(found, limit >= 0))

    def _also_full(self, found: Delivered, stopped: NDArray[np.bool_]) -> tuple[int, ...]:
        arrays = self._arrays
        if not arrays.rows:
            return ()
        offered_a = found.current_a if found.offered_a is None else found.offered_a
        drawn_a = sum_by(
            arrays.port_atom, np.where(np.isnan(self._offline_a), offered_a, self._offline_a), arrays.atoms
        )
        load = np.add.reduceat(drawn_a[arrays.row_atom] * arrays.coefficient, arrays.row_start)
        full = np.abs(load) >= arrays.limit * (1 - TOLERANCE)
        if not full.any():
            return ()
        stopped_at = sum_by(arrays.port_atom, stopped.astype(np.float64), arrays.atoms) > 0
        carried = load[arrays.entry_row]
        more = (carried == 0) | ((carried.conj() * arrays.coefficient).real > 0)
        rows = arrays.entry_row[more & full[arrays.entry_row] & stopped_at[arrays.row_atom]]
        return tuple(np.unique(arrays.row_limit[rows]).tolist())


def _answer(found: Delivered, ports: list[int]) -> Answer:
    drawn_a = tuple(found.current_a[ports].tolist())
    without = found.without[ports]
    between = found.turns[ports] & (without < 1)
    return Answer(
        offered_a=drawn_a if found.offered_a is None else tuple(found.offered_a[ports].tolist()),
        drawn_a=drawn_a,
        unpowered=tuple(without.tolist()),
        wait_s=tuple((np.where(between, found.wait_h[ports], 0.0) * 3600).tolist()),
        stopped_by=tuple(found.limit[ports].tolist()),
        cycle=found.cycle,
    )


def _make_room(known: dict[tuple[int, ...], Answer | None] | dict[tuple[tuple[int, int], ...], Answer]) -> None:
    if len(known) >= _MOST_KNOWN:
        known.clear()
