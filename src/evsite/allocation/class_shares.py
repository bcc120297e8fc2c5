"""Shares of vehicles that fill together, by how many there are of each class; what was worked out once is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.filling import Cells, fill
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.components import Component
    from evsite.allocation.moment import Delivered
    from evsite.allocation.vehicle_classes import Classes

    Floats = NDArray[np.float64]

Counts = tuple[tuple[int, int], ...]
"""How many vehicles there are of each class, by the number of the class, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassState:
    """What vehicles get while the counts are these; sequences are in the order of the counts.

    `current_a` is the average over a cycle where they take turns; each is then without power for the part `unpowered`
    of the time and at most for `wait_h` in a row (inf: for good). `stopped_by` are the limits, by number, that keep
    somebody from more.
    """

    counts: Counts
    current_a: tuple[float, ...]
    unpowered: tuple[float, ...]
    wait_h: tuple[float, ...]
    stopped_by: frozenset[int]


class ClassShares:
    """The shares of one component."""

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
        self._component = component
        self._arrays = component.arrays
        self._classes = classes
        self._base = base_a[None, :] if base_a.any() else None
        self._delivered = delivered
        self._simple = simple
        self._known: dict[Counts, ClassState] = {}

    def __len__(self) -> int:
        """How many states are known."""
        return len(self._known)

    def state(self, counts: Counts, members: Callable[[], dict[int, list[tuple[int, float]]]]) -> ClassState:
        """The shares of a state; `members` has, by class, the port of each vehicle and what it accepts [A]."""
        found = self._known.get(counts)
        if found is None:
            found = self._filled(counts) if self._simple else None
            if found is None:
                found = self._by_allocator(counts, members())
            self._known[counts] = found
        return found

    def _filled(self, counts: Counts) -> ClassState | None:
        """Shares by filling alone; None where somebody then has less than it needs to charge."""
        arrays = self._arrays
        own = [self._classes.all[number] for number, _ in counts]
        order = sorted(range(len(own)), key=lambda place: own[place].atom)
        atoms = [own[place].atom for place in order]
        missing = sorted(set(range(arrays.atoms)).difference(atoms))
        atom = np.array(atoms + missing, dtype=np.int64)
        by_atom = np.argsort(atom, kind="stable")
        level_of = np.array([own[place].ceiling_a / own[place].weight for place in order] + [np.inf] * len(missing))
        weight = np.array([counts[place][1] * own[place].weight for place in order] + [0.0] * len(missing))
        atom = atom[by_atom]
        cells = Cells(atom, level_of[by_atom], np.searchsorted(atom, np.arange(arrays.atoms)).astype(np.int64))
        levels = fill(arrays, cells, weight[by_atom][None, :], base=self._base)
        level, row = levels.level[0].tolist(), levels.row[0].tolist()
        current_a, stopped = [], set()
        for each in own:
            if level[each.atom] * each.weight < each.ceiling_a:
                amps = level[each.atom] * each.weight
                stopped.add(int(arrays.row_limit[row[each.atom]]))
            else:
                amps = each.ceiling_a
            if each.ceiling_a > 0 and amps < each.enough_a * (1 - TOLERANCE):
                return None
            current_a.append(amps)
        unpowered = tuple(1.0 if each.ceiling_a == 0 else 0.0 for each in own)
        return ClassState(counts, tuple(current_a), unpowered, (0.0,) * len(own), frozenset(stopped))

    def _by_allocator(self, counts: Counts, members: dict[int, list[tuple[int, float]]]) -> ClassState:
        """Shares, and averages of turns, of the vehicles that are there; those of one class average the same."""
        present = [vehicle for number, _ in counts for vehicle in members[number]]
        found = self._delivered([port for port, _ in present], [accept_a for _, accept_a in present])
        current_a, unpowered, wait_h = [], [], []
        for number, _ in counts:
            ports = [port for port, _ in members[number]]
            current_a.append(float(found.current_a[ports].mean()))
            unpowered.append(float(found.without[ports].mean()))
            wait_h.append(
                float(np.where(found.turns[ports] & (found.without[ports] < 1), found.wait_h[ports], 0.0).max())
            )
        stopped = {int(found.limit[port]) for port, _ in present}
        return ClassState(
            counts, tuple(current_a), tuple(unpowered), tuple(wait_h), frozenset(each for each in stopped if each >= 0)
        )
