"""The currents that a station can offer where these are not any number: whole amperes, or a few values.

Under J1772 a station tells the vehicle how much it may draw, and many stations tell only some currents: whole amperes,
or 0, 8, 16, 24 and 32 A (as acnportal has them in `get_evse_by_type`). A share between two of them is offered as the
lower one, so that no limit is exceeded; a vehicle draws no more than it accepts, whatever is offered.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise

from evsite.rounding import TOLERANCE, ceil_to, whole

LEAST_STEP_A = 0.1
"""Steps below this are not told apart by a message to a station: limits of OCPP 1.6 are multiples of 0.1 A."""

SAME_CURRENT = TOLERANCE / 2
"""A share that misses a current by this part counts as that current. Half of what a limit may be exceeded by, as what
is rounded up on several phases may add up to somewhat more on a conductor that carries their phasor sum."""


@dataclass(frozen=True, slots=True)
class CurrentSteps:
    """The currents that a port can offer, above 0 and rising [A]; it can always offer nothing.

    `step_a` is the step where the file gives one, of which they are the whole multiples.
    """

    currents_a: tuple[float, ...]
    step_a: float | None = None

    @property
    def least_a(self) -> float:
        """The least current that it can offer, above 0."""
        return self.currents_a[0]

    @property
    def most_a(self) -> float:
        """The largest current that it can offer."""
        return self.currents_a[-1]

    def round_down_a(self, current_a: float) -> float:
        """The largest current that can be offered and is not above another; what misses one by rounding counts as it.

        Parameters
        ----------
        current_a
            Any current from 0 A up.
        """
        place = bisect_right(self.currents_a, current_a * (1 + SAME_CURRENT))
        return self.currents_a[place - 1] if place else 0.0

    def round_up_a(self, current_a: float) -> float:
        """The least current that can be offered and is not below another, the largest one for more than that.

        Parameters
        ----------
        current_a
            Any current from 0 A up; nothing is asked for with 0 A.
        """
        if current_a <= 0:
            return 0.0
        place = bisect_left(self.currents_a, current_a * (1 - SAME_CURRENT))
        return self.currents_a[min(place, len(self.currents_a) - 1)]

    def next_a(self, current_a: float) -> float | None:
        """The current that can be offered next above one; None where that is the largest."""
        place = bisect_right(self.currents_a, current_a * (1 + SAME_CURRENT))
        return self.currents_a[place] if place < len(self.currents_a) else None

    def kept_part(self, least_a: float) -> float:
        """What rounding down leaves at least of a share that is no less than some current: 0.5 of 8, 16, 24 A."""
        kept = [low / high for low, high in pairwise(self.currents_a) if low >= least_a]
        return min(kept, default=1.0)


def multiples_of(step_a: float, least_a: float, most_a: float) -> tuple[float, ...]:
    """The whole multiples of a step from the least current that a port offers up to the most that it draws [A]."""
    first, last = max(1, round(ceil_to(least_a, step_a) / step_a)), whole(most_a / step_a)
    # 3 times 0.1 is 0.3
    return tuple(float(f"{count * step_a:.12g}") for count in range(first, last + 1))
