"""Limits as acnportal keeps them: the magnitude of a signed sum of phasors that have the angles of their EVSEs.

acnportal (`ChargingNetwork.constraint_current`) turns the current of each EVSE by the angle of that EVSE, weighs it by
a real number for each constraint, and compares the magnitude of the sum with the limit.
"""

from __future__ import annotations

import cmath
import math
from itertools import pairwise
from typing import TYPE_CHECKING

from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

_HALVINGS = 60


def signed(parts: Sequence[complex], angles_rad: Sequence[float]) -> list[float] | None:
    """Real numbers that weigh phasors of these angles as a conductor adds them up; None where there are none.

    Parameters
    ----------
    parts
        What an ampere of each EVSE is on the conductor, not zero.
    angles_rad
        The angles of the EVSEs. The whole sum may be turned, which no magnitude shows.
    """
    own = [part / cmath.rect(1, angle) for part, angle in zip(parts, angles_rad, strict=True)]
    turn = own[0] / abs(own[0])
    weights = [part / turn for part in own]
    if any(abs(weight.imag) > TOLERANCE * abs(weight) for weight in weights):
        return None
    return [weight.real for weight in weights]


def in_line(angles_rad: Sequence[float]) -> bool:
    """Whether all angles are the same or opposite, so that magnitudes add up."""
    return all(abs(math.sin(angle - angles_rad[0])) <= TOLERANCE for angle in angles_rad)


def plain_sum(
    weights: Sequence[float], angles_rad: Sequence[float], most_a: Sequence[float]
) -> tuple[list[float], bool]:
    """Signed numbers by which the magnitude is never below a plain sum, and whether it is that sum.

    A sum of power adds magnitudes, whatever their angles; a sum of phasors of different angles is less than that. All
    are mirrored into one half-plane, and each is raised so far that its share along one direction is its weight.
    Then the magnitude is at least the plain sum: no more than the limit passes, and in some directions less. The
    direction is the one in which nothing is lost where each EVSE draws its part of the most.

    Parameters
    ----------
    weights
        What an ampere of each EVSE counts, above 0.
    angles_rad
        The angles of the EVSEs.
    most_a
        The most that each draws.
    """
    if in_line(angles_rad):
        return [
            weight * (1 if math.cos(angle - angles_rad[0]) > 0 else -1)
            for weight, angle in zip(weights, angles_rad, strict=True)
        ], True
    low, high = _narrowest(angles_rad)
    mirrored, signs = [], []
    for angle in angles_rad:
        turned = low + (angle - low + TOLERANCE) % math.pi - TOLERANCE
        mirrored.append(turned)
        signs.append(1 if math.cos(turned - angle) > 0 else -1)
    pull = [weight * most for weight, most in zip(weights, most_a, strict=True)]
    left, right = high - math.pi / 2, low + math.pi / 2
    if not any(pull):
        left = right = (low + high) / 2
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        across = sum(each * math.tan(angle - middle) for each, angle in zip(pull, mirrored, strict=True))
        left, right = (middle, right) if across > 0 else (left, middle)
    along = (left + right) / 2
    return [
        sign * weight / math.cos(angle - along) for sign, weight, angle in zip(signs, weights, mirrored, strict=True)
    ], False


def _narrowest(angles_rad: Sequence[float]) -> tuple[float, float]:
    """The ends of the smallest arc that holds every direction or its opposite [rad]."""
    directions: list[float] = []
    for angle in sorted(angle % math.pi for angle in angles_rad):
        if not directions or angle - directions[-1] > TOLERANCE:
            directions.append(angle)
    if directions[-1] - directions[0] > math.pi - TOLERANCE:
        directions.pop()
    gaps = [after - before for before, after in pairwise(directions)]
    gaps.append(directions[0] + math.pi - directions[-1])
    widest = max(range(len(gaps)), key=lambda place: round(gaps[place], 9))
    low = directions[(widest + 1) % len(directions)]
    return low, low + math.pi - gaps[widest]
