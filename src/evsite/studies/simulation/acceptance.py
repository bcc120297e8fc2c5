"""What a vehicle accepts at which energy, and what it could have had alone."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.sessions import Session
    from evsite.model.site import Site

TAPER_STEPS = 10
"""Steps that a linear taper is made of: what a vehicle accepts is constant between events."""

Steps = tuple[tuple[float, float], ...]
"""From which energy on [kWh] a vehicle accepts how much [A]; the last step is 0 A, where it has all that it wants."""


def acceptance(session: Session, port_a: float) -> Steps:
    """What a vehicle accepts at a port that gives so much [A], by the energy that it has [kWh]."""
    full_a = port_a if session.accept_a is None else min(session.accept_a, port_a)
    wanted = session.energy_kwh
    if wanted is None:
        return ((0.0, full_a),)
    taper = session.taper
    if taper is None or taper.start >= 1:
        return ((0.0, full_a), (wanted, 0.0))
    if not taper.linear:
        return ((0.0, full_a), (taper.start * wanted, taper.end * full_a), (wanted, 0.0))
    tail = []
    for step in range(TAPER_STEPS):
        from_kwh = (taper.start + (1 - taper.start) * step / TAPER_STEPS) * wanted
        # the middle of the step lies on the line
        tail.append((from_kwh, (1 - (1 - taper.end) * (step + 0.5) / TAPER_STEPS) * full_a))
    return ((0.0, full_a), *tail, (wanted, 0.0))


def most_a(site: Site, fallback_a: Mapping[str, float]) -> list[float]:
    """The most that each port can give to a vehicle when no other is there [A], by port.

    That is the largest current that it can offer; ports that share power modules can have more of them than their own
    station. A port that is offline gives its fallback, also where that is not one of the currents that it offers.

    Parameters
    ----------
    site
        The site.
    fallback_a
        The fallback of each port that is offline [A], by name.
    """
    modules_a = {
        name: min(pool.port_modules, sum(pool.modules)) * pool.module_kw / site.ports[name].output_kw_per_a
        for pool in site.pools
        for name in pool.ports
    }
    return [
        max(port.max_a, modules_a.get(port.name, 0.0))
        if port.steps is None
        else min(port.max_a, max(port.steps.most_a, fallback_a.get(port.name, 0.0)))
        for port in site.ports.values()
    ]


def alone(steps: Steps, kw_per_a: float, stay_s: float) -> tuple[float, float | None]:
    """What a vehicle has after a time alone at full speed [kWh], and after how long it has all that it wants [s]."""
    gone_s = 0.0
    for (from_kwh, current_a), (to_kwh, _) in pairwise(steps):
        rate_kw = current_a * kw_per_a
        needed_s = (to_kwh - from_kwh) / rate_kw * 3600 if rate_kw > 0 else math.inf
        if to_kwh <= from_kwh:
            needed_s = 0.0
        if gone_s + needed_s > stay_s * (1 + 1e-12):
            return from_kwh + rate_kw * (stay_s - gone_s) / 3600, None
        gone_s += needed_s
    last_kwh, last_a = steps[-1]
    if last_a > 0:
        return last_kwh + last_a * kw_per_a * (stay_s - gone_s) / 3600, None
    return last_kwh, gone_s
