"""EV109 panel-without-protection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.devices import protection
from evsite.model.distribution import Supply
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rules.example_site import TRANSFORMER
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.model.distribution import Panel


def check(analysis: SiteAnalysis) -> Problems:
    """Panels that nothing protects."""
    for panel in analysis.site.panels.values():
        if isinstance(protection(analysis.site, panel), Supply):
            yield Problem(
                panel.name,
                f"no main, and no device between it and transformer {_transformer(analysis, panel)}",
                panel.path,
                anchor="header",
                remedy="a main of its own"
                if panel.bus_a is None
                else when(Edit((*panel.path, "main"), amps(panel.bus_a)), "or a smaller one"),
            )


def _transformer(analysis: SiteAnalysis, panel: Panel) -> str:
    return next(name for name in analysis.site.way_up(panel.fed_from) if name in analysis.site.supplies)


FAILING = TRANSFORMER.without("panels.EV1.main")

RULE = Rule(
    code="EV109",
    name="panel-without-protection",
    title="a panel has overcurrent protection at or ahead of it",
    fails="panel without overcurrent protection",
    severity=Severity.ERROR,
    asks="A panel has a main, or a device ahead of it; through a transformer the device is on the secondary side.",
    why="The device on the primary of a three-phase transformer does not protect what hangs on its secondary.",
    topics=("panelboard-protection", "transformer-secondary"),
    inputs=("panels.*.main", "panels.*.fed_from", "panels.*.feeder.breaker", "supplies.*.secondary_breaker"),
    failing=(FAILING,),
    passing=(
        FAILING.edited("panels.EV1", main="225 A"),
        FAILING.edited("panels.EV1", feeder={"breaker": "225 A"}),
        FAILING.edited("supplies.U", secondary_breaker="400 A"),
    ),
    check=check,
)
