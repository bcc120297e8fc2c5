"""What else hangs on each node: loads that are no vehicles, by leg, up to the utility.

The angle of such a load is not known, so magnitudes are added; that is never too little.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.codebook.formulas import minimum_ocpd_a, usable_continuous_a
from evsite.network.phasors import primary_pair
from evsite.network.places import Place, node_place, primary_place
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from evsite.model.distribution import Supply
    from evsite.model.site import Site

_ROOT3 = math.sqrt(3)


@dataclass(slots=True)
class OtherLoad:
    """Other load on a node: amperes by leg, and kVA in all, continuous and not."""

    continuous_a: dict[str, float] = field(default_factory=dict)
    noncontinuous_a: dict[str, float] = field(default_factory=dict)
    power_kva: float = 0.0

    def add(self, line_a: dict[str, float], power_kva: float, *, continuous: bool) -> None:
        """Add one load, magnitudes to magnitudes."""
        mine = self.continuous_a if continuous else self.noncontinuous_a
        for leg, amps in line_a.items():
            mine[leg] = mine.get(leg, 0.0) + amps
        self.power_kva += power_kva

    def total_a(self, leg: str) -> float:
        """Amperes on a leg, of both kinds."""
        return self.continuous_a.get(leg, 0.0) + self.noncontinuous_a.get(leg, 0.0)

    def usable_a(self, leg: str, ocpd_a: float) -> float:
        """Continuous current that a device of a rating can take on a leg beside this load [A]."""
        return usable_continuous_a(
            ocpd_a,
            continuous_a=self.continuous_a.get(leg, 0.0),
            noncontinuous_a=self.noncontinuous_a.get(leg, 0.0),
        )

    def required_ocpd_a(self, leg: str, continuous_a: float) -> float:
        """Least device for a continuous current on a leg beside this load [A]."""
        return minimum_ocpd_a(continuous_a + self.continuous_a.get(leg, 0.0), self.noncontinuous_a.get(leg, 0.0))


def other_loads(site: Site) -> dict[Place, OtherLoad]:
    """Other load at every node, and on the primary side of every transformer, with all that hangs below it."""
    totals: dict[Place, OtherLoad] = {}
    for load in site.loads.values():
        line_a = load.line_a
        for node in site.way_up(load.on):
            totals.setdefault(node_place(node), OtherLoad()).add(line_a, load.power_kva, continuous=load.continuous)
            supply = site.supplies.get(node)
            if supply is not None and supply.primary is not None:
                line_a = primary_line_a(line_a, supply)
                place = primary_place(supply.name)
                totals.setdefault(place, OtherLoad()).add(line_a, load.power_kva, continuous=load.continuous)
    return totals


def primary_line_a(line_a: dict[str, float], supply: Supply) -> dict[str, float]:
    """Amperes that a secondary load puts on the primary lines of a transformer, at most.

    A load that is spread over all three lines keeps its kVA; through a delta-wye an unbalanced one is bounded by
    the sum of the two winding currents that meet in a primary line.
    """
    primary = supply.primary
    assert primary is not None
    if supply.winding == "single-phase":
        amps = max(line_a.values(), default=0.0) * supply.system.line_v / primary.line_v
        return dict.fromkeys((leg for leg in primary_pair(supply) if leg != "N"), amps)
    if supply.system.delta and sum(amps > 0 for amps in line_a.values()) == 1:
        # from a leg to the mid-point of a delta winding: half a load across that winding, which ends on A and C
        amps = max(line_a.values()) / 2 * supply.system.line_v / primary.line_v
        return {"A": amps, "C": amps}
    values = [line_a.get(leg, 0.0) for leg in "ABC"]
    balanced = max(values) - min(values) <= TOLERANCE * max(values, default=0.0)
    if balanced or supply.winding != "delta-wye":
        return {leg: amps * supply.system.line_v / primary.line_v for leg, amps in line_a.items()}
    ratio = primary.line_v / (supply.system.line_v / _ROOT3)
    return {leg: (line_a.get(leg, 0.0) + line_a.get(other, 0.0)) / ratio for leg, other in supply.meets.items()}
