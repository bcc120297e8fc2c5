"""EV401 group-limit-above-equipment."""

from __future__ import annotations

from evsite.analysis.device_loading import Overload, room_for_a, usable_a, ways_out
from evsite.model.finding import Label, Severity
from evsite.model.remedy import Edit, remedy
from evsite.network.limits import line_rating_a
from evsite.network.loads import OtherLoad
from evsite.rounding import exceeds, floor_to
from evsite.rules.example_site import PANEL
from evsite.rules.limit_words import limit_path, limit_text
from evsite.rules.overcurrent.overloads import describe, overload_notes
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.rules.supplies.transformer_fullness import rating_kva
from evsite.words import amps, amps_at_most, kva, names


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose setpoint does not protect what they sit on."""
    by_group: dict[str, list[Overload]] = {}
    for overload in analysis.overloads:
        if overload.group is not None:
            by_group.setdefault(overload.group, []).append(overload)
    for item in analysis.site.groups.values():
        for overload in by_group.get(item.name, []):
            device = overload.device
            yield Problem(
                f"{describe(analysis, overload, [device.node])}; {amps_at_most(usable_a(analysis, device))} is left",
                limit_path(item),
                anchor="value" if item.limit_given else "header",
                remedy=remedy(*ways_out(analysis, overload)),
                labels=(Label(device.path, f"{amps(device.rating_a)} {device.noun}"),),
                notes=overload_notes(analysis, overload),
            )
        node = analysis.anchor[item.name]
        if item.name in by_group or item.limit_a is None or node not in analysis.devices:
            continue
        device = analysis.devices[node]
        left_a = room_for_a(analysis, device, item)
        if exceeds(item.limit_a, left_a):
            held = [name for each in analysis.held_further_up if each.device.node == node for name in each.groups]
            because = (
                f"only {names(held)} further up keeps it whole" if held else "what is connected cannot reach it yet"
            )
            yield Problem(
                f"group {item.name}: its limit of {amps(item.limit_a)} is above the {amps_at_most(left_a)} that the "
                f"{amps(device.rating_a)} {device.noun} of {node} has left; {because}",
                limit_path(item),
                severity=Severity.WARNING,
                remedy=Edit((*item.path, "limit"), amps_at_most(left_a)),
                labels=(Label(device.path, f"{amps(device.rating_a)} {device.noun}"),),
            )
    yield from _above_transformers(analysis)


def _above_transformers(analysis: SiteAnalysis) -> Problems:
    for item in analysis.site.groups.values():
        supply = analysis.site.supplies.get(analysis.anchor[item.name] or "")
        if supply is None or supply.kind != "transformer":
            continue
        rated_kva = rating_kva(supply)
        other = OtherLoad() if item.metered and item.on == supply.name else analysis.other_at(supply.name)
        left_kva = max(0.0, rated_kva - other.power_kva)
        left_a = max(
            0.0, min(line_rating_a(rated_kva, supply.system) - other.total_a(leg) for leg in supply.system.legs)
        )
        if item.limit_a is not None and exceeds(item.limit_a, left_a):
            most = amps_at_most(left_a)
        elif item.limit_kw is not None and exceeds(item.limit_kw * analysis.kva_per_kw(item), left_kva):
            most = f"{floor_to(left_kva / analysis.kva_per_kw(item), 0.1):g} {item.power_unit}"
        else:
            continue
        yield Problem(
            f"group {item.name}: its limit of {limit_text(item)} is above the {most} that the {kva(rated_kva)} "
            f"transformer "
            f"{supply.name} has left",
            limit_path(item),
            severity=Severity.WARNING,
            remedy=Edit((*item.path, "limit"), most),
            source="engineering: rated current of a transformer's lines",
        )


FAILING = PANEL.edited("loads.HVAC", on="EV1", current="40 A")

RULE = Rule(
    code="EV401",
    name="group-limit-above-equipment",
    title="the limit of a group is within what its equipment may carry",
    severity=Severity.ERROR,
    asks=(
        "The setpoint of a group is at most the continuous current that its equipment has left after other load: "
        "80 % of a breaker, main or service that carries nothing else. A limit in kW is tested as if it were all "
        "on one pair."
    ),
    why="The setpoint counts as continuous load on the feeder; a higher one does not protect it.",
    topics=("ems-load", "setpoint-load", "ems-limits", "evse-overcurrent"),
    inputs=("groups.*.limit", "circuits.*.breaker", "panels.*.main", "supplies.*.rating", "loads.*"),
    failing=(PANEL.edited("groups.EV1", limit="330 A"), FAILING),
    passing=(PANEL, FAILING.edited("groups.EV1", limit="280 A")),
    check=check,
)
