"""What the allocator is asked and what it finds, by port number: arrays that only sharing and studies look into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.rotation import Rotation

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moment:
    """Who is plugged in and what each vehicle accepts, by port; `order` are port numbers by arrival.

    `wanted_a` is what port and vehicle could do together, `ceiling_a` what a limit over that port alone leaves of it;
    `offline_a` is what each port draws that cannot be reached, and nan for the others. `accepted_a` is what vehicles
    draw at most where that may be less than what stations with current steps offer them; None where no port has any.
    """

    occupied: NDArray[np.bool_]
    wanted_a: Floats
    ceiling_a: Floats
    order: Sequence[int]
    offline_a: Floats
    accepted_a: Floats | None = None

    def drawn_a(self, offered_a: Floats) -> Floats:
        """What vehicles draw of what they are offered, by port (the last axis) [A]."""
        return offered_a if self.accepted_a is None else np.minimum(offered_a, self.accepted_a)

    def stopping(self, limit: NDArray[np.int64], drawn_a: Floats) -> NDArray[np.int64]:
        """The limits that keep ports from more, of those that stopped them: -1 for who has all that it takes.

        Where a limit is full as a vehicle comes to what it takes, rounding decides which of the two stopped it.
        """
        takes_a = self.drawn_a(self.ceiling_a)
        return np.where(drawn_a < takes_a * (1 - TOLERANCE), limit, -1)

    @property
    def offline(self) -> NDArray[np.bool_]:
        """The ports that follow no policy."""
        return np.asarray(~np.isnan(self.offline_a), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Shares:
    """Amperes by port and, by port, the number of the limit that stops it (-1: the vehicle or the port itself).

    `turns` are the ports that cannot all have their minimums at once, by port: these are not their shares. `rounded`
    are those that get less than their share because their stations offer no current between; None where none does.
    """

    current_a: Floats
    limit: NDArray[np.int64]
    turns: NDArray[np.bool_]
    rounded: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What ports get over time, by port: the number that every report shows.

    `current_a` is the average over a cycle where ports take turns, `limit` the number of the limit that stops each (-1:
    none). `turns` are the ports that take turns; each is without power for the part `without` of the time, at most for
    `wait_h` in a row (inf: for good). `cycle` is the rotation, None where no port takes turns. `rounded` is that of the
    shares. `offered_a` is what stations offer, on average over the cycle, where vehicles may draw less than that; None
    where all draw what they are offered.
    """

    current_a: Floats
    limit: NDArray[np.int64]
    turns: NDArray[np.bool_]
    without: Floats
    wait_h: Floats
    cycle: Rotation | None
    rounded: NDArray[np.bool_] | None = None
    offered_a: Floats | None = None
