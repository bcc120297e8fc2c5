"""EV107 panel-spaces."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import names


def check(analysis: SiteAnalysis) -> Problems:
    """Panels with more poles than spaces."""
    site = analysis.site
    poles: dict[str, int] = {}
    feeders: dict[str, list[str]] = {}
    for circuit in site.circuits.values():
        poles[circuit.fed_from] = poles.get(circuit.fed_from, 0) + circuit.poles
    for node, feeder in site.feeders():
        if feeder.poles and node.fed_from is not None:
            poles[node.fed_from] = poles.get(node.fed_from, 0) + feeder.poles
            feeders.setdefault(node.fed_from, []).append(node.name)
    for panel in site.panels.values():
        used, fed = poles.get(panel.name, 0), feeders.get(panel.name)
        if used > panel.spaces:
            with_feeders = f", the feeder{'s' if len(fed) > 1 else ''} of {names(fed)} counted" if fed else ""
            yield Problem(
                panel.name,
                f"its breakers have {used} poles{with_feeders}, the panel has {panel.spaces} spaces",
                (*panel.path, "spaces"),
                remedy=remedy(Edit((*panel.path, "spaces"), used + used % 2), "fewer circuits"),
            )


FAILING = SINGLE.edited("panels.EV1", spaces=4).edited("circuits.C", count=3, phases="AB")
FEEDING = SINGLE.edited("panels.EV1", spaces=4).edited("panels.Sub", fed_from="EV1", main="60 A", bus="60 A")

RULE = Rule(
    code="EV107",
    name="panel-spaces",
    title="a panel has a space for every pole",
    fails="too few spaces",
    severity=Severity.ERROR,
    asks="The poles of all breakers on a panel, those of feeders that start there too, are no more than its spaces.",
    why="Breakers whose phases are given take up spaces too, and so does the breaker of every feeder.",
    topics=("panelboard-spaces",),
    inputs=("panels.*.spaces", "circuits.*.poles", "circuits.*.count", "panels.*.fed_from", "supplies.*.fed_from"),
    failing=(FAILING, FEEDING),
    passing=(
        FAILING.edited("panels.EV1", spaces=6),
        FEEDING.edited("panels.EV1", spaces=5),
        FEEDING.edited("panels.Sub", feeder={"tap": True}),
    ),
    check=check,
)
