"""The loads of rows while vehicles come and leave, and which rows stop somebody.

A row that stops nobody can be left out: shares that keep to the other rows, and load this one within its limit, are the
shares with all rows. So a vehicle that comes or leaves concerns only those that it shares a row with that stops
somebody, those that these share one with, and so on. What comes of that is tried against the rows that were left out;
those that would carry too much join in, and it is worked out again.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evsite.allocation.arrays import rows_by_atom
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]

WITHIN = TOLERANCE / 10
"""A load may exceed a limit by this share from rounding alone."""
_MOST_KNOWN = 1_024
"""So many sets of rows that count are kept; then they are dropped."""


class _RowsOver(dict[int, list[tuple[int, complex]]]):
    """The rows over each atom that count, each with its coefficient there; worked out as they are asked for."""

    __slots__ = ("_every", "_numbers")

    def __init__(self, every: Sequence[Sequence[tuple[int, complex]]], numbers: frozenset[int]) -> None:
        super().__init__()
        self._every = every
        self._numbers = numbers

    def __missing__(self, atom: int) -> list[tuple[int, complex]]:
        numbers = self._numbers
        found = self[atom] = [entry for entry in self._every[atom] if entry[0] in numbers]
        return found


class Joined(NamedTuple):
    """Atoms of which each may have less where another has more, the rows over them that count, and the other rows."""

    atoms: set[int]
    rows: frozenset[int]
    other: frozenset[int]


class CountingRows:
    """What is over each atom (`over`) and joined with it, where only some rows count: `numbers`."""

    __slots__ = ("_every", "_joined", "_under", "numbers", "over")

    def __init__(
        self, over: Sequence[Sequence[tuple[int, complex]]], under: Sequence[set[int]], numbers: frozenset[int]
    ) -> None:
        self.numbers = numbers
        self.over = _RowsOver(over, numbers)
        self._every = over
        self._under = under
        self._joined: dict[int, Joined] = {}

    def joined(self, atom: int) -> Joined:
        """The atoms that share a row that counts with this one, those that share one with them, and so on."""
        known = self._joined.get(atom)
        if known is not None:
            return known
        found, ahead, rows = {atom}, [atom], set[int]()
        while ahead:
            for row, _ in self.over[ahead.pop()]:
                if row not in rows:
                    rows.add(row)
                    fresh = self._under[row] - found
                    found |= fresh
                    ahead += fresh
        joined = Joined(found, frozenset(rows), self._other(found))
        self._joined.update(dict.fromkeys(found, joined))
        return joined

    def parts(self, atoms: Iterable[int]) -> list[Joined]:
        """The parts that some atoms are in, each once."""
        found: list[Joined] = []
        known = set[int]()
        for atom in atoms:
            if atom not in known:
                found.append(self.joined(atom))
                known |= found[-1].atoms
        return found

    def apart(self, atoms: set[int]) -> Joined:
        """Atoms over which no row counts."""
        return Joined(atoms, frozenset(), self._other(atoms))

    def _other(self, atoms: Iterable[int]) -> frozenset[int]:
        return frozenset(row for atom in atoms for row, _ in self._every[atom]) - self.numbers


class BindingRows:
    """The rows of a component.

    `over` has the rows over each atom with the coefficient of the atom there, `under` the atoms under each row, `base`
    what offline ports put on each, and `load` all that is drawn. `binding` are the rows that stop somebody, `also_full`
    those that are full besides, with somebody under them whom others stop. `only_grow` says by row whether its load
    never falls because somebody draws more.
    """

    def __init__(self, arrays: NetworkArrays, base_a: Floats) -> None:
        """Start with nobody; `base_a` is what offline ports draw, by atom [A]."""
        self.over = rows_by_atom(arrays)
        self.under = [set(atoms.tolist()) for atoms in np.split(arrays.row_atom, arrays.row_start[1:])]
        self.limit: list[float] = arrays.limit.tolist()
        self.base = [0j] * arrays.rows
        for atom, amps in enumerate(base_a.tolist()):
            for row, coefficient in self.over[atom]:
                self.base[row] += amps * coefficient
        self.load = list(self.base)
        self.only_grow = only_grow(arrays)
        self._most = [limit * (1 + WITHIN) for limit in self.limit]
        self._full = [limit * (1 - TOLERANCE) for limit in self.limit]
        self.also_full: set[int] = set()
        self._touched: set[int] = set()
        self._known: dict[frozenset[int], CountingRows] = {}
        self.bind(set())

    def bind(self, binding: set[int]) -> None:
        """Say which rows stop somebody."""
        self.binding = binding
        self.counting_now = self.counting(binding)
        """What is over each atom where only the rows count that stop somebody."""

    def counting(self, numbers: Iterable[int]) -> CountingRows:
        """What is over each atom where only these rows count."""
        key = frozenset(numbers)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = CountingRows(self.over, self.under, key)
        return found

    def mark(self, atom: int) -> None:
        """Say that somebody at an atom comes, leaves, or takes something else."""
        self._touched.add(atom)

    def draw(self, atom: int, change_a: float) -> None:
        """Let an atom draw so much more."""
        load = self.load
        for row, coefficient in self.over[atom]:
            load[row] += change_a * coefficient

    def clear(self) -> None:
        """Drop what rounding has left in the loads, where nobody draws anything."""
        self.load = list(self.base)

    def restart(self, atoms: Iterable[int]) -> None:
        """Begin again where nobody draws anything yet and vehicles have come to these atoms."""
        self.load = list(self.base)
        self.bind(set())
        self.also_full = set()
        self._touched = set(atoms)

    def concerned(self, counting: CountingRows) -> Joined:
        """The atoms whose vehicles what was touched concerns, where only these rows count."""
        if not counting.numbers:
            return counting.apart(self._touched)
        found: Joined | None = None
        for atom in self._touched:
            if found is None:
                found = counting.joined(atom)
            elif atom not in found.atoms:
                also = counting.joined(atom)
                found = Joined(found.atoms | also.atoms, found.rows | also.rows, found.other | also.other)
        return counting.apart(set()) if found is None else found

    def loads(self, changes: Iterable[tuple[int, float]]) -> list[complex]:
        """What rows carry if atoms draw so much more [A]."""
        load, over = self.load.copy(), self.over
        for atom, change_a in changes:
            for row, coefficient in over[atom]:
                load[row] += change_a * coefficient
        return load

    def full(self, load: Sequence[complex], rows: Iterable[int]) -> list[int]:
        """The rows of some of which nothing is left, or that would carry too much."""
        full = self._full
        return [row for row in rows if abs(load[row]) >= full[row]]

    def exceeded(self, load: Sequence[complex], rows: Iterable[int]) -> list[int]:
        """The rows of some that would carry too much."""
        most = self._most
        return [row for row in rows if abs(load[row]) > most[row]]

    def settled(self, concerned: set[int], binding: set[int], load: list[complex]) -> None:
        """Take over what rows carry, and say which of them stop somebody at the atoms that were concerned."""
        self.load = load
        if self.binding != binding:
            self.bind({row for row in self.binding - binding if self.under[row].isdisjoint(concerned)} | binding)
        if self.also_full:
            self.also_full = {row for row in self.also_full if self.under[row].isdisjoint(concerned)}
        self._touched = set()

    def add_full(self, rows: Iterable[int], stopped: Callable[[int], bool]) -> None:
        """Take up those of some full rows that would keep somebody from more if no other row did.

        Which of several rows that are full together is the one that stops somebody, rounding decides.

        Parameters
        ----------
        rows
            Full rows over atoms that were concerned.
        stopped
            Whether somebody at an atom is stopped.
        """
        load = self.load
        for row in rows:
            if any(
                each == row and loads_more(load[row], coefficient) and stopped(atom)
                for atom in self.under[row]
                for each, coefficient in self.over[atom]
            ):
                self.also_full.add(row)


def loads_more(load: complex, coefficient: complex) -> bool:
    """Whether a row would carry more if an atom with this coefficient drew more; one that carries nothing does."""
    return not load or (load.conjugate() * coefficient).real > 0


def only_grow(arrays: NetworkArrays) -> list[bool]:
    """Whether the load of a row never falls because somebody draws more, by row."""
    coefficients = np.split(arrays.coefficient, arrays.row_start[1:])
    return [_acute(set(each.tolist())) for each in coefficients[: arrays.rows]]


def _acute(coefficients: set[complex]) -> bool:
    """Whether no two coefficients of a row point away from each other."""
    ways = {complex(round(unit.real, 9), round(unit.imag, 9)) for unit in (each / abs(each) for each in coefficients)}
    return all(a.real * b.real + a.imag * b.imag >= 0 for a, b in combinations(ways, 2))
