"""Tables of stations: what each says by itself, before its circuits are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.remedy import REMOVE, Edit, added, meant, remedy, when
from evsite.model.stated import not_read
from evsite.rounding import exceeds
from evsite.sitefile import problems
from evsite.sitefile.resolve.context import value_of
from evsite.sitefile.resolve.current_steps import step_slips
from evsite.sitefile.resolve.station_circuits import check_circuits
from evsite.sitefile.resolve.station_kind import StationKind
from evsite.sitefile.value_types import MAX_COUNT
from evsite.sitefile.wording import header_of, shown

if TYPE_CHECKING:
    from evsite.model.catalog import Catalog, StationModel
    from evsite.model.finding import Path
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.stations import StationTable


def station_kinds(context: ResolveContext, catalog: Catalog, unusable: set[str]) -> list[StationKind]:
    """The tables that can be resolved, in the order of the file; the others are reported and marked as broken."""
    kinds: list[StationKind] = []
    owners: dict[str, Path] = {}
    ports_made = 0
    for name, raw in context.tables.broken["stations"].items():
        context.broken["stations"].add(name)
        _check_broken(context, catalog, unusable, ("stations", name), raw)
    for name, table in context.tables.stations.items():
        path = ("stations", name)
        model = None
        good = True
        if table.model is not None:
            model = _model(context, catalog, unusable, (*path, "model"), table.model)
            good = model is not None
        ports = _ports(context, path, table, model) if good else None
        names = context.expand("stations", name, table.count, 0, "stations")
        if names is not None and ports is not None and ports_made + len(names) * ports > MAX_COUNT:
            total = ports_made + len(names) * ports
            message = f"{header_of(path)} brings the site to {total:,} ports, expected at most {MAX_COUNT:,}"
            context.report(problems.TOO_MANY, message, (*path, "count"))
            names = None
        if names is None or context.taken(names, owners, path, "stations"):
            good = False
        else:
            context.station_families[name] = names
        good = _check_rating(context, path, table, model) and good
        if not good or names is None or ports is None:
            context.broken["stations"].add(name)
            check_circuits(context, path, {"circuit": table.circuit, "circuits": table.circuits})
            continue
        ports_made += len(names) * ports
        dc = is_dc(table, model)
        one_feed = bool(table.jumper) or (model is not None and model.single_feed(ports))
        kinds.append(StationKind(table, path, model, names, ports, dc, one_feed))
    return kinds


def _check_broken(
    context: ResolveContext, catalog: Catalog, unusable: set[str], path: Path, raw: dict[str, object]
) -> None:
    if isinstance(raw.get("model"), str):
        _model(context, catalog, unusable, (*path, "model"), str(raw["model"]))
    check_circuits(context, path, raw)


def _model(context: ResolveContext, catalog: Catalog, unusable: set[str], path: Path, name: str) -> StationModel | None:
    if name.strip().lower() in unusable:
        return None
    model = catalog.find(name)
    if model is None:
        near = catalog.nearest(name)
        own = f"(a station of your own has a table {header_of(('catalog', name))})"
        ways = meant(path, *near, words=own) if near else remedy(f"see `evsite catalog` {own}")
        context.report(problems.UNKNOWN_MODEL, f"no station model is called '{shown(name)}'", path, remedy=ways)
    return model


def _ports(context: ResolveContext, path: Path, table: StationTable, model: StationModel | None) -> int | None:
    if model is None:
        return table.ports or 1
    if model.ports is None:
        if table.ports is None:
            message = f"{header_of(path)} does not say how many ports it has, and for {model.id} the catalogue has none"
            context.report(
                problems.MISSING_KEY,
                message,
                path,
                anchor="header",
                remedy=added(Edit((*path, "ports"), 2), "for instance"),
                notes=(model.note,),
            )
        return table.ports
    if table.ports is not None and table.ports > model.ports:
        message = f"ports is {table.ports}, but {model.id} has {model.ports}"
        context.report(
            problems.WRONG_STATION,
            message,
            (*path, "ports"),
            remedy=when(Edit((*path, "ports"), model.ports, "port"), "count makes more stations"),
        )
        return None
    return table.ports or model.ports


def is_dc(table: StationTable, model: StationModel | None) -> bool:
    """Whether stations of a table are DC: as said, as the model is, or where a power is given."""
    if table.type is not None:
        return table.type == "dc"
    if model is not None:
        return model.dc
    return table.max_power is not None


def _check_rating(context: ResolveContext, path: Path, table: StationTable, model: StationModel | None) -> bool:
    """What can be said of a station table without its circuit; everything that is wrong is reported."""
    before = len(context.findings)
    header = header_of(path)
    if table.circuit is not None and table.circuits is not None:
        message = f"{header} has both circuit and circuits"
        ways = remedy(
            when(Edit((*path, "circuits"), REMOVE), "so that all of them hang on one"),
            when(Edit((*path, "circuit"), REMOVE), "so that each port, or jumpered station, takes one of its own"),
        )
        context.report(problems.CONFLICT, message, (*path, "circuit"), anchor="key", remedy=ways)
    if model is not None and table.type is not None and (table.type == "dc") != model.dc:
        message = f"type is '{table.type}', but {model.id} is {'DC' if model.dc else 'AC'}"
        context.report(problems.CONFLICT, message, (*path, "type"), remedy=Edit((*path, "type"), REMOVE))
    on_none = table.circuit is None and table.circuits is None
    if not on_none and table.voltage is not None:
        message = f"{header} is on a circuit, which has a voltage already"
        place = (*path, "voltage")
        context.report(problems.CONFLICT, message, place, anchor="key", remedy=Edit(place, REMOVE))
    if model is None:
        port_a, power = value_of(table.max_current), value_of(table.max_power)
        if port_a is None and power is None and table.setting is None and table.model is None:
            examples = {"model": "CT4021", "max_current": "32 A", "max_power": "40 kW"}
            ways = remedy(*[added(Edit((*path, key), value)) for key, value in examples.items()])
            message = f"{header} does not say what it can draw"
            context.report(problems.NO_RATING, message, path, anchor="header", remedy=ways)
    else:
        # what is not confirmed in a document refuses nothing that the file says
        port_a = None if not_read(model.port_max_a) else model.port_max_a
        if table.jumper is False and model.single_feed(table.ports or model.ports or 1):
            message = f"jumper is false, but {model.id} has one feed for all of its ports"
            place = (*path, "jumper")
            context.report(problems.WRONG_STATION, message, place, remedy=Edit(place, REMOVE))
    _check_modules(context, path, table, model)
    setting_a, given_a = value_of(table.setting), value_of(table.max_current)
    if is_dc(table, model) and given_a is not None:
        # the nameplate stands above what the catalogue says
        port_a = given_a
    limit_a = min((a for a in (port_a, given_a) if a is not None), default=None)
    if setting_a is not None and limit_a is not None and exceeds(setting_a, limit_a):
        message = f"setting is {table.setting}, but a port is built for {limit_a:g} A"
        place = (*path, "setting")
        context.report(problems.WRONG_STATION, message, place, remedy=when(Edit(place, f"{limit_a:g} A"), "or less"))
    least_a, most_a = value_of(table.min_current), limit_a if setting_a is None else setting_a
    if least_a is not None and most_a is not None and exceeds(least_a, most_a) and not is_dc(table, model):
        message = f"min_current is {table.min_current}, but a port draws at most {most_a:g} A"
        place = (*path, "min_current")
        context.report(problems.WRONG_STATION, message, place, remedy=when(Edit(place, f"{most_a:g} A"), "or less"))
    for slip in step_slips(path, table, dc=is_dc(table, model), least_a=least_a, most_a=limit_a):
        message = f"{header}: {slip.message}"
        context.report(problems.WRONG_STATION, message, slip.place, remedy=slip.way)
    known_v = table.voltage is not None or (model is not None and model.dc)
    if on_none and not known_v and (table.max_current is not None or table.setting is not None or model is not None):
        message = f"{header} is on no circuit and has no voltage"
        ways = remedy(added(Edit((*path, "voltage"), "208 V")), 'circuits = "C"')
        context.report(problems.NO_RATING, message, path, anchor="header", remedy=ways)
    return len(context.findings) == before


def _check_modules(context: ResolveContext, path: Path, table: StationTable, model: StationModel | None) -> None:
    if table.modules is None:
        return
    place = (*path, "modules")
    most = None if model is None or model.module_pool != "block" else model.modules
    if most is None:
        what = "a station without a model" if model is None else model.id
        message = f"modules is {table.modules}, but {what} has no power modules to choose"
        context.report(problems.WRONG_STATION, message, place, remedy=Edit(place, REMOVE))
    elif model is not None and table.modules > most:
        message = f"modules is {table.modules}, but {model.id} holds {most}"
        context.report(problems.WRONG_STATION, message, place, remedy=when(Edit(place, most), "or less"))
