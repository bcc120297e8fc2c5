"""What a port gets at least beside offline stations, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.limit_id import LimitedBy

_LOWER = 1e-6
"""What is lower by less than this share is not reported as lower: both figures are ends of searches."""


@dataclass(frozen=True, slots=True)
class WithOffline:
    """What a port gets at least, whichever port else is offline at its fallback.

    `current_a` is proved; with the ports of `online` in use and those of `offline` at their fallback it gets
    `least_found_a`. It is online itself, also where it is listed among the others: ports that are alike share the
    lists.
    """

    current_a: float
    least_found_a: float
    limit: LimitedBy
    exact: bool
    online: tuple[str, ...]
    offline: tuple[str, ...]

    def lowers(self, online_a: float) -> bool:
        """Whether this is less than what the port gets at least with every port online [A], by more than rounding."""
        return self.current_a < online_a * (1 - _LOWER)
