"""Power-sharing groups and other loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from evsite.codebook.formulas import CONTINUOUS_FACTOR, usable_continuous_a
from evsite.model.records import MeterData
from evsite.model.remedy import REMOVE, Edit, added, one_of, remedy, when
from evsite.model.site import Group, Load
from evsite.model.tree import way_up
from evsite.sitefile import problems
from evsite.sitefile.resolve.context import value_of
from evsite.sitefile.resolve.descriptions import load_description
from evsite.sitefile.resolve.group_ports import GroupPorts
from evsite.sitefile.resolve.measured import READING_KEYS, measured_load, reading_options
from evsite.sitefile.resolve.schedules import resolve_charging, resolve_profile, resolve_schedule
from evsite.sitefile.value_types import MAX_NESTED
from evsite.sitefile.wording import header_of, name_to_paste, shown
from evsite.toml_text import value_text

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.remedy import Remedy
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.sharing import GroupTable, LoadTable

USUAL_MIN_A = 8.0
"""What each port in use gets before shares grow, unless the file says otherwise [A]."""


def resolve_groups(context: ResolveContext) -> None:
    """Resolve every group; those that cannot be are left out."""
    for name, raw in context.tables.broken["groups"].items():
        if isinstance(raw.get("on"), str):
            context.node(raw["on"], ("groups", name), "on")
    if not context.tables.groups:
        return
    holds = GroupPorts(context)
    for name, table in context.tables.groups.items():
        path = ("groups", name)
        if _said_twice(context, path, table):
            continue
        if table.on is not None and table.members is not None:
            message = f"{header_of(path)} has both on and members"
            ways = remedy(
                when(Edit((*path, "members"), REMOVE), f"for every port below {name_to_paste(table.on)}"),
                when(Edit((*path, "on"), REMOVE), "for the members alone") if table.stated_limit is not None else None,
            )
            context.report(problems.CONFLICT, message, (*path, "members"), anchor="key", remedy=ways)
        elif table.on is not None:
            _on_node(context, path, table, table.on, holds)
        elif table.members is not None:
            _of_members(context, path, table, table.members, holds)
        else:
            message = f"{header_of(path)} does not say whose ports it holds"
            ways = _whose_ports(context, path, name)
            context.report(problems.MISSING_KEY, message, path, anchor="header", remedy=ways)
        if holds.crowded is not None:
            message = (
                f"{header_of(path)} is group {MAX_NESTED + 1} of port '{shown(holds.crowded)}', expected at most "
                f"{MAX_NESTED}; groups below it are not looked at"
            )
            context.report(
                problems.TOO_MANY, message, path, anchor="header", remedy="keep the groups that hold the lowest limits"
            )
            return


def _said_twice(context: ResolveContext, path: Path, table: GroupTable) -> bool:
    """Whether the limit or the policy is said under both of its names: a conflict, even if both say the same."""
    both = [("limit", "not_to_exceed", table.limit is not None and table.not_to_exceed is not None)]
    stated = "policy" in table.model_fields_set and table.sharing_intent is not None
    both.append(("policy", "sharing_intent", stated))
    for key, other, twice in both:
        if twice:
            message = f"{header_of(path)} has both {key} and {other}, which are one thing"
            ways = remedy(Edit((*path, other), REMOVE), Edit((*path, key), REMOVE))
            context.report(problems.CONFLICT, message, (*path, other), anchor="key", remedy=ways)
    return any(twice for _, _, twice in both)


def _limit_key(table: GroupTable) -> Literal["limit", "not_to_exceed"]:
    return "limit" if table.not_to_exceed is None else "not_to_exceed"


def _whose_ports(context: ResolveContext, path: Path, name: str) -> Remedy:
    """What a group may hold: the node that it is called like, or else the first that there is."""
    if name in context.circuits or name in context.panels or name in context.supplies:
        return remedy(added(Edit((*path, "on"), name)))
    circuit = next((port.circuit for port in context.ports.values() if port.circuit is not None), None)
    if circuit is None:
        return remedy('add on = "P1", or members = ["S1", "S2"]')
    on = Edit((*path, "on"), context.circuits[circuit].fed_from)
    return remedy(added(on, "for instance"), f"members = {value_text(list(context.stations)[:2])}")


def _on_node(context: ResolveContext, path: Path, table: GroupTable, on: str, holds: GroupPorts) -> None:
    node = context.node(on, path, "on")
    if node is None:
        return
    ports = holds.below(node)
    if not ports:
        if not context.broken["stations"] and not context.broken["nodes"] and "stations" not in context.tables.unread:
            message = f"no port hangs below '{shown(node)}'"
            ways = remedy("put stations on its circuits", Edit(path, REMOVE))
            context.report(problems.EMPTY_GROUP, message, (*path, "on"), remedy=ways)
        return
    limit_a, limit_kw = _limit(table)
    if table.stated_limit is None:
        limit_a, limit_kw = _usual_limit(context, node)
        if limit_a is None and limit_kw is None:
            message = (
                f"{header_of(path)} has no limit, and panel '{shown(node)}' has neither main nor bus to take it from"
            )
            ways = remedy(
                added(Edit((*path, "limit"), "320 A")), added(Edit((*context.panels[node].path, "main"), "400 A"))
            )
            context.report(problems.GROUP_LIMIT, message, path, anchor="header", remedy=ways)
            return
    _add(context, path, table, node, ports, (limit_a, limit_kw))


def _of_members(
    context: ResolveContext, path: Path, table: GroupTable, members: tuple[str, ...], holds: GroupPorts
) -> None:
    ports, good = holds.of_members(path, members)
    limit_a, limit_kw = _limit(table)
    if table.stated_limit is None:
        message = f"{header_of(path)} holds free members and has no limit"
        supplies = _supplies_of(context, ports)
        equal = len(supplies) == 1 and None not in supplies
        values = ["64 A", "20 kW"] if equal else ["20 kW"]
        ways = one_of((*path, "limit"), values, "added")
        context.report(problems.GROUP_LIMIT, message, path, anchor="header", remedy=ways)
        return
    if not good:
        return
    if limit_a is not None and not _share_a_system(context, path, table, ports):
        return
    _add(context, path, table, None, ports, (limit_a, limit_kw))


def _share_a_system(context: ResolveContext, path: Path, table: GroupTable, ports: list[str]) -> bool:
    """Whether a limit in amperes means something for these ports: they hang below one supply."""
    supplies = _supplies_of(context, ports)
    if None not in supplies and len(supplies) == 1:
        return True
    key = _limit_key(table)
    if None in supplies:
        message = f"{key} is {table.stated_limit}, but port '{shown(supplies[None])}' is on no circuit"
    else:
        (first, one), (second, other), *_ = supplies.items()
        where = f"'{shown(one)}' is on '{shown(first or '')}' and '{shown(other)}' on '{shown(second or '')}'"
        message = f"{key} is {table.stated_limit}, but {where}"
    way = when(Edit((*path, key), "20 kW"), "or another limit in kW")
    context.report(problems.GROUP_LIMIT, message, (*path, key), remedy=way)
    return False


def _supplies_of(context: ResolveContext, ports: list[str]) -> dict[str | None, str]:
    """The supplies that ports hang below, each with a port; None for ports on no circuit."""
    supplies: dict[str | None, str] = {}
    roots: dict[str, str] = {}
    for name in ports:
        circuit = context.ports[name].circuit
        if circuit is None:
            supplies.setdefault(None, name)
            continue
        feeder = context.circuits[circuit].fed_from
        if feeder not in roots:
            upstream = way_up(lambda node: context.panels[node].fed_from, feeder)
            roots[feeder] = next(node for node in upstream if node in context.supplies)
        supplies.setdefault(roots[feeder], name)
    return supplies


def _limit(table: GroupTable) -> tuple[float | None, float | None]:
    limit = table.stated_limit
    if limit is None:
        return None, None
    return (limit.value, None) if limit.unit == "A" else (None, limit.value)


def _usual_limit(context: ResolveContext, node: str) -> tuple[float | None, float | None]:
    """80 % of what the node is rated for, in A or kW; (None, None) where it has no rating."""
    if node in context.circuits:
        return usable_continuous_a(context.circuits[node].breaker_a), None
    if node in context.panels:
        rated = context.panels[node].rating
        return (None if rated is None else usable_continuous_a(rated.rating_a)), None
    supply = context.supplies[node]
    if supply.rating_a is not None:
        return usable_continuous_a(supply.rating_a), None
    assert supply.rating_kva is not None
    return None, supply.rating_kva / CONTINUOUS_FACTOR


def _add(
    context: ResolveContext,
    path: Path,
    table: GroupTable,
    on: str | None,
    ports: list[str],
    limit: tuple[float | None, float | None],
) -> None:
    limit_a, limit_kw = limit
    amperes = on is not None or (len(supplies := _supplies_of(context, ports)) == 1 and None not in supplies)
    minimum = table.min_current or context.tables.site.min_current
    name = str(path[1])
    context.groups[name] = Group(
        name=name,
        on=on,
        ports=tuple(ports),
        policy=table.sharing_intent or table.policy,
        limit_a=limit_a,
        limit_kw=limit_kw,
        limit_given=table.stated_limit is not None,
        policy_given=table.sharing_intent is not None or "policy" in table.model_fields_set,
        min_a=USUAL_MIN_A if minimum is None else minimum.value,
        path=path,
        # without a limit of its own it has that of a supply, which is in kVA
        limit_apparent=limit_kw is not None and (table.stated_limit is None or table.stated_limit.unit == "kVA"),
        schedule=resolve_schedule(context, path, table, amperes=amperes),
        charging=resolve_charging(context, path, table.charging),
        metered=bool(context.tables.site.site_meter if table.site_meter is None else table.site_meter),
        metered_given=table.site_meter is not None,
        listing=table.listing,
        restricted_access=table.restricted_access,
        fails_safe=table.fails_safe,
        connectivity=table.connectivity,
        keeps_shed_controls=table.keeps_shed_controls,
        directory=table.directory,
        min_given=table.min_current is not None,
        slot_h=None if table.slot is None else table.slot.value,
        defer_to_fleet=table.defer_to_fleet,
        meter=table.meter,
        limit_key=_limit_key(table),
        policy_key="policy" if table.sharing_intent is None else "sharing_intent",
    )


def resolve_loads(context: ResolveContext) -> None:
    """Resolve every other load; those that cannot be are left out."""
    for name, raw in context.tables.broken["loads"].items():
        if isinstance(raw.get("on"), str):
            context.node(raw["on"], ("loads", name), "on")
    for name, table in context.tables.loads.items():
        load = _load(context, name, ("loads", name), table)
        if load is not None:
            context.loads[name] = load


def _load(context: ResolveContext, name: str, path: Path, table: LoadTable) -> Load | None:
    node = context.node(table.on, path, "on")
    current_a, power = value_of(table.current), value_of(table.power)
    if current_a is None and power is None and table.profile and table.data is None:
        current_a = 0.0
    if table.data is None:
        _needless(context, path, table)
    if (current_a is None) == (power is None) and (table.data is None or power is not None):
        header = header_of(path)
        if power is None:
            finding = problems.MISSING_KEY.finding(
                f"{header} does not say what it draws",
                path,
                anchor="header",
                remedy=remedy(
                    added(Edit((*path, "current"), "40 A")),
                    added(Edit((*path, "power"), "10 kVA")),
                    'data = "meter.csv"',
                ),
            )
        else:
            finding = problems.CONFLICT.finding(
                f"{header} has both current and power",
                (*path, "power"),
                anchor="key",
                remedy=remedy(Edit((*path, "power"), REMOVE), Edit((*path, "current"), REMOVE)),
            )
        context.findings.append(finding)
        return None
    if node is None:
        return None
    found = context.circuits.get(node) or context.panels.get(node) or context.supplies[node]
    system = found.system
    connection = table.phases
    if connection is None:
        spread = "ABC" if system.three_phase else "".join(system.legs)
        connection = context.circuits[node].connection if node in context.circuits else {"AC": "CA"}.get(spread, spread)
    elif connection not in system.connections():
        place = (*path, "phases")
        message = f"phases '{connection}' are not there: '{shown(node)}' is {system.name}"
        context.report(problems.IMPOSSIBLE_PHASES, message, place, remedy=one_of(place, system.connections()))
        return None
    record = None
    if table.data is not None:
        record = measured_load(context, path, table, system, connection)
        if record is None:
            return None
    kva_per_a = system.kva_per_a(connection)
    legs = [leg for leg in connection if leg != "N"]
    if table.power is not None and table.power.unit == "kW" and power is not None:
        power /= table.power_factor or 1.0
    if power is not None:
        current_a = power / kva_per_a
    elif current_a is not None:
        power = current_a * kva_per_a
    if record is None or current_a is not None:
        assert current_a is not None
        assert power is not None
        line_a = dict.fromkeys(legs, current_a)
    else:
        line_a, power = record.peak_line_a(), record.peak_power_kva()
    return Load(
        name=name,
        on=node,
        line_a=line_a,
        power_kva=power,
        continuous=table.continuous,
        continuous_given="continuous" in table.model_fields_set,
        path=path,
        connection=connection,
        profile=resolve_profile(context, path, table, legs, kva_per_a),
        measured=record,
        data=None if table.data is None else MeterData(table.data, reading_options(table)),
        load_given=table.current is not None or table.power is not None,
        status=table.status,
        description=load_description(table),
    )


def _needless(context: ResolveContext, path: Path, table: LoadTable) -> None:
    for key in READING_KEYS:
        if getattr(table, key) is not None:
            message = f"{key} is about the data of a meter, but {header_of(path)} names none"
            ways = remedy(Edit((*path, key), REMOVE), 'add data = "meter.csv"')
            context.report(problems.CONFLICT, message, (*path, key), anchor="key", remedy=ways)
