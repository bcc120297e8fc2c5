"""EV502 local-minimum-power."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.rules.example_site import SHARED
from evsite.rules.jurisdictions.below_profile import below_profile, by_output
from evsite.rules.jurisdictions.chosen_profiles import chosen, profile_severity
from evsite.rules.rule import Problems, Rule, SiteAnalysis
from evsite.words import format_number, kw

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.model.site import Port


def check(analysis: SiteAnalysis) -> Problems:
    """Ports below the power of a profile."""
    for profile in chosen(analysis):
        severity = profile_severity(profile, number_seen=True)
        if profile.min_power_kw is not None:
            yield from below_profile(
                analysis, profile, by_output(profile.min_power_kw), kw(profile.min_power_kw), severity
            )
        if profile.min_power_kva is not None:
            requested = f"{format_number(profile.min_power_kva)} kVA"
            yield from below_profile(analysis, profile, _by_input(profile.min_power_kva), requested, severity)


def _by_input(least_kva: float) -> Callable[[Port], float]:
    """The current at which a port draws a power [A]."""
    return lambda port: least_kva / port.input_kw_per_a


FAILING = SHARED.edited("site", profile="menlo-park").edited("stations.S", count=6)
FAILING_2 = SHARED.edited("site", profile="here").edited("profiles.here", min_power="3.4 kW")
PASSING = FAILING.edited("stations.S", count=5)

RULE = Rule(
    code="EV502",
    name="local-minimum-power",
    title="every port gets the power that the jurisdiction asks for",
    fails="less power than the jurisdiction asks",
    severity=Severity.ERROR,
    asks=(
        "With everything in use each port is sure of min_power, at its own voltage and under the lowest limit of "
        "any schedule in which it charges at all."
    ),
    why="Several jurisdictions set a floor under managed charging; in amperes it is more at 208 V than at 240 V.",
    guide="the adopted local code, by the profile that the site names",
    inputs=("site.profile", "profiles.*.min_power", "groups.*.limit"),
    failing=(
        FAILING,
        FAILING.edited("site", profile=["denver-2025", "colorado-crs"]),
        FAILING.edited("site", profile="calgreen-2022-nonres"),
        FAILING_2,
    ),
    passing=(
        PASSING,
        PASSING.edited("site", profile=["denver-2025", "calgreen-2022-nonres"]),
        FAILING_2.edited("profiles.here", min_power="3.3 kW"),
    ),
    check=check,
)
