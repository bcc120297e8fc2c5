"""EV132 doubtful-record."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.rules.example_site import SINGLE
from evsite.rules.loads.record_words import problems
from evsite.rules.rule import Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Doubts about records."""
    yield from problems(analysis, "warning")


RULE = Rule(
    code="EV132",
    name="doubtful-record",
    title="nothing is doubtful about a meter's record",
    fails="doubtful record",
    severity=Severity.WARNING,
    asks=(
        "Records have no gaps, no stamps that come twice, readings of 15 minutes, load that moves, and a peak that the "
        "node could carry: from 1 % to 150 % of its rating."
    ),
    why="A unit, a multiplier or a column that was taken wrongly shows in the numbers first.",
    topics=("existing-load",),
    inputs=("loads.*.data", "loads.*.on", "site.has_generation", "site.peak_shaving"),
    failing=(),
    passing=(SINGLE.edited("loads.Building", on="EV1", current="40 A"),),
    check=check,
)
