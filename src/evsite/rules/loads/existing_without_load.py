"""EV134 existing-without-load."""

from __future__ import annotations

from evsite.analysis.panels_without_load import panels_without_load
from evsite.model.finding import Severity
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.toml_text import assignment


def check(analysis: SiteAnalysis) -> Problems:
    """Panels that were there before the chargers, where the file knows of no load but these."""
    for panel in panels_without_load(analysis):
        yield Problem(
            f"panel {panel.name}",
            "existing, with no load on it but the vehicles",
            (*panel.path, "status"),
            remedy=f"say what it carries: a table [loads.NAME] with {assignment('on', panel.name)} and its current, "
            "calculated or metered",
        )


EXISTING = SINGLE.edited("panels.EV1", status="existing")
LIGHTING = EXISTING.edited("loads.Lighting", on="EV1", current="40 A", continuous=True)

RULE = Rule(
    code="EV134",
    name="existing-without-load",
    title="an existing panel has the load that it carries",
    fails="existing panel without its load",
    severity=Severity.INFO,
    asks=(
        "The file has other load on a panel that is said to be existing, below it or on what feeds it: a table in "
        "[loads], a metered service, or a dwelling."
    ),
    why=(
        "A panel that was there before the chargers nearly always carries something, and what it carries is room that "
        "vehicles do not have. Without it every load on the panel and above is taken for that of the vehicles alone."
    ),
    topics=("existing-load",),
    inputs=("panels.*.status", "loads.*.on", "supplies.*.metered.peak", "dwelling.on"),
    failing=(EXISTING,),
    passing=(
        SINGLE,
        LIGHTING,
        LIGHTING.edited("loads.Lighting", on="U"),
        EXISTING.edited("supplies.U.metered", peak="90 kW", power_factor=0.9, days=365),
    ),
    check=check,
)
