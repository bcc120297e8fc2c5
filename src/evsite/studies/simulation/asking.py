"""The allocator asked for the vehicles of one component, in the order in which they are served."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

from evsite.allocation.arrays import sum_by
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.moment import Delivered
    from evsite.allocation.part_allocator import PartAllocator
    from evsite.allocation.rotation import Rotation
    from evsite.studies.simulation.rate_groups import Vehicle


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


class PartAsk:
    """Asks for one component, and keeps its answers."""

    def __init__(self, part: PartAllocator) -> None:
        """Prepare."""
        self._part = part
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
            self._known_turns[at_ports] = _answer(self._part(ports, [each.accept_a for each in vehicles]), ports)
        return self._known_turns[at_ports]

    def _at_once(self, vehicles: Sequence[Vehicle]) -> Answer | None:
        """What vehicles get where none has to take turns; None where some have to."""
        sharing = self._part.sharing
        moment = sharing.moment_of([each.port for each in vehicles], [each.accept_a for each in vehicles])
        shares = sharing.shares(moment)
        if shares.turns.any():
            return None
        found = sharing.at_once(moment, shares)
        ports = [sharing.position[each.port] for each in vehicles]
        return _answer(found, ports)._replace(also_full=self._also_full(found, found.limit >= 0))

    def _also_full(self, found: Delivered, stopped: NDArray[np.bool_]) -> tuple[int, ...]:
        arrays, offline_a = self._part.sharing.arrays, self._part.sharing.offline_a
        if not arrays.rows:
            return ()
        offered_a = found.current_a if found.offered_a is None else found.offered_a
        drawn_a = sum_by(arrays.port_atom, np.where(np.isnan(offline_a), offered_a, offline_a), arrays.atoms)
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
