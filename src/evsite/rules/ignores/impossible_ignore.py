"""EV903 impossible-ignore."""

from __future__ import annotations

from difflib import get_close_matches

from evsite.analysis.suppression import can_be_ignored
from evsite.model.finding import Severity
from evsite.model.remedy import REMOVE, Edit
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Ignores for no rule, or for what cannot be ignored."""
    known = analysis.known_rules
    for number, ignore in enumerate(analysis.site.ignores):
        code = known.get(ignore.rule.casefold())
        path = ("ignore", number, "rule")
        if code is None:
            near = get_close_matches(ignore.rule.casefold(), known, 1, 0.6)
            meant = near[0].upper() if near and near[0].startswith("ev") and near[0][2:].isdigit() else "".join(near)
            yield Problem(
                "",
                f"no rule is called '{ignore.rule}'",
                path,
                remedy=Edit(path, meant) if meant else "`evsite rules` lists them all",
            )
        elif not can_be_ignored(code):
            yield Problem("", f"{code} cannot be ignored", path, remedy=Edit(path[:-1], REMOVE))


FAILING = SINGLE.plus("""
[[ignore]]
rule = "breaker-oversize"
path = "circuits.C"
reason = "the breaker is there already"
""")

RULE = Rule(
    code="EV903",
    name="impossible-ignore",
    title="an ignore names a rule that can be ignored",
    fails="ignore of what cannot be ignored",
    severity=Severity.ERROR,
    asks="The rule of an [[ignore]] is the code or name of one that exists, and no problem of the file itself.",
    why="A misspelt ignore ignores nothing, and a file that cannot be understood cannot be judged.",
    guide="evsite: [[ignore]] in the site file",
    inputs=("ignore.*.rule", "ignore.*.path", "ignore.*.until"),
    failing=(FAILING, FAILING.edited("ignore.0", rule="EV010")),
    passing=(FAILING.edited("ignore.0", rule="breaker-oversized"),),
    check=check,
)
