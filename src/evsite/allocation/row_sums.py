"""Sums over the atoms of each row, and the least over rows and over atoms, by occupancy.

Where rows over large parts of a site are kept by classes of atoms (`wide_rows`), these go by the classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import sum_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_MANY, _FEW = 256, 64
"""From so many occupancies on, and up to so many columns, sums and minima are taken column by column."""


def row_sums(arrays: NetworkArrays, by_atom: Floats) -> tuple[Floats, Floats]:
    """Both parts of the phasor sum on every row, by occupancy and row."""
    if arrays.matrix is not None:
        both = by_atom @ arrays.matrix
        return both[:, : arrays.rows], both[:, arrays.rows :]
    wide = arrays.wide
    if wide is None:
        amps = by_atom[:, arrays.row_atom]
        real = sums(amps * arrays.coefficient.real, arrays.entry_row, arrays.row_start)
        return real, sums(amps * arrays.coefficient.imag, arrays.entry_row, arrays.row_start)
    both = np.empty((2, len(by_atom), arrays.rows))
    if wide.atoms_of_row is not None and wide.column_coefficients is not None:
        parts = _sums_of_columns(by_atom, wide.atoms_of_row, wide.column_coefficients)
        both[0][:, wide.narrow], both[1][:, wide.narrow] = parts
    else:
        amps = by_atom[:, wide.row_atom]
        both[0][:, wide.narrow] = sums(amps * wide.entry_coefficient.real, wide.entry_row, wide.row_start)
        both[1][:, wide.narrow] = sums(amps * wide.entry_coefficient.imag, wide.entry_row, wide.row_start)
    by_class = sums(by_atom[:, wide.order], wide.sorted_class, wide.class_start) @ wide.coefficient
    both[0][:, wide.wide] = by_class[:, : len(wide.wide)]
    both[1][:, wide.wide] = by_class[:, len(wide.wide) :]
    return both[0], both[1]


def least_over_rows(arrays: NetworkArrays, by_row: Floats) -> Floats:
    """The least over the rows of each atom; the last column is of the row that never binds."""
    wide = arrays.wide
    if wide is None:
        return _least(by_row[:, arrays.atom_row], arrays.entry_atom, arrays.atom_start)
    by_class = np.where(wide.member, by_row[:, None, wide.wide], np.inf).min(axis=2)
    if wide.rows_of_atom is None:
        least = _least(by_row[:, wide.atom_row], wide.entry_atom, wide.atom_start)
    else:
        least = _least_of_columns(by_row, wide.rows_of_atom)
    np.minimum(least, by_class[:, wide.atom_class], out=least)
    return least


def least_over_atoms(arrays: NetworkArrays, by_atom: Floats) -> Floats:
    """The least over the atoms of each row."""
    wide = arrays.wide
    if wide is None:
        return _least(by_atom[:, arrays.row_atom], arrays.entry_row, arrays.row_start)
    least = np.empty((len(by_atom), arrays.rows))
    if wide.atoms_of_row is None:
        least[:, wide.narrow] = _least(by_atom[:, wide.row_atom], wide.entry_row, wide.row_start)
    else:
        least[:, wide.narrow] = _least_of_columns(by_atom, wide.atoms_of_row)
    by_class = np.minimum.reduceat(by_atom[:, wide.order], wide.class_start, axis=1)
    least[:, wide.wide] = np.where(wide.member.T, by_class[:, None, :], np.inf).min(axis=2)
    return least


def _least_of_columns(values: Floats, columns: Ints) -> Floats:
    """The least of some values by occupancy, those of each column of a table of their numbers."""
    least = values[:, columns[0]]
    for numbers in columns[1:]:
        np.minimum(least, values[:, numbers], out=least)
    return least


def _sums_of_columns(values: Floats, columns: Ints, coefficients: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Sums of some values times coefficients by occupancy, of each column of a table of their numbers: both parts."""
    first = values[:, columns[0]]
    real, imaginary = first * coefficients[0][0], first * coefficients[1][0]
    for numbers, along, across in zip(columns[1:], coefficients[0][1:], coefficients[1][1:], strict=True):
        more = values[:, numbers]
        real += more * along
        imaginary += more * across
    return real, imaginary


def sums(values: Floats, owner: Ints, start: Ints) -> Floats:
    """Sums of neighbouring columns with one owner; `start` is the first column of each owner."""
    if len(values) == 1:
        # many short stretches: three times as fast as reduceat
        return sum_by(owner, values[0], len(start))[None, :]
    if _many_equal(values):
        mine = (owner[:, None] == np.arange(len(start))).astype(np.float64)
        return np.asarray(values @ mine, dtype=np.float64)
    return np.add.reduceat(values, start, axis=1)


def _least(values: Floats, owner: Ints, start: Ints) -> Floats:
    """The least of neighbouring columns with one owner; `start` is the first column of each owner."""
    if _many_equal(values):
        least = values[:, start]
        for column, mine in enumerate(owner.tolist()):
            np.minimum(least[:, mine], values[:, column], out=least[:, mine])
        return least
    return np.minimum.reduceat(values, start, axis=1)


def _many_equal(values: NDArray[np.float64]) -> bool:
    """Whether there are many occupancies of few columns, for which working column by column is faster."""
    occupancies, columns = values.shape
    return bool(occupancies >= _MANY and columns <= _FEW)
