"""Current steps: from shares that could be any number to what stations can really offer.

A station that offers only some currents is given the largest one that is not above its share. What rounding leaves over
is given again in three rounds, each of which asks every limit first:

1. to stations with steps that share, one step at a time, to the one that misses most of its share (at its weight, so
   that what is compared is what the policy compares), and among equals to who plugged in first;
2. to queues, in the order of arrival, each as much as it can take;
3. to ports that offer any current: these fill together again, on top of what they have.

So nobody gets less than the share rounded down (a port without steps: less than the share), every limit holds, and in
the end no station can go up by a step and no other port at all: what did not fit in one round fits still less after the
next. A station whose share is 0 is left at 0: it waits for another reason.

What is offered counts on limits, also where the vehicle accepts less: a vehicle that accepts 7 A is offered 8 A by a
station of 8, 16, 24 and 32 A, and draws 7 A.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import drawn_by_atom
from evsite.allocation.orders import Headroom
from evsite.model.current_steps import SAME_CURRENT
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.model.current_steps import CurrentSteps

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

_FITS = 1e-12
"""Only rounding of 64-bit numbers: steps are given one after the other, and a tolerance must not add up."""


class PortSteps:
    """The currents that the ports of a site can offer, by port number; None for a port that offers any."""

    def __init__(self, steps: Sequence[CurrentSteps | None]) -> None:
        """Sort ports by the currents that they can offer."""
        self.of_port = tuple(steps)
        self.stepped: Mask = np.array([one is not None for one in steps], dtype=np.bool_)
        ports: dict[CurrentSteps, list[int]] = {}
        for port, one in enumerate(steps):
            if one is not None:
                ports.setdefault(one, []).append(port)
        self._alike = [
            (np.array(numbers, dtype=np.int64), np.array((0.0, *one.currents_a))) for one, numbers in ports.items()
        ]

    @classmethod
    def of_site(cls, steps: Iterable[CurrentSteps | None]) -> PortSteps | None:
        """The steps of some ports; None where none of them has any."""
        found = tuple(steps)
        return cls(found) if any(one is not None for one in found) else None

    def round_down_a(self, current_a: Floats) -> Floats:
        """What each port can offer and is not above some current, by port (the last axis) [A]."""
        rounded = current_a.copy()
        for ports, currents in self._alike:
            place = np.searchsorted(currents, current_a[..., ports] * (1 + SAME_CURRENT), side="right") - 1
            rounded[..., ports] = currents[np.maximum(place, 0)]
        return rounded

    def round_up_a(self, current_a: Floats) -> Floats:
        """What each port can offer and is not below some current, or the most that it can, by port [A]."""
        rounded = current_a.copy()
        for ports, currents in self._alike:
            place = np.searchsorted(currents, current_a[..., ports] * (1 - SAME_CURRENT), side="left")
            rounded[..., ports] = currents[np.minimum(place, len(currents) - 1)]
        return rounded

    def next_a(self, port: int, current_a: float) -> float | None:
        """The current that a port with steps can offer next above one; None where that is the largest [A]."""
        steps = self.of_port[port]
        assert steps is not None
        return steps.next_a(current_a)


def in_steps(
    arrays: NetworkArrays,
    steps: PortSteps,
    share_a: Floats,
    ceiling_a: Floats,
    rate: Floats,
    sharing: Mask,
    order: Sequence[int],
    wanted_a: Floats | None = None,
) -> tuple[Floats, Ints]:
    """Shares in steps: rounded down, and what that leaves over given to those that share, a step at a time.

    Parameters
    ----------
    arrays
        The network, of a site or of a part of it that shares no limit with the rest.
    steps
        The currents that its ports can offer.
    share_a
        What each port would have if it could offer any current [A], by port; it fits every limit.
    ceiling_a
        What each port can take [A], in steps, by port.
    rate
        Amperes per level, by port.
    sharing
        The ports whose shares are rounded and that share what is left over; the others keep what they have.
    order
        Port numbers by arrival.
    wanted_a
        What each port misses is measured from this [A], by port; default the shares.

    Returns
    -------
    tuple[Floats, Ints]
        Amperes by port, and the row that has no room for another step (-1: none, the port has all that it can take,
        or is not rounded).
    """
    rounding = sharing & steps.stepped
    amps = np.where(rounding, steps.round_down_a(share_a), share_a)
    row = np.full(len(amps), -1, dtype=np.int64)
    below = rounding & (amps > 0) & (amps < ceiling_a * (1 - TOLERANCE))
    if not below.any():
        return amps, row
    wanted_a = share_a if wanted_a is None else wanted_a
    arrival = {port: place for place, port in enumerate(order)}
    headroom = Headroom(arrays, drawn_by_atom(arrays, amps))
    # what an atom can still draw only shrinks: where a step was too much, none as large fits later
    left: dict[int, tuple[float, int]] = {}

    def turn(port: int) -> tuple[float, int, int]:
        missing = float((wanted_a[port] - amps[port]) / rate[port])
        # rounded, so that ports that are alike are distinguished by their arrival alone
        return -float(f"{missing:.9g}"), arrival.get(port, len(arrival)), port

    waiting = [turn(port) for port in np.flatnonzero(below).tolist()]
    heapq.heapify(waiting)
    while waiting:
        port = heapq.heappop(waiting)[-1]
        next_a = steps.next_a(port, float(amps[port]))
        if next_a is None or next_a > ceiling_a[port] * (1 + TOLERANCE):
            row[port] = -1
            continue
        atom = int(arrays.port_atom[port])
        more_a = next_a - float(amps[port])
        if atom in left and left[atom][0] < more_a * (1 - _FITS):
            row[port] = left[atom][1]
            continue
        most_a, stopping = headroom.up_to(atom, more_a)
        if most_a < more_a * (1 - _FITS):
            left[atom] = most_a, stopping
            row[port] = stopping
            continue
        amps[port] = next_a
        headroom.take(atom, more_a)
        heapq.heappush(waiting, turn(port))
    return amps, row


def serve_again(
    arrays: NetworkArrays,
    steps: PortSteps,
    current_a: Floats,
    queue: Iterable[int],
    ceiling_a: Floats,
    enough_a: Floats,
) -> tuple[Floats, dict[int, int]]:
    """What queues can take of what is left over, in order of arrival.

    Returns
    -------
    tuple[Floats, dict[int, int]]
        Amperes by port, and by port that could take more the row that stops it.
    """
    amps = current_a.copy()
    headroom = Headroom(arrays, drawn_by_atom(arrays, amps))
    stopped: dict[int, int] = {}
    for port in queue:
        if amps[port] >= ceiling_a[port] * (1 - TOLERANCE):
            continue
        atom = int(arrays.port_atom[port])
        most_a, row = headroom.most_a(atom)
        granted_a = min(float(amps[port]) + most_a, float(ceiling_a[port]))
        one = steps.of_port[port]
        if one is not None:
            granted_a = one.round_down_a(granted_a)
        if granted_a < ceiling_a[port] * (1 - TOLERANCE):
            stopped[port] = row
        if granted_a > amps[port] and granted_a >= enough_a[port] * (1 - TOLERANCE):
            headroom.take(atom, granted_a - float(amps[port]))
            amps[port] = granted_a
    return amps, stopped
