"""EV506 local-circuit."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED, SINGLE
from evsite.rules.jurisdictions.chosen_profiles import chosen, profile_problem
from evsite.rules.rule import Problems, Rule, SiteAnalysis
from evsite.words import amps, names


def check(analysis: SiteAnalysis) -> Problems:
    """Circuits below the least of a profile."""
    for profile in chosen(analysis):
        least_a = profile.min_circuit_a
        if least_a is None:
            continue
        families: dict[object, list[str]] = {}
        for name, ports in analysis.ports_on_circuit.items():
            item = analysis.site.circuits[name]
            if ports and exceeds(least_a, item.breaker_a):
                families.setdefault(item.path, []).append(name)
        for listed in families.values():
            item = analysis.site.circuits[listed[0]]
            yield profile_problem(
                profile,
                names(listed),
                f"{amps(item.breaker_a)} breaker, {profile.id} asks for circuits of at least {amps(least_a)}",
                (*item.path, "breaker"),
                remedy=Edit((*item.path, "breaker"), amps(least_a)),
            )


FAILING = SINGLE.edited("site", profile="oregon").edited("circuits.C", breaker="30 A")
FAILING_2 = SHARED.edited("site", profile="here").edited("profiles.here", min_circuit="101 A")

RULE = Rule(
    code="EV506",
    name="local-circuit",
    title="charging circuits are as large as the jurisdiction asks",
    fails="circuit smaller than is asked",
    severity=Severity.ERROR,
    asks="The breaker of every circuit with a port is at least min_circuit.",
    why="An EV ready space is defined by its circuit in many codes.",
    guide="the adopted local code, by the profile that the site names",
    inputs=("site.profile", "profiles.*.min_circuit", "circuits.*.breaker"),
    failing=(FAILING, FAILING_2),
    passing=(FAILING.edited("circuits.C", breaker="40 A"), FAILING_2.edited("profiles.here", min_circuit="100 A")),
    check=check,
)
