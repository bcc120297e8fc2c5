"""EV505 local-single-vehicle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED, SINGLE
from evsite.rules.jurisdictions.chosen_profiles import chosen, profile_problem
from evsite.rules.rule import Problems, Rule, SiteAnalysis
from evsite.words import amps, names

if TYPE_CHECKING:
    from evsite.model.site import Port


def check(analysis: SiteAnalysis) -> Problems:
    """Ports that give less than a profile asks even to a vehicle alone."""
    for profile in chosen(analysis):
        least_a = profile.single_vehicle_min_current_a
        if least_a is None:
            continue
        families: dict[object, list[Port]] = {}
        for port in analysis.site.ports.values():
            if exceeds(least_a, analysis.alone_a[port.name]):
                key = (analysis.station_of(port).path, round(analysis.alone_a[port.name], 6))
                families.setdefault(key, []).append(port)
        for ports in families.values():
            got_a = analysis.alone_a[ports[0].name]
            yield profile_problem(
                profile,
                names(port.name for port in ports),
                f"a vehicle alone gets {amps(got_a)}, {profile.id} asks for {amps(least_a)}",
                analysis.station_of(ports[0]).path,
                anchor="header",
                remedy=f"stations and limits of at least {amps(least_a)}",
            )


FAILING = SINGLE.edited("site", profile="calgreen-2022-nonres").edited("stations.S", max_current="24 A")
FAILING_2 = SHARED.edited("site", profile="here").edited("profiles.here", single_vehicle_min_current="81 A")

RULE = Rule(
    code="EV505",
    name="local-single-vehicle",
    title="a vehicle alone gets the current that is asked for",
    fails="less for one vehicle than is asked",
    severity=Severity.ERROR,
    asks="A port that is in use alone can give single_vehicle_min_current.",
    why="Load management is to share what there is, not to keep every vehicle slow.",
    guide="the adopted local code, by the profile that the site names",
    inputs=("site.profile", "profiles.*.single_vehicle_min_current", "stations.*.max_current", "groups.*.limit"),
    failing=(FAILING, FAILING_2),
    passing=(
        FAILING.edited("stations.S", max_current="32 A"),
        FAILING_2.edited("profiles.here", single_vehicle_min_current="80 A"),
    ),
    check=check,
)
