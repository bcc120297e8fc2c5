"""Equipment of a site, counted: breakers, panels, transformers, disconnects, stations, kits and meters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.devices import service_rating_a
from evsite.analysis.home_runs import home_runs
from evsite.analysis.phase_va import primary_legs
from evsite.studies.takeoff.items import OPEN, Item, Missing, Quantity, merged
from evsite.words import amps, count, format_number, kva, kw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Circuit, Panel, Supply
    from evsite.model.site import Site, Station


def equipment_quantities(analysis: SiteAnalysis) -> tuple[Quantity, ...]:
    """Every piece of equipment that the file names, once."""
    return merged(
        [
            *_breakers(analysis),
            *(_panel(panel) for panel in analysis.site.panels.values()),
            *_supplies(analysis.site),
            *_stations(analysis.site),
            *_kits(analysis.site),
            *_meters(analysis.site),
        ]
    )


def _breakers(analysis: SiteAnalysis) -> Iterator[Quantity]:
    """One for each circuit, and for each feeder that has a device of its own where it starts."""
    site = analysis.site
    for circuit in site.circuits.values():
        item = Item("breaker", f"{amps(circuit.breaker_a)} {circuit.poles}-pole{_ground_fault(analysis, circuit)}")
        yield Quantity(item, "circuit", 1, "each", status=circuit.description.status)
    nodes: list[Panel | Supply] = [*site.panels.values(), *site.supplies.values()]
    for node in nodes:
        feeder = node.feeder
        if feeder is None or feeder.tap or (feeder.breaker_a is None and node.fed_from not in site.panels):
            continue
        supply = site.supplies.get(node.name)
        poles = feeder.poles or len(node.system.legs if supply is None else primary_legs(site, supply))
        missing: tuple[Missing, ...] = ()
        if feeder.breaker_a is None:
            missing = (Missing("rating of the device at the source", (node.name,), (*node.path, "feeder", "breaker")),)
        rating = OPEN if feeder.breaker_a is None else amps(feeder.breaker_a)
        item = Item("breaker", f"{rating} {poles}-pole")
        yield Quantity(item, "feeder", 1, "each", status=node.description.status, missing=missing)


def _ground_fault(analysis: SiteAnalysis, circuit: Circuit) -> str:
    """Whether the breaker is said to protect people; with a receptacle it may be that which does."""
    stations = analysis.stations_on_circuit[circuit.name]
    stated = any(each.installation.gfci and each.installation.connection == "hardwired" for each in stations)
    return " GFCI" if stated else ""


def _panel(panel: Panel) -> Quantity:
    not_stated = []
    parts = ["main lugs" if panel.main_a is None else f"{amps(panel.main_a)} main breaker"]
    if panel.rated_100_percent:
        parts.append("rated 100 %")
    parts.append(f"{OPEN if panel.bus_a is None else amps(panel.bus_a)} bus")
    parts.append(f"{panel.spaces if panel.spaces_given else OPEN} spaces")
    parts.append(panel.system.name)
    parts.append(f"{OPEN if panel.interrupting_a is None else amps(panel.interrupting_a)} interrupting")
    if panel.description.enclosure is not None:
        parts.append(f"type {panel.description.enclosure}")
    known = {"bus": panel.bus_a, "spaces": panel.spaces_given or None, "interrupting": panel.interrupting_a}
    for key, words in (
        ("bus", "rating of the bus"),
        ("spaces", "number of spaces"),
        ("interrupting", "interrupting rating"),
    ):
        if known[key] is None:
            not_stated.append(Missing(words, (panel.name,), (*panel.path, key)))
    item = Item("panel", ", ".join(parts))
    return Quantity(item, "panel", 1, "each", status=panel.description.status, missing=tuple(not_stated))


def _supplies(site: Site) -> Iterator[Quantity]:
    for supply in site.supplies.values():
        status = supply.description.status
        if supply.kind == "service":
            item = Item("service", f"{amps(service_rating_a(supply))} service equipment, {supply.system.name}")
            yield Quantity(item, "service", 1, "each", status=status)
        else:
            yield _transformer(supply)
            yield from _transformer_devices(site, supply)
        yield from _supply_disconnect(supply)


def _transformer(supply: Supply) -> Quantity:
    not_stated = []
    rating = kva(supply.rating_kva) if supply.rating_kva is not None else amps(supply.rating_a or 0.0)
    primary = OPEN if supply.primary is None else supply.primary.name
    if supply.primary is None:
        not_stated.append(Missing("primary voltage", (supply.name,), (*supply.path, "primary")))
    impedance = "" if supply.impedance_percent is None else f", {format_number(supply.impedance_percent)} %Z"
    item = Item("transformer", f"{rating}, {primary} to {supply.system.name}{impedance}")
    status = supply.description.status
    return Quantity(item, "transformer", 1, "each", status=status, missing=tuple(not_stated))


def _transformer_devices(site: Site, supply: Supply) -> Iterator[Quantity]:
    for rating_a, side, legs in (
        (supply.primary_breaker_a, "primary", primary_legs(site, supply)),
        (supply.secondary_breaker_a, "secondary", supply.system.legs),
    ):
        if rating_a is not None:
            item = Item("disconnect", f"{amps(rating_a)} {len(legs)}-pole device on the {side}")
            yield Quantity(item, "transformer", 1, "each", status=supply.description.status)


def _supply_disconnect(supply: Supply) -> Iterator[Quantity]:
    description = supply.description
    if description.disconnect_rating_a is not None or description.disconnect_kind is not None:
        item = Item("disconnect", _disconnect_words(description.disconnect_rating_a, description.disconnect_kind))
        yield Quantity(item, supply.kind, 1, "each", status=description.status)


def _disconnect_words(rating_a: float | None, kind: str | None) -> str:
    return f"{OPEN if rating_a is None else amps(rating_a)} {kind or OPEN}"


def _stations(site: Site) -> Iterator[Quantity]:
    for station in site.stations.values():
        status = station.description.status
        yield Quantity(Item("station", station_words(station)), "station", 1, "each", status=status)
        yield from _station_disconnect(station)
        installed = station.installation
        if installed.connection == "plug":
            rating = OPEN if installed.receptacle_a is None else amps(installed.receptacle_a)
            missing: tuple[Missing, ...] = ()
            if installed.receptacle_a is None:
                missing = (Missing("rating of the receptacle", (station.name,), (*station.path, "receptacle")),)
            item = Item("receptacle", f"{rating}{' GFCI' if installed.gfci else ''}")
            yield Quantity(item, "station", 1, "each", status=status, missing=missing)


def station_words(station: Station) -> str:
    """A station as it is ordered: its model, or what the file says of it."""
    if station.model is not None:
        pair = ", a pair of two units" if station.model.paired else ""
        return f"{station.model.id}{pair}"
    port = station.ports[0]
    size = kw(port.rated_a * port.output_kw_per_a) if port.dc else amps(port.rated_a)
    ports = count(len(station.ports), "port")
    return f"{'DC' if port.dc else 'AC'} station, {ports}, {size}{' each' if len(station.ports) > 1 else ''}"


def _station_disconnect(station: Station) -> Iterator[Quantity]:
    """The disconnect of a station, where the file says that there is one or what it is."""
    description = station.description
    if station.installation.disconnect is False:
        return
    if not (station.installation.disconnect or description.disconnect_rating_a or description.disconnect_kind):
        return
    not_stated = []
    if description.disconnect_rating_a is None:
        not_stated.append(Missing("rating of its disconnect", (station.name,), (*station.path, "disconnect_rating")))
    if description.disconnect_kind is None:
        not_stated.append(Missing("kind of its disconnect", (station.name,), (*station.path, "disconnect_kind")))
    item = Item("disconnect", _disconnect_words(description.disconnect_rating_a, description.disconnect_kind))
    number = len(set(station.circuits)) or 1
    yield Quantity(item, "station", number, "each", status=description.status, missing=tuple(not_stated))


def _kits(site: Site) -> Iterator[Quantity]:
    runs = home_runs(site)
    if runs is not None and runs.jumper_kits:
        yield Quantity(Item("kit", "power sharing jumper kit"), "station", runs.jumper_kits, "each")
    pairs = sum(1 for pool in site.pools if pool.paired)
    if pairs:
        yield Quantity(Item("kit", "connection of two paired stations"), "station", pairs, "each")


def _meters(site: Site) -> Iterator[Quantity]:
    nodes: list[Panel | Supply] = [*site.supplies.values(), *site.panels.values()]
    for node in nodes:
        description = node.description
        if description.meter is not None or description.meter_status is not None:
            yield Quantity(Item("meter", "utility meter"), "metering", 1, "each", status=description.meter_status)
        if description.ct_cabinet:
            yield Quantity(Item("meter", "CT cabinet"), "metering", 1, "each", status=description.status)
    measured = dict.fromkeys(group.on or group.name for group in site.groups.values() if group.metered)
    if measured:
        yield Quantity(Item("meter", "site meter of dynamic load management"), "group", len(measured), "each")
