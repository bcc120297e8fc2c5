"""A vehicle during a simulation: what it accepts at which energy, and what it could have had alone."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.sessions import Session
    from evsite.studies.simulation.rate_groups import RateGroup

TAPER_STEPS = 10
"""Steps that a linear taper is made of: what a vehicle accepts is constant between events."""

Steps = tuple[tuple[float, float], ...]
"""From which energy on [kWh] a vehicle accepts how much [A]; the last step is 0 A, where it has all that it wants."""


class Vehicle:
    """A vehicle that is plugged in, or waits for a port."""

    __slots__ = (
        "energy_kwh",
        "freed_s",
        "full_s",
        "group",
        "joined_kwh",
        "joined_s",
        "joined_unpowered_s",
        "leave_s",
        "longest_unpowered_s",
        "number",
        "plugged_s",
        "port",
        "session",
        "step",
        "steps",
        "stint",
        "unpowered_s",
    )

    def __init__(self, number: int, session: Session, leave_s: float) -> None:
        self.number = number
        self.session = session
        self.leave_s = leave_s
        self.port = -1
        self.plugged_s: float | None = None
        self.freed_s: float | None = None
        self.steps: Steps = ()
        self.step = 0
        self.energy_kwh = 0.0
        self.full_s: float | None = None
        self.group: RateGroup | None = None
        self.stint = 0
        self.joined_kwh = self.joined_s = self.joined_unpowered_s = 0.0
        self.unpowered_s = self.longest_unpowered_s = 0.0

    @property
    def accept_a(self) -> float:
        """What it accepts now [A]."""
        return self.steps[self.step][1]

    @property
    def next_kwh(self) -> float:
        """The energy at which it accepts something else; inf where it takes as much as it gets."""
        following = self.step + 1
        return self.steps[following][0] if following < len(self.steps) else math.inf

    def energy_at(self, at_s: float) -> float:
        """What it has at an instant, at the earliest that of the last event [kWh]."""
        if self.group is None:
            return self.energy_kwh
        return self.energy_kwh + self.group.gained_at(at_s) - self.joined_kwh


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
