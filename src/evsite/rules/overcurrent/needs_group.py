"""EV403 needs-group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import is_branch
from evsite.model.finding import Label, Severity
from evsite.rules.example_site import PANEL, SHARED, SINGLE
from evsite.rules.limit_words import equipment_title, limit_path
from evsite.rules.overcurrent.overloads import any_device, overload_problems
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, amps_at_most, names

if TYPE_CHECKING:
    from evsite.analysis.device_loading import HeldFurtherUp


def check(analysis: SiteAnalysis) -> Problems:
    """Devices that their ports overload and that no group protects; and those that only groups further up protect."""
    yield from overload_problems(analysis, frozenset({"unmanaged", "below"}), any_device)
    families: dict[tuple[object, ...], list[HeldFurtherUp]] = {}
    for held in analysis.held_further_up:
        key = held.device.path, held.groups, round(held.line_a, 6), round(held.allowed_a, 6)
        families.setdefault(key, []).append(held)
    for family in families.values():
        yield _held(analysis, family)


def _held(analysis: SiteAnalysis, family: list[HeldFurtherUp]) -> Problem:
    first = family[0]
    device, each = first.device, " each" if len(family) > 1 else ""
    groups = f"only group {first.groups[0]} further up limits it"
    if len(first.groups) > 1:
        groups = f"only groups {names(first.groups)} further up limit it"
    line = "" if is_branch(analysis, device) else f" on line {first.leg}"
    return Problem(
        equipment_title(analysis, [held.device.node for held in family]),
        f"{groups}, to {amps(first.line_a)}{line}"
        f"{each}, of the {amps_at_most(first.allowed_a)} that the {amps(device.rating_a)} {device.noun} carries "
        "continuously",
        device.path,
        severity=Severity.INFO,
        labels=tuple(Label(limit_path(analysis.site.groups[name]), f"group {name}") for name in first.groups),
    )


FURTHER_UP = (
    SINGLE.edited("panels.EV2", fed_from="EV1", main="125 A", bus="125 A")
    .edited("circuits.C", panel="EV2", count=5)
    .edited("stations.S", count=5)
    .edited("groups.Site", on="EV1", limit="120 A")
)

RULE = Rule(
    code="EV403",
    name="needs-group",
    title="equipment that its ports can overload has a group",
    fails="overloaded without load management",
    severity=Severity.ERROR,
    asks=(
        "Where the ports below a breaker, a main or a service can draw more than it may carry, a group limits them: "
        "on it, further down, or further up, as long as what all groups let through fits it. Where only a group "
        "further up does, that group is named."
    ),
    why=(
        "Only a load-management system, or smaller equipment, may lower the load of charging: outside the optional "
        "calculation of a dwelling (220.82) there is no demand factor."
    ),
    topics=("ems-load", "evse-overcurrent", "feeder-rating"),
    guide=f"{GUIDE}, Benefits of Power Sharing",
    inputs=("groups.*.on", "groups.*.limit", "circuits.*.breaker", "panels.*.main", "supplies.*.rating"),
    failing=(PANEL.without("groups.EV1"), SHARED.without("groups.C"), FURTHER_UP),
    passing=(PANEL.without("groups.EV1.limit"), SHARED),
    check=check,
)
