"""Rows that other rows imply: a network without them allows the same, and falls apart into smaller components.

For any numbers ``w`` the load of a row with the coefficients ``c`` over atoms that draw ``x`` is at most

    |c x| <= sum_j |w_j| |R_j x| + sum_a |c_a - sum_j w_j R_ja| x_a

by the triangle inequality. What is left of other rows is at most their limits, and what an atom draws at most the sum
of its ports' caps. So every ``w`` gives a proof; the ones tried here come from least squares over few rows.

Currents are never negative, and ``|c x|^2`` is the sum of ``Re(c_a conj(c_b)) x_a x_b``. Where that is in every entry
at most a multiple ``t`` of the same sums of other rows, each over its limit squared, ``|c x|^2`` is at most ``t`` times
the number of these rows. A row that is found to stay below its limit by a margin never stops anybody, whatever vehicles
come.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import sum_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]
    Complexes = NDArray[np.complex128]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

BELOW = 1 - 1e-6
"""A row is left out only where it stays below its limit by this share: far more than rounding adds to any load."""
MOST_ROWS = 6
"""So many rows of one set of atoms are tried together."""


def needed_rows(arrays: NetworkArrays) -> Mask:
    """Which rows can be full at all while the ports keep to their caps and to the other rows that are needed.

    Parameters
    ----------
    arrays
        The network. Its caps have to hold for whatever ports draw, offline ports too.

    Returns
    -------
    NDArray[np.bool_]
        By row. Every row that is left out stays below its limit wherever the others hold. Time grows with the entries
        of the network where its parts are alike.
    """
    cap_a = sum_by(arrays.port_atom, arrays.cap_a, arrays.atoms)
    atoms_of = np.split(arrays.row_atom, arrays.row_start[1:])
    values_of = np.split(arrays.coefficient, arrays.row_start[1:])
    needed = np.zeros(arrays.rows, dtype=np.bool_)
    joined = _Joined(arrays.atoms)
    known: dict[tuple[bytes, ...], float] = {}
    sizes = np.array([len(atoms) for atoms in atoms_of[: arrays.rows]], dtype=np.int64)
    for row in np.lexsort((arrays.limit, sizes)).tolist():
        atoms, values, most = atoms_of[row], values_of[row], float(arrays.limit[row]) * BELOW
        part = joined.number[atoms]
        bound = 0.0
        for number in np.unique(part).tolist():
            own = part == number
            under = joined.rows[number]
            if not under:
                bound += float(np.abs(values[own]) @ cap_a[atoms[own]])
            else:
                under.sort(key=lambda each: (-len(atoms_of[each]), arrays.limit[each]))
                # rows over atoms that this one is not over are of use too
                every = np.unique(np.concatenate([atoms[own], *(atoms_of[each] for each in under[:MOST_ROWS])]))
                wanted = np.zeros(len(every), dtype=np.complex128)
                wanted[np.searchsorted(every, atoms[own])] = values[own]
                others = np.zeros((len(under[:MOST_ROWS]), len(every)), dtype=np.complex128)
                for place, each in enumerate(under[:MOST_ROWS]):
                    others[place, np.searchsorted(every, atoms_of[each])] = values_of[each]
                limits = arrays.limit[under[:MOST_ROWS]]
                key = tuple(each.tobytes() for each in (wanted, others, limits, cap_a[every]))
                if key not in known:
                    known[key] = most_carried(wanted, others, limits, cap_a[every])
                bound += known[key]
            if bound > most:
                break
        # nothing is below a limit of 0, which is full from the beginning
        if bound > most or (most <= 0 and cap_a[atoms].any()):
            needed[row] = True
            joined.join(row, atoms)
    return needed


def most_carried(wanted: Complexes, others: Complexes, limits: Floats, cap_a: Floats) -> float:
    """The least found of what a row can carry.

    Parameters
    ----------
    wanted
        What an ampere of each atom puts on it.
    others
        The same for other rows, by row and atom.
    limits
        The limits of these [A].
    cap_a
        The most that each atom can draw [A].

    Returns
    -------
    float
        No more than this, whatever atoms draw within their caps and the limits of the other rows [A].
    """
    found = float(np.abs(wanted) @ cap_a)
    square = np.outer(wanted, wanted.conj()).real
    squares = (others[:, :, None] * others.conj()[:, None, :]).real
    squares /= np.where(limits > 0, limits, 1.0)[:, None, None] ** 2
    for size in {1, 2, 3, len(others)}:
        for chosen in combinations(range(len(others)), size):
            some = list(chosen)
            if (limits[some] > 0).all():
                found = min(found, math.sqrt(size * _multiple(square, squares[some].sum(axis=0))))
            weight = np.linalg.lstsq(others[some].T, wanted, rcond=None)[0]
            left = np.abs(wanted - weight @ others[some])
            found = min(found, float(np.abs(weight) @ limits[some] + left @ cap_a))
    return found


def _multiple(square: Floats, by: Floats) -> float:
    """The least multiple of a matrix that is at least another one in every entry; inf where none is."""
    if ((by == 0) & (square > 0)).any():
        return math.inf
    above, below = by > 0, by < 0
    with np.errstate(over="ignore"):
        least = float((square[above] / by[above]).max(initial=0.0))
        most = float((square[below] / by[below]).min(initial=math.inf))
    return least if least <= most else math.inf


class _Joined:
    """Parts that the rows that are needed join, and the rows in each."""

    def __init__(self, atoms: int) -> None:
        self.number: Ints = np.arange(atoms)
        self.rows: dict[int, list[int]] = {atom: [] for atom in range(atoms)}
        self._atoms: dict[int, list[int]] = {atom: [atom] for atom in range(atoms)}

    def join(self, row: int, atoms: Ints) -> None:
        """Make one part of those that a row is over: the smaller ones go into the largest."""
        numbers = sorted(set(self.number[atoms].tolist()), key=lambda each: -len(self._atoms[each]))
        into = numbers[0]
        for number in numbers[1:]:
            self.number[self._atoms[number]] = into
            self._atoms[into] += self._atoms.pop(number)
            self.rows[into] += self.rows.pop(number)
        self.rows[into].append(row)
