"""How much can flow: line currents and kilovolt-amperes, added up from the ports to the utility.

A load remembers the line vectors that it is made of as long as it can, so that currents of different pairs add as
phasors. Where a setpoint cuts a whole panel, only the magnitude on each line is known from there on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.network.loads import primary_line_a
from evsite.network.phasors import to_primary, worst_case_subsets

if TYPE_CHECKING:
    from evsite.model.distribution import Supply
    from evsite.network.phasors import LineVector


@dataclass(slots=True)
class VehicleLoad:
    """What vehicles can draw at a place: amperes by line vector, magnitudes by leg, and kVA in all."""

    by_vector: dict[LineVector, float] = field(default_factory=dict)
    by_leg: dict[str, float] = field(default_factory=dict)
    power_kva: float = 0.0

    def add(self, other: VehicleLoad) -> None:
        """Add what hangs beside it."""
        for vector, amps in other.by_vector.items():
            self.by_vector[vector] = self.by_vector.get(vector, 0.0) + amps
        for leg, amps in other.by_leg.items():
            self.by_leg[leg] = self.by_leg.get(leg, 0.0) + amps
        self.power_kva += other.power_kva

    def line_a(self, leg: str) -> float:
        """The most that flows on a leg [A] when each vehicle draws all or nothing."""
        phasors = [
            amps * value for vector, amps in self.by_vector.items() for name, value in vector if name == leg and amps
        ]
        fixed = self.by_leg.get(leg, 0.0)
        if not phasors:
            return fixed
        if len(phasors) == 1:
            return fixed + abs(phasors[0])
        return fixed + max(abs(sum(phasors[index] for index in chosen)) for chosen in worst_case_subsets(phasors))

    def legs(self) -> tuple[str, ...]:
        """The legs that carry anything."""
        found = {name for vector in self.by_vector for name, _ in vector} | set(self.by_leg)
        return tuple(leg for leg in "ABC" if leg in found)

    def capped(self, limit_a: dict[str, float], limit_kva: float | None) -> VehicleLoad:
        """The load under a setpoint by leg [A] and in all [kVA]."""
        lines = {leg: self.line_a(leg) for leg in self.legs()}
        power_kva = self.power_kva if limit_kva is None else min(self.power_kva, limit_kva)
        if all(amps <= limit_a.get(leg, amps) for leg, amps in lines.items()):
            return VehicleLoad(dict(self.by_vector), dict(self.by_leg), power_kva)
        if len(self.by_vector) == 1 and not self.by_leg:
            # all on one pair: the direction is still known
            ((vector, amps),) = self.by_vector.items()
            most_a = min(limit_a.get(leg, amps * abs(value)) / abs(value) for leg, value in vector)
            return VehicleLoad(
                {vector: min(amps, most_a)}, {}, min(power_kva, self.power_kva * min(1.0, most_a / amps))
            )
        return VehicleLoad({}, {leg: min(amps, limit_a.get(leg, amps)) for leg, amps in lines.items()}, power_kva)

    def no_more_than(self, other: VehicleLoad) -> VehicleLoad:
        """The load with no more of any line vector than another has; this one where that cuts nothing off."""
        most = other.by_vector
        if other.by_leg or all(amps <= most.get(vector, 0.0) for vector, amps in self.by_vector.items()):
            return self
        cut = {vector: min(amps, most.get(vector, 0.0)) for vector, amps in self.by_vector.items()}
        return VehicleLoad(cut, dict(self.by_leg), min(self.power_kva, other.power_kva))

    def to_primary(self, supply: Supply) -> VehicleLoad:
        """What this load on the secondary of a transformer is on its primary side."""
        result = VehicleLoad({}, self._fixed_to_primary(supply), self.power_kva)
        for vector, amps in self.by_vector.items():
            moved = to_primary(supply, vector)
            result.by_vector[moved] = result.by_vector.get(moved, 0.0) + amps
        return result

    def _fixed_to_primary(self, supply: Supply) -> dict[str, float]:
        if not self.by_leg:
            return {}
        if supply.winding != "delta-wye" or supply.primary is None:
            return primary_line_a(self.by_leg, supply)
        # where only magnitudes are known the load may all be on one pair, whose two currents meet in a primary line
        ratio = supply.primary.line_v * math.sqrt(3) / supply.system.line_v
        amps = self.by_leg
        return {leg: (amps.get(leg, 0.0) + amps.get(other, 0.0)) / ratio for leg, other in supply.meets.items()}
