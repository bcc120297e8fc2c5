"""What counts as equal, and which way numbers are rounded."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np
    from numpy.typing import NDArray

Item = TypeVar("Item")

TOLERANCE = 1e-9
"""Two numbers that differ by less than this share are the same: sums of 64-bit numbers are good to far less, and no
figure of a site is known as well."""


def fits(value: float, limit: float) -> bool:
    """Whether a value is within a limit, one part in 1e9 aside."""
    return value <= limit + TOLERANCE * abs(limit) + 1e-12


def exceeds(value: float, limit: float) -> bool:
    """Whether a value is above a limit by more than one part in 1e9."""
    return not fits(value, limit)


def whole(value: float) -> int:
    """How many whole ones a number from 0 up holds; what misses a whole one by one part in 1e9 counts as one."""
    return int(value * (1 + TOLERANCE))


def floor_to(value: float, step: float) -> float:
    """The largest multiple of `step` that is not above a value from 0 up, one part in 1e9 aside."""
    return math.floor(value / step * (1 + TOLERANCE)) * step


def ceil_to(value: float, step: float) -> float:
    """The smallest multiple of `step` that is not below a value from 0 up, one part in 1e9 aside."""
    return math.ceil(value / step * (1 - TOLERANCE)) * step


def first_greatest(values: NDArray[np.float64]) -> int:
    """The position of the first value that is greatest, one part in 1e9 aside, of values from 0 up."""
    return int((values >= values.max() * (1 - TOLERANCE)).argmax())


def first_least(items: Iterable[Item], *values: Callable[[Item], float]) -> Item:
    """The first of the items whose value is least, one part in 1e9 aside; of those the first by the next value.

    So which of several equal ones is named does not depend on how a processor rounds.

    Raises
    ------
    ValueError
        For no items.
    """
    left = list(items)
    for value in values:
        each = [value(item) for item in left]
        least = min(each)
        left = [item for item, own in zip(left, each, strict=True) if fits(own, least)]
    return left[0]
