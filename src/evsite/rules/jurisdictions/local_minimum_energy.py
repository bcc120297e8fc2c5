"""EV504 local-minimum-energy."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rules.example_site import SHARED
from evsite.rules.jurisdictions.below_profile import below_profile, by_output
from evsite.rules.jurisdictions.chosen_profiles import chosen, profile_severity
from evsite.rules.rule import Problems, Rule, SiteAnalysis, not_checked
from evsite.words import format_number


def check(analysis: SiteAnalysis) -> Problems:
    """Ports that deliver less than the energy of a profile in its hours."""
    for profile in chosen(analysis):
        if profile.min_energy_kwh is None:
            continue
        if not profile.hours:
            yield not_checked(
                f"the {format_number(profile.min_energy_kwh)} kWh of {profile.id}",
                ("profiles", profile.id),
                missing=[Edit(("profiles", profile.id, "hours"), "8 h")],
                anchor="header",
            )
            continue
        mean_kw = profile.min_energy_kwh / profile.hours
        requested = f"{format_number(profile.min_energy_kwh)} kWh in {format_number(profile.hours)} h"
        yield from below_profile(analysis, profile, by_output(mean_kw), requested, profile_severity(profile))


FAILING = SHARED.edited("site", profile="bc-typical").edited("stations.S", count=12)
FAILING_2 = SHARED.edited("site", profile="here").edited("profiles.here", min_energy="27 kWh", hours="8 h")

RULE = Rule(
    code="EV504",
    name="local-minimum-energy",
    title="every vehicle gets the energy that a jurisdiction asks for",
    fails="less energy than the jurisdiction asks",
    severity=Severity.ERROR,
    asks="With everything in use each port is sure of min_energy within hours.",
    why="What a driver needs is energy by the morning, not power at any moment.",
    guide="the adopted local code, by the profile that the site names",
    inputs=("site.profile", "profiles.*.min_energy", "profiles.*.hours", "groups.*.limit"),
    failing=(FAILING, FAILING_2),
    passing=(FAILING.edited("stations.S", count=11), FAILING_2.edited("profiles.here", min_energy="26.6 kWh")),
    check=check,
)
