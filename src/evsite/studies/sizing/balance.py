"""Two-pole breakers spread evenly over the phase pairs of a panel, where its spaces allow it."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from evsite.codebook.equipment_sizes import usual_panel_spaces
from evsite.rounding import whole
from evsite.sitefile.resolve.spaces import Filler

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.systems import VoltageSystem

PAIRS = ("AB", "BC", "CA")
_DOWN = ("AB", "CA", "BC")
"""The pairs that two-pole breakers land on, one below the other from the top of a column."""


def line_factor(counts: Mapping[str, float]) -> float:
    """Line current of the fullest line per ampere of every port, with so many ports on each pair.

    Currents of pairs that share a line are 60 degrees apart: |A|^2 = ab^2 + ca^2 + ab ca.
    """
    if set(counts) - set(PAIRS):
        # "ABC": balanced three-phase units; every one is on every line
        return float(sum(counts.values()))
    ab, bc, ca = (counts.get(pair, 0) for pair in PAIRS)
    squares = (ab * ab + ca * ca + ab * ca, ab * ab + bc * bc + ab * bc, bc * bc + ca * ca + bc * ca)
    return math.sqrt(max(squares))


def line_currents(counts: Mapping[str, float]) -> tuple[float, float, float]:
    """Currents of lines A, B and C with so many amperes on each pair."""
    ab, bc, ca = (counts.get(pair, 0.0) for pair in PAIRS)
    return tuple(math.sqrt(x * x + y * y + x * y) for x, y in ((ab, ca), (ab, bc), (bc, ca)))  # type: ignore[return-value]


@cache
def pairs_by_room(count: int, room_a: tuple[float, float, float]) -> tuple[str, ...]:
    """Pairs for so many alike breakers, each where the lines have the most room left.

    Parameters
    ----------
    count
        Breakers.
    room_a
        What each line has left [A].
    """
    counts: dict[str, float] = dict.fromkeys(PAIRS, 0.0)
    found = []
    for _ in range(count):

        def fullest(pair: str) -> float:
            drawn = line_currents({**counts, pair: counts[pair] + 1})
            return max(
                (a / room if room > 0 else math.inf) if a else 0.0 for a, room in zip(drawn, room_a, strict=True)
            )

        pair = min(PAIRS, key=fullest)
        counts[pair] += 1
        found.append(pair)
    return tuple(found)


def pairs_in_turn(count: int, first: int = 0) -> tuple[str, ...]:
    """Pairs for so many breakers that differ by one at most; `first` is where the turn begins."""
    return tuple(_DOWN[(first + number) % 3] for number in range(count))


@cache
def arrangement(
    count: int,
    poles: int,
    spaces: int,
    system: VoltageSystem,
    feeders: int = 0,
    first: int = 0,
    pairs: tuple[str, ...] | None = None,
) -> tuple[str, ...] | None:
    """Pairs for the breakers of a panel, in order, so that all fit and the pairs differ by one at most.

    Parameters
    ----------
    count
        Breakers of branch circuits.
    poles
        Of each; three-pole breakers and those of single-phase panels need no pairs, and get none.
    spaces
        Of the panel.
    system
        That of the panel.
    feeders
        Three-pole breakers (two-pole in single-phase panels) that have to fit besides.
    first
        Which pair gets one more where they cannot be equal, as far as the panel allows.
    pairs
        Those that breakers are to be on, where they are not to be even.

    Returns
    -------
    tuple[str, ...] | None
        The pairs, empty where none need be said; None where so many do not fit so.
    """
    if not system.three_phase or poles != 2:
        return () if _fits((), count, poles, spaces, system, feeders) else None
    for each in _candidates(count, spaces, first) if pairs is None else [pairs]:
        if _fits(each, count, poles, spaces, system, feeders):
            return each
    return None


def counts_of(pairs: Sequence[str], ports: Sequence[int], system: VoltageSystem, poles: int) -> dict[str, int]:
    """Ports on each pair, of circuits with so many ports."""
    if not pairs:
        connection = "ABC" if poles == 3 and system.three_phase else "AB"
        return {connection: sum(ports)}
    counts = dict.fromkeys(PAIRS, 0)
    for pair, number in zip(pairs, ports, strict=True):
        counts[pair] += number
    return counts


def least_spaces(
    count: int,
    poles: int,
    system: VoltageSystem,
    *,
    feeders: int = 0,
    share: float = 1.0,
    first: int = 0,
    pairs: tuple[str, ...] | None = None,
) -> tuple[int, tuple[str, ...]] | None:
    """Smallest usual panel that takes so many breakers in balance, and their pairs; None above the largest."""
    for spaces in usual_panel_spaces():
        found = arrangement(count, poles, whole(spaces * share), system, feeders, first, pairs)
        if found is not None:
            return spaces, found
    return None


def _candidates(count: int, spaces: int, first: int) -> list[tuple[str, ...]]:
    turns = [pairs_in_turn(count, (first + step) % 3) for step in range(3)]
    # the right column beginning on another pair: what the left one has over is made up for there
    rows = spaces // 2
    left = min(rows // 2, count)
    columns = [pairs_in_turn(left) + pairs_in_turn(count - left, begin) for begin in range(3)]
    even = [pairs for pairs in columns if _spread(pairs) <= 1]
    return [*turns, *even]


def _spread(pairs: Sequence[str]) -> int:
    counts = [pairs.count(pair) for pair in PAIRS]
    return max(counts) - min(counts)


def _fits(pairs: Sequence[str], count: int, poles: int, spaces: int, system: VoltageSystem, feeders: int) -> bool:
    filler = Filler(spaces, system)
    for number in range(count):
        if filler.place(poles, pairs[number] if pairs else "") is None:
            return False
    return all(filler.place(3 if system.three_phase else 2) is not None for _ in range(feeders))
