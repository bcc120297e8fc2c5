"""The compiled network as arrays, in the two orders that filling needs: atoms by row, and rows by atom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.wide_rows import WideRows, wide_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.network.compile import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


_SMALL = 4096
"""Up to so many atoms times rows one product with a matrix is faster than sums of entries."""


@dataclass(frozen=True, slots=True)
class NetworkArrays:
    """Rows and atoms of a network.

    Row `r` holds the atoms `row_atom[row_start[r]:row_start[r + 1]]` with `coefficient` alike and allows `limit[r]`.
    Atom `a` stands in the rows `atom_row[atom_start[a]:...]`; an atom without a row has the single entry `rows`, a row
    that never binds. `port_atom` and `cap_a` are by port.
    """

    atoms: int
    rows: int
    row_start: Ints
    row_atom: Ints
    coefficient: NDArray[np.complex128]
    limit: Floats
    atom_start: Ints
    atom_row: Ints
    port_atom: Ints
    cap_a: Floats
    row_limit: Ints
    """Number of the limit that a row belongs to."""
    entry_row: Ints
    """Row of each entry of `row_atom`."""
    entry_atom: Ints
    """Atom of each entry of `atom_row`."""
    matrix: Floats | None = None
    """Of a small network the coefficients by atom: real parts by row, then imaginary parts by row."""
    port_order: Ints | None = None
    """Ports sorted by their atoms, the atom of each, and the first of each atom among them."""
    sorted_atom: Ints | None = None
    port_start: Ints | None = None
    wide: WideRows | None = None
    """Of a large network the rows over much of it by classes of atoms."""


def network_arrays(network: Network) -> NetworkArrays:
    """Lay a network out as arrays."""
    rows = network.rows
    sizes = [len(row.atoms) for row in rows]
    row_start = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)[:-1])).astype(np.int64)[: len(rows)]
    row_atom = np.fromiter((atom for row in rows for atom in row.atoms), np.int64, sum(sizes))
    coefficient = np.fromiter((value for row in rows for value in row.coefficients), np.complex128, sum(sizes))
    row_of_entry = np.repeat(np.arange(len(rows)), sizes)
    bare = np.setdiff1d(np.arange(network.atoms), row_atom)
    owner = np.concatenate((row_atom, bare))
    entry_row = np.concatenate((row_of_entry, np.full(len(bare), len(rows))))
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=network.atoms)
    port_atom = np.array(network.atom, dtype=np.int64)
    return NetworkArrays(
        atoms=network.atoms,
        rows=len(rows),
        row_start=row_start,
        row_atom=row_atom,
        coefficient=coefficient,
        limit=np.array([row.value for row in rows], dtype=np.float64),
        atom_start=(np.cumsum(counts) - counts).astype(np.int64),
        atom_row=entry_row[order].astype(np.int64),
        port_atom=port_atom,
        cap_a=np.array(network.cap_a, dtype=np.float64),
        row_limit=np.array([row.limit for row in rows], dtype=np.int64),
        entry_row=row_of_entry.astype(np.int64),
        entry_atom=owner[order].astype(np.int64),
        matrix=coefficient_matrix(network.atoms, len(rows), row_atom, row_of_entry, coefficient),
        port_order=np.argsort(port_atom, kind="stable"),
        sorted_atom=np.sort(port_atom),
        port_start=np.searchsorted(np.sort(port_atom), np.arange(network.atoms)).astype(np.int64),
        wide=wide_rows(network.atoms, len(rows), row_atom, row_of_entry, coefficient),
    )


def coefficient_matrix(
    atoms: int, rows: int, row_atom: Ints, row_of_entry: Ints, coefficient: NDArray[np.complex128]
) -> Floats | None:
    """Of a small network the coefficients by atom: real parts by row, then imaginary parts by row."""
    if atoms * rows > _SMALL:
        return None
    matrix = np.zeros((atoms, 2 * rows))
    matrix[row_atom, row_of_entry] = coefficient.real
    matrix[row_atom, rows + row_of_entry] = coefficient.imag
    return matrix


def sum_by(index: Ints, values: Floats, size: int) -> Floats:
    """Sums of `values` that share an index, for indices below `size`."""
    return np.asarray(np.bincount(index, weights=values, minlength=size), dtype=np.float64)


def drawn_by_atom(arrays: NetworkArrays, current_a: Floats) -> Floats:
    """What each atom draws [A], from what each port draws."""
    return sum_by(arrays.port_atom, current_a, arrays.atoms)


def rows_by_atom(arrays: NetworkArrays) -> list[list[tuple[int, complex]]]:
    """The rows over each atom, in order, with the coefficient of the atom there: as plain numbers, by atom."""
    found: list[list[tuple[int, complex]]] = [[] for _ in range(arrays.atoms)]
    entries = zip(arrays.row_atom.tolist(), arrays.entry_row.tolist(), arrays.coefficient.tolist(), strict=True)
    for atom, row, coefficient in entries:
        found[atom].append((row, coefficient))
    return found
