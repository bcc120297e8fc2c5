"""First come, first served: ports one after the other, each as much as every limit still leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from evsite.sharing.arrays import NetworkArrays

    Floats = NDArray[np.float64]


class Headroom:
    """How much every row still takes, kept up to date while ports are served one by one."""

    def __init__(self, arrays: NetworkArrays, drawn: Floats | None = None) -> None:
        """Start from what each atom already draws [A], by atom; default nothing."""
        self._arrays = arrays
        self._row_sum = np.zeros(arrays.rows, dtype=np.complex128)
        owner = np.argsort(arrays.row_atom, kind="stable")
        self._entry_row = np.repeat(np.arange(arrays.rows), np.diff(arrays.row_start, append=len(arrays.row_atom)))[
            owner
        ]
        self._entry_coefficient = arrays.coefficient[owner]
        self._first = np.searchsorted(arrays.row_atom[owner], np.arange(arrays.atoms + 1))
        if drawn is not None and arrays.rows:
            self._row_sum = np.add.reduceat(drawn[arrays.row_atom] * arrays.coefficient, arrays.row_start)

    def most_a(self, atom: int) -> tuple[float, int]:
        """The most that one more port of this atom can draw [A], and the row that says so (-1: none does)."""
        entries = slice(self._first[atom], self._first[atom + 1])
        rows = self._entry_row[entries]
        if not len(rows):
            return np.inf, -1
        coefficient = self._entry_coefficient[entries]
        fixed = self._row_sum[rows]
        limit = self._arrays.limit[rows]
        size = np.abs(fixed)
        room = np.maximum((limit - size) * (limit + size), 0.0)
        turn = fixed.real * coefficient.real + fixed.imag * coefficient.imag
        squared = coefficient.real**2 + coefficient.imag**2
        root = np.sqrt(turn * turn + squared * room)
        with np.errstate(invalid="ignore", divide="ignore"):
            most = np.where(turn > 0, room / (turn + root), (root - turn) / squared)
        tightest = int(np.argmin(most))
        return float(most[tightest]), int(rows[tightest])

    def take(self, atom: int, amps_a: float) -> None:
        """Let a port of this atom draw (or, with a negative number, give back) amperes."""
        entries = slice(self._first[atom], self._first[atom + 1])
        self._row_sum[self._entry_row[entries]] += amps_a * self._entry_coefficient[entries]


def serve_in_order(
    arrays: NetworkArrays, order: Iterable[int], ceiling_a: Floats, minimum_a: Floats, drawn: Floats | None = None
) -> tuple[Floats, NDArray[np.int64]]:
    """Serve ports first come, first served.

    Args:
        arrays: the network.
        order: port numbers in plug-in order.
        ceiling_a: what each port can take, by port.
        minimum_a: below this a port gets nothing and waits, by port.
        drawn: what each atom draws already, by atom.

    Returns:
        amperes by port, and the row that kept each port from more (-1: none).
    """
    headroom = Headroom(arrays, drawn)
    amps = np.zeros(len(ceiling_a))
    row = np.full(len(ceiling_a), -1, dtype=np.int64)
    for port in order:
        atom = int(arrays.port_atom[port])
        most, tightest = headroom.most_a(atom)
        granted = min(float(ceiling_a[port]), most)
        if most < ceiling_a[port]:
            row[port] = tightest
        if granted < min(minimum_a[port], ceiling_a[port]) * (1 - 1e-9):
            continue
        amps[port] = granted
        headroom.take(atom, granted)
    return amps, row
