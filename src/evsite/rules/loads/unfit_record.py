"""EV131 unfit-record."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.rules.example_site import SINGLE
from evsite.rules.loads.record_words import problems
from evsite.rules.rule import Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Records that no load study can rest on."""
    yield from problems(analysis, "error")


RULE = Rule(
    code="EV131",
    name="unfit-record",
    title="a meter's record can carry a load study",
    fails="record unfit for a load study",
    severity=Severity.ERROR,
    asks=(
        "A load that counts by its record has one of a year, or of 30 days without a break where there is neither "
        "generation nor peak shaving, in means over an hour at most."
    ),
    why="A week can miss the worst day, and the mean of a day says nothing of its peak.",
    topics=("existing-load",),
    inputs=("loads.*.data", "loads.*.on", "site.has_generation", "site.peak_shaving"),
    failing=(),
    passing=(SINGLE.edited("loads.Building", on="EV1", current="40 A"),),
    check=check,
)
