"""EV316 receptacle-for-charging."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.rules.stations.by_table import by_table
from evsite.words import amps

_CHARGING_RECEPTACLES_A = (30.0, 50.0, 60.0)


def check(analysis: SiteAnalysis) -> Problems:
    """Receptacles that the 2026 edition does not accept for charging, or that do not say."""
    if analysis.site.nec < 2026:
        return
    for station, who in by_table(analysis, lambda item: item.installation.connection == "plug"):
        installation = station.installation
        if installation.receptacle_a is None or installation.receptacle_a not in _CHARGING_RECEPTACLES_A:
            continue
        if installation.receptacle_listed is None:
            yield not_checked(
                f"whether the receptacle of {who} is for charging",
                station.path,
                missing=[Edit((*station.path, "receptacle_listed"), value=True)],
            )
        elif not installation.receptacle_listed:
            yield Problem(
                who,
                f"a receptacle of {amps(installation.receptacle_a)} that is not listed for charging",
                (*station.path, "receptacle_listed"),
                remedy=when(Edit((*station.path, "receptacle_listed"), value=True), "with one that is listed"),
            )
        circuits = [analysis.site.circuits[name] for name in station.circuits]
        small = dict.fromkeys(item.path for item in circuits if item.breaker_a == 40.0)
        if installation.receptacle_a == 50.0 and small:
            yield Problem(
                who,
                "a receptacle of 50 A on a circuit of 40 A",
                (*station.path, "receptacle"),
                remedy=remedy(
                    [Edit((*path, "breaker"), "50 A") for path in small],
                    Edit((*station.path, "connection"), "hardwired"),
                ),
            )


FAILING = (
    SINGLE.edited("site", nec=2026)
    .edited("circuits.C", breaker="50 A")
    .edited("stations.S", connection="plug", receptacle="50 A", receptacle_listed=False)
)
FAILING_2 = FAILING.edited("circuits.C", breaker="40 A").edited("stations.S", receptacle_listed=True)
PASSING = FAILING.edited("site", nec=2017).edited("circuits.C", breaker="40 A")

RULE = Rule(
    code="EV316",
    name="receptacle-for-charging",
    title="receptacles for charging are listed for it (2026)",
    fails="receptacle not meant for charging",
    severity=Severity.ERROR,
    asks=(
        "2026: receptacles of 30, 50 and 60 A are listed for electric vehicle charging, and a 50 A one is not on "
        "a 40 A circuit. Before, neither is asked for."
    ),
    why="Ordinary receptacles have burnt under hours of full load, and a 50 A one invites a plug that draws 40 A.",
    topics=("connection",),
    inputs=("stations.*.receptacle", "stations.*.receptacle_listed", "circuits.*.breaker", "site.nec"),
    failing=(FAILING, FAILING_2, FAILING.without("stations.S.receptacle_listed")),
    passing=(
        FAILING.edited("stations.S", receptacle_listed=True),
        FAILING_2.edited("circuits.C", breaker="60 A").edited("stations.S", receptacle="60 A"),
        PASSING,
        PASSING.edited("site", nec=2023),
    ),
    check=check,
)
