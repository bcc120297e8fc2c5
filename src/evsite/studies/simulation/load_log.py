"""What each component draws over a simulation, written down as changes, event by event."""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING, NamedTuple

import numpy as np  # noqa: TID253 - this module is imported where sessions are played

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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


class BindingHours:
    """For how long limits and their owners have kept anybody from more: over all components of a state together.

    The lines of one panel, and the ways in which one line is loaded, can lie in several components; hours in which
    vehicles of two of them are kept from more are counted once.
    """

    def __init__(self, owner_of: Sequence[int]) -> None:
        """Start; `owner_of` says by limit which owner it has, both by number."""
        self._owner_of = owner_of
        self._limits = _Stopwatch()
        self._owners = _Stopwatch()

    def count(self, now_s: float, limit: int, change: int) -> None:
        """Count one more whom a limit keeps from more, or one less; instants come in order."""
        self._limits.count(now_s, limit, change)
        self._owners.count(now_s, self._owner_of[limit], change)

    def stopped_h(self) -> StoppedHours:
        """How long each limit, and each owner, kept anybody from more."""
        return StoppedHours(self._limits.hours, self._owners.hours)


class ChangeLog:
    """The changes of a component, one after the other."""

    def __init__(self, hours: BindingHours) -> None:
        """Start; `hours` are those of all components of the state."""
        self._hours = hours
        self._rows = array("d")
        """One after the other what `Changes` has as columns."""
        self._instants = 0
        self._last_s = math.nan
        self.stopping: dict[int, int] = {}
        """Who is kept from more, each with the limit that does."""
        self._binding: set[int] = set()

    def draw(self, now_s: float, own: VehicleClass, change_a: float, drawn_a: float | None = None) -> None:
        """Let the vehicles of a class draw so much more together.

        Where they draw less than they are offered, `change_a` is what is offered and `drawn_a` what they draw.
        """
        if change_a or drawn_a:
            if now_s != self._last_s:
                self._note(now_s)
            self._rows.extend((now_s, own.number, change_a, change_a if drawn_a is None else drawn_a))

    def draw_each(self, now_s: float, changes_a: Mapping[int, float]) -> None:
        """Let the vehicles of classes draw so much more together [A], by number of the class; each has changed."""
        if changes_a and now_s != self._last_s:
            self._note(now_s)
        extend = self._rows.extend
        for number, change_a in changes_a.items():
            if change_a:
                extend((now_s, number, change_a, change_a))

    def stop(self, now_s: float, who: int, limit: int) -> None:
        """Say which limit keeps somebody from more (-1: none does)."""
        before = self.stopping.get(who, -1)
        if before == limit:
            return
        if limit >= 0:
            self.stopping[who] = limit
        else:
            del self.stopping[who]
        for known, number in ((before, -1), (limit, 1)):
            if known >= 0:
                self._hours.count(now_s, known, number)

    def bind(self, now_s: float, limits: Iterable[int]) -> None:
        """Say which limits keep anybody from more, besides those of which it is said for each (`stop`)."""
        binding, before = set(limits), self._binding
        if binding != before:
            self._binding = binding
            for limit in binding - before:
                self._hours.count(now_s, limit, 1)
            for limit in before - binding:
                self._hours.count(now_s, limit, -1)

    @property
    def distinct(self) -> int:
        """At how many instants something changed."""
        return self._instants

    def end(self, now_s: float) -> None:
        """Nobody is stopped any more; those who draw have been let go."""
        for who in list(self.stopping):
            self.stop(now_s, who, -1)
        self.bind(now_s, ())

    def changes(self) -> Changes:
        """What was written down."""
        at_s, number, current_a, drawn_a = np.array(self._rows).reshape(-1, 4).T.copy()
        return Changes(at_s, number.astype(np.int64), current_a, drawn_a)

    def _note(self, now_s: float) -> None:
        self._instants += 1
        self._last_s = now_s


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
