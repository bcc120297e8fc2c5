"""Voltage systems: what voltage stands between which conductors, and at which angle.

A system is a set of voltage phasors, one a leg, with the neutral and the grounded point given as phasors too.
Pair voltages, voltages to ground (NEC 250.20, Article 100) and the direction of every load current follow.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass, replace

_UNIT = {"A": cmath.rect(1, 0.0), "B": cmath.rect(1, -2 * math.pi / 3), "C": cmath.rect(1, 2 * math.pi / 3)}
_ROOT3 = math.sqrt(3)


@dataclass(frozen=True, slots=True)
class VoltageSystem:
    """A voltage system, or the legs of one that reach a panel.

    `legs` are the live conductors; `leg_v` their phasors in volts from the system's centre; `neutral_v` and
    `ground_v` the neutral and the grounded point (None: there is none). `line_v` and `to_neutral_v` are the
    nominal voltages that power is computed with.
    """

    name: str
    legs: tuple[str, ...]
    leg_v: tuple[complex, ...]
    neutral_v: complex | None
    ground_v: complex | None
    line_v: float
    to_neutral_v: float | None
    delta: bool = False

    @property
    def three_phase(self) -> bool:
        """Whether three legs reach this point."""
        return len(self.legs) == 3

    def phasor_v(self, leg: str) -> complex:
        """The voltage phasor of a leg [V], or of the neutral for "N"."""
        if leg == "N":
            assert self.neutral_v is not None
            return self.neutral_v
        return self.leg_v[self.legs.index(leg)]

    def connections(self) -> tuple[str, ...]:
        """Every way to connect a load here: "AB", "AN", "ABC" and so on."""
        pairs = [pair for pair in ("AB", "BC", "CA") if all(leg in self.legs for leg in pair)]
        neutral = [] if self.neutral_v is None else [f"{leg}N" for leg in self.legs if self._serves_neutral(leg)]
        return (*pairs, *neutral, *(["ABC"] if self.three_phase else []))

    def _serves_neutral(self, leg: str) -> bool:
        # the high leg of a 240/120 delta stands 208 V from the neutral: no load is connected there
        return (
            self.to_neutral_v is not None
            and abs(abs(self.phasor_v(leg) - self.phasor_v("N")) - self.to_neutral_v) < 0.02 * self.to_neutral_v
        )

    def voltage_v(self, connection: str) -> float:
        """Nominal voltage of a connection [V]: line to line, or to neutral for "AN"."""
        if connection.endswith("N"):
            assert self.to_neutral_v is not None
            return self.to_neutral_v
        return self.line_v

    def kva_per_a(self, connection: str) -> float:
        """Apparent power per ampere of line current [kVA/A]; sqrt(3) V for three-phase."""
        return self.voltage_v(connection) * (_ROOT3 if connection == "ABC" else 1.0) / 1000

    def currents(self, connection: str) -> dict[str, complex]:
        """Line currents per ampere of a unity-power-factor load, as phasors by leg."""
        if connection == "ABC":
            return {leg: _unit(volts) for leg, volts in zip(self.legs, self.leg_v, strict=True)}
        direction = _unit(self.phasor_v(connection[0]) - self.phasor_v(connection[1]))
        if connection.endswith("N"):
            return {connection[0]: direction}
        return {connection[0]: direction, connection[1]: -direction}

    def to_ground_v(self, connection: str) -> float:
        """Greatest nominal voltage to ground of the conductors of a connection [V] (NEC Article 100).

        On an ungrounded system it is the greatest voltage to any other conductor.
        """
        legs = [leg for leg in connection if leg != "N"]
        if self.ground_v is None:
            return self.line_v
        worst = max(abs(self.phasor_v(leg) - self.ground_v) for leg in legs)
        # the phasors of a 208Y/120 system give 120.09 V; 625.43 is about the nominal value
        return _nominal(worst, [self.line_v, self.to_neutral_v or self.line_v, 208.0])

    def only(self, legs: str) -> VoltageSystem:
        """The same system where just these legs run on: two legs and the neutral of a wye, for example."""
        kept = tuple(leg for leg in self.legs if leg in legs)
        return replace(
            self,
            name=f"{self.name}, legs {''.join(kept)}",
            legs=kept,
            leg_v=tuple(self.phasor_v(leg) for leg in kept),
        )


def _unit(value: complex) -> complex:
    return value / abs(value)


def _nominal(value_v: float, nominals: list[float]) -> float:
    nearest = min(nominals, key=lambda nominal: abs(nominal - value_v))
    return nearest if abs(nearest - value_v) < 0.01 * nearest else value_v


def _wye(name: str, line_v: float, to_neutral_v: float) -> VoltageSystem:
    legs = tuple(_UNIT[leg] * line_v / _ROOT3 for leg in "ABC")
    return VoltageSystem(name, ("A", "B", "C"), legs, 0j, 0j, line_v, to_neutral_v)


def _delta(name: str, line_v: float, *, grounded: str | None = None) -> VoltageSystem:
    legs = tuple(_UNIT[leg] * line_v / _ROOT3 for leg in "ABC")
    ground = None if grounded is None else legs["ABC".index(grounded)]
    return VoltageSystem(name, ("A", "B", "C"), legs, None, ground, line_v, None, delta=True)


def _high_leg() -> VoltageSystem:
    legs = tuple(_UNIT[leg] * 240.0 / _ROOT3 for leg in "ABC")
    middle = (legs[0] + legs[2]) / 2
    return VoltageSystem("240/120 high-leg delta", ("A", "B", "C"), legs, middle, middle, 240.0, 120.0, delta=True)


def _split_phase() -> VoltageSystem:
    return VoltageSystem("240/120", ("A", "B"), (120 + 0j, -120 + 0j), 0j, 0j, 240.0, 120.0)


def _two_legs_of_wye() -> VoltageSystem:
    return replace(_wye("208Y/120", 208.0, 120.0).only("AB"), name="120/208 single-phase")


SYSTEMS: dict[str, VoltageSystem] = {
    system.name: system
    for system in (
        _wye("208Y/120", 208.0, 120.0),
        _wye("480Y/277", 480.0, 277.0),
        _wye("600Y/347", 600.0, 347.0),
        _split_phase(),
        _two_legs_of_wye(),
        _high_leg(),
        _delta("240 delta", 240.0),
        _delta("480 delta", 480.0),
        _delta("240 delta corner-grounded", 240.0, grounded="B"),
        _delta("480 delta corner-grounded", 480.0, grounded="B"),
    )
}
"""The systems evsite knows, by the name that a site file uses."""
