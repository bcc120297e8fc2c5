"""The load calculation of a site: existing load, chargers without and with load management, and what it comes to.

Every figure is that of the analysis which the rules and the report use; here they are put side by side, node by node.
Charging has no demand factor: it counts in full, or as far as load management lets it (625.42(A), 750.30).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.calculated_load import counted_kva, own_kva
from evsite.analysis.dwelling_service import dwelling_service
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.model.distribution import Panel
from evsite.model.moments import upper_envelope
from evsite.network.loads import other_loads
from evsite.studies.load_calculation_nodes import NodeCalculator
from evsite.studies.load_calculation_results import Chargers, Managed, SupplyCalculation
from evsite.studies.load_study import LoadStudyError, load_study

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.model.site import Load, Site, Station
    from evsite.network.loads import OtherLoad
    from evsite.network.places import Place
    from evsite.studies.load_calculation_results import NodeCalculation
    from evsite.studies.load_study_results import LoadStudy


def load_calculation(site: Site, analysis: SiteAnalysis | None = None) -> tuple[SupplyCalculation, ...]:
    """The load calculation of every supply of a site, in the order of the file.

    A supply is reported with everything on it up to the next transformer, of which the primary side is reported with
    it.

    Parameters
    ----------
    site
        The site.
    analysis
        The analysis of it, where there is one already.
    """
    analysis = SiteAnalysis(site) if analysis is None else analysis
    envelope = upper_envelope(site)

    def others(loads: Iterable[Load]) -> dict[Place, OtherLoad]:
        return other_loads(replace(envelope, loads={load.name: load for load in loads}))

    new = others(load for load in envelope.loads.values() if is_new(load))
    before = [load for load in envelope.loads.values() if not is_new(load)]
    existing = others(load for load in before if not load.recorded)
    recorded = others(load for load in before if load.recorded)
    calculator = NodeCalculator(analysis, existing, recorded, new)
    return tuple(_of_supply(calculator, name) for name in site.supplies)


def is_new(load: Load) -> bool:
    """Whether the file says that a load is new; what a meter recorded was there before."""
    return load.status == "new" and not load.recorded


def is_new_node(site: Site, node: str) -> bool:
    """Whether a node is new, by what the file says of it or of what feeds it."""
    nodes = (site.supplies.get(name) or site.panels.get(name) or site.circuits[name] for name in site.way_up(node))
    status = next((found for each in nodes if (found := each.description.status) is not None), None)
    return status == "new"


def _of_supply(calculator: NodeCalculator, name: str) -> SupplyCalculation:
    analysis, site = calculator.analysis, calculator.analysis.site
    stations = list(dict.fromkeys(port.station for port in analysis.ports_below[name]))
    dwelling = site.dwelling
    studies, unstudied = _studies(site, name)
    chargers = _chargers(site, [site.stations[each] for each in stations])
    below = {port.name for port in analysis.ports_below[name]}
    groups = tuple(
        Managed(group, analysis.anchor[group.name], len(below.intersection(group.ports)))
        for group in upper_envelope(site).groups.values()
        if not below.isdisjoint(group.ports)
    )
    return SupplyCalculation(
        supply=name,
        chargers=chargers,
        groups=groups,
        loads=tuple(upper_envelope(site).loads_below(name)),
        nodes=tuple(_nodes(calculator, name)),
        dwelling=dwelling_service(analysis) if dwelling is not None and dwelling.on == name else None,
        largest_kva=max((each.nameplate_kva for each in chargers), default=0.0),
        studies=studies,
        unstudied=unstudied,
        varies=not analysis.steady,
        overloaded_below=any(name in site.way_up(each.device.node)[1:] for each in analysis.overloads),
    )


def _nodes(calculator: NodeCalculator, supply: str) -> Iterator[NodeCalculation]:
    """The supply, every panel on it, and the primary side of transformers that these feed."""
    site, analysis = calculator.analysis.site, calculator.analysis
    new = is_new_node
    yield calculator.supply(site.supplies[supply], new=new(site, supply))
    own = site.supplies[supply]
    if own.fed_from is None and own.kind == "transformer" and own.primary is not None:
        yield calculator.primary(own, new=new(site, supply))
    waiting = list(reversed(analysis.children[supply]))
    while waiting:
        name = waiting.pop()
        if name in site.supplies:
            if site.supplies[name].primary is not None:
                yield calculator.primary(site.supplies[name], new=new(site, name))
        elif name in site.panels:
            panel = site.panels[name]
            assert isinstance(panel, Panel)
            yield calculator.panel(panel, new=new(site, name))
            waiting += reversed(analysis.children[name])


def _chargers(site: Site, stations: Sequence[Station]) -> tuple[Chargers, ...]:
    """Stations that are alike, together, in the order of the file."""
    equal: dict[object, list[Station]] = {}
    for station in stations:
        port = station.ports[0]
        key = (
            None if station.model is None else station.model.id,
            len(station.ports),
            round(own_kva(station), 9),
            tuple((each.voltage_v, each.dc, each.rated_a, each.max_a) for each in station.ports),
            station.jumper,
            station.description.mounting,
            station.installation.listed,
            port.connection is not None and len(port.connection) == 3,
        )
        equal.setdefault(key, []).append(station)
    return tuple(
        Chargers(
            tuple(found),
            own_kva(found[0]),
            counted_kva(found[0], site.nec),
            len(found) * own_kva(found[0]),
        )
        for found in equal.values()
    )


def _nearest_supply(site: Site, node: str) -> str:
    return next(name for name in site.way_up(node) if name in site.supplies)


def _studies(site: Site, supply: str) -> tuple[tuple[LoadStudy, ...], tuple[str, ...]]:
    """The study of the records at a supply as a whole, or, where that cannot be, of each where it was taken."""
    recorded = [load for load in site.loads_below(supply) if load.recorded and _nearest_supply(site, load.on) == supply]
    if not recorded:
        return (), ()
    try:
        return (load_study(site, supply),), ()
    except LoadStudyError:
        pass
    found, failed = [], []
    for node in dict.fromkeys(load.on for load in recorded):
        try:
            found.append(load_study(site, node))
        except LoadStudyError as error:
            failed.append(str(error))
    return tuple(found), tuple(failed)
