"""EV413 fallback-below-6-a."""

from __future__ import annotations

from evsite.codebook.formulas import J1772_MINIMUM_A
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps


def check(analysis: SiteAnalysis) -> Problems:
    """Stations whose fallback no pilot can offer."""
    reported = set()
    for station in analysis.site.stations.values():
        port = station.ports[0]
        least_a = port.min_a or J1772_MINIMUM_A
        if port.dc or not station.fallback_a or station.path in reported or not exceeds(least_a, station.fallback_a):
            continue
        reported.add(station.path)
        yield Problem(
            station.name,
            f"a fallback of {amps(station.fallback_a)}, which is neither 0 A nor at least {amps(least_a)}",
            (*station.path, "fallback"),
            remedy=remedy(*(Edit((*station.path, "fallback"), amps(value_a)) for value_a in (least_a, 0.0))),
        )


FAILING = SHARED.edited("stations.S", fallback="5.9 A")

RULE = Rule(
    code="EV413",
    name="fallback-below-6-a",
    title="an AC port falls back to 0 A, or to 6 A and more",
    fails="fallback too small to charge",
    severity=Severity.ERROR,
    asks="The fallback of an AC station is 0 A or at least the least current that it can offer, 6 A by J1772.",
    why="A station cannot offer a current between 0 A and 6 A: set so, it either stops or draws more than planned.",
    guide=f"SAE J1772; {GUIDE}, Failsafe Power Value",
    inputs=("stations.*.fallback", "stations.*.min_current"),
    failing=(FAILING, FAILING.edited("stations.S", fallback="1 kW")),
    passing=(
        FAILING.edited("stations.S", fallback="6 A"),
        FAILING.edited("stations.S", fallback="0 A"),
        FAILING.edited("stations.S", fallback="1.248 kW"),
    ),
    check=check,
)
