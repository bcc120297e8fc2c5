"""EV108 main-above-bus."""

from __future__ import annotations

from evsite.analysis.devices import Device, protection
from evsite.codebook.ocpd import next_lower_standard_a
from evsite.model.distribution import Panel
from evsite.model.finding import Label, Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.panelboards.device_ahead import feeder_unknown
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps

_USUAL_BUS_A = 400.0


def check(analysis: SiteAnalysis) -> Problems:
    """Panels whose protection is larger than their bus."""
    unknown: list[Panel] = []
    not_stated: list[Panel] = []
    for panel in analysis.site.panels.values():
        device = protection(analysis.site, panel)
        if isinstance(device, Panel):
            not_stated.append(device)
        elif panel.bus_a is None:
            unknown.append(panel)
        elif isinstance(device, Device) and exceeds(device.rating_a, panel.bus_a):
            yield _too_large(analysis, panel, device)
    if not_stated:
        yield feeder_unknown("whether the device ahead of a panel protects its bus", not_stated)
    if unknown:
        missing = [Edit((*panel.path, "bus"), amps(panel.main_a or _USUAL_BUS_A)) for panel in unknown]
        yield not_checked("whether the main protects the bus", unknown[0].path, missing=missing)


def _too_large(analysis: SiteAnalysis, panel: Panel, device: Device) -> Problem:
    assert panel.bus_a is not None
    lower_a = next_lower_standard_a(panel.bus_a, analysis.site.nec) or panel.bus_a
    own = device.node == panel.name
    where = device.path if own else (*panel.path, "bus")
    article = "a" if own else "the"
    return Problem(
        panel.name,
        f"its {amps(panel.bus_a)} bus is protected by {article} {device.noun} of {amps(device.rating_a)}",
        where,
        remedy=remedy(
            Edit(device.path if own else (*panel.path, "main"), amps(lower_a), device.noun if own else ""),
            Edit((*panel.path, "bus"), amps(device.rating_a)),
        ),
        labels=() if own else (Label(device.path, f"{amps(device.rating_a)}"),),
    )


FAILING = SINGLE.edited("panels.EV1", bus="225 A")
SUB = SINGLE.edited("panels.Sub", fed_from="EV1", bus="125 A")

RULE = Rule(
    code="EV108",
    name="main-above-bus",
    title="the device that protects a panel is no larger than its bus",
    fails="bus smaller than the device ahead of it",
    severity=Severity.ERROR,
    asks="The main of a panel, or the device where its feeder starts, is not rated above the panel's bus.",
    why="Whatever is larger than the bus lets the bus burn before it trips.",
    topics=("panelboard-protection",),
    inputs=("panels.*.main", "panels.*.bus", "panels.*.feeder.breaker"),
    failing=(FAILING, SUB.edited("panels.Sub", feeder={"breaker": "200 A"})),
    passing=(
        FAILING.edited("panels.EV1", main="225 A"),
        FAILING.edited("panels.EV1", feeder={"breaker": "225 A"}),
        SUB.edited("panels.Sub", feeder={"breaker": "125 A"}),
    ),
    check=check,
)
