"""Supplies and panels: who feeds whom, and which voltage system arrives where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from evsite.model.distribution import Panel, Supply
from evsite.model.finding import Label
from evsite.model.records import MeteredRecord
from evsite.model.remedy import REMOVE, Edit, meant, one_of, remedy, when
from evsite.model.system_names import TWO_LINES_OF_WYE, described, find_system, readings
from evsite.model.systems import SYSTEMS, VoltageSystem
from evsite.sitefile import problems
from evsite.sitefile.resolve.conductors import installed_conductor
from evsite.sitefile.resolve.context import value_of
from evsite.sitefile.resolve.descriptions import panel_description, supply_description
from evsite.sitefile.resolve.feeders import resolve_feeder, with_phases
from evsite.sitefile.resolve.spaces import USUAL_SIZES
from evsite.sitefile.resolve.transformers import delivers, fits_together, stated_winding, takes, usual_winding
from evsite.sitefile.value_types import MAX_NESTED
from evsite.sitefile.wording import header_of, shown
from evsite.words import alternatives, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evsite.model.finding import Path
    from evsite.model.remedy import Way
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.equipment import MeteredTable, PanelTable, SupplyTable


USUAL_WORKING_CONDITION: Literal[2] = 2
"""What is taken to be across the working space of a panel: grounded parts (NEC table 110.26(A)(1), condition 2)."""


def resolve_feeding(context: ResolveContext) -> None:
    """Resolve supplies and panels from the utility downwards; those in a circle or on nothing are left out."""
    tables = context.tables
    owners: dict[str, Path] = {}
    for section in ("supplies", "panels"):
        for name in (*getattr(tables, section), *tables.broken[section]):
            if name in tables.broken[section] or context.taken(
                [name], owners, (section, name), "supplies, panels and circuits"
            ):
                context.broken["nodes"].add(name)
    for section in ("supplies", "panels"):
        for name, raw in tables.broken[section].items():
            # what a broken table refers to is checked all the same, so that nothing has to be found out later
            if isinstance(raw.get("fed_from"), str):
                context.feeder(raw["fed_from"], (section, name), "fed_from")
            if section == "supplies":
                _systems_of_broken(context, name, raw)
    feeders = _feeders(context)
    _cut_circles(context, feeders)
    # a chain upwards must end, so what runs in a circle is no feeder of anything
    feeders = {name: above for name, above in feeders.items() if name not in context.broken["nodes"]}
    depth: dict[str, int] = {}
    systems: dict[tuple[str, str], VoltageSystem] = {}
    too_deep: list[str] = []
    for name in feeders:
        chain = [name]
        while (above := feeders[chain[-1]]) is not None and above in feeders and above not in depth:
            chain.append(above)
        for below in reversed(chain):
            if below not in depth:
                depth[below] = depth.get(feeders[below] or "", 0) + 1
                if depth[below] > MAX_NESTED:
                    too_deep.append(below)
                    context.broken["nodes"].add(below)
                    continue
                _resolve(context, below, feeders[below], systems)
    if too_deep:
        _report_depth(context, too_deep[0])
    # dictionaries keep the order of the file, however the chains ran
    context.supplies = {name: context.supplies[name] for name in tables.supplies if name in context.supplies}
    context.panels = {name: context.panels[name] for name in tables.panels if name in context.panels}


def _systems_of_broken(context: ResolveContext, name: str, raw: Mapping[str, object]) -> None:
    """Report whether the systems of a supply that cannot be resolved are known, unless it is reported already."""

    def makes(system: VoltageSystem) -> bool:
        return raw.get("kind") != "transformer" or system.name != TWO_LINES_OF_WYE

    for key in ("system", "primary"):
        stated, place = raw.get(key), ("supplies", name, key)
        if isinstance(stated, str) and not any(finding.path == place for finding in context.findings):
            _system(context, stated, place, makes)


def _feeders(context: ResolveContext) -> dict[str, str | None]:
    """What feeds each supply and panel by name; None for the utility. Those with a wrong feeder are broken."""
    feeders: dict[str, str | None] = {}
    for name, supply in context.tables.supplies.items():
        if supply.kind == "service" and not _is_plain_service(context, ("supplies", name), supply):
            context.broken["nodes"].add(name)
        elif supply.fed_from is None:
            feeders[name] = None
        else:
            feeders[name] = context.feeder(supply.fed_from, ("supplies", name), "fed_from")
            if feeders[name] is None:
                context.broken["nodes"].add(name)
    for name, panel in context.tables.panels.items():
        feeders[name] = context.feeder(panel.fed_from, ("panels", name), "fed_from")
        if feeders[name] is None:
            context.broken["nodes"].add(name)
    return {name: above for name, above in feeders.items() if name not in context.broken["nodes"]}


def _is_plain_service(context: ResolveContext, path: Path, table: SupplyTable) -> bool:
    """Whether a service has none of the keys that only transformers have."""
    only = ("fed_from", "primary", "winding", "vector_group", "phases", "impedance", "feeder")
    keys = [key for key in only if getattr(table, key) is not None]
    for key in keys:
        message = f"{header_of(path)} is a service, which comes from the utility, but has '{key}'"
        ways = remedy(Edit((*path, key), REMOVE), Edit((*path, "kind"), "transformer"))
        context.report(problems.CONFLICT, message, (*path, key), anchor="key", remedy=ways)
    return not keys


def _cut_circles(context: ResolveContext, feeders: dict[str, str | None]) -> None:
    state: dict[str, int] = {}
    for number, start in enumerate(feeders):
        chain: list[str] = []
        name: str | None = start
        while name is not None and name in feeders and name not in state:
            state[name] = number
            chain.append(name)
            name = feeders[name]
        if name is not None and state.get(name) == number and name in chain:
            circle = chain[chain.index(name) :]
            _report_circular_feed(context, circle)
            context.broken["nodes"].update(circle)


def _report_circular_feed(context: ResolveContext, circle: list[str]) -> None:
    paths = [("supplies" if name in context.tables.supplies else "panels", name, "fed_from") for name in circle]
    if len(circle) == 1:
        message = f"'{shown(circle[0])}' is fed from itself, expected a supply or another panel"
    else:
        names = [shown(name) for name in circle]
        steps = " from ".join([*names[:8], *(["..."] if len(names) > 8 else []), names[0]])
        message = f"a circle of {len(circle)}: {steps}; expected to end at a supply"
    labels = tuple(Label(path, f"'{shown(path[1])}' is in the circle") for path in paths[1:4])
    supply = next((name for name in context.tables.supplies if name not in circle), None)
    way: Way = "feed one of them from a supply"
    if supply is not None:
        other = "or another of them from a supply" if len(circle) > 1 else "which is a supply"
        way = when(Edit(paths[0], supply), other)
    context.report(problems.CYCLE, message, paths[0], labels=labels, remedy=way)


def _report_depth(context: ResolveContext, name: str) -> None:
    place = ("supplies" if name in context.tables.supplies else "panels", name, "fed_from")
    message = f"{header_of(place[:2])} is fed through more than {MAX_NESTED} others, expected at most {MAX_NESTED}"
    context.report(problems.TOO_MANY, message, place)


def _resolve(
    context: ResolveContext, name: str, above: str | None, systems: dict[tuple[str, str], VoltageSystem]
) -> None:
    """Resolve one supply or panel whose feeder was tried before; one that cannot be is marked as broken."""
    feeding = None if above is None else context.feeder_system(above)
    if above is None or feeding is not None:
        if name in context.tables.supplies:
            supply = _supply(context, name, context.tables.supplies[name], feeding)
            if supply is not None:
                context.supplies[name] = supply
                return
        elif above is not None and feeding is not None:
            panel = _panel(context, name, context.tables.panels[name], above, feeding, systems)
            if panel is not None:
                context.panels[name] = panel
                return
    context.broken["nodes"].add(name)


def _panel(
    context: ResolveContext,
    name: str,
    table: PanelTable,
    above: str,
    feeding: VoltageSystem,
    systems: dict[tuple[str, str], VoltageSystem],
) -> Panel | None:
    table = with_phases(context, table, feeding)
    system = feeding
    if table.phases is not None:
        legs = table.phases
        if "N" in legs or any(leg not in feeding.legs for leg in legs):
            offered = [pair for pair in feeding.connections() if not pair.endswith("N")]
            message = f"phases '{legs}' do not reach {header_of(('panels', name))}: '{shown(above)}' is {feeding.name}"
            place = ("panels", name, "phases")
            context.report(problems.IMPOSSIBLE_PHASES, message, place, remedy=one_of(place, offered))
            return None
        if set(legs) != set(feeding.legs):
            # panels alike share one system object
            system = systems.setdefault((feeding.name, legs), feeding.only(legs))
    feeder = resolve_feeder(context, ("panels", name), table, feeding, len(system.legs))
    return Panel(
        name=name,
        fed_from=above,
        main_a=value_of(table.main),
        bus_a=value_of(table.bus),
        spaces=USUAL_SIZES[0] if table.spaces is None else table.spaces,
        spaces_given=table.spaces is not None,
        system=system,
        path=("panels", name),
        conductor=installed_conductor(context, ("panels", name), table.conductor)
        or (None if feeder is None else feeder.conductor),
        dwelling_unit=table.dwelling_unit,
        rated_100_percent=bool(table.rated_100_percent),
        interrupting_a=value_of(table.interrupting),
        available_fault_a=value_of(table.available_fault),
        gfpe=table.gfpe,
        arc_reduction=table.arc_reduction,
        working_space_ft=value_of(table.working_space),
        working_condition=table.working_condition or USUAL_WORKING_CONDITION,
        feeder=feeder,
        existing=table.status == "existing",
        description=panel_description(table),
    )


def _supply(context: ResolveContext, name: str, table: SupplyTable, feeding: VoltageSystem | None) -> Supply | None:
    path = ("supplies", name)
    table = with_phases(context, table, feeding)
    system = _system(context, table.system, (*path, "system"), lambda each: delivers(table, each))
    winding = stated_winding(table) or (None if system is None else usual_winding(system))
    primary = feeding
    if table.primary is not None:
        primary = _system(context, table.primary, (*path, "primary"), lambda each: takes(each, feeding, winding))
    if system is None or (primary is None and table.primary is not None):
        return None
    if table.kind == "service":
        primary = winding = None
    elif winding is None or not fits_together(context, path, table, system, primary, feeding, winding):
        return None
    phases = table.phases
    if winding == "single-phase" and phases is None and primary is not None and primary.three_phase and feeding is None:
        # the utility's lines are all alike to the site
        phases = "AB"
    lines = 2 if winding == "single-phase" else 3
    return Supply(
        name=name,
        kind=table.kind,
        rating_a=table.rating.value if table.rating.unit == "A" else None,
        rating_kva=table.rating.value if table.rating.unit == "kVA" else None,
        system=system,
        fed_from=table.fed_from,
        primary=primary,
        winding=winding,
        primary_phases=phases,
        path=path,
        conductor=installed_conductor(context, path, table.conductor),
        rated_100_percent=bool(table.rated_100_percent),
        available_fault_a=value_of(table.available_fault),
        impedance_percent=value_of(table.impedance),
        primary_breaker_a=value_of(table.primary_breaker),
        secondary_breaker_a=value_of(table.secondary_breaker),
        secondary_length_ft=value_of(table.secondary_length),
        gfpe=table.gfpe,
        arc_reduction=table.arc_reduction,
        surge_protection=table.surge_protection,
        emergency_disconnect=table.emergency_disconnect,
        primary_disconnect=table.primary_disconnect,
        metered=None if table.metered is None else _metered(table.metered, system),
        feeder=None if table.kind == "service" else resolve_feeder(context, path, table, feeding, lines),
        vector_group=table.vector_group or "Dyn1",
        description=supply_description(table),
    )


def _metered(table: MeteredTable, system: VoltageSystem) -> MeteredRecord:
    """The record of a meter, its peak as apparent power."""
    peak_kva: float | None = table.peak.value
    if table.peak.unit == "A":
        peak_kva = table.peak.value * (system.kva_per_a("ABC") if system.three_phase else system.line_v / 1000)
    elif table.peak.unit == "kW":
        peak_kva = None if table.power_factor is None else table.peak.value / table.power_factor
    return MeteredRecord(peak_kva, table.days, table.generation, table.peak_shaving, table.peak.unit == "A")


def _system(
    context: ResolveContext, name: str, path: Path, fits: Callable[[VoltageSystem], bool]
) -> VoltageSystem | None:
    """The system of a name; None, with a finding, where it means none or may mean several of which some fit here."""
    system = find_system(name)
    if system is None:
        found = readings(name)
        fitting = [each for each in found if fits(SYSTEMS[each])]
        known = "expected " + listed([f'"{each}"' for each in SYSTEMS])
        message = f"no voltage system is called '{shown(name)}'"
        way = remedy(known)
        if len(found) > 1:
            meanings = alternatives([described(each) for each in found])
            message = f"'{shown(name)}' does not say which system is meant: {meanings}?"
            way = one_of(path, fitting, "written")
            if path[-1] == "system" and TWO_LINES_OF_WYE in set(found) - set(fitting):
                way = remedy(when(Edit(path, fitting[0]), 'with phases = "AB" on a panel that gets two lines only'))
        elif found:
            way = meant(path, *found)
        context.report(problems.BAD_VALUE, message, path, remedy=way)
    return system
