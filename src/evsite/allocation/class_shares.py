"""Shares of vehicles that fill together, by how many there are of each class, while they come and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.binding_rows import BindingRows
from evsite.allocation.class_filling import ClassFilling, ClassShare, Present
from evsite.allocation.filling import Cells, fill
from evsite.allocation.known_states import KnownStates
from evsite.allocation.turn_parts import TurnParts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
        owner_of: Sequence[int],
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
        owner_of
            By limit of the site, the number of the equipment or group that it belongs to.
        """
        self._classes = classes
        self._delivered = delivered
        self._rows = BindingRows(component.arrays, base_a)
        self._turns = TurnParts(component.arrays, self._rows, base_a, owner_of)
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
            self._turns.clear()
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
        if self._turns.atoms:
            self._turns.join(self._taken_a())
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
            return self._in_turns(atoms, members)
        self._turns.drop(atoms)
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

    def _taken_a(self) -> dict[int, float]:
        """What all vehicles at each atom take together [A]."""
        every = self._classes.all
        return {
            atom: sum(count * every[number].ceiling_a for number, count in own.items())
            for atom, own in self._here.items()
        }

    def _in_turns(self, atoms: set[int], members: Callable[[], Members]) -> list[ClassShare]:
        """Shares where some have to take turns: of each part that shares rows that can be full, apart from the others.

        `atoms` are those whose vehicles changes concern.
        """
        counting = self._turns.counting(self._taken_a())
        plain, turning = set[int](), set[int]()
        shares: list[ClassShare] = []
        binding: set[int] = set()
        full_rows: set[int] = set()
        for part in counting.parts(sorted(atoms)):
            here = [self._here[atom] for atom in sorted(part.atoms) if atom in self._here]
            present = tuple([each for own in here for each in own.items()])
            filled = self._filling.shares(present, part.rows, counting)
            if filled.too_little:
                found = self._averages(present, members)
                turning |= part.atoms
                binding |= part.rows
                if not any(share.wait_h for share in found):
                    full_rows |= part.rows
            else:
                found = filled.shares
                plain |= part.atoms
                binding |= filled.binding
                full_rows |= {row for atom in part.atoms for row, _ in self._rows.over[atom]} - filled.binding
            shares += found
        every = self._classes.all
        load = self._rows.loads(
            (every[share.number].atom, share.vehicles * (share.current_a - self._current_a[share.number]))
            for share in shares
        )
        self._current_a.update((share.number, share.current_a) for share in shares)
        self._last.update((share.number, share) for share in shares)
        self._turns.drop(plain)
        self._turns.take(turning, counting)
        self._rows.settled(plain | turning, binding, load)
        self._rows.add_full(self._rows.full(load, full_rows), self._is_stopped)
        return shares

    def _averages(self, present: Present, members: Callable[[], Members]) -> list[ClassShare]:
        """Shares, and averages of turns, by the allocator; those of one class average the same."""
        if present not in self._known:
            who = members()
            here = [vehicle for number, _ in present for vehicle in who[number]]
            found = self._delivered([port for port, _ in here], [accept_a for _, accept_a in here])
            shares = self._known[present] = []
            for number, count in present:
                ports = [port for port, _ in who[number]]
                between = found.turns[ports] & (found.without[ports] < 1)
                shares.append(
                    ClassShare(
                        number=number,
                        vehicles=count,
                        current_a=float(found.current_a[ports].mean()),
                        unpowered=float(found.without[ports].mean()),
                        wait_h=float(np.where(between, found.wait_h[ports], 0.0).max()),
                        stopped_by=int(found.limit[ports].max()),
                    )
                )
        return self._known[present]


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
