"""EV304 plug-too-small."""

from __future__ import annotations

from evsite.analysis.station_rating import equipment_rating_a, rated_at
from evsite.codebook.formulas import minimum_ocpd_a, usable_continuous_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds, fits
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.rules.stations.by_table import by_table
from evsite.words import amps, with_article


def check(analysis: SiteAnalysis) -> Problems:
    """Stations whose plug does not fit their current."""
    largest_a = 60.0 if analysis.site.nec >= 2026 else 50.0
    for station, who in by_table(analysis, lambda item: item.installation.connection == "plug"):
        receptacle_a = station.installation.receptacle_a
        rated_a = equipment_rating_a(analysis, station)
        wired = Edit((*station.path, "connection"), "hardwired")
        if receptacle_a is None:
            what = f"whether the plug of {who} carries {amps(rated_a)}"
            example = [Edit((*station.path, "receptacle"), amps(largest_a if exceeds(rated_a, 40.0) else 50.0))]
            yield not_checked(what, station.path, missing=example, anchor="header")
        elif exceeds(minimum_ocpd_a(rated_a), receptacle_a):
            yield Problem(
                who,
                f"{amps(rated_a)} on {with_article(amps(receptacle_a))} receptacle, which carries "
                f"{amps(usable_continuous_a(receptacle_a))}",
                (*station.path, "receptacle"),
                remedy=remedy(rated_at(analysis, station, usable_continuous_a(receptacle_a)), wired),
            )
        elif exceeds(receptacle_a, largest_a):
            usable_a = usable_continuous_a(largest_a)
            lower = rated_at(analysis, station, usable_a)
            smaller = Edit((*station.path, "receptacle"), amps(largest_a))
            yield Problem(
                who,
                f"a receptacle of {amps(receptacle_a)}, at most {amps(largest_a)}",
                (*station.path, "receptacle"),
                remedy=remedy(
                    wired,
                    [smaller] if fits(rated_a, usable_a) else lower and [smaller, lower],
                ),
            )


FAILING = SINGLE.edited("stations.S", connection="plug", receptacle="30 A")
FAILING_2 = (
    FAILING.edited("site", nec=2017)
    .edited("circuits.C", breaker="60 A")
    .edited("stations.S", max_current="48 A", receptacle="60 A")
)

RULE = Rule(
    code="EV304",
    name="plug-too-small",
    title="a station with a plug fits its receptacle",
    fails="receptacle does not suit the station",
    severity=Severity.ERROR,
    asks=(
        "The station draws at most 80 % of the receptacle; the receptacle is at most 50 A until 2023, and 60 A "
        "from 2026."
    ),
    why="A receptacle is loaded continuously like a breaker, and larger stations have to be wired in.",
    topics=("connection",),
    inputs=("stations.*.connection", "stations.*.receptacle"),
    failing=(
        FAILING,
        FAILING_2,
        *(FAILING_2.edited("site", nec=edition) for edition in (2020, 2023)),
        FAILING_2.edited("site", nec=2026).edited("stations.S", receptacle="70 A"),
        FAILING.without("stations.S.receptacle"),
    ),
    passing=(
        FAILING.edited("circuits.C", breaker="50 A").edited("stations.S", max_current="40 A", receptacle="50 A"),
        FAILING_2.edited("site", nec=2026),
    ),
    check=check,
)
