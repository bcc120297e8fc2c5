"""Shares of vehicles that fill together, by how many there are of each class; what was worked out once is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.filling import Cells, fill
from evsite.allocation.plain_filling import PlainFilling
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.components import Component
    from evsite.allocation.moment import Delivered
    from evsite.allocation.plain_filling import Stopped
    from evsite.allocation.vehicle_classes import Classes, VehicleClass

    Floats = NDArray[np.float64]

_MOST_PLAIN = 2_000
"""Networks of so many entries, atoms times the rows over them, are filled in plain numbers."""

Counts = tuple[tuple[int, int], ...]
Members = dict[int, list[tuple[int, float]]]
"""By class, the port of each vehicle and what it accepts [A]."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassState:
    """What vehicles get while there are so many of each class; sequences are in the order of `counts`.

    `counts` has the numbers of the classes that are there, with how many vehicles there are of each. `current_a` is the
    average over a cycle where they take turns; each is then without power for the part `unpowered` of the time and at
    most for `wait_h` in a row. `stopped_by` are the limits, by number, that keep somebody from more.
    """

    counts: Counts
    current_a: tuple[float, ...]
    unpowered: tuple[float, ...]
    wait_h: tuple[float, ...]
    stopped_by: frozenset[int]


class ClassShares:
    """The shares of one component, and how many vehicles of each class are there now."""

    def __init__(
        self,
        component: Component,
        classes: Classes,
        base_a: Floats,
        delivered: Callable[[Sequence[int], Sequence[float]], Delivered],
        *,
        simple: bool,
    ) -> None:
        """Prepare.

        Parameters
        ----------
        component
            The component.
        classes
            The classes of its vehicles.
        base_a
            What offline ports draw, by atom [A].
        delivered
            The answer of the whole allocator, by ports in use and what vehicles accept there [A]: for states in which
            not all minimums fit, or in which more than filling decides.
        simple
            Whether filling decides where all minimums fit: all ports fill together, and none share power modules.
        """
        self._arrays = component.arrays
        self._classes = classes
        self._base = base_a
        self._delivered = delivered
        small = len(component.arrays.row_atom) <= _MOST_PLAIN
        self._plain = PlainFilling(component.arrays, base_a) if simple and small else None
        self._simple = simple
        self._here: dict[int, int] = {}
        self._known: dict[Counts, ClassState] = {}

    def join(self, own: VehicleClass) -> None:
        """Count one more vehicle of a class."""
        self._here[own.number] = self._here.get(own.number, 0) + 1
        if self._plain is not None:
            self._plain.join(own)

    def leave(self, own: VehicleClass) -> None:
        """Count one vehicle less of a class."""
        self._here[own.number] -= 1
        if not self._here[own.number]:
            del self._here[own.number]
        if self._plain is not None:
            self._plain.leave(own)

    def state(self, members: Callable[[], Members]) -> ClassState:
        """The shares of those that are there; `members` says who they are."""
        counts = tuple(sorted(self._here.items()))
        found = self._known.get(counts)
        if found is None:
            found = self._filled(counts) if self._simple and counts else None
            if found is None:
                found = self._by_allocator(counts, members())
            self._known[counts] = found
        return found

    def _filled(self, counts: Counts) -> ClassState | None:
        """Shares by filling alone; None where somebody then has less than it needs to charge."""
        present = [(self._classes.all[number], count) for number, count in counts]
        if self._plain is not None:
            shares = self._plain.fill(present)
        else:
            shares = fill_classes(self._arrays, present, self._base)
        for own, _ in present:
            if own.ceiling_a > 0 and shares[own.number][0] < own.enough_a * (1 - TOLERANCE):
                return None
        row_limit = self._arrays.row_limit
        return ClassState(
            counts,
            tuple([shares[number][0] for number, _ in counts]),
            tuple([1.0 if own.ceiling_a == 0 else 0.0 for own, _ in present]),
            (0.0,) * len(counts),
            frozenset(int(row_limit[row]) for _, row in shares.values() if row >= 0),
        )

    def _by_allocator(self, counts: Counts, members: Members) -> ClassState:
        """Shares, and averages of turns, of the vehicles that are there; those of one class average the same."""
        present = [vehicle for number, _ in counts for vehicle in members[number]]
        found = self._delivered([port for port, _ in present], [accept_a for _, accept_a in present])
        current_a, unpowered, wait_h = [], [], []
        for number, _ in counts:
            ports = [port for port, _ in members[number]]
            current_a.append(float(found.current_a[ports].mean()))
            unpowered.append(float(found.without[ports].mean()))
            between = found.turns[ports] & (found.without[ports] < 1)
            wait_h.append(float(np.where(between, found.wait_h[ports], 0.0).max()))
        stopped = {int(found.limit[port]) for port, _ in present}
        return ClassState(
            counts, tuple(current_a), tuple(unpowered), tuple(wait_h), frozenset(each for each in stopped if each >= 0)
        )


def fill_classes(
    arrays: NetworkArrays, present: Sequence[tuple[VehicleClass, int]], base_a: Floats
) -> dict[int, Stopped]:
    """What each vehicle of a class gets [A] and the row that stops it (-1: none), by number of the class.

    Parameters
    ----------
    arrays
        The network of a component.
    present
        The classes of the vehicles that are there, and how many there are of each.
    base_a
        What offline ports draw, by atom [A].
    """
    own = sorted((each for each, _ in present), key=lambda each: each.atom)
    count = {each.number: number for each, number in present}
    atoms = [each.atom for each in own]
    missing = sorted(set(range(arrays.atoms)).difference(atoms))
    # one empty cell an atom, so that no atom is without
    atom = np.array(atoms + missing, dtype=np.int64)
    order = np.argsort(atom, kind="stable")
    level_of = np.array([each.ceiling_a / each.weight for each in own] + [np.inf] * len(missing))
    weight = np.array([count[each.number] * each.weight for each in own] + [0.0] * len(missing))
    starts = np.searchsorted(atom[order], np.arange(arrays.atoms)).astype(np.int64)
    base = base_a[None, :] if base_a.any() else None
    levels = fill(arrays, Cells(atom[order], level_of[order], starts), weight[order][None, :], base=base)
    level, row = levels.level[0], levels.row[0]
    found: dict[int, Stopped] = {}
    for each in own:
        amps = float(level[each.atom]) * each.weight
        found[each.number] = (amps, int(row[each.atom])) if amps < each.ceiling_a else (each.ceiling_a, -1)
    return found
