"""The levels at which rows stop a port in the worst mix of offline, online and absent ports."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.network.load_bounds import ConstraintIndex
from evsite.proofs.equal_blocks import EqualBlocks
from evsite.proofs.kinds import Kind, full_level
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.network.compile import Network
    from evsite.proofs.offline.feeds import Feeds

_HALVINGS = 60


class RowLoads:
    """What some atoms draw, and no other port, on every row."""

    def __init__(self, rows: ConstraintIndex, drawn: Mapping[int, float]) -> None:
        """Add up what atoms draw [A]."""
        self._rows = rows
        self._sums: dict[int, complex] = defaultdict(complex)
        for atom, amps in drawn.items():
            for index, value in rows.of_atom[atom]:
                self._sums[index] += value * amps
        self._broken = {index for index, total in self._sums.items() if not self._holds(index, total)}

    def hold(self, less: Mapping[int, float]) -> bool:
        """Whether no row is broken where some of the atoms draw less by so much [A]."""
        changed: dict[int, complex] = {}
        for atom, amps in less.items():
            for index, value in self._rows.of_atom[atom]:
                changed[index] = changed.get(index, self._sums[index]) - value * amps
        return self._broken <= changed.keys() and all(self._holds(index, total) for index, total in changed.items())

    def _holds(self, index: int, total: complex) -> bool:
        return abs(total) <= self._rows.rows[index].value * (1 + TOLERANCE)


class RowLevels:
    """Rows of a network over ports that may be offline; `members` are the ports of each atom.

    `kinds` are the ports as they load a row most, `online` as they do while they are online.
    """

    def __init__(self, network: Network, kinds: Sequence[Kind], online: Sequence[Kind], feeds: Feeds) -> None:
        self.members = network.ports_of_atom
        self._network = network
        self._kinds = kinds
        self._online = online
        self._feeds = feeds
        self._levels: dict[tuple[object, ...], float] = {}
        self._raised: dict[tuple[object, ...], float] = {}

    @cached_property
    def rows(self) -> ConstraintIndex:
        """The rows, looked up by atom."""
        return ConstraintIndex(self._network.rows, self._network.atoms)

    @cached_property
    def _kinds_of_atom(self) -> list[dict[Kind, int]]:
        """How many ports of each kind each atom has."""
        by_atom: list[dict[Kind, int]] = [defaultdict(int) for _ in range(self._network.atoms)]
        for atom, kind in zip(self._network.atom, self._kinds, strict=True):
            by_atom[atom][kind] += 1
        return by_atom

    @cached_property
    def _cells(self) -> list[list[tuple[complex, Kind]]]:
        """What stands under each row: coefficients with how many ports of a kind, ports that are alike together."""
        by_atom = self._kinds_of_atom
        found = []
        for index, row in enumerate(self._network.rows):
            sums: dict[tuple[complex, Kind], int] = defaultdict(int)
            for atom, value in zip(row.atoms, row.coefficients, strict=True):
                for kind, count in by_atom[atom].items():
                    sums[value, kind] += count
                for port in self._feeds.shared_in(index, atom):
                    sums[value, self._kinds[port]] -= 1
                    sums[value, self._feeds.together[port]] += 1
            found.append([(value * count, kind) for (value, kind), count in sums.items() if count])
        return found

    @cached_property
    def _forms(self) -> list[int]:
        """A number for each row that it has in common with the rows that are full at the same levels."""
        numbers: dict[object, int] = {}
        each = zip(self._network.rows, self._cells, strict=True)
        return [numbers.setdefault((row.value, *cells), len(numbers)) for row, cells in each]

    def level(self, index: int, value: complex, position: int) -> float:
        """The level at which a row is full with a port online and every other one at its most."""
        own = self._kinds[position]
        siblings = self._feeds.siblings(position) if self._feeds.whole(index, position) else ()
        # stations of a row that is alike may share other feeds
        key = (index if siblings else -1 - self._forms[index], value, own, self._online[position], siblings)
        if key not in self._levels:
            cells, limit = self._cells[index], self._network.rows[index].value
            if siblings:
                # beside this one being online the others of its station have the feed to themselves
                ports = self._feeds.ports(position)
                cells = [*cells, *((-value, self._feeds.together[port]) for port in ports)]
                cells += [(value, self._kinds[port]) for port in ports]
            level = full_level(cells, limit)
            if level < own.start * (1 - TOLERANCE):
                level = full_level([*cells, (-value, own), (value, self._online[position])], limit)
            self._levels[key] = level
        return self._levels[key]

    def bound(self, position: int, left: Sequence[float] = (), *, hold: bool | None = None) -> tuple[float, int]:
        """A proved lower bound for the level at which any row can stop a port, and the row; inf and -1 for none.

        Parameters
        ----------
        position
            The port.
        left
            By row a level below which it is known to stop no port.
        hold
            Whether every mix keeps all rows; default whether all that ports draw at least fits.
        """
        floors = self.floors(position, left)
        if not floors:
            return math.inf, -1
        hold = self.all_fit if hold is None else hold
        return (self.raised(floors, position) if hold else floors[0][0]), floors[0][1]

    def floors(self, position: int, left: Sequence[float] = ()) -> list[tuple[float, int]]:
        """The levels at which rows are full with a port online, and the rows; the lowest first."""
        rows = self.rows.of_atom[self._network.atom[position]]
        levels = ((self.level(index, value, position), index) for index, value in rows)
        return sorted((max(level, left[index]) if left else level, index) for level, index in levels)

    @cached_property
    def overfull(self) -> frozenset[int]:
        """Rows that cannot carry what all ports draw at least, their fallbacks or minimums, by number."""
        return frozenset(
            index
            for index, (row, cells) in enumerate(zip(self._network.rows, self._cells, strict=True))
            if abs(sum(amount * kind.rate * kind.start for amount, kind in cells)) > row.value * (1 + TOLERANCE)
        )

    @property
    def all_fit(self) -> bool:
        """Whether all fallbacks, and every subset of them, fit every row."""
        return not self.overfull

    def raised(self, floors: Iterable[tuple[float, int]], position: int) -> float:
        """The lowest level at which one of the rows can stop a port; `floors` are their own levels, lowest first."""
        bound = math.inf
        for level, index in floors:
            if level >= bound:
                break
            bound = min(bound, self._raised_level(index, level, position))
        return bound

    def _raised_level(self, index: int, low: float, position: int) -> float:
        """A proved lower bound for the level at which a row can stop a port.

        Up to the level of its own fallback the port counts with less than that, being online; above it ports of all
        kinds have one answer.
        """
        own = self._kinds[position]
        if low < own.start:
            atom = self._representative(index, self._network.atom[position])
            key: tuple[object, ...] = (index, atom, own, self._online[position], low)
            if key not in self._raised:
                just_below = own.start * (1 - TOLERANCE / 2)
                # mostly nothing else holds the ports of a row back
                if self._may_be_full(index, low, position):
                    self._raised[key] = low
                elif not self._may_be_full(index, just_below, position):
                    self._raised[key] = just_below
                else:
                    self._raised[key] = self._crossed(index, low, just_below, position)
            low = self._raised[key]
            if low < own.start * (1 - TOLERANCE):
                return low
        if (index,) not in self._raised:
            high = max(kind.ceiling for _, kind in self._cells[index])
            if not self._may_be_full(index, high):
                self._raised[index,] = math.inf
            elif self._may_be_full(index, 0.0):
                self._raised[index,] = 0.0
            else:
                self._raised[index,] = self._crossed(index, 0.0, high)
        return max(low, self._raised[index,])

    def _representative(self, index: int, atom: int) -> int:
        """An atom that can change places with another one while a row stays as it is."""
        first = self._blocks.counterparts(atom)[atom]
        return first if any(held == index for held, _ in self.rows.of_atom[first]) else atom

    @cached_property
    def _blocks(self) -> EqualBlocks:
        """Blocks that can change places; ports are alike where they are in both of their states."""
        states = list(zip(self._kinds, self._online, strict=True))
        ports = [frozenset(Counter(states[port] for port in there).items()) for there in self.members]
        return EqualBlocks(self._network, ports)

    def _crossed(self, index: int, low: float, high: float, position: int | None = None) -> float:
        """The highest level found at which a row cannot be full: it cannot at the low one, and may at the high one."""
        value = self._network.rows[index].value
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if self._reach(index, middle, position) < value:
                low = middle
            else:
                high = middle
        return low

    def _may_be_full(self, index: int, level: float, position: int | None = None) -> bool:
        return self._reach(index, level, position) >= self._network.rows[index].value * (1 - TOLERANCE)

    def _reach(self, index: int, level: float, position: int | None = None) -> float:
        """The most that a row can carry while every port on it has this level at most, or a fallback; one is online."""
        ceilings = [
            sum(kind.current_a(level) * count for kind, count in kinds.items()) for kinds in self._kinds_of_atom
        ]
        if position is not None:
            own = self._kinds[position]
            ceilings[self._network.atom[position]] += self._online[position].current_a(level) - own.current_a(level)
        return self.rows.greatest_load(self._network.rows[index], ceilings)
