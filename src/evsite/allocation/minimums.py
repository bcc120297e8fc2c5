"""Minimums first: what every port gets before shares grow, and who has to take turns because not all of that fits.

A port that shares with others (under any policy that fills together) is given its minimum, or what its vehicle accepts
where that is less, before anything grows. Ports under a limit that cannot carry all minimums under it take turns; all
others keep their minimums, whichever other ports are in use: the load of a limit only falls when ports leave it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import drawn_by_atom
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Minimums:
    """Which minimums hold, by port.

    `floor_a` is what a port gets before shares grow; 0 for one that is `shut`, takes `turns`, or is not asked for.
    `shut` are the ports that could not have their minimum with no other port there, because of row `shut_row` (-1: not
    shut). `turns` are those under a row that cannot carry the minimums of all ports under it.
    """

    floor_a: Floats
    shut: Mask
    shut_row: Ints
    turns: Mask
    full: NDArray[np.bool_]
    """By row: whether the minimums under it are more than it carries."""


def minimums(arrays: NetworkArrays, ports: Mask, enough_a: Floats, drawn: Floats) -> Minimums:
    """Find which minimums hold.

    Parameters
    ----------
    arrays
        The network.
    ports
        The ports that share, by port.
    enough_a
        What each needs to charge at all, by port [A].
    drawn
        What each atom draws already, by atom [A].
    """
    most_a, row = most_alone(arrays, drawn)
    shut = ports & (most_a[arrays.port_atom] < enough_a * (1 - TOLERANCE))
    needed_a = np.where(ports & ~shut, enough_a, 0.0)
    full = overfull(arrays, drawn + drawn_by_atom(arrays, needed_a))
    crowded = np.zeros(arrays.atoms, dtype=np.bool_)
    crowded[arrays.row_atom[full[arrays.entry_row]]] = True
    turns = ports & ~shut & crowded[arrays.port_atom]
    return Minimums(
        floor_a=np.where(turns, 0.0, needed_a),
        shut=shut,
        shut_row=np.where(shut, row[arrays.port_atom], -1),
        turns=turns,
        full=full,
    )


def overfull(arrays: NetworkArrays, drawn: Floats) -> NDArray[np.bool_]:
    """The rows that carry more than their limits, from what each atom draws [A]."""
    return np.asarray(row_load(arrays, drawn) > arrays.limit * (1 + TOLERANCE), dtype=np.bool_)


def row_load(arrays: NetworkArrays, drawn: Floats) -> Floats:
    """What each row carries, from what each atom draws [A]."""
    if not arrays.rows:
        return np.zeros(0)
    return np.abs(np.add.reduceat(drawn[arrays.row_atom] * arrays.coefficient, arrays.row_start))


def most_alone(arrays: NetworkArrays, drawn: Floats) -> tuple[Floats, Ints]:
    """The most that one more port of each atom could draw [A], and the row that says so (-1: none does), by atom."""
    most = np.full(arrays.atoms, np.inf)
    row = np.full(arrays.atoms, -1, dtype=np.int64)
    if not arrays.rows:
        return most, row
    fixed = np.add.reduceat(drawn[arrays.row_atom] * arrays.coefficient, arrays.row_start)[arrays.entry_row]
    limit = arrays.limit[arrays.entry_row]
    turn = fixed.real * arrays.coefficient.real + fixed.imag * arrays.coefficient.imag
    squared = np.abs(arrays.coefficient) ** 2
    room = np.maximum((limit - np.abs(fixed)) * (limit + np.abs(fixed)), 0.0)
    root = np.sqrt(turn * turn + squared * room)
    with np.errstate(divide="ignore", invalid="ignore"):
        more = np.where(turn > 0, room / (turn + root), (root - turn) / squared)
    order = np.lexsort((arrays.entry_row, more, arrays.row_atom))
    atom, first = np.unique(arrays.row_atom[order], return_index=True)
    most[atom] = more[order[first]]
    row[atom] = arrays.entry_row[order[first]]
    return most, row
