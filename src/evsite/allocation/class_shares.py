"""Shares of vehicles that fill together, by how many there are of each class, while they come and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.binding_rows import BindingRows
from evsite.allocation.class_filling import ClassFilling, ClassShare
from evsite.allocation.filling import Cells, fill
from evsite.allocation.known_states import KnownStates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.components import Component
    from evsite.allocation.moment import Delivered
    from evsite.allocation.plain_filling import Stopped
    from evsite.allocation.vehicle_classes import Classes, VehicleClass

    Floats = NDArray[np.float64]

_MOST_PORTS = 128
"""In a component of so many ports at most states can come again often enough to be kept."""

Members = dict[int, list[tuple[int, float]]]
"""By class, the port of each vehicle and what it accepts [A]."""


class ClassShares:
    """The shares of one component, and how many vehicles of each class are there now."""

    def __init__(
        self,
        component: Component,
        classes: Classes,
        base_a: Floats,
        delivered: Callable[[Sequence[int], Sequence[float]], Delivered],
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
            The answer of the allocator, by ports in use and what vehicles accept there [A]: for states in which not all
            minimums fit.
        """
        self._classes = classes
        self._delivered = delivered
        self._rows = BindingRows(component.arrays, base_a)
        self._every_row = self._rows.counting(range(component.arrays.rows))
        self._vehicles = 0
        self._here: dict[int, dict[int, int]] = {}
        self._current_a: dict[int, float] = {}
        self._last: dict[int, ClassShare] = {}
        self._known: dict[tuple[tuple[int, int], ...], list[ClassShare]] = {}
        self._row_limit: list[int] = component.arrays.row_limit.tolist()
        self._filling = ClassFilling(classes, self._rows, self._row_limit)
        self._counts: dict[int, int] = {}
        self._states: KnownStates[tuple[list[ClassShare], set[int]]] | None = (
            KnownStates() if len(component.ports) <= _MOST_PORTS else None
        )
        self.also_full: set[int] = set()
        """Limits that are full besides those that stop somebody, with somebody below whom others stop."""

    def join(self, own: VehicleClass) -> None:
        """Count one more vehicle of a class."""
        atom, number = own.atom, own.number
        self._vehicles += 1
        self._counts[number] = self._counts.get(number, 0) + 1
        self._here.setdefault(atom, {})[number] = self._counts[number]
        if self._states is None:
            self._rows.mark(atom)
            self._rows.draw(atom, self._current_a.setdefault(number, 0.0))

    def leave(self, own: VehicleClass) -> None:
        """Count one vehicle less of a class."""
        atom, number, left = own.atom, own.number, self._counts[own.number] - 1
        self._vehicles -= 1
        if self._states is None:
            self._rows.mark(atom)
            self._rows.draw(atom, -self._current_a[number])
        if left:
            self._counts[number] = self._here[atom][number] = left
        else:
            del self._counts[number], self._here[atom][number]
            self._current_a.pop(number, None)
            self._last.pop(number, None)
        if not self._vehicles:
            self._rows.clear()

    def settle(self, members: Callable[[], Members]) -> list[ClassShare]:
        """The shares that are others than the last time; `members` says who is there.

        Where states are known by the numbers of vehicles these are the shares of all classes that are there.
        """
        states = self._states
        if states is None:
            found = self._anew(members)
            if self.also_full or self._rows.also_full:
                self.also_full = self._limits_also_full()
            return found
        key = frozenset(self._counts.items())
        known = states.find(key)
        if known is None:
            self._current_a = dict.fromkeys(self._counts, 0.0)
            self._last = {}
            self._rows.restart(atom for atom, own in self._here.items() if own)
            known = self._anew(members), self._limits_also_full()
            states.keep(key, known)
            if not states.worthwhile:
                self._states = None
        shares, self.also_full = known
        return shares

    def _limits_also_full(self) -> set[int]:
        return {self._row_limit[row] for row in self._rows.also_full}

    def _anew(self, members: Callable[[], Members]) -> list[ClassShare]:
        """Fill again those whom changes concern."""
        rows, here, before_a, last = self._rows, self._here, self._current_a, self._last
        every = self._classes.all
        counting = rows.counting_now
        while True:
            atoms, over_them, other = rows.concerned(counting)
            present = tuple([each for atom in atoms if atom in here for each in here[atom].items()])
            filled = self._filling.shares(present, over_them, counting)
            load = rows.loads(
                [
                    (every[number].atom, count * (amps - before_a[number]))
                    for number, count, amps, _, _, _ in filled.shares
                    if amps != before_a[number]
                ]
            )
            full = rows.full(load, other)
            exceeded = rows.exceeded(load, full)
            if not exceeded:
                break
            counting = rows.counting(counting.numbers.union(exceeded))
        if filled.too_little:
            return self._in_turns(rows.concerned(self._every_row).atoms, members())
        rows.settled(atoms, filled.binding, load)
        anew = [share for share in filled.shares if last.get(share[0]) != share]
        for share in anew:
            number = share[0]
            last[number], before_a[number] = share, share[2]
        if rows.binding:
            full += rows.full(load, over_them - filled.binding)
            if full:
                rows.add_full(full, self._is_stopped)
        return anew

    def _is_stopped(self, atom: int) -> bool:
        """Whether a limit keeps somebody at an atom from more."""
        return any(self._last[number].stopped_by >= 0 for number in self._here.get(atom, ()))

    def _present(self, atoms: Iterable[int]) -> list[tuple[VehicleClass, int]]:
        every, here = self._classes.all, self._here
        return [
            (every[number], count) for atom in sorted(atoms) if atom in here for number, count in here[atom].items()
        ]

    def _in_turns(self, atoms: set[int], members: Members) -> list[ClassShare]:
        """Shares, and averages of turns, by the allocator; those of one class average the same."""
        present = self._present(atoms)
        key = tuple((own.number, count) for own, count in present)
        shares = self._known.get(key)
        if shares is None:
            here = [vehicle for own, _ in present for vehicle in members[own.number]]
            found = self._delivered([port for port, _ in here], [accept_a for _, accept_a in here])
            shares = []
            for own, count in present:
                ports = [port for port, _ in members[own.number]]
                between = found.turns[ports] & (found.without[ports] < 1)
                shares.append(
                    ClassShare(
                        number=own.number,
                        vehicles=count,
                        current_a=float(found.current_a[ports].mean()),
                        unpowered=float(found.without[ports].mean()),
                        wait_h=float(np.where(between, found.wait_h[ports], 0.0).max()),
                        stopped_by=int(found.limit[ports].max()),
                    )
                )
            self._known[key] = shares
        changes = [
            (own.atom, count * (share.current_a - self._current_a[own.number]))
            for (own, count), share in zip(present, shares, strict=True)
        ]
        self._current_a.update((share.number, share.current_a) for share in shares)
        self._last.update((share.number, share) for share in shares)
        # what is next is worked out for all of them again
        binding = {row for atom in atoms for row, _ in self._rows.over[atom]}
        load = self._rows.loads(changes)
        self._rows.settled(atoms, binding, load)
        if not any(share.wait_h for share in shares):
            self._rows.add_full(self._rows.full(load, binding), self._is_stopped)
        return shares


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
