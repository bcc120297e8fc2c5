"""A whole queue served at once: for queues in which many change places from one time to the next.

The same as `orders.serve_in_order` and `queue_line`, with less work for each vehicle: under a row of which nothing is
left nobody is looked at any more, and only rows that were full lately are, until the others are tried with what comes
of it.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evsite.allocation.arrays import rows_by_atom
from evsite.allocation.binding_rows import loads_more, only_grow
from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]

_ENOUGH = 1 - TOLERANCE
_TRIED = 32
"""So many times rows count that were full once; then those of the last times do."""
_MOST_KNOWN = 256
"""So many sets of rows that count are kept; then they are dropped."""

_WITHIN = 1e-12
"""Who takes a row beyond its limit by less than this share of it fits: that is rounding."""

_OPEN, _SHUT, _FULL = range(3)
"""Whether those of a kind may get something, too little is left for them to charge, or nothing is."""


class _Kind(NamedTuple):
    """Vehicles that are alike in a queue, where only some rows count."""

    ceiling_a: float
    enough_a: float
    """What it takes to charge at all, rounding aside."""
    over: tuple[tuple[int, complex, complex, float], ...]
    """The rows over it that count: its number, what a vehicle puts on it, what an ampere does, and the most it has."""
    other: tuple[tuple[int, complex], ...]
    """The rows over it that do not count, with what an ampere puts on each."""


class QueuePass:
    """Serves the vehicles of a component, one after the other; those of one kind are alike."""

    def __init__(self, arrays: NetworkArrays, base_a: Floats) -> None:
        """Prepare; `base_a` is what offline ports draw, by atom [A]."""
        self._over = rows_by_atom(arrays)
        self._limit: list[float] = arrays.limit.tolist()
        self._base = [0j] * arrays.rows
        for atom, amps in enumerate(base_a.tolist()):
            for row, coefficient in self._over[atom]:
                self._base[row] += amps * coefficient
        self._grows = only_grow(arrays)
        self._numbers: dict[tuple[int, float, float], int] = {}
        self._under: list[list[int]] = [[] for _ in self._limit]
        """By row the kinds under it."""
        self._counting: frozenset[int] = frozenset()
        self._full_lately: set[int] = set()
        self._times = 0
        self._known: dict[frozenset[int], list[_Kind]] = {}
        parts = np.split(arrays.coefficient, arrays.row_start[1:])
        self._most_by = [max(map(abs, each.tolist())) for each in parts[: arrays.rows]]
        """By row, by how much more it carries at most where a vehicle draws an ampere more."""
        self._tried: Sequence[_Kind] | None = None
        """With which of them it was last worked out what rows carry that do not count, and what each kind drew."""
        self._tried_a: Sequence[float] = ()
        self._left_a = self._left_either_way_a = 0.0
        """So many amperes more filled none of them that only grow; so many more and less, none of the others."""

    def kind(self, atom: int, ceiling_a: float, enough_a: float) -> int:
        """The number of those at an atom that take so much at most, and need so much to charge at all [A]."""
        key = atom, ceiling_a, enough_a
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._known.clear()
            for row, _ in self._over[atom] if ceiling_a > 0 else ():
                self._under[row].append(number)
        return number

    def clear(self) -> None:
        """Forget which rows were full, where nobody is left: what comes then is as it was at the beginning."""
        self._counting, self._full_lately, self._times = frozenset(), set(), 0
        self._tried = None

    def serve(self, kinds: Sequence[int]) -> tuple[list[float], set[int]]:
        """Serve vehicles.

        Parameters
        ----------
        kinds
            Their kinds, in the order in which they are served.

        Returns
        -------
        tuple[list[float], set[int]]
            What each gets [A], and the rows that keep somebody from more, or would if others did not.
        """
        self._times += 1
        if self._times > _TRIED:
            self._counting, self._full_lately, self._times = frozenset(self._full_lately), set(), 0
        while True:
            known = self._known.get(self._counting) or self._kinds()
            granted_a, drawn_a, binding = self._serve(kinds, known)
            full = self._full_rows(drawn_a, known)
            if not full:
                break
            self._counting |= full
        self._full_lately |= binding
        return granted_a, binding

    def _kinds(self) -> list[_Kind]:
        """All kinds, by number, where the rows count that count now."""
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        counting = self._counting
        found = self._known[counting] = []
        for atom, ceiling_a, enough_a in self._numbers:
            entries = self._over[atom]
            over = tuple(
                (row, ceiling_a * by, by, self._limit[row] * (1 + _WITHIN)) for row, by in entries if row in counting
            )
            other = tuple(entry for entry in entries if entry[0] not in counting)
            found.append(_Kind(ceiling_a, enough_a * _ENOUGH, over if ceiling_a > 0 else (), other))
        return found

    def _full_rows(self, drawn_a: Sequence[float], kinds: Sequence[_Kind]) -> set[int]:
        """The rows that would be full, or carry too much, where each kind draws so much, of those that do not count."""
        if self._tried is kinds:
            # no row carries more than before by more amperes than have come or gone
            come_a = gone_a = 0.0
            for amps, before_a in zip(drawn_a, self._tried_a, strict=True):
                if amps > before_a:
                    come_a += amps - before_a
                else:
                    gone_a += before_a - amps
            if come_a <= self._left_a and come_a + gone_a <= self._left_either_way_a:
                return set()
        load: dict[int, complex] = {}
        for amps, kind in zip(drawn_a, kinds, strict=True):
            for row, coefficient in kind.other:
                load[row] = load.get(row, 0j) + amps * coefficient
        base, limit, most_by, grows = self._base, self._limit, self._most_by, self._grows
        left = {row: limit[row] * _ENOUGH - abs(each + base[row]) for row, each in load.items()}
        self._tried, self._tried_a = kinds, drawn_a
        self._left_a = self._left_either_way_a = inf
        for row, each in left.items():
            left_a = each / most_by[row]
            if grows[row]:
                self._left_a = min(self._left_a, left_a)
            else:
                self._left_either_way_a = min(self._left_either_way_a, left_a)
        return {row for row, each in left.items() if each < 0}

    def _serve(self, kinds: Sequence[int], known: Sequence[_Kind]) -> tuple[list[float], list[float], set[int]]:
        """Serve vehicles within the rows that count: what each gets, what each kind draws, and the rows that stop."""
        load, limit, grows = self._base.copy(), self._limit, self._grows
        state, drawn_a = [_OPEN] * len(known), [0.0] * len(known)
        binding: set[int] = set()
        granted_a = [0.0] * len(kinds)
        # who is like somebody that has to wait waits too; for the same row, as long as nobody draws more in between
        waiting: set[int] = set()
        for place, number in enumerate(kinds):
            how = state[number]
            if how == _FULL or number in waiting:
                continue
            ceiling_a, enough_a, over, _ = known[number]
            for row, all_it_takes, _, most in over:
                if abs(load[row] + all_it_takes) > most:
                    break
            else:
                if ceiling_a >= enough_a:
                    for row, all_it_takes, _, _ in over:
                        load[row] += all_it_takes
                    granted_a[place] = ceiling_a
                    drawn_a[number] += ceiling_a
                    if waiting:
                        waiting.clear()
                continue
            full = [each for each in over if abs(load[each[0]] + each[1]) > each[3]]
            if how == _SHUT and binding.issuperset([each[0] for each in full]):
                waiting.add(number)
                continue
            most_a, stopped_by = ceiling_a, -1
            for row, _, coefficient, _ in full:
                up_to_a = crossing(load[row], coefficient, limit[row])
                if up_to_a < most_a:
                    most_a, stopped_by = up_to_a, row
            if stopped_by >= 0:
                binding.add(stopped_by)
            if most_a < enough_a:
                waiting.add(number)
                if stopped_by >= 0 and grows[stopped_by]:
                    state[number] = _SHUT
                continue
            for row, _, coefficient, _ in over:
                load[row] += most_a * coefficient
            granted_a[place] = most_a
            drawn_a[number] += most_a
            waiting.clear()
            if stopped_by >= 0 and grows[stopped_by]:
                # nothing is left under this row
                for each in self._under[stopped_by]:
                    state[each] = _FULL
        if binding:
            self._add_full(binding, load, kinds, granted_a, known)
        return granted_a, drawn_a, binding

    def _add_full(
        self,
        binding: set[int],
        load: Sequence[complex],
        kinds: Sequence[int],
        granted_a: Sequence[float],
        known: Sequence[_Kind],
    ) -> None:
        """Add rows that are full besides those that stop somebody, and would stop somebody if these did not."""
        for row in self._counting - binding:
            if abs(load[row]) < self._limit[row] * _ENOUGH:
                continue
            for number, amps in zip(kinds, granted_a, strict=True):
                kind = known[number]
                if amps < kind.ceiling_a * (1 - _WITHIN) and any(
                    each == row and loads_more(load[row], coefficient) for each, _, coefficient, _ in kind.over
                ):
                    binding.add(row)
                    break
