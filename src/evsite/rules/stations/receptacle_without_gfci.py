"""EV305 receptacle-without-gfci."""

from __future__ import annotations

from evsite.analysis.station_rating import to_ground_v
from evsite.codebook.editions import EDITIONS
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.rules.stations.by_table import by_table


def check(analysis: SiteAnalysis) -> Problems:
    """Receptacles without ground-fault protection, or that do not say."""
    for station, who in by_table(
        analysis, lambda item: item.installation.connection == "plug" and not item.installation.gfci
    ):
        receptacle_a = station.installation.receptacle_a
        large = receptacle_a is not None and exceeds(receptacle_a, 50)
        if analysis.site.nec < 2020 and (large or exceeds(to_ground_v(analysis, station), 150)):
            continue
        missing = station.installation.gfci is False
        yield Problem(
            who,
            "receptacle without ground-fault protection" if missing else "ground-fault protection not declared",
            (*station.path, "gfci") if missing else station.path,
            anchor="value" if missing else "header",
            severity=None if missing and analysis.site.nec < 2026 else Severity.WARNING,
            remedy=when(Edit((*station.path, "gfci"), value=True), "with a breaker or receptacle that has it"),
        )


PLUG = SINGLE.edited("stations.S", connection="plug", receptacle="50 A")
LARGE_PLUG = PLUG.edited("stations.S", receptacle="60 A", gfci=False)

RULE = Rule(
    code="EV305",
    name="receptacle-without-gfci",
    title="receptacles for charging have ground-fault protection",
    fails="receptacle ground-fault protection not declared",
    severity=Severity.ERROR,
    asks=(
        "2017: single-phase receptacles up to 150 V to ground and 50 A have it; from 2020 every receptacle for "
        "charging."
    ),
    why="Plugs are handled wet; the station's own protection does not cover the receptacle.",
    topics=("receptacle-gfci",),
    inputs=("stations.*.connection", "stations.*.gfci"),
    failing=(
        *(PLUG.edited("site", nec=edition).edited("stations.S", gfci=False) for edition in EDITIONS),
        LARGE_PLUG.edited("site", nec=2020),
        PLUG,
    ),
    passing=(
        *(PLUG.edited("site", nec=edition).edited("stations.S", gfci=True) for edition in EDITIONS),
        LARGE_PLUG.edited("site", nec=2017),
    ),
    check=check,
)
