"""What the primary lines of a transformer carry, and what its primary device has to be for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.codebook.formulas import minimum_ocpd_a
from evsite.network.limits import line_rating_a, rating_kva
from evsite.network.loads import OtherLoad
from evsite.network.phasors import primary_pair
from evsite.network.places import primary_place
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_loads import SiteLoads
    from evsite.model.distribution import RatedAt, Supply


@dataclass(frozen=True, slots=True)
class TransformerOverload:
    """A device on one side of a transformer, and the fullest line there of a load that its rating does not allow."""

    supply: Supply
    side: Literal["primary", "secondary"]
    device: RatedAt
    leg: str
    continuous_a: float
    noncontinuous_a: float

    @property
    def required_a(self) -> float:
        """The least device for it [A]."""
        return minimum_ocpd_a(self.continuous_a, self.noncontinuous_a)

    @property
    def too_small(self) -> tuple[RatedAt, ...]:
        """Every device on that side which is too small for it."""
        on_side = self.supply.primary_devices if self.side == "primary" else (self.device,)
        return tuple(each for each in on_side if exceeds(self.required_a, each.rating_a))


def primary_legs(supply: Supply) -> tuple[str, ...]:
    """The lines that feed a transformer whose primary system is known."""
    assert supply.primary is not None
    if supply.winding == "single-phase":
        return tuple(leg for leg in primary_pair(supply) if leg != "N")
    return supply.primary.legs


def primary_vehicles_a(loads: SiteLoads, supply: Supply) -> dict[str, float]:
    """What vehicles put on each primary line of a transformer under every group [A]."""
    place, load = primary_place(supply.name), loads.managed(supply.name).to_primary(supply)
    # groups bound the lines of the secondary, and what these come to on the primary can be above what is connected
    connected = loads.connected(supply.name).to_primary(supply)
    proved = {leg: loads.equipment.load_on(place, leg) for leg in primary_legs(supply)}
    return {
        leg: min(load.line_a(leg), connected.line_a(leg), math.inf if found is None else found.greatest)
        for leg, found in proved.items()
    }


def primary_other(loads: SiteLoads, supply: Supply) -> OtherLoad:
    """The load on the primary lines of a transformer that is no vehicle's."""
    return loads.other.get(primary_place(supply.name)) or OtherLoad()


def primary_lines(loads: SiteLoads, supply: Supply) -> dict[str, tuple[float, float]]:
    """Continuous and other load on each primary line of a transformer at its worst time, under every group [A]."""
    found: dict[str, tuple[float, float]] = {}
    for time in loads.times:
        other = primary_other(time, supply)
        for leg, vehicles_a in primary_vehicles_a(time, supply).items():
            line = vehicles_a + other.continuous_a.get(leg, 0.0), other.noncontinuous_a.get(leg, 0.0)
            found[leg] = max(found.get(leg, line), line, key=lambda each: minimum_ocpd_a(*each))
    return found


def device_allows_less(loads: SiteLoads, supply: Supply, leg: str) -> bool:
    """Whether the device on the primary of a transformer leaves less for vehicles on a line than its rated current."""
    device = supply.primary_device
    if device is None or supply.primary is None:
        return False
    other = loads.highest_other_on_primary(supply.name)
    rated_a = line_rating_a(rating_kva(supply), supply.primary)
    return exceeds(rated_a - other.total_a(leg), other.usable_a(leg, device.rating_a))


def primary_overloads(loads: SiteLoads) -> Iterator[TransformerOverload]:
    """Transformers whose device on the primary side is too small for what its lines carry (215.3)."""
    for supply in loads.site.supplies.values():
        device = supply.primary_device
        if device is None or supply.primary is None:
            continue
        lines = primary_lines(loads, supply)
        leg = max(lines, key=lambda name: round(minimum_ocpd_a(*lines[name]), 6))
        found = TransformerOverload(supply, "primary", device, leg, *lines[leg])
        if exceeds(found.required_a, device.rating_a):
            yield found
