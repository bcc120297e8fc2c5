"""EV508 local-not-checked."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.rules.example_site import SHARED
from evsite.rules.jurisdictions.chosen_profiles import chosen
from evsite.rules.rule import Problems, Rule, SiteAnalysis, not_checked


def check(analysis: SiteAnalysis) -> Problems:
    """What profiles ask for that cannot be tested, and profiles that ask for nothing at all."""
    for profile in chosen(analysis):
        numbers = (
            profile.min_power_kw,
            profile.min_power_kva,
            profile.min_capacity_kw,
            profile.min_current_a,
            profile.single_vehicle_min_current_a,
            profile.min_energy_kwh,
            profile.min_circuit_a,
            profile.exempt_spaces_percent,
        )
        if profile.asks_nothing:
            continue
        if profile.unchecked or all(number is None for number in numbers):
            yield not_checked(
                f"{profile.id}: {profile.unchecked or 'it asks for nothing that can be tested'}",
                ("site", "profile"),
                anchor="value",
                source=profile.cited,
                remedy="verify the adopted text",
            )


FAILING = SHARED.edited("site", profile="seattle")

RULE = Rule(
    code="EV508",
    name="local-not-checked",
    title="what a profile asks for beyond the file is done by hand",
    fails="not in the site file",
    severity=Severity.INFO,
    asks="Percentages of spaces, marking and the like are compared with the adopted text.",
    why="A site file says nothing about them, and silence would look like a pass.",
    guide="the adopted local code, by the profile that the site names",
    inputs=("site.profile", "profiles.*"),
    failing=(FAILING,),
    passing=(FAILING.edited("site", profile="colorado-crs"),),
    check=check,
)
