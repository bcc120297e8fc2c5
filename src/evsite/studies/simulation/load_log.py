"""What each component draws over a simulation, written down event by event.

A component that comes to the same states again writes down which state holds from when on; any other one writes down
what changes. Both are read as changes at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.class_shares import ClassState
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


class StateLog:
    """The states of a component that comes to them again, each with the instant at which it begins."""

    def __init__(self, owner_of: Sequence[int]) -> None:
        """Start; `owner_of` says by limit which owner it has, both by number."""
        self._owner_of = owner_of
        self._times_s: list[float] = []
        self._states: list[ClassState | None] = []

    def note(self, now_s: float, state: ClassState | None) -> None:
        """Begin another state, or none where nobody is there; of several at one instant the last one counts."""
        if self._times_s and self._times_s[-1] == now_s:
            self._states[-1] = state
        else:
            self._times_s.append(now_s)
            self._states.append(state)

    def end(self, now_s: float) -> None:
        """Nobody draws any more."""
        self.note(now_s, None)

    @property
    def distinct(self) -> int:
        """How many different states there were."""
        return len({id(state) for state in self._states if state is not None})

    def changes(self) -> Changes:
        """The states as changes."""
        distinct = list({id(state): state for state in self._states}.values())
        row_of = {id(state): row for row, state in enumerate(distinct)}
        used = sorted({number for state in distinct if state for number, _ in state.counts})
        column = {number: place for place, number in enumerate(used)}
        total_a = np.zeros((len(distinct), len(used)))
        for row, state in enumerate(distinct):
            if state is not None:
                for (number, count), amps in zip(state.counts, state.current_a, strict=True):
                    total_a[row, column[number]] = count * amps
        order = np.array([row_of[id(state)] for state in self._states], dtype=np.int64)
        steps_a = np.diff(total_a[order], axis=0, prepend=0.0)
        event, place = np.nonzero(steps_a)
        drawn_a = steps_a[event, place]
        return Changes(np.array(self._times_s)[event], np.array(used, dtype=np.int64)[place], drawn_a, drawn_a)

    def stopped_h(self) -> StoppedHours:
        """How long each limit kept somebody from more."""
        hours = np.diff(self._times_s, append=self._times_s[-1:]) / 3600
        held_h: dict[frozenset[int], float] = {}
        known: dict[int, frozenset[int]] = {}
        for state, length_h in zip(self._states, hours.tolist(), strict=True):
            if state is None:
                continue
            stopped = known.get(id(state))
            if stopped is None:
                stopped = known[id(state)] = frozenset(limit for limit in state.stopped_by if limit >= 0)
            held_h[stopped] = held_h.get(stopped, 0.0) + length_h
        limits: dict[int, float] = {}
        owners: dict[int, float] = {}
        for stopped, length_h in held_h.items():
            for limit in stopped:
                limits[limit] = limits.get(limit, 0.0) + length_h
            for owner in {self._owner_of[limit] for limit in stopped}:
                owners[owner] = owners.get(owner, 0.0) + length_h
        return StoppedHours(limits, owners)


class ChangeLog:
    """The changes of a component, one after the other."""

    def __init__(self, owner_of: Sequence[int]) -> None:
        """Start; `owner_of` says by limit which owner it has, both by number."""
        self._owner_of = owner_of
        self._times_s: list[float] = []
        self._numbers: list[int] = []
        self._steps_a: list[float] = []
        self._drawn_a: list[float] = []
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
        before = self._stopping.pop(who, -1)
        if limit >= 0:
            self._stopping[who] = limit
        if before == limit:
            return
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


Log = StateLog | ChangeLog
