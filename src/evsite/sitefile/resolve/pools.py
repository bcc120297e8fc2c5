"""Power modules that ports share: two paired stations, or the links of a power block.

A pair is two stations of one model whose DC sides are wired together. Either port can be fed by the modules of both, so
what one station draws is not set by its own vehicle alone. Both feeds therefore start from one panel (or supply), where
they are alike for everything above, and no other station hangs on them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evsite.model.finding import Label
from evsite.model.remedy import Edit, remedy
from evsite.model.site import ModulePool
from evsite.rounding import whole
from evsite.sitefile import problems
from evsite.sitefile.wording import header_of, shown

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.site import Station
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.stations import StationTable


def resolve_pools(context: ResolveContext) -> tuple[ModulePool, ...]:
    """Every pool of power modules; stations that cannot be paired for what they are keep their own modules.

    What cannot be (an odd number, feeds from two panels) is a finding here; that a model has no module to share, or
    that two models are unlike, is for the rules of products to say.
    """
    pools: list[ModulePool] = []
    pairs: dict[str, str] = {}
    on_circuit = Counter(
        circuit for station in context.stations.values() for circuit in dict.fromkeys(station.circuits)
    )
    for name, table in context.tables.stations.items():
        if name in context.broken["stations"]:
            continue
        stations = [context.stations[one] for one in context.station_families.get(name, ()) if one in context.stations]
        path: Path = ("stations", name)
        if table.paired:
            for one, other in _pairs(context, path, table, stations, pairs):
                if _may_share(one, other) and _feeds_are_equal(context, path, [one, other], on_circuit):
                    pools.append(_pool(context, (one, other), (*path, "paired")))
        elif stations and stations[0].model is not None and stations[0].model.module_pool:
            for station in stations:
                model = station.model
                assert model is not None
                two = model.paired and len(station.ports) == 2
                if model.module_pool == "block" or (two and _feeds_are_equal(context, path, [station], on_circuit)):
                    pools.append(_pool(context, (station,), (*path, "model")))
    return tuple(pools)


def _pairs(
    context: ResolveContext, path: Path, table: StationTable, stations: list[Station], pairs: dict[str, str]
) -> list[tuple[Station, Station]]:
    """The pairs that a table makes and no other has made; what it cannot pair is reported."""
    place = (*path, "paired")
    if table.paired is True:
        if len(stations) % 2:
            count = len(stations)
            message = f"{header_of(path)} pairs its stations two by two, but there are {count}"
            ways = remedy(Edit((*path, "count"), count + 1), "name the other one")
            context.report(problems.WRONG_STATION, message, place, remedy=ways)
            return []
        wanted = list(zip(stations[::2], stations[1::2], strict=True))
    else:
        partner = context.stations.get(str(table.paired))
        if partner is None:
            if not context.is_broken("stations", str(table.paired)):
                context.unknown(str(table.paired), place, "station", context.names("stations"))
            return []
        if len(stations) != 1 or partner is stations[0]:
            message = f"{header_of(path)} names '{shown(partner.name)}' as the other station of its pair"
            message += f", but has {len(stations)} itself" if len(stations) != 1 else ", which is itself"
            context.report(problems.WRONG_STATION, message, place, remedy="a pair is two stations: name the other one")
            return []
        wanted = [(stations[0], partner)]
    made = []
    for one, other in wanted:
        if pairs.get(one.name) == other.name:
            continue  # the other table said so already
        taken = next((station.name for station in (one, other) if station.name in pairs), None)
        if taken is not None:
            message = f"station '{shown(taken)}' is paired with '{shown(pairs[taken])}' already"
            context.report(problems.WRONG_STATION, message, place, remedy="a station is in one pair")
            continue
        pairs[one.name], pairs[other.name] = other.name, one.name
        made.append((one, other))
    return made


def _may_share(one: Station, other: Station) -> bool:
    """Whether two stations are of one model whose modules can be shared."""
    return (
        one.model is not None
        and other.model is not None
        and one.model.module_pool == "pair"
        and one.model.id == other.model.id
        and len(one.ports) == len(other.ports) == 1
    )


def _feeds_are_equal(context: ResolveContext, path: Path, stations: list[Station], on_circuit: Counter[str]) -> bool:
    ports = [port for station in stations for port in station.ports]
    names = [port.circuit for port in ports]
    circuits = [context.circuits[name] for name in names if name is not None]
    who = " and ".join(shown(station.name) for station in stations)
    key = "circuit" if _table(context, stations[0]).circuit is not None else "circuits"
    if not circuits:
        return True
    if len(circuits) < len(ports):
        message = f"of {who} only one is on a circuit"
    elif len({circuit.name for circuit in circuits}) < len(ports) or any(on_circuit[one.name] > 1 for one in circuits):
        message = f"{who} share their modules, but a circuit of theirs is shared too"
    elif len({circuit.fed_from for circuit in circuits}) > 1:
        one, other = circuits
        message = f"{who} share their modules, but are fed from '{shown(one.fed_from)}' and '{shown(other.fed_from)}'"
    else:
        return True
    labels = tuple(Label(circuit.path, f"'{shown(circuit.name)}'", "header") for circuit in circuits)
    context.report(
        problems.WRONG_STATION,
        message,
        (*path, key),
        labels=labels,
        remedy="a circuit of its own for each station, both on one panel",
    )
    return False


def _table(context: ResolveContext, station: Station) -> StationTable:
    return context.tables.stations[str(station.path[1])]


def _pool(context: ResolveContext, stations: tuple[Station, ...], path: Path) -> ModulePool:
    """The modules of one block or one pair, as far as the stations as installed can feed them."""
    model = stations[0].model
    assert model is not None
    assert model.modules is not None
    assert model.module_kw is not None
    ports = [port for station in stations for port in station.ports]
    table = _table(context, stations[0])
    given, most_kw = table.modules, table.max_power
    if model.module_pool == "block":
        modules = [given or model.modules]
        fed_kw = [_feed_a(stations[0]) * ports[0].output_kw_per_a]
    else:
        modules = [model.modules] * len(ports)
        fed_kw = [port.max_a * port.output_kw_per_a for port in ports]
    usable = tuple(min(own, whole(kw / model.module_kw)) for own, kw in zip(modules, fed_kw, strict=True))
    port_modules = min(model.port_modules or sum(usable), sum(usable))
    if most_kw is not None:
        port_modules = min(port_modules, whole(most_kw.value / model.module_kw))
    return ModulePool(
        stations=tuple(station.name for station in stations),
        ports=tuple(port.name for port in ports),
        modules=usable,
        module_kw=model.module_kw,
        port_modules=port_modules,
        path=path,
    )


def _feed_a(station: Station) -> float:
    """What the feed of a block carries [A]: that of all its ports together, however little one of them delivers."""
    if station.jumper_total_a is None:
        return station.ports[0].max_a
    return station.jumper_total_a if station.setting_a is None else min(station.jumper_total_a, station.setting_a)
