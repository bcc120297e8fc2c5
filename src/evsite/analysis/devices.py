"""The overcurrent devices of a site, and which of them protects what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.model.distribution import Panel, Supply
from evsite.model.remedy import Edit
from evsite.network.limits import line_rating_a
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.site import Site


@dataclass(frozen=True, slots=True)
class Device:
    """An overcurrent device, or a rating that counts like one."""

    node: str
    rating_a: float
    noun: str
    path: Path
    full_rated: bool = False
    """Whether the assembly is listed to carry its rating continuously."""


def protection(site: Site, panel: Panel) -> Device | Panel | Supply:
    """The device that protects a panel, within or ahead of it (408.36).

    Returns
    -------
    Device | Panel | Supply
        Its main or the breaker of its feeder, the smaller one; for a tap, and for lugs that feed through, that of the
        panel above; and the service, or the device on the secondary of the transformer, that feeds it. Where none is
        known: the panel whose feeder starts from a breaker that is not stated, or the transformer.
    """
    for name in site.way_up(panel.name):
        supply = site.supplies.get(name)
        if supply is not None:
            return supply_device(supply) or supply
        above = site.panels[name]
        device = panel_device(above)
        if device is not None:
            return device if above is panel else replace(device, noun=f"{device.noun} of {above.name}")
        if _has_unknown_feeder_breaker(site, above):
            return above
    raise AssertionError


def panels_with_unknown_feeder_breaker(site: Site) -> list[Panel]:
    """Panels with main lugs whose feeders start in another panel, from breakers that are not stated."""
    return [
        panel for panel in site.panels.values() if panel.device is None and _has_unknown_feeder_breaker(site, panel)
    ]


def _has_unknown_feeder_breaker(site: Site, panel: Panel) -> bool:
    return panel.fed_from in site.panels and panel.feeder is not None and not panel.feeder.tap


def panel_device(panel: Panel) -> Device | None:
    """The main of a panel or the breaker of its feeder: the smaller one, which its load has to keep below."""
    rated = panel.device
    if rated is None:
        return None
    if rated.path == (*panel.path, "main"):
        return Device(panel.name, rated.rating_a, "main", rated.path, panel.rated_100_percent)
    return Device(panel.name, rated.rating_a, "feeder breaker", rated.path)


def supply_device(supply: Supply) -> Device | None:
    """The rating of a service, or the device on the secondary of a transformer."""
    if supply.kind == "service":
        path = (*supply.path, "rating")
        return Device(supply.name, service_rating_a(supply), f"service {supply.name}", path, supply.rated_100_percent)
    breaker_a = supply.secondary_breaker_a
    if breaker_a is None:
        return None
    return Device(supply.name, breaker_a, f"secondary breaker of {supply.name}", (*supply.path, "secondary_breaker"))


def feeder_device(site: Site, node: Panel | Supply) -> Device | Panel | Supply | None:
    """The device where the feeder to a panel, or to the primary of a transformer, starts.

    Returns
    -------
    Device | Panel | Supply | None
        The breaker of the feeder; where nothing is stated of one, the device at its other end, which is taken to be no
        smaller; what protects the panel above a tap; the service of what is fed from it. Where it is not known: the
        panel or the transformer that would say it, or the one without a device on its secondary; None at the utility.
    """
    feeder = node.feeder
    if feeder is not None and feeder.breaker_a is not None:
        return Device(node.name, feeder.breaker_a, "feeder breaker", (*feeder.path, "breaker"))
    tap = feeder is not None and feeder.tap
    if not tap and isinstance(node, Panel) and node.main_a is not None:
        return panel_device(node)
    if not tap and isinstance(node, Supply) and node.primary_breaker_a is not None:
        return Device(node.name, node.primary_breaker_a, "primary breaker", (*node.path, "primary_breaker"))
    if node.fed_from is None:
        return None
    supply = site.supplies.get(node.fed_from)
    if supply is not None:
        return supply_device(supply) or supply
    if not tap:
        return node
    found = protection(site, site.panels[node.fed_from])
    own = isinstance(found, Device) and found.node == node.fed_from
    return replace(found, noun=f"{found.noun} of {node.fed_from}") if own and isinstance(found, Device) else found


def overcurrent_devices(site: Site) -> list[Device]:
    """The overcurrent device of every node that has one: breakers, mains or feeder breakers, ratings of services."""
    found = [Device(c.name, c.breaker_a, "breaker", (*c.path, "breaker")) for c in site.circuits.values()]
    found += [device for panel in site.panels.values() if (device := panel_device(panel)) is not None]
    for supply in site.supplies.values():
        if supply.kind == "service":
            found.append(
                Device(
                    supply.name,
                    service_rating_a(supply),
                    "service",
                    (*supply.path, "rating"),
                    supply.rated_100_percent,
                )
            )
    return found


def service_rating_a(supply: Supply) -> float:
    """Rating of a service in each line [A]."""
    if supply.rating_a is not None:
        return supply.rating_a
    assert supply.rating_kva is not None
    return line_rating_a(supply.rating_kva, supply.system)


def device_of(device: Device, rating_a: float) -> Edit:
    """A device of another rating [A]: a breaker, a main, a service."""
    return Edit(device.path, amps(rating_a), device.noun)
