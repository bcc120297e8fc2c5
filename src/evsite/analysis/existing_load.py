"""What is left for vehicles beside a metered load, line by line: one figure, and the rule that gives it.

Two rules bound the vehicles. By metering (220.87, 120.87 in 2026) 125 % of the highest demand and the new load are at
most the rating. By the overcurrent device (215.3, 625.41) the device takes 125 % of all continuous load, the vehicles
among it. What is left is the smaller of the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from evsite.analysis.devices import service_rating_a
from evsite.analysis.edits import group_on, supply_of
from evsite.codebook.editions import section
from evsite.codebook.formulas import CONTINUOUS_FACTOR, METERED_FACTOR
from evsite.codebook.ocpd import next_standard_a
from evsite.model.moments import upper_envelope
from evsite.model.remedy import Edit
from evsite.network.limits import line_rating_a
from evsite.network.loads import OtherLoad, other_loads
from evsite.network.places import node_place
from evsite.rounding import ceil_to, fits, floor_to
from evsite.words import amps, kva

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Supply
    from evsite.model.site import Load, Site

_LEAST_A = 8.0
"""Of each port: a group that leaves less for all of them together is not offered."""
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

    Args:
        demand_a: the highest metered demand by line [A].
        beside: loads there that are in no record.
        rating_a: of the node [A].
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
    loads = [load for load in site.loads.values() if node in site.way_up(load.on)]
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
    said = f"by the overcurrent device, 125 % of the demand and of vehicles ({device})"
    return f"{said}; {metering}, which takes vehicles in full, would leave {by_metering}"


def left_beside(line: LineLeft, nec: int) -> str:
    """What is left on a line, and why."""
    why = explained(line.governing, line.by_metering_a, line.by_device_a, nec)
    return f"{amps(max(0.0, line.left_a), digits=2)} is left for vehicles on line {line.leg}, {why}"


@dataclass(frozen=True, slots=True)
class ExistingLoad:
    """A line of a service with its metered load, and the charging load that comes on top [A]."""

    line: LineLeft
    """Its load beside the record is what the file calls new."""
    vehicles_a: float
    counted_a: float
    """What vehicles count in the calculation of a service, which is no less (NEC 2023 220.57)."""
    unsaid_a: float
    """Other load of which the file does not say whether it is new, or existing and so part of the demand."""
    spread: bool
    """Whether the demand is one of all lines together, spread evenly over them."""

    @property
    def total_a(self) -> float:
        """What counts against the rating: 125 % of the demand, and new load and vehicles in full."""
        return self.line.factored_a + self.line.other_a + self.vehicles_a

    @property
    def total_counted_a(self) -> float:
        """The same with vehicles at what they count."""
        return self.total_a - self.vehicles_a + self.counted_a

    @property
    def total_at_125_a(self) -> float:
        """The total with 125 % on continuous new load and on vehicles too."""
        continuous_a = self.line.continuous_a + self.vehicles_a
        return self.line.factored_a + self.line.noncontinuous_a + CONTINUOUS_FACTOR * continuous_a

    @property
    def total_if_new_a(self) -> float:
        """The total with vehicles at what they count, and load of which nothing is said, if that is new."""
        return self.total_counted_a + self.unsaid_a


def existing_loads(analysis: SiteAnalysis, supply: Supply, *, managed: bool = True) -> tuple[ExistingLoad, ...]:
    """Every line of a metered service; empty where amperes cannot be told of its peak, or where there is none.

    A peak in kW or kVA is that of all lines, and is spread evenly over them. The meter saw existing load of the file;
    new load comes on top, at its highest of the week.

    Args:
        analysis: the site.
        supply: the service.
        managed: whether vehicles draw no more than the groups let through.
    """
    metered = supply.metered
    if metered is None or metered.peak_kva is None:
        return ()
    demand_a, rating_a = line_rating_a(metered.peak_kva, supply.system), service_rating_a(supply)
    name, calculated = supply.name, analysis.calculated
    vehicles = analysis.greatest(name) if managed else analysis.connected(name)
    counted = calculated.greatest(name) if managed else calculated.connected(name)
    new, unsaid = other_load_by_status(analysis, supply.name)
    return tuple(
        ExistingLoad(
            LineLeft(
                leg, rating_a, demand_a, new.continuous_a.get(leg, 0.0), new.noncontinuous_a.get(leg, 0.0)
            ),
            vehicles.line_a(leg),
            max(vehicles.line_a(leg), counted.line_a(leg)),
            unsaid.total_a(leg),
            spread=not metered.by_line,
        )
        for leg in supply.system.legs
    )  # fmt: skip


def other_load_by_status(analysis: SiteAnalysis, node: str) -> tuple[OtherLoad, OtherLoad]:
    """Load at a node that is new, and load of which the file does not say it; recorded load was there before."""
    envelope = upper_envelope(analysis.site)

    def of_status(status: Literal["new"] | None) -> OtherLoad:
        loads = {load.name: load for load in envelope.loads.values() if load.status == status and not load.recorded}
        return other_loads(replace(envelope, loads=loads)).get(node_place(node)) or OtherLoad()

    return of_status("new"), of_status(None)


def measured_fits(analysis: SiteAnalysis, supply: Supply) -> bool:
    """Whether the metered demand of a service fits with all that is or may be new (220.87)."""
    found = existing_loads(analysis, supply)
    return bool(found) and all(fits(load.total_if_new_a, load.line.rating_a) for load in found)


def beside_metered(analysis: SiteAnalysis, supply: Supply, load: ExistingLoad) -> list[Edit]:
    """Ways to hold vehicles to what is left beside a metered load, or to have room for them, with 125 % on both."""
    ways = []
    left_a = floor_to(max(0.0, load.line.left_a), 0.1)
    ports = sum(load.line.leg in (port.connection or "") for port in analysis.ports_below[supply.name])
    if ports and left_a >= _LEAST_A * ports:
        limit = amps(left_a, digits=1)
        own = [each for each in analysis.site.groups.values() if each.on == supply.name and each.limit_a is not None]
        ways.append(Edit((*own[0].path, "limit"), limit) if own else group_on(analysis.site, supply.name, limit))
    asked_a = max(load.total_at_125_a, load.total_counted_a)
    if supply.rating_kva is not None:
        ways.append(supply_of(supply, kva(ceil_to(supply.rating_kva * asked_a / load.line.rating_a, 0.1))))
    elif (rating_a := next_standard_a(asked_a, analysis.site.nec)) is not None:
        ways.append(supply_of(supply, amps(rating_a)))
    return ways
