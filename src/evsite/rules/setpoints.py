"""Setpoints of power-sharing groups against what they sit on, and against each other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evsite.analysis.device_loading import Overload, room_for_a, usable_a, ways_out
from evsite.codebook.formulas import exceeds
from evsite.model.finding import Label, Severity
from evsite.network.limits import line_rating_a
from evsite.network.loads import OtherLoad
from evsite.rules.overcurrent import describe, overload_notes
from evsite.rules.registry import Example, Problem, rule
from evsite.rules.snippets import circuit, group, site, stations
from evsite.rules.supply import rating_kva
from evsite.toml_text import assignment
from evsite.words import alternatives, amps, amps_at_most, kva, kw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.finding import Path
    from evsite.model.site import Group

_TWENTY = circuit(breaker="100 A", more="count = 20") + stations("80 A", more="count = 20")


def limit_path(item: Group) -> Path:
    """Where a group's limit stands, or its table where the limit is the default."""
    return (*item.path, "limit") if item.limit_given else item.path


def limit_text(item: Group) -> str:
    """A group's limit for a message."""
    if item.limit_a is not None:
        return amps(item.limit_a)
    assert item.limit_kw is not None
    return kw(item.limit_kw)


@rule(
    "EV401",
    "group-limit-above-equipment",
    "the limit of a group is within what its equipment may carry",
    Severity.ERROR,
    asks="The setpoint of a group is at most the continuous current that its equipment has left after other "
    "load: 80 % of "
    "a breaker, main or service that carries nothing else. A limit in kW is tested as if it were all on one pair.",
    why="The setpoint counts as continuous load on the feeder; a higher one does not protect it.",
    topics=("ems-load", "setpoint-load", "ems-limits", "evse-overcurrent"),
    inputs=("groups.*.limit", "circuits.*.breaker", "panels.*.main", "supplies.*.rating", "loads.*"),
    failing=(
        Example(site(_TWENTY + group("EV1", 'on = "EV1"\nlimit = "330 A"'))),
        Example(
            site(_TWENTY + group("EV1", 'on = "EV1"\nlimit = "320 A"') + '[loads.HVAC]\non = "EV1"\ncurrent = "40 A"\n')
        ),
    ),
    passing=(
        Example(site(_TWENTY + group("EV1", 'on = "EV1"\nlimit = "320 A"'))),
        Example(
            site(_TWENTY + group("EV1", 'on = "EV1"\nlimit = "280 A"') + '[loads.HVAC]\non = "EV1"\ncurrent = "40 A"\n')
        ),
    ),
)
def group_limit_above_equipment(survey: Survey) -> Iterator[Problem]:
    """Groups whose setpoint does not protect what they sit on."""
    by_group: dict[str, list[Overload]] = {}
    for overload in survey.overloads:
        if overload.group is not None:
            by_group.setdefault(overload.group, []).append(overload)
    for item in survey.site.groups.values():
        for overload in by_group.get(item.name, []):
            device = overload.device
            yield Problem(
                f"{describe(survey, overload, [device.node])}; {amps_at_most(usable_a(survey, device))} is left",
                limit_path(item),
                anchor="value" if item.limit_given else "header",
                remedy=ways_out(survey, overload),
                labels=(Label(device.path, f"{amps(device.rating_a)} {device.noun}"),),
                notes=overload_notes(survey, overload),
            )
        node = survey.anchor[item.name]
        if item.name in by_group or item.limit_a is None or node not in survey.devices:
            continue
        device = survey.devices[node]
        left_a = room_for_a(survey, device, item)
        if exceeds(item.limit_a, left_a):
            yield Problem(
                f"group {item.name}: its limit of {amps(item.limit_a)} is above the {amps_at_most(left_a)} that the "
                f"{amps(device.rating_a)} {device.noun} of {node} has left; what is connected cannot reach it yet",
                limit_path(item),
                severity=Severity.WARNING,
                remedy=assignment("limit", amps_at_most(left_a)),
                labels=(Label(device.path, f"{amps(device.rating_a)} {device.noun}"),),
            )
    yield from _above_transformers(survey)


def _above_transformers(survey: Survey) -> Iterator[Problem]:
    for item in survey.site.groups.values():
        supply = survey.site.supplies.get(survey.anchor[item.name] or "")
        if supply is None or supply.kind != "transformer":
            continue
        rated_kva = rating_kva(supply)
        other = OtherLoad() if item.metered and item.on == supply.name else survey.other_at(supply.name)
        left_kva = max(0.0, rated_kva - other.power_kva)
        left_a = max(
            0.0, min(line_rating_a(rated_kva, supply.system) - other.total_a(leg) for leg in supply.system.legs)
        )
        if item.limit_a is not None and exceeds(item.limit_a, left_a):
            most = amps_at_most(left_a)
        elif item.limit_kw is not None and exceeds(item.limit_kw * survey.kva_per_kw(item), left_kva):
            most = f"{int(left_kva / survey.kva_per_kw(item) * 10 + 1e-6) / 10:g} {item.power_unit}"
        else:
            continue
        yield Problem(
            f"group {item.name}: its limit of {limit_text(item)} is above the {most} that the {kva(rated_kva)} "
            f"transformer "
            f"{supply.name} has left",
            limit_path(item),
            severity=Severity.WARNING,
            remedy=assignment("limit", most),
            source="engineering: rated current of a transformer's lines",
        )


@rule(
    "EV402",
    "group-limit-above-parent",
    "the limits of nested groups nest",
    Severity.WARNING,
    asks="The limit of a group inside another one is not above the outer one's.",
    why="The inner limit can never act: harmless, but whoever reads it expects more than there is.",
    guide="engineering: hierarchy of setpoints",
    inputs=("groups.*.limit", "groups.*.on", "groups.*.members"),
    failing=Example(
        site(_TWENTY + group("Outer", 'on = "EV1"\nlimit = "60 A"') + group("Inner", 'on = "C1"\nlimit = "80 A"'))
    ),
    passing=Example(
        site(_TWENTY + group("Outer", 'on = "EV1"\nlimit = "60 A"') + group("Inner", 'on = "C1"\nlimit = "40 A"'))
    ),
)
def group_limit_above_parent(survey: Survey) -> Iterator[Problem]:
    """Groups whose limit lies above that of a group around them."""
    around: dict[str, list[Group]] = defaultdict(list)
    for outer in survey.site.groups.values():
        for port in outer.ports:
            around[port].append(outer)
    for inner in survey.site.groups.values():
        # a group around this one holds its first port, too
        for outer in around[inner.ports[0]] if inner.ports else ():
            if not _is_inside(survey, inner, outer):
                continue
            limits = _comparable(survey, inner, outer)
            if limits is not None and exceeds(*limits):
                most = amps_at_most(limits[1]) if inner.limit_a is not None else kw(limits[1])
                yield Problem(
                    f"group {inner.name}: its limit of {limit_text(inner)} is above the {limit_text(outer)} of group "
                    f"{outer.name} around it",
                    limit_path(inner),
                    remedy=alternatives([f"{assignment('limit', most)} or less"]),
                    labels=(Label(limit_path(outer), f"{limit_text(outer)} here"),),
                )
                break


def _is_inside(survey: Survey, inner: Group, outer: Group) -> bool:
    small, large = survey.group_ports[inner.name], survey.group_ports[outer.name]
    if small < large:
        return True
    if small != large:
        return False
    node, above = survey.anchor[inner.name], survey.anchor[outer.name]
    return node is not None and above is not None and node != above and above in survey.way_up(node)


def _comparable(survey: Survey, inner: Group, outer: Group) -> tuple[float, float] | None:
    """Both limits in one unit; None where they are in different units or on different sides of a transformer."""
    if inner.limit_kw is not None and outer.limit_kw is not None:
        return inner.limit_kw, outer.limit_kw
    if inner.limit_a is None or outer.limit_a is None:
        return None
    voltages = {
        survey.site.system_at(node).line_v for node in (survey.anchor[inner.name], survey.anchor[outer.name]) if node
    }
    return (inner.limit_a, outer.limit_a) if len(voltages) == 1 else None
