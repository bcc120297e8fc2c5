"""The fault current that is available at a panel: as given, or what a transformer lets through at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.codebook.formulas import HALF_WINDING_FACTOR, infinite_bus_fault_a
from evsite.network.limits import line_rating_a, rating_kva

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.distribution import Panel, Supply
    from evsite.model.finding import Path
    from evsite.model.site import Site


@dataclass(frozen=True, slots=True)
class FaultCurrent:
    """Available fault current [A]. `behind` is the transformer that it is a bound of, None where it is given."""

    amps: float
    behind: Supply | None = None


@dataclass(frozen=True, slots=True)
class Interrupting:
    """Devices that have to break a fault current: those in a panel, or the breaker of a feeder that starts there.

    `interrupting_a` is None where it is not stated, `fault` where it is not known; `path` is their table,
    `fault_path` that of the panel whose fault current it is.
    """

    node: str
    noun: str
    verb: str
    place: str
    interrupting_a: float | None
    fault: FaultCurrent | None
    path: Path
    fault_path: Path


def interrupting_devices(site: Site) -> Iterator[Interrupting]:
    """The devices of every panel, then every breaker of a feeder that has an interrupting rating of its own."""
    for panel in site.panels.values():
        fault = fault_at(site, panel)
        yield Interrupting(panel.name, "devices", "interrupt", "", panel.interrupting_a, fault, panel.path, panel.path)
    for node, feeder in site.feeders():
        above = None if node.fed_from is None else site.panels.get(node.fed_from)
        if feeder.interrupting_a is not None and above is not None:
            place, rated_a = f" at {above.name}", feeder.interrupting_a
            fault = fault_at(site, above)
            yield Interrupting(
                node.name, "feeder breaker", "interrupts", place, rated_a, fault, feeder.path, above.path
            )


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
