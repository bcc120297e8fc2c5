"""What is left for vehicles beside a metered load, line by line: one figure, and the rule that gives it.

Two rules bound the vehicles. By metering (220.87, 120.87 in 2026) 125 % of the highest demand and the new load are at
most the rating. By the overcurrent device (215.3, 625.41) the device takes 125 % of all continuous load, the vehicles
among it. What is left is the smaller of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.codebook.editions import section
from evsite.codebook.formulas import CONTINUOUS_FACTOR, METERED_FACTOR
from evsite.words import amps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evsite.model.site import Load, Site

Governing = Literal["metering", "overcurrent device"]


@dataclass(frozen=True, slots=True)
class LineLeft:
    """One line of a node: its rating, the metered demand, and load beside that is in no record [A]."""

    leg: str
    rating_a: float
    demand_a: float
    continuous_a: float = 0.0
    noncontinuous_a: float = 0.0

    @property
    def factored_a(self) -> float:
        """125 % of the demand."""
        return METERED_FACTOR * self.demand_a

    @property
    def other_a(self) -> float:
        """Load that is not in the record."""
        return self.continuous_a + self.noncontinuous_a

    @property
    def by_metering_a(self) -> float:
        """What 125 % of the demand and the other load leave of the rating; below zero where they are more."""
        return self.rating_a - self.factored_a - self.other_a

    @property
    def by_device_a(self) -> float:
        """What the device can take of vehicles, which count 125 %; below zero where the load is more already."""
        load_a = self.noncontinuous_a + CONTINUOUS_FACTOR * (self.demand_a + self.continuous_a)
        return (self.rating_a - load_a) / CONTINUOUS_FACTOR

    @property
    def left_a(self) -> float:
        """What is left for vehicles."""
        return min(self.by_metering_a, self.by_device_a)

    @property
    def governing(self) -> Governing:
        """The rule that gives what is left."""
        return "metering" if self.by_metering_a < self.by_device_a else "overcurrent device"


def lines_left(demand_a: Mapping[str, float], beside: Iterable[Load], rating_a: float) -> tuple[LineLeft, ...]:
    """What is left on each line of a node.

    Parameters
    ----------
    demand_a
        The highest metered demand by line [A].
    beside
        Loads there that are in no record.
    rating_a
        Of the node [A].
    """
    others = list(beside)
    return tuple(
        LineLeft(
            leg,
            rating_a,
            demand,
            continuous_a=sum(load.line_a.get(leg, 0.0) for load in others if load.continuous),
            noncontinuous_a=sum(load.line_a.get(leg, 0.0) for load in others if not load.continuous),
        )
        for leg, demand in demand_a.items()
    )


def beside_meters(site: Site, node: str, rating_a: float) -> tuple[LineLeft, ...]:
    """What is left on each line of a node beside the load of the file; empty where none of it is from a meter.

    It is empty too where load stands behind a transformer, whose amperes are others there.
    """
    loads = site.loads_below(node)
    metered = [load for load in loads if load.measured is not None]
    system = site.system_at(node)
    if not metered or any(site.system_at(load.on).line_v != system.line_v for load in loads):
        return ()
    legs = site.circuits[node].connection.replace("N", "") if node in site.circuits else system.legs
    demand_a = {leg: sum(load.line_a.get(leg, 0.0) for load in metered) for leg in legs}
    return lines_left(demand_a, [load for load in loads if load.measured is None], rating_a)


def explained(governing: Governing, by_metering_a: float, by_device_a: float, nec: int) -> str:
    """The rule that gives what is left, and what the other one would leave."""
    metering, device = section("existing-load", nec), section("evse-overcurrent", nec)
    by_metering = amps(max(0.0, by_metering_a), digits=2)
    by_device = amps(max(0.0, by_device_a), digits=2)
    if governing == "metering":
        return (
            f"by {metering}, 125 % of the demand and vehicles in full; the overcurrent device would leave {by_device}"
        )
    device_text = f"by the overcurrent device, 125 % of the demand and of vehicles ({device})"
    return f"{device_text}; {metering}, which takes vehicles in full, would leave {by_metering}"


def left_beside(line: LineLeft, nec: int) -> str:
    """What is left on a line, and why."""
    why = explained(line.governing, line.by_metering_a, line.by_device_a, nec)
    return f"{amps(max(0.0, line.left_a), digits=2)} is left for vehicles on line {line.leg}, {why}"
