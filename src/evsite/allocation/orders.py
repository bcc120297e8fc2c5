"""First come, first served: ports one after the other, each as much as every limit still leaves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.model.current_steps import CurrentSteps

    Floats = NDArray[np.float64]


class Headroom:
    """How much every row still takes, kept up to date while ports are served one by one.

    An atom stands in a handful of rows: plain numbers are several times faster here than arrays.
    """

    def __init__(self, arrays: NetworkArrays, drawn: Floats | None = None) -> None:
        """Start from what each atom already draws [A], by atom; default nothing."""
        self._arrays = arrays
        sums = np.zeros(arrays.rows, dtype=np.complex128)
        if drawn is not None and arrays.rows:
            sums = np.add.reduceat(drawn[arrays.row_atom] * arrays.coefficient, arrays.row_start)
        self._row_sum: list[complex] = sums.tolist()
        owner = np.argsort(arrays.row_atom, kind="stable")
        self._entry_row = np.repeat(np.arange(arrays.rows), np.diff(arrays.row_start, append=len(arrays.row_atom)))[
            owner
        ]
        self._entry_coefficient = arrays.coefficient[owner]
        self._first = np.searchsorted(arrays.row_atom[owner], np.arange(arrays.atoms + 1)).tolist()
        self._entries: dict[int, list[tuple[int, complex, float]]] = {}

    def _rows_of(self, atom: int) -> list[tuple[int, complex, float]]:
        """Row, coefficient and limit of every row over an atom."""
        if atom not in self._entries:
            entries = slice(self._first[atom], self._first[atom + 1])
            rows = self._entry_row[entries]
            columns = rows.tolist(), self._entry_coefficient[entries].tolist(), self._arrays.limit[rows].tolist()
            self._entries[atom] = list(zip(*columns, strict=True))
        return self._entries[atom]

    def most_a(self, atom: int) -> tuple[float, int]:
        """The most that one more port of this atom can draw [A], and the row that says so (-1: none does)."""
        most, limiting_row = math.inf, -1
        for row, coefficient, limit in self._rows_of(atom):
            found = crossing(self._row_sum[row], coefficient, limit)
            if found < most:
                most, limiting_row = found, row
        return most, limiting_row

    def up_to(self, atom: int, current_a: float) -> tuple[float, int]:
        """The most up to `current_a` that one more port of this atom can draw [A], and the row that says so (-1)."""
        sums, most, limiting_row = self._row_sum, current_a, -1
        for row, coefficient, limit in self._rows_of(atom):
            if abs(sums[row] + current_a * coefficient) > limit:
                found = crossing(sums[row], coefficient, limit)
                if found < most:
                    most, limiting_row = found, row
        return most, limiting_row

    def take(self, atom: int, current_a: float) -> None:
        """Let a port of this atom draw (or, with a negative number, give back) amperes."""
        sums = self._row_sum
        for row, coefficient, _ in self._entries.get(atom) or self._rows_of(atom):
            sums[row] += current_a * coefficient


def serve_in_order(
    arrays: NetworkArrays,
    order: Iterable[int],
    ceiling_a: Floats,
    minimum_a: Floats,
    drawn: Floats | None = None,
    steps: Sequence[CurrentSteps | None] | None = None,
) -> tuple[Floats, NDArray[np.int64]]:
    """Serve ports first come, first served.

    Parameters
    ----------
    arrays
        The network.
    order
        Port numbers in plug-in order.
    ceiling_a
        What each port can take, by port.
    minimum_a
        Below this a port gets nothing and waits, by port.
    drawn
        What each atom draws already, by atom.
    steps
        The currents that each port can offer, None for any; default any for all.

    Returns
    -------
    tuple[Floats, NDArray[np.int64]]
        Amperes by port, and the row that kept each port from more (-1: none).
    """
    headroom = Headroom(arrays, drawn)
    amps = np.zeros(len(ceiling_a))
    row = np.full(len(ceiling_a), -1, dtype=np.int64)
    left: dict[int, tuple[float, int]] = {}
    for port in order:
        atom = int(arrays.port_atom[port])
        enough = minimum_a[port] * (1 - TOLERANCE)
        # what an atom can still draw only shrinks, so that who finds too little once finds too little later
        if atom in left and left[atom][0] < enough:
            row[port] = left[atom][1]
            continue
        most, limiting_row = left[atom] = headroom.most_a(atom)
        granted = min(float(ceiling_a[port]), most)
        if steps is not None and (offered := steps[port]) is not None:
            granted = offered.round_down_a(granted)
        if most < ceiling_a[port]:
            row[port] = limiting_row
        if granted < enough:
            continue
        amps[port] = granted
        headroom.take(atom, granted)
    return amps, row
