"""What a site file says for drawings, schedules and forms alone, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.model.description import NOT_DESCRIBED
from evsite.output.from_result import from_result
from evsite.output.json.contract.report import DescribedFigures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.conductor import InstalledConductor
    from evsite.model.description import Description, Identity
    from evsite.model.site import Site
    from evsite.output.json.contract.report import DescribedKind


def described_figures(site: Site) -> tuple[DescribedFigures, ...]:
    """Everything of a site that is described, in the order of the file."""
    return tuple(_all(site))


def _all(site: Site) -> Iterator[DescribedFigures]:
    for supply in site.supplies.values():
        primary = _run(None if supply.feeder is None else supply.feeder.conductor, "primary_")
        yield from _described("supply", supply.name, supply.description, **_run(supply.conductor), **primary)
    for panel in site.panels.values():
        yield from _described("panel", panel.name, panel.description, **_run(panel.conductor))
    for circuit in site.circuits.values():
        yield from _described("circuit", circuit.name, circuit.description, **_run(circuit.conductor))
    for station in site.stations.values():
        yield from _described("station", station.name, station.description, **_identity(station.identity))
    for load in site.loads.values():
        yield from _described("load", load.name, load.description)


def _described(kind: DescribedKind, name: str, description: Description, **more: Any) -> Iterator[DescribedFigures]:  # noqa: ANN401 - fields of any type
    if description is not NOT_DESCRIBED or more:
        yield from_result(DescribedFigures, description, kind=kind, name=name, **more)


def _run(conductor: InstalledConductor | None, prefix: str = "") -> dict[str, Any]:
    run = None if conductor is None else conductor.laid
    return {} if run is None else {f"{prefix}method": run.method, f"{prefix}route": run.route}


def _identity(identity: Identity) -> dict[str, Any]:
    stated = {"stalls": identity.stalls or None, "serial": identity.serial, "mac": identity.mac}
    return {key: value for key, value in stated.items() if value is not None}
