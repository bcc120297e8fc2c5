"""The rows of a network while one occupancy is filled: when each is full, and the least over rows and over atoms.

Of a large network only those rows and atoms are looked at in which something rises: most is at rest after a few rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from evsite.allocation.arrays import sum_by
from evsite.allocation.row_sums import least_over_atoms, least_over_rows, row_sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.wide_rows import WideRows

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Both = tuple[Floats, Floats]

SAME = 1 - 1e-12
"""Rows whose levels differ by less than this part are full together, and the first of them is named."""
_AT_REST = 0.6
"""Where fewer of the atoms than this part still rise, the others are left out of what follows."""


class Rows(Protocol):
    """What filling asks of rows; all arrays are by atom, or by row."""

    def keep(self, is_rising: Mask) -> None:
        """Hear in which atoms something still rises."""

    def full_levels(self, drawn: Floats | None, rising: Floats, limit: Floats) -> Floats:
        """The level at which each row is full if nothing else stops; the last one is of the row that never binds."""

    def least_over_rows(self, by_row: Floats) -> Floats:
        """The least over the rows of each atom in which something rises."""

    def least_over_atoms(self, by_atom: Floats) -> Floats:
        """The least over the atoms of each row; inf where nothing rises."""


def rows_of(arrays: NetworkArrays) -> Rows:
    """The rows of a network, in the form that is fastest for it."""
    wide = arrays.wide
    if wide is None or wide.rows_of_atom is None or wide.atoms_of_row is None or wide.column_coefficients is None:
        return _AllRows(arrays)
    return _RisingRows(arrays.rows, wide, wide.rows_of_atom, wide.atoms_of_row, wide.column_coefficients)


class _AllRows:
    def __init__(self, arrays: NetworkArrays) -> None:
        self._arrays = arrays

    def keep(self, is_rising: Mask) -> None:
        pass

    def full_levels(self, drawn: Floats | None, rising: Floats, limit: Floats) -> Floats:
        levels = np.full(len(limit) + 1, np.inf)
        if len(limit):
            slope = row_sums(self._arrays, rising[None, :])
            fixed = None if drawn is None else row_sums(self._arrays, drawn[None, :])
            levels[:-1] = crossings(fixed, slope, limit)
        return levels

    def least_over_rows(self, by_row: Floats) -> Floats:
        least: Floats = least_over_rows(self._arrays, by_row[None, :])[0]
        return least

    def least_over_atoms(self, by_atom: Floats) -> Floats:
        if not self._arrays.rows:
            return np.empty(0)
        least: Floats = least_over_atoms(self._arrays, by_atom[None, :])[0]
        return least


class _RisingRows:
    """Rows whose entries are kept as tables, those over much of the site by classes of atoms (`wide_rows`)."""

    def __init__(self, rows: int, wide: WideRows, rows_of_atom: Ints, atoms_of_row: Ints, coefficients: Both) -> None:
        self._rows = rows
        self._wide = wide
        self._atoms = np.arange(len(wide.atom_class))
        self._narrow = wide.narrow
        self._rows_of_atom = rows_of_atom
        self._atoms_of_row = atoms_of_row
        self._coefficients = coefficients

    def keep(self, is_rising: Mask) -> None:
        mine = is_rising[self._atoms]
        if np.count_nonzero(mine) > _AT_REST * len(mine):
            return
        self._atoms = self._atoms[mine]
        self._rows_of_atom = self._rows_of_atom[:, mine]
        there = np.zeros(self._rows + 1, dtype=np.bool_)
        there[self._rows_of_atom] = True
        rising = there[self._narrow]
        self._narrow = self._narrow[rising]
        self._atoms_of_row = self._atoms_of_row[:, rising]
        real, imaginary = self._coefficients
        self._coefficients = real[:, rising], imaginary[:, rising]

    def full_levels(self, drawn: Floats | None, rising: Floats, limit: Floats) -> Floats:
        levels = np.full(self._rows + 1, np.inf)
        fixed = None if drawn is None else self._sums(drawn)
        levels[self._narrow] = crossings(fixed, self._sums(rising), limit[self._narrow])
        wide = self._wide.wide
        fixed = None if drawn is None else self._wide_sums(drawn)
        levels[wide] = crossings(fixed, self._wide_sums(rising), limit[wide])
        return levels

    def _sums(self, by_atom: Floats) -> Both:
        """Both parts of the phasor sums on the narrow rows."""
        real = imaginary = np.zeros(len(self._narrow))
        for numbers, along, across in zip(self._atoms_of_row, *self._coefficients, strict=True):
            amps = by_atom[numbers]
            real = real + amps * along
            imaginary = imaginary + amps * across
        return real, imaginary

    def _wide_sums(self, by_atom: Floats) -> Both:
        coefficient = self._wide.coefficient
        both = sum_by(self._wide.atom_class, by_atom, len(coefficient)) @ coefficient
        wide = len(self._wide.wide)
        return both[:wide], both[wide:]

    def least_over_rows(self, by_row: Floats) -> Floats:
        first, *others = self._rows_of_atom
        least = by_row[first]
        for numbers in others:
            np.minimum(least, by_row[numbers], out=least)
        by_class = np.where(self._wide.member, by_row[self._wide.wide], np.inf).min(axis=1)
        np.minimum(least, by_class[self._wide.atom_class[self._atoms]], out=least)
        found = np.full(len(self._wide.atom_class), np.inf)
        found[self._atoms] = least
        return found

    def least_over_atoms(self, by_atom: Floats) -> Floats:
        first, *others = self._atoms_of_row
        least = by_atom[first]
        for numbers in others:
            np.minimum(least, by_atom[numbers], out=least)
        found = np.full(self._rows, np.inf)
        found[self._narrow] = least
        by_class = np.minimum.reduceat(by_atom[self._wide.order], self._wide.class_start)
        found[self._wide.wide] = np.where(self._wide.member.T, by_class, np.inf).min(axis=1)
        return found


def crossings(fixed: Both | None, slope: Both, limit: Floats) -> Floats:
    """The larger root t of |P + Q t| = limit for many P (None: 0) and Q, each as both parts; inf without slope."""
    slope_re, slope_im = slope
    squared = slope_re * slope_re + slope_im * slope_im
    levels = np.full(squared.shape, np.inf)
    if fixed is None:
        np.divide(limit, np.sqrt(squared), out=levels, where=squared > 0)
        return levels
    fixed_re, fixed_im = fixed
    turn = fixed_re * slope_re + fixed_im * slope_im
    room = np.maximum(limit * limit - fixed_re * fixed_re - fixed_im * fixed_im, 0.0)
    root = np.sqrt(turn * turn + squared * room)
    # two forms of one root: each is free of cancellation where it is used
    forward = turn > 0
    over = np.where(forward, room, root - turn)
    under = np.where(forward, turn + root, squared)
    np.divide(over, under, out=levels, where=under > 0)
    return levels
