"""Which labels a site needs, and what they say: one function for each, by the id of the label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.devices import service_rating_a
from evsite.analysis.disconnects import needs_disconnect
from evsite.codebook.labels import FEEDERS_TOO, LARGE_SERVICE_A, labels
from evsite.documents.equipment import ampere_cell
from evsite.documents.flat import all_names
from evsite.documents.labels.labelled import Needed
from evsite.documents.model import Verify
from evsite.documents.schedule.header import high_leg
from evsite.model.distribution import Panel
from evsite.rounding import exceeds, fits
from evsite.words import amps, format_number, kva, kw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from evsite.codebook.labels import Label
    from evsite.documents.labels.labelled import Labelled
    from evsite.documents.model import Cell
    from evsite.model.distribution import Supply
    from evsite.model.finding import Path
    from evsite.model.site import Station

    Found = Iterator[tuple[str, Cell, dict[str, Cell]]]
    """On which equipment, where that is, and the values of the text."""


def needed_labels(labelled: Labelled, cards: Mapping[str, str]) -> list[Needed]:
    """Every label that the edition in force asks of a site, in the order of the code book.

    Parameters
    ----------
    labelled
        The site.
    cards
        The number of the sheet with the directory of each panel.
    """
    found = []
    for name, label in labels(labelled.site.nec).items():
        if labelled.small_dwelling and not label.dwellings:
            continue
        found += [Needed(label, *each) for each in CONDITIONS[name](labelled, label, cards)]
    return found


def _panels(labelled: Labelled, _label: Label, cards: Mapping[str, str]) -> Found:
    for panel in labelled.site.panels.values():
        yield panel.name, labelled.location(panel.name), {"panel": panel.name, "sheet": cards[panel.name]}


def _fed_panels(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for panel in labelled.site.panels.values():
        values = {
            "panel": panel.name,
            "source": labelled.source_words(panel.name),
            "location": labelled.source_location(panel.name),
        }
        yield panel.name, labelled.location(panel.name), values


def service_equipment(labelled: Labelled) -> list[Panel | Supply]:
    """Services; and panels behind a transformer that nothing in the file feeds, for it may be the utility's."""
    found: list[Panel | Supply] = list(_of_kind(labelled, "service"))
    found += [panel for panel in labelled.site.panels.values() if _may_be_service(labelled, panel)]
    return found


def _may_be_service(labelled: Labelled, panel: Panel) -> bool:
    supply = labelled.site.supplies.get(panel.fed_from)
    return supply is not None and supply.kind == "transformer" and supply.fed_from is None and not is_owned(supply)


def is_owned(supply: Supply) -> bool:
    """Whether a transformer is the customer's: the file shows its primary, so that the service is ahead of it."""
    stated = (supply.primary, supply.primary_device, supply.primary_disconnect)
    return any(each is not None for each in stated)


def _services(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for node in service_equipment(labelled):
        where = labelled.location(node.name) if isinstance(node, Panel) else _disconnect_place(node)
        yield node.name, where, {"supply": node.name}


def _emergency_disconnects(labelled: Labelled, label: Label, cards: object) -> Found:
    if labelled.small_dwelling:
        yield from _services(labelled, label, cards)


def _of_kind(labelled: Labelled, kind: str) -> Iterator[Supply]:
    return (supply for supply in labelled.site.supplies.values() if supply.kind == kind)


def _disconnect_place(supply: Supply) -> Cell:
    description = supply.description
    where = (*supply.path, "disconnect_location")
    return (
        description.disconnect_location or description.location or Verify("place of its disconnect", supply.name, where)
    )


def _fault_values(node: Panel | Supply) -> dict[str, Cell]:
    supply = not isinstance(node, Panel)
    fault: Cell = Verify("available fault current", node.name, (*node.path, "available_fault"))
    if node.available_fault_a is not None:
        fault = ampere_cell(node.available_fault_a)
    date = node.description.available_fault_date
    not_stated = Verify(
        "date of the fault current", node.name, (*node.path, "available_fault_date") if supply else None
    )
    return {"fault": fault, "date": not_stated if date is None else date.isoformat()}


def _service_faults(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for node in service_equipment(labelled):
        yield node.name, labelled.location(node.name), _fault_values(node)


def _panel_faults(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for panel in labelled.site.panels.values():
        rating: Cell = Verify("short-circuit current rating", panel.name)
        yield panel.name, labelled.location(panel.name), {"panel": panel.name, "rating": rating, **_fault_values(panel)}


def _arc_flash(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for supply in _of_kind(labelled, "service"):
        yield supply.name, labelled.location(supply.name), {}
    for panel in labelled.site.panels.values():
        yield panel.name, labelled.location(panel.name), {}


def _arc_flash_detail(labelled: Labelled, _label: Label, _cards: object) -> Found:
    edition = labelled.site.nec
    nodes = {node.name: node for node in service_equipment(labelled)}
    if edition >= FEEDERS_TOO:
        nodes |= labelled.site.panels
    for name, node in nodes.items():
        rating_a = _equipment_rating_a(node)
        if rating_a is not None and not fits(LARGE_SERVICE_A[edition], rating_a):
            continue
        values: dict[str, Cell] = {
            "equipment": name,
            "volts": f"{node.system.line_v:g}",
            "clearing": Verify("clearing time", name),
            "boundary": Verify("arc flash boundary", name),
            "energy": Verify("incident energy or PPE", name),
            "date": Verify("date of the arc flash label", name),
            "fault": _fault_values(node)["fault"],
        }
        yield name, labelled.location(name), values


def _equipment_rating_a(node: Panel | Supply) -> float | None:
    """What the equipment itself is rated for [A]; of a panel its bus, else the device that protects it."""
    if not isinstance(node, Panel):
        return service_rating_a(node)
    return node.bus_a or (None if node.rating is None else node.rating.rating_a)


def _services_and_panels(labelled: Labelled) -> list[Panel | Supply]:
    return [*_of_kind(labelled, "service"), *labelled.site.panels.values()]


def _high_legs(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for node in _services_and_panels(labelled):
        leg = high_leg(node.system)
        if leg is not None:
            volts = node.system.to_ground_v(next(each for each in node.system.connections() if leg in each))
            yield node.name, labelled.location(node.name), {"leg": leg, "volts": f"{volts:g}"}


def _ungrounded(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for node in _services_and_panels(labelled):
        if node.system.ground_v is None:
            yield node.name, labelled.location(node.name), {"volts": f"{node.system.line_v:g}"}


def _branch_identification(labelled: Labelled, _label: Label, _cards: object) -> Found:
    yield from _identification(labelled, {circuit.fed_from for circuit in labelled.site.circuits.values()})


def _feeder_identification(labelled: Labelled, _label: Label, _cards: object) -> Found:
    nodes: list[Panel | Supply] = [*labelled.site.panels.values(), *labelled.site.supplies.values()]
    yield from _identification(labelled, {node.fed_from for node in nodes if node.fed_from in labelled.site.panels})


def _identification(labelled: Labelled, starts: set[str | None]) -> Found:
    """Where conductors of several nominal systems start, how phases are identified at each panel."""
    panels = [panel for panel in labelled.site.panels.values() if panel.name in starts]
    systems = {(panel.system.line_v, panel.system.to_neutral_v, panel.system.delta) for panel in panels}
    if len(systems) > 1:
        for panel in panels:
            method = Verify("how phases are identified", panel.name)
            yield panel.name, labelled.location(panel.name), {"system": panel.system.name, "method": method}


def _several_services(labelled: Labelled, _label: Label, _cards: object) -> Found:
    services = [supply for supply in labelled.site.supplies.values() if supply.fed_from is None]
    for supply in services if len(services) > 1 else ():
        others = [_placed(other) for other in services if other is not supply]
        values: dict[str, Cell] = {
            "supply": supply.name,
            "others": "; ".join(others),
            "area": Verify("what it serves", supply.name),
        }
        yield supply.name, _disconnect_place(supply), values


def _placed(supply: Supply) -> str:
    return f"{supply.name}, {supply.description.location}" if supply.description.location else supply.name


def _transformer_disconnects(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for supply in _of_kind(labelled, "transformer"):
        if supply.fed_from is not None:
            description = supply.description.disconnect_location
            place = description or Verify("place of its disconnect", supply.name, (*supply.path, "disconnect_location"))
            yield supply.name, labelled.location(supply.name), {"transformer": supply.name, "location": place}


def _with_disconnect(labelled: Labelled) -> Iterator[Station]:
    """Stations that have a disconnect by the file, or need one."""
    for station in labelled.site.stations.values():
        description = station.description
        disconnect_stated = (
            description.disconnect_kind or description.disconnect_rating_a or description.disconnect_location
        )
        declared = station.installation.disconnect
        if declared is not False and (
            declared or disconnect_stated or (station.circuits and needs_disconnect(labelled.analysis, station))
        ):
            yield station


def _station_place(station: Station) -> Cell:
    return station.description.location or Verify("location", station.name, (*station.path, "location"))


def _disconnect_location(station: Station) -> Cell:
    description = station.description.disconnect_location
    return description or Verify("place of its disconnect", station.name, (*station.path, "disconnect_location"))


def _disconnects(labelled: Labelled, _label: Label, _cards: object) -> Found:
    """One for each feed of a station: each has a source of its own."""
    for station in _with_disconnect(labelled):
        for circuit in dict.fromkeys(station.circuits):
            own = [port.name for port in station.ports if port.circuit == circuit]
            what = station.name if len(own) == len(station.ports) else all_names(own)
            values: dict[str, Cell] = {
                "what": f"EV CHARGER {what}",
                "source": labelled.source_words(circuit),
                "location": labelled.source_location(circuit),
            }
            yield station.name, _disconnect_location(station), values
    for supply in _of_kind(labelled, "transformer"):
        if supply.fed_from is not None and supply.primary_disconnect is not False:
            values = {
                "what": f"TRANSFORMER {supply.name}",
                "source": labelled.source_words(supply.name),
                "location": labelled.source_location(supply.name),
            }
            where = (*supply.path, "disconnect_location")
            description = supply.description.disconnect_location
            yield supply.name, description or Verify("place of its disconnect", supply.name, where), values


def _plaques(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for station in _with_disconnect(labelled):
        yield (
            station.name,
            _station_place(station),
            {"station": station.name, "location": _disconnect_location(station)},
        )


def _multifamily(labelled: Labelled, _label: Label, _cards: object) -> Found:
    settings = labelled.site.settings
    if settings.dwelling != "multifamily" and settings.application != "multifamily":
        return
    stations = list(_with_disconnect(labelled))
    for station in stations if len(stations) > 1 else ():
        place = _disconnect_location(station)
        yield station.name, place, {"station": station.name, "disconnect": place}


def _adjusted(labelled: Labelled, _label: Label, _cards: object) -> Found:
    """Stations that are set to less than they are built for, and those whose ports share one feed."""
    circuits = labelled.site.circuits
    for station in labelled.site.stations.values():
        port = station.ports[0]
        jumper = station.jumper and station.jumper_total_a is not None and len(station.ports) > 1
        if port.dc or not (jumper or exceeds(port.rated_a, port.max_a)):
            continue
        breakers = sorted({circuits[name].breaker_a for name in station.circuits})
        breaker: Cell = " and ".join(map(amps, breakers)) or Verify(
            "breaker", station.name, (*station.path, "circuits")
        )
        if jumper and station.jumper_total_a is not None:
            rating = f"{amps(station.jumper_total_a)} IN ALL FROM ONE FEED"
        else:
            rating = amps(port.max_a) + (" EACH PORT" if len(station.ports) > 1 else "")
        yield station.name, _station_place(station), {"rating": rating, "breaker": breaker}


def _evse(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for station in labelled.site.stations.values():
        needs = station.installation.needs_ventilation
        words: Cell = "VENTILATION REQUIRED" if needs else "VENTILATION NOT REQUIRED"
        if needs is None:
            words = Verify("whether it needs ventilation", station.name, (*station.path, "needs_ventilation"))
        yield station.name, _station_place(station), {"ventilation": words}


def _ems(labelled: Labelled, _label: Label, _cards: object) -> Found:
    for group in labelled.site.groups.values():
        stations = dict.fromkeys(labelled.site.ports[port].station for port in group.ports)
        power = "" if group.limit_kw is None else (kva if group.limit_apparent else kw)(group.limit_kw)
        limits = [amps(group.limit_a)] if group.limit_a is not None else []
        limit = " and ".join([*limits, *([power] if power else [])])
        values: dict[str, Cell] = {
            "group": group.name,
            "loads": f"EV CHARGERS {all_names(stations)}" if stations else "NO EV CHARGERS",
            "node": labelled.site.name if group.on is None else group.on,
            "limit": f"{limit} AT MOST" if group.schedule else limit,
        }
        yield group.name, Verify("place of the controls", group.name), values


def _shutoff(labelled: Labelled, _label: Label, _cards: object) -> Found:
    settings = labelled.site.settings
    if any(station.installation.connection == "hardwired" for station in labelled.site.stations.values()):
        key: Path = ("site", "emergency_shutoff_distance")
        distance_ft = settings.emergency_shutoff_distance_ft
        where: Cell = Verify("place of the emergency shutoff", labelled.site.name, key)
        if distance_ft is not None:
            where = f"{format_number(distance_ft)} ft from the nearest station"
        yield labelled.site.name, where, {}


CONDITIONS: Mapping[str, Callable[[Labelled, Label, Mapping[str, str]], Found]] = {
    "circuit-directory": _panels,
    "source-of-supply": _fed_panels,
    "service-disconnect": _services,
    "emergency-disconnect": _emergency_disconnects,
    "disconnect": _disconnects,
    "fault-current": _service_faults,
    "panel-fault-current": _panel_faults,
    "arc-flash": _arc_flash,
    "arc-flash-detail": _arc_flash_detail,
    "high-leg": _high_legs,
    "ungrounded-system": _ungrounded,
    "phase-identification": _branch_identification,
    "feeder-identification": _feeder_identification,
    "several-services": _several_services,
    "transformer-disconnect": _transformer_disconnects,
    "adjusted-rating": _adjusted,
    "evse": _evse,
    "ems-directory": _ems,
    "disconnect-plaque": _plaques,
    "multifamily-disconnects": _multifamily,
    "emergency-shutoff": _shutoff,
}
"""What decides whether a label is needed, by its id."""
