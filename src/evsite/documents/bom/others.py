"""What a site is built with and no site file says: left to others, and listed so that it is not forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.studies.takeoff.items import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.distribution import Supply
    from evsite.model.site import Site
    from evsite.studies.takeoff.bill import Bill
    from evsite.studies.takeoff.runs import RunTakeoff


class ByOthers(NamedTuple):
    """Something that is by others: what it is, of what, and why the bill does not have it."""

    missing: Missing
    why: str


def by_others(site: Site, bill: Bill) -> tuple[ByOthers, ...]:
    """Everything that the bill of a site leaves to others."""
    return (*_conductors(site, bill), *_grounding(site), *_shared(site), *_systems(site), *_always(site))


def _conductors(site: Site, bill: Bill) -> Iterator[ByOthers]:
    taken = {(run.kind, name) for run in bill.runs for name in run.nodes}
    for supply in site.supplies.values():
        key = (*supply.path, "conductor")
        if supply.kind == "service" and ("service", supply.name) not in taken:
            yield ByOthers(Missing("service conductors", (supply.name,), key), "the file says nothing of them")
        if supply.kind == "transformer" and ("primary", supply.name) not in taken:
            why = "the file says nothing of them" if supply.fed_from else "nothing in the file feeds it"
            where = (*supply.path, "feeder", "conductor") if supply.fed_from else None
            yield ByOthers(Missing("primary conductors", (supply.name,), where), why)
    without = [run for run in bill.runs if run.sized is None]
    for run in without:
        yield ByOthers(Missing("conductors", run.nodes, (*run.path, "conductor")), "none that would do were found")
    for run in bill.runs:
        if run.neutral_not_stated and run.sized is not None:
            yield ByOthers(Missing("neutral", run.nodes, _neutral(run)), "the file says nothing of one")
    behind = tuple(name for run in bill.runs if run.kind in {"secondary", "service"} for name in run.nodes)
    if behind:
        why = "no site file says it; its size follows from 250.102"
        yield ByOthers(Missing("supply-side bonding jumper", behind, None), why)


def _neutral(run: RunTakeoff) -> tuple[str | int, ...]:
    return (*run.path, "conductor", "neutral")


def _grounding(site: Site) -> Iterator[ByOthers]:
    for supply in site.supplies.values():
        description = supply.description
        for key, what, size in (
            ("electrode", "grounding electrodes", description.electrode),
            ("electrode_conductor", "grounding electrode conductor", description.electrode_conductor),
            ("bonding_jumper", _jumper(supply), description.bonding_jumper),
        ):
            why = "the file says nothing of it" if size is None else f"the file says {size}, and no length"
            yield ByOthers(Missing(what, (supply.name,), (*supply.path, key) if size is None else None), why)


def _jumper(supply: Supply) -> str:
    return "system bonding jumper" if supply.kind == "transformer" else "main bonding jumper"


def _shared(site: Site) -> Iterator[ByOthers]:
    """Circuits that go on from station to station."""
    stations: dict[str, set[str]] = {}
    for station in site.stations.values():
        for circuit in station.circuits:
            stations.setdefault(circuit, set()).add(station.name)
    shared = tuple(circuit for circuit, names in stations.items() if len(names) > 1)
    if shared:
        why = "a run goes to the first station; no site file says how far apart they are"
        yield ByOthers(Missing("taps from station to station", shared, None), why)


def _systems(site: Site) -> Iterator[ByOthers]:
    if site.groups:
        why = "no site file says it; ask the maker"
        yield ByOthers(Missing("gateways and controllers of load management", tuple(site.groups), None), why)


def _always(site: Site) -> Iterator[ByOthers]:
    why = "no site file says them"
    for what in ("trenches and concrete", "fittings, boxes and supports", "fasteners, pedestals and bollards"):
        yield ByOthers(Missing(what, (site.name,), None), why)
