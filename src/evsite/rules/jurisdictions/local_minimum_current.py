"""EV503 local-minimum-current."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.rules.example_site import SHARED
from evsite.rules.jurisdictions.below_profile import below_profile
from evsite.rules.jurisdictions.chosen_profiles import chosen, profile_severity
from evsite.rules.rule import Problems, Rule, SiteAnalysis

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.model.site import Port


def check(analysis: SiteAnalysis) -> Problems:
    """Ports below the current of a profile."""
    for profile in chosen(analysis):
        if profile.min_current_a is not None:
            yield from below_profile(analysis, profile, _fixed(profile.min_current_a), "", profile_severity(profile))


def _fixed(least_a: float) -> Callable[[Port], float]:
    """The same current for every port [A]."""
    return lambda _: least_a


FAILING = SHARED.edited("site", profile="here").edited("profiles.here", min_current="16.1 A")

RULE = Rule(
    code="EV503",
    name="local-minimum-current",
    title="every port gets the current that the jurisdiction asks for",
    fails="less current than the jurisdiction asks",
    severity=Severity.ERROR,
    asks="With everything in use each port is sure of min_current.",
    why="A floor in amperes is the same at every voltage.",
    guide="the adopted local code, by the profile that the site names",
    inputs=("site.profile", "profiles.*.min_current", "groups.*.limit"),
    failing=(FAILING,),
    passing=(FAILING.edited("profiles.here", min_current="16 A"),),
    check=check,
)
