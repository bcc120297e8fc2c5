"""The fault current that is available at a panel: as given, or what a transformer lets through at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.codebook.formulas import HALF_WINDING_FACTOR, infinite_bus_fault_a
from evsite.network.limits import line_rating_a, rating_kva

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.finding import Path
    from evsite.model.site import Panel, Site, Supply


@dataclass(frozen=True, slots=True)
class FaultCurrent:
    """Available fault current [A]. `behind` is the transformer that it is a bound of, None where it is given."""

    amps: float
    behind: Supply | None = None


@dataclass(frozen=True, slots=True)
class Breakers:
    """Devices in a panel that break a fault: all of them, or the one of the feeder to `feeds`.

    `interrupting_a` is what they can interrupt [A], and `path` the key that says it.
    """

    panel: Panel
    fault: FaultCurrent | None
    interrupting_a: float | None
    path: Path
    feeds: str = ""


def breakers_at(site: Site) -> Iterator[Breakers]:
    """The devices of every panel, and the feeder breakers that have a rating of their own."""
    for panel in site.panels.values():
        yield Breakers(panel, fault_at(site, panel), panel.interrupting_a, (*panel.path, "interrupting"))
    for node, feeder in site.feeders():
        above = None if node.fed_from is None else site.panels.get(node.fed_from)
        if feeder.interrupting_a is not None and above is not None:
            path = (*feeder.path, "interrupting")
            yield Breakers(above, fault_at(site, above), feeder.interrupting_a, path, node.name)


def fault_at(site: Site, panel: Panel) -> FaultCurrent | None:
    """Fault current at a panel: that of the nearest place upstream on its side of a transformer; None if not known.

    The impedance of conductors is left out, which is never too little.
    """
    upstream = (site.panels.get(name) or site.supplies[name] for name in site.way_up(panel.name))
    # a supply ends the search: beyond a transformer the fault current is another one
    nearest = next(node for node in upstream if node.available_fault_a is not None or node.name in site.supplies)
    if nearest.available_fault_a is not None:
        return FaultCurrent(nearest.available_fault_a)
    return _infinite_bus(site.supplies[nearest.name])


def _infinite_bus(supply: Supply) -> FaultCurrent | None:
    """What a transformer lets through that stands on a supply without impedance.

    Where a winding has its middle brought out, a fault from a line to that is the larger one.
    """
    if supply.impedance_percent is None:
        return None
    system = supply.system
    most_a = infinite_bus_fault_a(line_rating_a(rating_kva(supply), system), supply.impedance_percent)
    middle = system.to_neutral_v is not None and (system.delta or supply.winding == "single-phase")
    return FaultCurrent(most_a * (HALF_WINDING_FACTOR if middle else 1.0), supply)
