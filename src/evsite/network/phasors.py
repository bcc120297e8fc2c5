"""Load currents as phasors: through transformers, and as inequalities that stay true for every smaller draw.

A port that draws one ampere at unity power factor puts a current phasor on each conductor above it, its line
vector. Line vectors of several ports add up; the magnitude of the sum on a conductor is what an ammeter shows.
"""

from __future__ import annotations

import cmath
import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.distribution import Supply
    from evsite.model.systems import VoltageSystem

LineVector = tuple[tuple[str, complex], ...]
"""Current phasors per ampere of one port, by leg; legs without current are left out."""

_ROOT3 = math.sqrt(3)
_FULL_TURN = 2 * math.pi
_ANGLE_STEP = 1e-9
"""Angles closer than this are one direction [rad]; real ones are multiples of 30 degrees."""


def line_vector(currents: dict[str, complex]) -> LineVector:
    """The line vector of a load, in the fixed order of the legs."""
    return tuple((leg, currents[leg]) for leg in "ABC" if abs(currents.get(leg, 0)) > 1e-12)


@lru_cache(maxsize=4096)
def connection_vector(system: VoltageSystem, connection: str) -> LineVector:
    """The line vector of a load at a connection ("AB", "AN", "ABC") of a system."""
    return line_vector(system.currents(connection))


def to_primary(supply: Supply, secondary: LineVector) -> LineVector:
    """The line vector on the primary side of a transformer.

    Delta-wye: a primary line carries the difference of two winding currents over the turns ratio, seen from the
    primary's own voltages. The secondary lags these by 30 degrees (Dyn1, IEEE C57.12.00), or leads them (Dyn11).
    Wye-wye and delta-delta scale. A single-phase transformer puts its volt-amperes on one primary pair.
    Needs `supply.primary`.
    """
    primary = supply.primary
    assert primary is not None
    current = dict(secondary)
    if supply.winding == "single-phase":
        # the ampere-turns of a half winding (leg to neutral) count half
        turns = sum(abs(value) for value in current.values()) / 2
        per_a = turns * supply.system.line_v / primary.line_v
        return line_vector({leg: per_a * value for leg, value in primary.currents(primary_pair(supply)).items()})
    if supply.winding != "delta-wye":
        ratio = primary.line_v / supply.system.line_v
        if supply.system.delta and abs(sum(current.values())) > 1e-12:
            # a load between leg and the mid-point of a delta winding is half a load across that winding
            leg, value = next(iter(current.items()))
            other = "C" if leg == "A" else "A"
            return line_vector({leg: value / 2 / ratio, other: -value / 2 / ratio})
        return line_vector({leg: value / ratio for leg, value in current.items()})
    ratio = primary.line_v / (supply.system.line_v / _ROOT3)
    turned = cmath.rect(1 / ratio, _turn_rad(supply))
    return line_vector(
        {leg: turned * (current.get(leg, 0j) - current.get(other, 0j)) for leg, other in supply.meets.items()}
    )


def line_to_primary(supply: Supply, secondary: LineVector) -> LineVector:
    """What one line of a three-phase load puts on the primary side; those of its three lines together are the load's.

    Parameters
    ----------
    supply
        A transformer with three-phase windings.
    secondary
        The current of the line.
    """
    primary = supply.primary
    assert primary is not None
    if supply.winding == "delta-wye":
        return to_primary(supply, secondary)
    # the lines of a balanced load need no neutral, so none of them is a load to the middle of a winding
    ratio = primary.line_v / supply.system.line_v
    return line_vector({leg: value / ratio for leg, value in secondary})


def primary_turn(supply: Supply, angle_rad: float) -> float:
    """The angle that a current of the secondary side has in the frame of the primary side [rad].

    Parameters
    ----------
    supply
        A transformer whose primary system is known.
    angle_rad
        The angle in the frame of the secondary side.
    """
    assert supply.primary is not None
    if supply.winding == "single-phase":
        pair = primary_pair(supply)
        return cmath.phase(supply.primary.currents(pair)[pair[0]])
    return angle_rad + (0.0 if supply.winding != "delta-wye" else _turn_rad(supply))


def _turn_rad(supply: Supply) -> float:
    return math.pi / 6 if supply.vector_group == "Dyn11" else -math.pi / 6


def primary_pair(supply: Supply) -> str:
    """The pair of lines that feeds a single-phase transformer: the one it names, or the only one that there is."""
    assert supply.primary is not None
    return supply.primary_phases or supply.primary.connections()[0]


_FEW = 8
"""So many contributions to a conductor come in few patterns, a site over."""


def worst_case_subsets(phasors: Iterable[complex]) -> tuple[frozenset[int], ...]:
    """The sets of directions whose sum can be the largest when each load draws all or nothing.

    The largest |sum| over all subsets is reached by the loads that point into one half-plane, so a few subsets
    are enough: an inequality for each of them holds the conductor for every draw between zero and the ceiling.
    Directions within 90 degrees of each other give one set with everything in it.

    Parameters
    ----------
    phasors
        Contributions to one conductor, none of them zero.

    Returns
    -------
    tuple[frozenset[int], ...]
        Sets of indices; no set is contained in a sufficient other one that lies within 90 degrees.
    """
    each = tuple(phasors)
    return _subsets_of_few(each) if len(each) <= _FEW else _subsets(each)


def _subsets(phasors: tuple[complex, ...]) -> tuple[frozenset[int], ...]:
    angles = [cmath.phase(phasor) for phasor in phasors]
    everything = frozenset(range(len(angles)))
    if len(angles) == 1 or _spread(angles) <= math.pi / 2 + _ANGLE_STEP:
        return (everything,)
    edges = sorted({(angle + side) % _FULL_TURN for angle in angles for side in (-math.pi / 2, math.pi / 2)})
    sets: list[frozenset[int]] = []
    for low, high in pairwise([*edges, edges[0] + _FULL_TURN]):
        if high - low < _ANGLE_STEP:
            continue
        middle = (low + high) / 2
        chosen = frozenset(index for index, angle in enumerate(angles) if math.cos(angle - middle) > 0)
        if chosen and chosen not in sets:
            sets.append(chosen)
    return tuple(small for small in sets if not any(_covers(large, small, angles) for large in sets))


_subsets_of_few = lru_cache(maxsize=4096)(_subsets)


def _covers(large: frozenset[int], small: frozenset[int], angles: list[float]) -> bool:
    """Whether the sum over `large` is never below that over `small`: what is added turns by at most 90 degrees."""
    if not small < large:
        return False
    return all(
        abs(math.remainder(angles[more] - angles[index], _FULL_TURN)) <= math.pi / 2 + _ANGLE_STEP
        for more in large - small
        for index in small
    )


def _spread(angles: list[float]) -> float:
    """The smallest arc that holds all directions [rad]."""
    ordered = sorted(angle % _FULL_TURN for angle in angles)
    gaps = [following - angle for angle, following in pairwise([*ordered, ordered[0] + _FULL_TURN])]
    return _FULL_TURN - max(gaps)


def crossing(fixed: complex, slope: complex, limit: float) -> float:
    """The larger root t of |fixed + slope * t| = limit; inf without slope."""
    squared = abs(slope) ** 2
    if squared == 0:
        return math.inf
    turn = fixed.real * slope.real + fixed.imag * slope.imag
    length = abs(fixed)
    room = max((limit - length) * (limit + length), 0.0)
    root = math.sqrt(turn * turn + squared * room)
    if turn > 0:
        return room / (turn + root)
    return (root - turn) / squared
