"""How full limits are, for a chart: with every port in use, or with stations offline at their fallback."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.network.titles import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.allocation.result import LimitUse
    from evsite.model.limit_id import LimitId
    from evsite.model.site import Site
    from evsite.proofs.offline import FallbackLoad

_FEW = 12
"""Up to so many limits each has a bar of its own."""
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class LimitBar:
    """The load of a limit, and of others of its kind that carry as much of as much; in A, kW or kVA."""

    limits: tuple[LimitId, ...]
    load: float
    allowed: float
    unit: str

    @property
    def fullness(self) -> float:
        """Load over limit; 0 for a limit of nothing that carries nothing, and without end for one that carries more."""
        if self.allowed:
            return self.load / self.allowed
        return math.inf if self.load else 0.0


def limit_bars(uses: Iterable[LimitUse]) -> tuple[LimitBar, ...]:
    """How full each limit is, the fullest first.

    Parameters
    ----------
    uses
        The limits of an allocation.
    """
    bars = []
    for use in uses:
        load, allowed = (use.load_a, use.limit_a) if use.load_a is not None else use.power
        assert load is not None
        assert allowed is not None
        unit = "A" if use.load_a is not None else "kW" if use.load_kva is None else "kVA"
        bars.append(LimitBar((use.limit,), load, allowed, unit))
    return _fullest_first(bars)


def fallback_bars(site: Site, loads: Iterable[FallbackLoad]) -> tuple[LimitBar, ...]:
    """What offline stations put on each limit at worst, the fullest first.

    Parameters
    ----------
    site
        The site.
    loads
        The fallbacks of its report.
    """
    return _fullest_first(
        LimitBar((each.limit,), each.load, each.allowed, unit_of(site, each.limit, each.unit)) for each in loads
    )


def _fullest_first(bars: Iterable[LimitBar]) -> tuple[LimitBar, ...]:
    """Bars from the fullest on, those that are alike as one where there are many."""
    listed = sorted(bars, key=lambda bar: -round(bar.fullness, _DIGITS))
    if len(listed) <= _FEW:
        return tuple(listed)
    equal: dict[object, LimitBar] = {}
    for bar in listed:
        limit = bar.limits[0]
        key = limit.kind, limit.side, limit.leg, bar.unit, round(bar.load, _DIGITS), round(bar.allowed, _DIGITS)
        known = equal.get(key)
        equal[key] = bar if known is None else replace(known, limits=(*known.limits, *bar.limits))
    return tuple(equal.values())
