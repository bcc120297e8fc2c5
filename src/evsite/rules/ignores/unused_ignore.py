"""EV901 unused-ignore."""

from __future__ import annotations

from evsite.analysis.suppression import can_be_ignored, dotted, in_force
from evsite.model.finding import Severity
from evsite.model.remedy import REMOVE, Edit, remedy
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Ignores in force that took no finding of a rule that was run."""
    known = analysis.known_rules
    for number, ignore in in_force(analysis.site, analysis.today):
        code = known.get(ignore.rule.casefold())
        if code is None or not can_be_ignored(code) or number in analysis.suppression.used:
            continue
        if analysis.selected is not None and not analysis.selected & {
            code,
            *(n for n, c in known.items() if c == code),
        }:
            continue
        places = {dotted(finding.path) for finding in analysis.suppression.kept if finding.code == code}
        yield Problem(
            "",
            f"nothing to ignore: {code} has no finding at '{ignore.path}'",
            ("ignore", number, "path"),
            remedy=remedy(
                *(Edit(("ignore", number, "path"), place) for place in sorted(places)[:2]),
                Edit(("ignore", number), REMOVE),
            ),
        )


FAILING = SINGLE.edited("circuits.C", breaker="100 A").plus("""
[[ignore]]
rule = "EV112"
path = "circuits.D"
reason = "the breaker is there already"
""")
FAILING_2 = FAILING.edited("ignore.0", rule="EV101", path="circuits.C")

RULE = Rule(
    code="EV901",
    name="unused-ignore",
    title="an ignore has something to ignore",
    fails="nothing to ignore",
    severity=Severity.WARNING,
    asks="Every [[ignore]] fits at least one finding of its rule, by the path of the finding or a place above it.",
    why="What it was for has been put right, or stands elsewhere now: the next such finding would go unseen.",
    guide="evsite: [[ignore]] in the site file",
    inputs=("ignore.*.rule", "ignore.*.path", "ignore.*.until"),
    failing=(FAILING, FAILING_2),
    passing=(
        FAILING_2.edited("ignore.0", rule="breaker-oversized"),
        FAILING.edited("ignore.0", path="circuits.*.breaker"),
    ),
    check=check,
)
