"""A dwelling whose load is calculated, and the service that it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.dwelling_loads import Appliance, Cooling, DwellingFacts, Heating, Method
from evsite.model.dwelling import DwellingUnit
from evsite.model.remedy import REMOVE, Edit, added, one_of, remedy
from evsite.sitefile import problems
from evsite.sitefile.wording import header_of, shown

if TYPE_CHECKING:
    from evsite.model.distribution import Supply
    from evsite.model.finding import Path
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.dwelling import DwellingTable, NameplateTable

_PATH: Path = ("dwelling",)
_LARGEST_TO_NEUTRAL_V = 121.0
"""The optional calculations are for 120/240 V and two lines of 208Y/120."""


def resolve_dwelling(context: ResolveContext) -> DwellingUnit | None:
    """The dwelling of a file; None where it has none, or one that cannot be resolved."""
    table = context.tables.dwelling
    if table is None:
        return None
    supply = _service(context, table)
    facts = _facts(context, table)
    if supply is None or facts is None or not _method_fits(context, table, supply):
        return None
    return DwellingUnit(supply.name, facts, _PATH)


def _service(context: ResolveContext, table: DwellingTable) -> Supply | None:
    services = [supply for supply in context.supplies.values() if supply.fed_from is None]
    if table.on is None:
        if len(services) == 1:
            return services[0]
        if context.broken["nodes"] or "supplies" in context.tables.unread:
            return None
        if services:
            message = f"{header_of(_PATH)} does not say which of {len(services)} services it is on"
            ways = one_of((*_PATH, "on"), [supply.name for supply in services[:8]], "added")
        else:
            message, ways = f"{header_of(_PATH)} needs a service, and the file has none", remedy("add [supplies.Main]")
        context.report(problems.MISSING_KEY, message, _PATH, anchor="header", remedy=ways)
        return None
    place = (*_PATH, "on")
    if table.on in context.supplies:
        return context.supplies[table.on]
    if table.on in context.panels or table.on in context.circuits:
        message = f"'{shown(table.on)}' is no service, expected one of [supplies]"
        names = [supply.name for supply in services[:8]]
        context.report(problems.WRONG_KIND, message, place, remedy=one_of(place, names, "written") if names else None)
    elif not context.is_broken("nodes", table.on) and "supplies" not in context.tables.unread:
        context.unknown(table.on, place, "service", context.names("supplies"))
    return None


def _method_fits(context: ResolveContext, table: DwellingTable, supply: Supply) -> bool:
    system = supply.system
    to_neutral_v = system.to_neutral_v
    three_wire = not system.three_phase and to_neutral_v is not None and to_neutral_v < _LARGEST_TO_NEUTRAL_V
    if table.method == "standard" or three_wire:
        return True
    stated = f"'{shown(supply.name)}' is {system.name}"
    message = f"the optional calculation is for three wires of 120/240 V or 208Y/120, and {stated}"
    way = added(Edit((*_PATH, "method"), "standard"))
    context.report(problems.CONFLICT, message, _PATH, anchor="header", remedy=remedy(way))
    return False


def _facts(context: ResolveContext, table: DwellingTable) -> DwellingFacts | None:
    found = len(context.findings)
    method: Method = "standard" if table.method == "standard" else "existing" if table.existing else "optional"
    appliances = tuple(
        Appliance(
            each.name or each.kind.replace("-", " "), _va(context, each, ("appliances", number)), each.kind, each.count,
            each.fastened, each.motor, each.new,
        )
        for number, each in enumerate(table.appliances)
    )  # fmt: skip
    cooling = tuple(
        Cooling(each.name or "air conditioning", _va(context, each, ("cooling", number)), each.count, each.new)
        for number, each in enumerate(table.cooling)
    )
    heating = []
    for number, each in enumerate(table.heating):
        if each.supplemental is not None and each.kind != "heat-pump":
            place = (*_PATH, "heating", number, "supplemental")
            message = f"supplemental heat is that of a heat pump, and this is kind = {each.kind!r}"
            ways = remedy(Edit(place, REMOVE), Edit((*place[:-1], "kind"), "heat-pump"))
            context.report(problems.CONFLICT, message, place, anchor="key", remedy=ways)
        name = each.name or {"heat-pump": "heat pump"}.get(each.kind, f"{each.kind.replace('-', ' ')} heating")
        supplemental_va = 0.0 if each.supplemental is None else each.supplemental.value * 1000
        va = _va(context, each, ("heating", number))
        heating.append(Heating(name, va, each.kind, each.count, supplemental_va, each.together, each.new))
    if not table.existing:
        _no_new(context, table)
    if len(context.findings) > found:
        return None
    return DwellingFacts(
        table.area.value,
        table.small_appliance_circuits,
        table.laundry_circuits,
        appliances,
        cooling,
        tuple(heating),
        method,
    )


def _va(context: ResolveContext, table: NameplateTable, place: Path) -> float:
    """A nameplate [VA]; 0, with a finding, for amperes without a voltage."""
    rating, path = table.rating, (*_PATH, *place)
    if rating.unit != "A":
        return rating.value * 1000
    if table.volts is None:
        message = f"rating is {rating}: without volts that is no load"
        ways = one_of((*path, "volts"), ["240 V", "120 V"], "added")
        context.report(problems.MISSING_KEY, message, (*path, "rating"), remedy=ways)
        return 0.0
    return rating.value * table.volts.value


def _no_new(context: ResolveContext, table: DwellingTable) -> None:
    for kind in ("appliances", "cooling", "heating"):
        for number, each in enumerate(getattr(table, kind)):
            if each.new:
                place = (*_PATH, kind, number, "new")
                message = "new is about an existing dwelling, and existing is not true"
                ways = remedy(Edit((*_PATH, "existing"), True), Edit(place, REMOVE))  # noqa: FBT003 - a value of TOML
                context.report(problems.CONFLICT, message, place, anchor="key", remedy=ways)
