"""The most that ports can put on a conductor while other limits hold: a proved upper bound, without a search.

Ports are taken together from the smallest limit to the largest. A part of the ports is known by how much it can add in
each direction and by how long its sum can be at most; parts side by side add up, and a limit over a part cuts it off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from evsite.network.phasors import worst_case_subsets
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.network.compile import Constraint

_Limit = tuple[float, tuple[float, ...] | None]
"""A bound for the length of a sum; where a row counts atoms by different measures, what each class puts on the
conductor for a unit of the row as well, by which its part of the row's limit is known."""
_Bound = tuple[tuple[int, ...], list[_Limit]]
"""Classes, by the atoms that stand for them, with what rows say of their sum."""


@dataclass(slots=True)
class Part:
    """What some ports can put on the conductor: `most` for the length of the sum, and amounts by direction."""

    most: float = 0.0
    by_direction: dict[complex, float] = field(default_factory=dict)

    def add(self, other: Part) -> None:
        """Put another part beside this one."""
        self.most += other.most
        for direction, amount in other.by_direction.items():
            self.by_direction[direction] = self.by_direction.get(direction, 0.0) + amount

    def tighten(self, bound: float = math.inf) -> None:
        """Cut the part off at a bound for its sum, and at the phasor sum of its directions."""
        directions = [direction for direction, amount in self.by_direction.items() if amount > 0]
        if not directions:
            self.most = 0.0
            return
        sets = worst_case_subsets(directions)
        together = max(
            abs(sum(directions[index] * self.by_direction[directions[index]] for index in chosen)) for chosen in sets
        )
        self.most = min(self.most, together, bound)
        if len(sets) > 1:
            return
        # within 90 degrees no direction can shorten the sum below what another one has alone
        for direction in directions:
            self.by_direction[direction] = min(self.by_direction[direction], self.most)


@dataclass(slots=True)
class AtomClass:
    """Atoms that one conductor and everything that holds cannot distinguish: together they are one of their sum."""

    first: int
    """The atom that stands for all of them."""
    coefficient: complex
    """What an ampere of each puts on the conductor."""
    atoms: list[int] = field(default_factory=list)
    ceiling_a: float = 0.0
    """The most that all of them draw by themselves [A]."""


class ConstraintIndex:
    """Rows that hold, looked up by atom."""

    def __init__(self, rows: Sequence[Constraint], atoms: int) -> None:
        """Index rows over so many atoms."""
        self.rows = rows
        self.of_atom: list[list[tuple[int, complex]]] = [[] for _ in range(atoms)]
        self._limits_of: dict[int, tuple[Constraint, dict[tuple[int, ...], list[_Limit]]]] = {}
        for index, row in enumerate(rows):
            for atom, coefficient in zip(row.atoms, row.coefficients, strict=True):
                self.of_atom[atom].append((index, coefficient))

    @cached_property
    def values(self) -> list[float]:
        """What each row allows."""
        return [row.value for row in self.rows]

    @cached_property
    def kind_of_atom(self) -> list[int]:
        """A number for each atom; two that the rows hold alike have the same."""
        numbers: dict[tuple[tuple[int, complex], ...], int] = {}
        return [numbers.setdefault(tuple(held), len(numbers)) for held in self.of_atom]

    def classes(self, target: Constraint, ceiling_a: Sequence[float]) -> dict[int, AtomClass]:
        """The atoms of a conductor, those that are alike for it together, by the atom that stands for them.

        Thousands of circuits of a large site hang under few limits that differ, so that a proof is as much work as
        these are many.

        Parameters
        ----------
        target
            The conductor.
        ceiling_a
            The most that each atom can draw by itself [A], by atom.
        """
        kinds = self.kind_of_atom
        found: dict[tuple[int, complex], AtomClass] = {}
        for atom, coefficient in zip(target.atoms, target.coefficients, strict=True):
            key = kinds[atom], coefficient
            atom_class = found.get(key)
            if atom_class is None:
                atom_class = found[key] = AtomClass(atom, coefficient)
            atom_class.atoms.append(atom)
            atom_class.ceiling_a += ceiling_a[atom]
        return {atom_class.first: atom_class for atom_class in found.values()}

    def form(self, target: Constraint, classes: Mapping[int, AtomClass]) -> tuple[object, ...]:
        """All that the greatest load on a conductor depends on; two conductors of one form differ only in their names.

        Parameters
        ----------
        target
            The conductor.
        classes
            Its classes of atoms.
        """
        numbers: dict[int, int] = {}
        parts = tuple(
            (
                each.coefficient,
                each.ceiling_a,
                len(each.atoms),
                tuple((numbers.setdefault(index, len(numbers)), value) for index, value in self.of_atom[each.first]),
            )
            for each in classes.values()
        )
        # which of classes that are alike comes first may decide between proofs that are as good
        order = sorted(range(len(classes)), key=tuple(classes).__getitem__)
        held = tuple((self.rows[index].value, self.rows[index] is target) for index in numbers)
        return parts, tuple(order), held

    def greatest_load(self, target: Constraint, ceiling_a: Sequence[float]) -> float:
        """An upper bound for the load on a conductor over everything that these rows allow.

        Parameters
        ----------
        target
            The conductor; its own limit is not used, unless it is one of the rows.
        ceiling_a
            The most that each atom can draw by itself [A], by atom.

        Returns
        -------
        float
            The bound, in the target's unit.
        """
        kept = self._limits_of.get(id(target))
        classes = self.classes(target, ceiling_a)
        if kept is None:
            # the target is kept, so that no other row can take its place in memory
            kept = self._limits_of[id(target)] = target, self._limits_of_classes(target, classes)
        return self._greatest(classes, self._bounds(classes, kept[1]))

    def greatest_load_of(self, target: Constraint, classes: Mapping[int, AtomClass]) -> float:
        """The same for a conductor whose atoms are sorted into classes already."""
        return self._greatest(classes, self._bounds(classes, self._limits_of_classes(target, classes)))

    def _greatest(self, classes: Mapping[int, AtomClass], bounds: Sequence[_Bound]) -> float:
        most, left_out = _most_within(classes, bounds)
        if left_out:
            # of sets that cut across each other the small ones were taken: the others may hold more back
            known = {atoms for atoms, _ in left_out}
            rest = [each for each in bounds if each[0] not in known]
            most = min(most, _most_within(classes, [*left_out, *rest])[0])
        return most

    def _limits_of_classes(
        self, target: Constraint, classes: Mapping[int, AtomClass]
    ) -> dict[tuple[int, ...], list[_Limit]]:
        """What each row says about the target's atoms: sets of classes with a bound for their sum."""
        common: dict[int, list[tuple[int, complex, complex]]] = {}
        for atom, atom_class in classes.items():
            for index, value in self.of_atom[atom]:
                common.setdefault(index, []).append((atom, atom_class.coefficient / value, value))
        limits: dict[tuple[int, ...], list[_Limit]] = {}
        for index, entries in common.items():
            if self.rows[index] is target:
                continue
            ratio = entries[0][1]
            all_equal = all(abs(other - ratio) <= TOLERANCE * abs(ratio) for _, other, _ in entries)
            if all_equal or _one_way([value for _, _, value in entries]):
                # a turned and scaled copy of the row, or amounts that the row adds up in one direction
                sizes = [abs(other) for _, other, _ in entries]
                bound = self.rows[index].value * max(sizes)
                same = all(abs(size - sizes[0]) <= TOLERANCE * sizes[0] for size in sizes)
                atoms = tuple(atom for atom, _, _ in entries)
                limits.setdefault(atoms, []).append((bound, None if same else tuple(sizes)))
        return limits

    @staticmethod
    def _bounds(classes: Mapping[int, AtomClass], limits: Mapping[tuple[int, ...], list[_Limit]]) -> list[_Bound]:
        """The sets of classes in order: small ones first, and of those as small the one that cuts most off.

        Which of two that cut across each other is left out must not depend on the order of the file.
        """
        sizes = {first: abs(each.coefficient) for first, each in classes.items()}
        reaches = {first: sizes[first] * each.ceiling_a for first, each in classes.items()}
        numbers = {first: len(each.atoms) for first, each in classes.items()}
        figures = {first: (round(sizes[first], 9), round(each.ceiling_a, 9)) for first, each in classes.items()}

        def order(item: _Bound) -> tuple[object, ...]:
            firsts, own = item
            bound = min(each for each, _ in own)
            reach = sum(map(reaches.__getitem__, firsts))
            number = sum(map(numbers.__getitem__, firsts))
            members = sorted(map(figures.__getitem__, firsts))
            return number, round(bound / reach, 9) if reach else 0.0, members, min(firsts)

        return sorted(limits.items(), key=order)


def _within(limit: _Limit, atoms: tuple[int, ...], parts: Mapping[int, Part], owner: Mapping[int, int]) -> float:
    """The most that parts put on the conductor within the limit of a row, each as much as it can at the most.

    The row is filled with the parts that put most on the conductor for what they count in it.
    """
    bound, sizes = limit
    if sizes is None:
        return bound
    highest: dict[int, float] = {}
    for atom, size in zip(atoms, sizes, strict=True):
        highest[owner[atom]] = max(highest.get(owner[atom], 0.0), size)
    left, most = bound / max(sizes), 0.0
    for head in sorted(highest, key=lambda each: (-highest[each], each)):
        taken = min(parts[head].most, left * highest[head])
        most += taken
        left -= taken / highest[head]
        if left <= 0:
            break
    return most


@lru_cache(maxsize=4096)
def direction_of(coefficient: complex) -> tuple[float, complex]:
    """The length of a phasor, and its direction, rounded so that equal ones are one."""
    size = abs(coefficient)
    unit = coefficient / size
    return size, complex(round(unit.real, 9), round(unit.imag, 9))


def _single(coefficient: complex, ceiling_a: float) -> Part:
    size, direction = direction_of(coefficient)
    amount = size * ceiling_a
    return Part(amount, {direction: amount})


def _one_way(values: list[complex]) -> bool:
    first = values[0] / abs(values[0])
    return all(abs(value / abs(value) - first) <= TOLERANCE for value in values)


def _most_within(classes: Mapping[int, AtomClass], bounds: Sequence[_Bound]) -> tuple[float, list[_Bound]]:
    """An upper bound from sets of classes that lie within or beside each other, and the sets that were left out.

    A set that cuts across what was put together before it is left out, which leaves the bound true.
    """
    parts = {atom: _single(atom_class.coefficient, atom_class.ceiling_a) for atom, atom_class in classes.items()}
    members = {atom: [atom] for atom in classes}
    owner = {atom: atom for atom in classes}
    left_out: list[_Bound] = []
    for atoms, limits in bounds:
        heads = {owner[atom] for atom in atoms}
        if sum(len(members[head]) for head in heads) > len(atoms):
            left_out.append((atoms, limits))
            continue
        bound = min(_within(limit, atoms, parts, owner) for limit in limits)
        head, *others = sorted(heads)
        for other in others:
            parts[head].add(parts.pop(other))
            for atom in members[other]:
                owner[atom] = head
            members[head].extend(members.pop(other))
        parts[head].tighten(bound)
    total = Part()
    for part in parts.values():
        total.add(part)
    total.tighten()
    return total.most, left_out
