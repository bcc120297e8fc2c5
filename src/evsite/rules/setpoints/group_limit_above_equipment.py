"""EV401 group-limit-above-equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import room_for_a, usable_a, ways_out
from evsite.analysis.edits import limit_of
from evsite.model.finding import Label, Severity
from evsite.model.remedy import remedy
from evsite.rounding import exceeds, floor_to
from evsite.rules.example_site import PANEL
from evsite.rules.limit_words import limit_anchor, limit_path
from evsite.rules.overcurrent.overload_words import describe, overload_notes
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.rules.setpoints.limit_above_transformer import above_transformer
from evsite.words import amps, amps_at_most, names

if TYPE_CHECKING:
    from evsite.model.site import Group


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose setpoint does not protect what they sit on."""
    for group in analysis.site.groups.values():
        for overload in analysis.overloads_of_group.get(group.name, []):
            device = overload.device
            subject, words = describe(analysis, overload, [device.node])
            yield Problem(
                subject,
                f"{words}; {amps_at_most(usable_a(analysis, device))} is left",
                limit_path(group),
                severity=None if overload.shown else Severity.WARNING,
                anchor=limit_anchor(group),
                remedy=remedy(*ways_out(analysis, overload)),
                labels=(Label(device.path, f"{amps(device.rating_a)} {device.noun}"),),
                notes=overload_notes(analysis, overload),
            )
        if group.name not in analysis.overloads_of_group:
            yield from _more_than_is_left(analysis, group)
        yield from above_transformer(analysis, group)


def _more_than_is_left(analysis: SiteAnalysis, group: Group) -> Problems:
    """A limit that does no harm, by what is connected or by another group, but is above what the device has left."""
    device = analysis.devices.get(analysis.anchor[group.name] or "")
    if device is None or group.limit_a is None or not exceeds(group.limit_a, room_for_a(analysis, device, group)):
        return
    left_a = floor_to(room_for_a(analysis, device, group), 0.1)
    held = analysis.holders_of.get(device.node, ())
    overloaded = device.node in analysis.overloaded_nodes
    because = f"; only {names(held)} further up keeps it whole" if held else "; what is connected cannot reach it yet"
    yield Problem(
        f"group {group.name}",
        f"its limit of {amps(group.limit_a)} is above the {amps(left_a)} that the "
        f"{amps(device.rating_a)} {device.noun} of {device.node} has left{'' if overloaded else because}",
        limit_path(group),
        severity=Severity.WARNING,
        remedy=limit_of(group, left_a) or "less other load, or larger equipment",
        labels=(Label(device.path, f"{amps(device.rating_a)} {device.noun}"),),
    )


FAILING = PANEL.edited("loads.HVAC", on="EV1", current="40 A")

RULE = Rule(
    code="EV401",
    name="group-limit-above-equipment",
    title="the limit of a group is within what its equipment may carry",
    fails="group limit above its equipment",
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
