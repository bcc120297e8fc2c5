"""EV902 expired-ignore."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import REMOVE, Edit, remedy
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Ignores whose day has passed."""
    for number, ignore in enumerate(analysis.site.ignores):
        if ignore.until is not None and ignore.until < analysis.today:
            yield Problem(
                "",
                f"ignored until {ignore.until}, which has passed: its findings are shown again",
                ("ignore", number, "until"),
                remedy=remedy("put right what it ignores", "give it a later day", Edit(("ignore", number), REMOVE)),
            )


FAILING = SINGLE.plus("""
[[ignore]]
rule = "EV112"
path = "circuits.C"
until = 2020-12-31
reason = "the breaker is there already"
""")

RULE = Rule(
    code="EV902",
    name="expired-ignore",
    title="an ignore has not run out",
    fails="ignore that has run out",
    severity=Severity.WARNING,
    asks="The last day of an [[ignore]], until, is today or later.",
    why="Whoever accepted the finding wanted to look at it again.",
    guide="evsite: [[ignore]] in the site file",
    inputs=("ignore.*.rule", "ignore.*.path", "ignore.*.until"),
    failing=(FAILING,),
    passing=(FAILING.without("ignore.0.until"),),
    check=check,
)
