"""The load of a service by its metered demand, with new load and charging on top, as 220.87 adds them up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from evsite.analysis.beside_meter import LineLeft
from evsite.analysis.devices import service_rating_a
from evsite.analysis.edits import group_on, supply_of
from evsite.codebook.formulas import CONTINUOUS_FACTOR
from evsite.codebook.ocpd import next_standard_a
from evsite.model.moments import upper_envelope
from evsite.model.remedy import Edit
from evsite.network.limits import line_rating_a
from evsite.network.loads import OtherLoad, other_loads
from evsite.network.places import node_place
from evsite.rounding import ceil_to, fits, floor_to
from evsite.words import amps, kva

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Supply

_LEAST_A = 8.0
"""Of each port: a group that leaves less for all of them together is not offered."""


@dataclass(frozen=True, slots=True)
class ExistingLoad:
    """A line of a service with its metered load, and the charging load that comes on top [A]."""

    line: LineLeft
    """Its load beside the record is what the file calls new."""
    vehicles_a: float
    counted_a: float
    """What vehicles count in the calculation of a service, which is no less (NEC 2023 220.57)."""
    status_unknown_a: float
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
        """The total with vehicles at what they count, and load of which nothing is stated, if that is new."""
        return self.total_counted_a + self.status_unknown_a


def existing_loads(analysis: SiteAnalysis, supply: Supply, *, managed: bool = True) -> tuple[ExistingLoad, ...]:
    """Every line of a metered service; empty where amperes cannot be determined of its peak, or where there is none.

    A peak in kW or kVA is that of all lines, and is spread evenly over them. The meter saw existing load of the file;
    new load comes on top, at its highest of the week.

    Parameters
    ----------
    analysis
        The site.
    supply
        The service.
    managed
        Whether vehicles draw no more than the groups let through.
    """
    metered = supply.metered
    if metered is None or metered.peak_kva is None:
        return ()
    demand_a, rating_a = line_rating_a(metered.peak_kva, supply.system), service_rating_a(supply)
    name, calculated = supply.name, analysis.calculated
    vehicles = analysis.greatest(name) if managed else analysis.connected(name)
    counted = calculated.greatest(name) if managed else calculated.connected(name)
    new, status_unknown = other_load_by_status(analysis, supply.name)
    return tuple(
        ExistingLoad(
            LineLeft(
                leg, rating_a, demand_a, new.continuous_a.get(leg, 0.0), new.noncontinuous_a.get(leg, 0.0)
            ),
            vehicles.line_a(leg),
            max(vehicles.line_a(leg), counted.line_a(leg)),
            status_unknown.total_a(leg),
            spread=not metered.by_line,
        )
        for leg in supply.system.legs
    )  # fmt: skip


def other_load_by_status(analysis: SiteAnalysis, node: str) -> tuple[OtherLoad, OtherLoad]:
    """Load at a node that is new, and load of which the file does not say it; recorded load was there before."""
    envelope = upper_envelope(analysis.site)

    def of_status(status: Literal["new"] | None) -> OtherLoad:
        below = envelope.loads_below(node)
        loads = {load.name: load for load in below if load.status == status and not load.recorded}
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
        ways.append(Edit(own[0].limit_path, limit) if own else group_on(analysis.site, supply.name, limit))
    required_a = max(load.total_at_125_a, load.total_counted_a)
    if supply.rating_kva is not None:
        ways.append(supply_of(supply, kva(ceil_to(supply.rating_kva * required_a / load.line.rating_a, 0.1))))
    elif (rating_a := next_standard_a(required_a, analysis.site.nec)) is not None:
        ways.append(supply_of(supply, amps(rating_a)))
    return ways
