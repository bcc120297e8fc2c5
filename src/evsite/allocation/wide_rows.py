"""Rows over large parts of a site, over classes of atoms instead of over each atom.

Under the lines of a service stand all circuits of a site, but these differ in few ways: what an ampere of each puts on
every such row. Sums and minima are taken over classes of atoms that wide rows cannot tell apart, so a row over
everything costs no more than the other ones together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

WIDE = 256
"""A row over so many atoms is a wide one."""
_MOST = 4096
"""At most so many classes times wide rows; beyond that nothing would be saved."""

_PADDED = 3
"""A table has at most so many times the entries that are filled into it."""


@dataclass(frozen=True, slots=True)
class WideRows:
    """Wide rows with their classes of atoms, and the entries of all other rows.

    Narrow rows are numbered anew in `entry_row` and `row_start`; `atom_row` has the numbers of all rows, and of an atom
    under no narrow row that of the row that never binds.
    """

    wide: Ints
    """The wide rows."""
    narrow: Ints
    """All other rows."""
    atom_class: Ints
    order: Ints
    """Atoms sorted by their classes; `class_start` is the first of each class, `sorted_class` the class of each."""
    sorted_class: Ints
    class_start: Ints
    coefficient: Floats
    """By class: real parts by wide row, then imaginary parts."""
    member: Mask
    """By class and wide row: whether the row holds the atoms of the class."""
    row_atom: Ints
    entry_coefficient: NDArray[np.complex128]
    entry_row: Ints
    row_start: Ints
    atom_row: Ints
    entry_atom: Ints
    atom_start: Ints
    rows_of_atom: Ints | None
    """`atom_row` as a table, a column an atom; short columns repeat their first. None where lengths differ much."""
    atoms_of_row: Ints | None
    """`row_atom` as such a table, a column a narrow row."""
    column_coefficients: tuple[Floats, Floats] | None
    """Both parts of the coefficients in that table; 0 for what fills a column up."""


def wide_rows(
    atoms: int, rows: int, row_atom: Ints, row_of_entry: Ints, coefficient: NDArray[np.complex128]
) -> WideRows | None:
    """Tell wide rows from others; None where there are none, or where their atoms differ in too many ways.

    Parameters
    ----------
    atoms, rows
        How many there are.
    row_atom, row_of_entry, coefficient
        By entry, row after row: its atom, its row, and what an ampere of the atom puts on the row.
    """
    is_wide = np.bincount(row_of_entry, minlength=rows) >= WIDE
    wide = np.flatnonzero(is_wide)
    if not len(wide) or len(wide) > _MOST:
        return None
    atom_class = np.zeros(atoms, dtype=np.int64)
    of_atom = np.zeros((len(wide), atoms), dtype=np.complex128)
    number = np.cumsum(is_wide) - 1
    is_in_wide = is_wide[row_of_entry]
    of_atom[number[row_of_entry[is_in_wide]], row_atom[is_in_wide]] = coefficient[is_in_wide]
    for column in of_atom:
        values, value = np.unique(column, return_inverse=True)
        _, atom_class = np.unique(atom_class * len(values) + value.reshape(-1), return_inverse=True)
        if (int(atom_class.max()) + 1) * len(wide) > _MOST:
            return None
    classes = int(atom_class.max()) + 1
    order = np.argsort(atom_class, kind="stable")
    class_start = np.searchsorted(atom_class[order], np.arange(classes))
    by_class = of_atom[:, order[class_start]].T
    there = ~is_in_wide
    atom, row = row_atom[there], row_of_entry[there]
    bare = np.setdiff1d(np.arange(atoms), atom)
    owner = np.concatenate((atom, bare))
    by_atom = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=atoms)
    narrow = np.flatnonzero(~is_wide)
    entry_row = (np.cumsum(~is_wide) - 1)[row]
    row_start = np.searchsorted(entry_row, np.arange(len(narrow))).astype(np.int64)
    atom_row = np.concatenate((row, np.full(len(bare), rows)))[by_atom].astype(np.int64)
    atom_start = (np.cumsum(counts) - counts).astype(np.int64)
    atoms_of_row = _columns(atom, row_start)
    return WideRows(
        wide=wide.astype(np.int64),
        narrow=narrow.astype(np.int64),
        atom_class=atom_class.astype(np.int64),
        order=order.astype(np.int64),
        sorted_class=atom_class[order].astype(np.int64),
        class_start=class_start.astype(np.int64),
        coefficient=np.concatenate((by_class.real, by_class.imag), axis=1),
        member=by_class != 0,
        row_atom=atom,
        entry_coefficient=coefficient[there],
        entry_row=entry_row.astype(np.int64),
        row_start=row_start,
        atom_row=atom_row,
        entry_atom=owner[by_atom].astype(np.int64),
        atom_start=atom_start,
        rows_of_atom=_columns(atom_row, atom_start),
        atoms_of_row=atoms_of_row,
        column_coefficients=None if atoms_of_row is None else _coefficients(coefficient[there], row_start),
    )


def _coefficients(values: NDArray[np.complex128], start: Ints) -> tuple[Floats, Floats]:
    """Both parts of coefficients as columns of a table, short ones filled up with 0."""
    lengths = np.diff(start, append=len(values))
    number = np.arange(int(lengths.max()))[:, None]
    table = np.where(number < lengths, values[start + np.where(number < lengths, number, 0)], 0.0)
    return np.ascontiguousarray(table.real), np.ascontiguousarray(table.imag)


def _columns(values: Ints, start: Ints) -> Ints | None:
    """Stretches of values as columns of a table, short ones filled up with their first; None where that is much."""
    lengths = np.diff(start, append=len(values))
    if not len(lengths) or int(lengths.max()) * len(lengths) > _PADDED * len(values):
        return None
    number = np.arange(int(lengths.max()))[:, None]
    return np.asarray(values[start + np.where(number < lengths, number, 0)], dtype=np.int64)
