"""What each component draws over a simulation, written down as changes, event by event."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.vehicle_classes import VehicleClass

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


class Changes(NamedTuple):
    """What changes when: instants in order [s], numbers of classes, and by how many amperes all of a class change.

    `current_a` is what is offered, which counts on limits, `drawn_a` what vehicles take of that.
    """

    at_s: Floats
    number: Ints
    current_a: Floats
    drawn_a: Floats


class StoppedHours(NamedTuple):
    """How long each limit kept somebody from more [h], by its number; and each set of limits that one owner has."""

    limits: dict[int, float]
    owners: dict[int, float]


class ChangeLog:
    """The changes of a component, one after the other."""

    def __init__(self, owner_of: Sequence[int]) -> None:
        """Start; `owner_of` says by limit which owner it has, both by number."""
        self._owner_of = owner_of
        self._times_s = array("d")
        self._numbers = array("q")
        self._steps_a = array("d")
        self._drawn_a = array("d")
        self._stopping: dict[int, int] = {}
        self._limits = _Stopwatch()
        self._owners = _Stopwatch()

    def draw(self, now_s: float, own: VehicleClass, change_a: float, drawn_a: float | None = None) -> None:
        """Let the vehicles of a class draw so much more together.

        Where they draw less than they are offered, `change_a` is what is offered and `drawn_a` what they draw.
        """
        if change_a or drawn_a:
            self._times_s.append(now_s)
            self._numbers.append(own.number)
            self._steps_a.append(change_a)
            self._drawn_a.append(change_a if drawn_a is None else drawn_a)

    def stop(self, now_s: float, who: int, limit: int) -> None:
        """Say which limit keeps somebody from more (-1: none does)."""
        before = self._stopping.get(who, -1)
        if before == limit:
            return
        if limit >= 0:
            self._stopping[who] = limit
        else:
            del self._stopping[who]
        for known, number in ((before, -1), (limit, 1)):
            if known >= 0:
                self._limits.count(now_s, known, number)
                self._owners.count(now_s, self._owner_of[known], number)

    @property
    def distinct(self) -> int:
        """At how many instants something changed."""
        return len(set(self._times_s))

    def end(self, now_s: float) -> None:
        """Nobody is stopped any more; those who draw have been let go."""
        for who in list(self._stopping):
            self.stop(now_s, who, -1)

    def changes(self) -> Changes:
        """What was written down."""
        return Changes(
            np.array(self._times_s),
            np.array(self._numbers, dtype=np.int64),
            np.array(self._steps_a),
            np.array(self._drawn_a),
        )

    def stopped_h(self) -> StoppedHours:
        """How long each limit kept somebody from more."""
        return StoppedHours(self._limits.hours, self._owners.hours)


class _Stopwatch:
    """For how long each of some numbers has counted at least one."""

    def __init__(self) -> None:
        self.hours: dict[int, float] = {}
        self._running: dict[int, tuple[int, float]] = {}

    def count(self, now_s: float, number: int, change: int) -> None:
        """Count one more, or one less."""
        counted, since_s = self._running.pop(number, (0, now_s))
        if counted + change:
            self._running[number] = counted + change, since_s
        else:
            self.hours[number] = self.hours.get(number, 0.0) + (now_s - since_s) / 3600
