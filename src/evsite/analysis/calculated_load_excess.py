"""What in feeders and services is rated below the calculated load of charging, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from evsite.analysis.primary_load import primary_vehicles_a
from evsite.analysis.site_loads import SiteLoads
from evsite.codebook.conductors import ampacity_a
from evsite.network.limits import line_rating_a, rating_kva
from evsite.rounding import exceeds, fits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from evsite.analysis.calculated_load import CalculatedLoads
    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.devices import Device
    from evsite.model.distribution import Supply
    from evsite.model.finding import Path

RatingKind = Literal["device", "bus", "conductor", "transformer"]


@dataclass(frozen=True, slots=True)
class Rated:
    """What has to carry the load of a node on every line: its device, its bus, its conductors, or a transformer."""

    node: str
    kind: RatingKind
    rating_a: float
    noun: str
    path: Path
    run: Run | None = None
    primary: bool = False
    """Whether it stands on the primary side of the transformer that is the node."""


@dataclass(frozen=True, slots=True)
class Exceeded:
    """Something whose rating is below the calculated load.

    `evse_kva` is what charging counts in all, `evse_a` on the fullest line, beside `other_a`. `least` are the stations
    that count the least value, `others` how many more there are. `upstream` are nodes that are exceeded too, but
    would not be if this one were put right.
    """

    rated: Rated
    leg: str
    evse_kva: float
    evse_a: float
    other_a: float
    least: tuple[str, ...]
    others: int
    upstream: tuple[str, ...] = ()

    @property
    def total_a(self) -> float:
        """The calculated load on the fullest line [A]."""
        return self.evse_a + self.other_a


def find_exceeded(
    loads: SiteLoads, calculated: CalculatedLoads, devices: Mapping[str, Device], runs: Iterable[Run]
) -> list[Exceeded]:
    """Everything in feeders and services whose rating is below the calculated load, where the least value decides."""
    found: list[Exceeded] = []
    conductors = {node: run for run in runs if run.conductor and run.kind != "primary" for node in run.nodes}
    dwelling = loads.site.dwelling
    for node in (*loads.site.panels, *loads.site.supplies):
        if dwelling is not None and node == dwelling.on:
            continue  # judged by the calculated load of the dwelling
        if calculated.least_below(node):
            rated = list(rated_at(loads, node, devices, conductors))
            if _surely_carried(calculated, node, rated):
                continue
            own = loads.greatest(node)
            found += _exceeded_at(calculated, calculated.line_a(node), own.line_a, rated)
    causes, held = _first_causes(calculated, found)
    primary = {run.node: run for run in runs if run.conductor and run.kind == "primary"}
    for supply in loads.site.supplies.values():
        if supply.primary is not None and calculated.least_below(supply.name):
            own_a = primary_vehicles_a(loads, supply)
            rated = list(rated_on_primary(supply, primary.get(supply.name)))
            causes += _exceeded_at(calculated, calculated.primary_line_a(supply, held), own_a.__getitem__, rated)
    return causes


def _surely_carried(calculated: CalculatedLoads, node: str, rated: Iterable[Rated]) -> bool:
    """Whether everything at a node carries what the groups there and below let through, without any proof."""
    most_a = max(
        time.managed(node).line_a(leg) + time.other_at(node).total_a(leg)
        for time in calculated.times
        for leg in calculated.legs(node)
    )
    return not any(exceeds(most_a, each.rating_a) for each in rated)


def _exceeded_at(
    calculated: CalculatedLoads,
    line_a: Mapping[str, tuple[float, float]],
    nameplate_a: Callable[[str], float],
    rated: Sequence[Rated],
) -> list[Exceeded]:
    """What is exceeded at a place by the calculated load on its lines, where that is above the nameplates."""
    leg = max(line_a, key=lambda name: round(sum(line_a[name]), 6))  # of lines that are alike the first
    evse_a, other_a = line_a[leg]
    if not exceeds(evse_a, nameplate_a(leg)):
        return []
    over = [each for each in rated if exceeds(evse_a + other_a, each.rating_a)]
    # a bus and conductors that are no larger than a device that is too small grow with it
    device = [each for each in over if each.kind in {"device", "transformer"}]
    exceeded = device if any(each.kind == "device" for each in device) else over
    return [_exceeded(calculated, each, leg, evse_a, other_a) for each in exceeded]


def _exceeded(calculated: CalculatedLoads, rated: Rated, leg: str, evse_a: float, other_a: float) -> Exceeded:
    least = calculated.least_below(rated.node)
    more = len({port.station for port in calculated.ports_below[rated.node]}) - len(least)
    return Exceeded(rated, leg, calculated.greatest(rated.node).power_kva, evse_a, other_a, least, more)


def rated_at(
    loads: SiteLoads, node: str, devices: Mapping[str, Device], conductors: Mapping[str, Run]
) -> Iterator[Rated]:
    """What carries the load of a panel or a supply, each with its rating."""
    device, run = devices.get(node), conductors.get(node)
    if device is not None:
        yield Rated(node, "device", device.rating_a, device.noun, device.path)
    panel, supply = loads.site.panels.get(node), loads.site.supplies.get(node)
    if panel is not None and panel.bus_a is not None:
        yield Rated(node, "bus", panel.bus_a, "bus", (*panel.path, "bus"))
    if supply is not None and supply.kind == "transformer":
        path = (*supply.path, "rating")
        yield Rated(node, "transformer", line_rating_a(rating_kva(supply), supply.system), "transformer", path)
        if supply.secondary_breaker_a is not None:
            path = (*supply.path, "secondary_breaker")
            yield Rated(node, "device", supply.secondary_breaker_a, "secondary breaker", path)
    if run is not None and run.conductor is not None:
        path = (*run.path, "conductor", "size")
        yield Rated(node, "conductor", ampacity_a(run.conductor), "conductors", path, run)


def rated_on_primary(supply: Supply, run: Run | None) -> Iterator[Rated]:
    """What carries the load on the primary side of a transformer, each with its rating."""
    device = supply.primary_device
    if device is not None:
        noun = "feeder breaker" if "feeder" in device.path else "primary breaker"
        yield Rated(supply.name, "device", device.rating_a, noun, device.path, primary=True)
    if run is not None and run.conductor is not None:
        path = (*run.path, "conductor", "size")
        yield Rated(supply.name, "conductor", ampacity_a(run.conductor), "primary conductors", path, run, primary=True)


def _first_causes(calculated: CalculatedLoads, found: list[Exceeded]) -> tuple[list[Exceeded], SiteLoads]:
    """Those that are not exceeded merely because something below them is, which names them.

    Beside them the loads of the site once the lowest of them are put right.
    """
    site = calculated.site
    nodes = {each.rated.node for each in found}
    above = {node: [up for up in site.way_up(node)[1:] if up in nodes] for node in nodes}
    lowest = nodes - {up for ups in above.values() for up in ups}
    held_a: dict[str, float] = {}
    for each in found:
        node, left_a = each.rated.node, max(0.0, each.rated.rating_a - each.other_a)
        if node in lowest:
            held_a[node] = min(held_a.get(node, left_a), left_a)
    held = SiteLoads(site, held_a)
    follows = {
        each.rated.node
        for each in found
        if each.rated.node not in lowest
        and all(
            fits(evse_a + other_a, each.rated.rating_a)
            for evse_a, other_a in calculated.line_a(each.rated.node, held).values()
        )
    }
    causes = [
        replace(each, upstream=tuple(up for up in above[each.rated.node] if up in follows))
        for each in found
        if each.rated.node not in follows
    ]
    return causes, held
