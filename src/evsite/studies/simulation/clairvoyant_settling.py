"""What no limit can keep from sessions: the cells under no row that all its sessions together can fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are simulated

from evsite.studies.simulation.clairvoyant_cells import entries_of, phasor_sums, together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.studies.simulation.clairvoyant_cells import Cells
    from evsite.studies.simulation.clairvoyant_limits import StateLimits

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

_ROUNDING = 1e-12
"""Only rounding of 64-bit numbers."""


def settle(limits: StateLimits, cells: Cells, wanted_kwh: Floats) -> tuple[Floats, Cells]:
    """Give sessions what no limit can keep from them.

    Parameters
    ----------
    limits
        The limits.
    cells
        The cells.
    wanted_kwh
        What each session wants; inf for as much as it gets.

    Returns
    -------
    tuple[Floats, Cells]
        What each session has by that [kWh], and the cells in which limits can bind, of sessions that want more.
    """
    state = _Settling(limits, cells, wanted_kwh)
    sessions = np.arange(len(wanted_kwh))
    while len(sessions):
        sessions = state.settle(sessions)
    still = state.held & (state.most_kwh > 0)
    return np.minimum(state.given_kwh, wanted_kwh), cells.chosen(still)


class _Settling:
    """What cells can take still; a round looks only at what the one before changed, so rounds may be many.

    `held` says which cells stand in a row that could be filled, `given_kwh` is what the other cells give, by session.
    """

    def __init__(self, limits: StateLimits, cells: Cells, wanted_kwh: Floats) -> None:
        first, pair = together(cells)
        self._limits, self._cells, self._wanted_kwh, self._pair = limits, cells, wanted_kwh, pair
        self._table = entries_of(limits, cells.chosen(first))
        slots = len(self._table.slot_row)
        self._cells_of_pair = _Members(pair, len(first))
        self._entries_of_pair = _Members(self._table.cell, len(first))
        self._entries_of_slot = _Members(self._table.slot, slots)
        self._cells_of_session = _Members(cells.session, len(wanted_kwh))
        self.most_kwh = cells.most_kwh.copy()
        self._largest_kwh = np.zeros(len(wanted_kwh))
        np.maximum.at(self._largest_kwh, cells.session, self.most_kwh)
        self._drawn_a = np.bincount(pair, self.most_kwh * cells.a_per_kwh).astype(np.float64)
        self._binding = self._filled(np.arange(slots))
        self._holders = np.bincount(self._table.cell[self._binding[self._table.slot]], minlength=len(first))
        self.held = (self._holders > 0)[pair]
        given_kwh = np.where(self.held, 0.0, self.most_kwh)
        self.given_kwh = np.bincount(cells.session, given_kwh, minlength=len(wanted_kwh)).astype(np.float64)

    def settle(self, sessions: Ints) -> Ints:
        """Let sessions take no more than they lack; the sessions that get more by rows that this leaves without use."""
        given_kwh, wanted_kwh = self.given_kwh[sessions], self._wanted_kwh[sessions]
        left_kwh = np.where(given_kwh >= wanted_kwh * (1 - _ROUNDING), 0.0, wanted_kwh - given_kwh)
        short = left_kwh < self._largest_kwh[sessions]
        cell, of_session = self._cells_of_session.of(sessions[short])
        most_kwh = left_kwh[short][of_session]
        less = self.held[cell] & (most_kwh < self.most_kwh[cell])
        self.most_kwh[cell[less]] = most_kwh[less]
        freed = self._freed(np.unique(self._pair[cell[less]]))
        cell, _ = self._cells_of_pair.of(freed)
        self.held[cell] = False
        np.add.at(self.given_kwh, self._cells.session[cell], self.most_kwh[cell])
        return np.unique(self._cells.session[cell])

    def _freed(self, pairs: Ints) -> Ints:
        """The pairs that stand in no row that could be filled any more, as these pairs take less."""
        cell, of_pair = self._cells_of_pair.of(pairs)
        taken_a = self.most_kwh[cell] * self._cells.a_per_kwh[cell]
        self._drawn_a[pairs] = np.bincount(of_pair, taken_a, minlength=len(pairs))
        entry, _ = self._entries_of_pair.of(pairs)
        slots = np.unique(self._table.slot[entry])
        slots = slots[self._binding[slots]]
        slots = slots[~self._filled(slots)]
        self._binding[slots] = False
        entry, _ = self._entries_of_slot.of(slots)
        under = self._table.cell[entry]
        np.subtract.at(self._holders, under, 1)
        under = np.unique(under)
        free: Ints = under[self._holders[under] == 0]
        return free

    def _filled(self, slots: Ints) -> Mask:
        """Whether what is drawn fills slots beyond their limits."""
        entry, of_slot = self._entries_of_slot.of(slots)
        row = self._table.slot_row[slots]
        drawn = self._table.coefficient[entry] * self._drawn_a[self._table.cell[entry]]
        load = self._limits.reserved[row] + phasor_sums(of_slot, drawn, len(slots))
        return np.asarray(np.abs(load) > self._limits.limit[row] * (1 + _ROUNDING), dtype=np.bool_)


class _Members:
    """The members of each of some groups, from the group of each member."""

    def __init__(self, group: Ints, size: int) -> None:
        self._order = np.argsort(group, kind="stable")
        self._start = np.searchsorted(group[self._order], np.arange(size + 1))

    def of(self, groups: Ints) -> tuple[Ints, Ints]:
        """The members of some groups one after the other, and the place among these groups that each belongs to."""
        first = self._start[groups]
        counts = self._start[groups + 1] - first
        place = np.repeat(np.arange(len(groups)), counts)
        return self._order[np.arange(len(place)) + np.repeat(first - (np.cumsum(counts) - counts), counts)], place
