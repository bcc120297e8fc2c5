"""EV507 local-exempt-spaces."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.jurisdictions.chosen_profiles import chosen, profile_problem
from evsite.rules.rule import Problems, Rule, SiteAnalysis
from evsite.words import count, format_number


def check(analysis: SiteAnalysis) -> Problems:
    """Sites with fewer unshared ports than a profile asks for."""
    total = len(analysis.site.ports)
    alone = total - len(analysis.managed_ports)
    for profile in chosen(analysis):
        percent = profile.exempt_spaces_percent
        if percent is None or not total or not exceeds(percent / 100 * total, alone):
            continue
        needed = next(number for number in range(total + 1) if not exceeds(percent / 100 * total, number))
        yield profile_problem(
            profile,
            "",
            f"{alone} of {count(total, 'port')} {'does' if alone == 1 else 'do'} not share power, {profile.id} asks "
            f"for {format_number(percent)} %",
            ("site", "profile"),
            remedy=f"{count(needed, 'port')} outside of all groups, each on a circuit of its own",
        )


FAILING = SHARED.edited("site", profile="new-westminster")
FAILING_2 = (
    FAILING.edited("site", profile="here")
    .edited("circuits.D", panel="EV1", breaker="40 A", count=1)
    .edited("stations.E", max_current="32 A", count=1, circuits="D")
    .edited("profiles.here", exempt_spaces_percent="17 %")
)

RULE = Rule(
    code="EV507",
    name="local-exempt-spaces",
    title="as many ports do not share power as the jurisdiction asks",
    fails="too few ports that do not share power",
    severity=Severity.ERROR,
    asks="At least exempt_spaces_percent of the ports are in no power-sharing group.",
    why="Some drivers cannot wait: a share of the spaces keeps full power at any time.",
    guide="the adopted local code, by the profile that the site names",
    inputs=("site.profile", "profiles.*.exempt_spaces_percent", "groups.*.on", "groups.*.members"),
    failing=(FAILING, FAILING_2),
    passing=(
        FAILING_2.without("profiles.here").edited("site", profile="new-westminster"),
        FAILING_2.edited("profiles.here", exempt_spaces_percent="16 %"),
    ),
    check=check,
)
