"""EV320 outdoor-outlet-without-gfci."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.station_rating import to_ground_v
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.rules.stations.by_table import by_table

if TYPE_CHECKING:
    from evsite.model.site import Station

_LARGEST_BREAKER_A = 50.0
_MOST_TO_GROUND_V = 150.0


def check(analysis: SiteAnalysis) -> Problems:
    """Hardwired stations outdoors at dwellings; plugs have a rule of their own."""
    if analysis.site.settings.dwelling is None or analysis.site.nec < 2020:
        return
    for station, who in by_table(analysis, lambda item: _gfci_required(analysis, item)):
        outdoors = station.installation.outdoors
        if outdoors is None:
            what = f"whether the outlet of {who} needs ground-fault protection"
            yield not_checked(
                what, station.path, missing=[Edit((*station.path, "outdoors"), value=False)], anchor="header"
            )
        elif outdoors or analysis.site.nec >= 2023:
            where = "outdoors" if outdoors else "if in a garage or an accessory building"
            yield Problem(
                who,
                f"{where}, ground-fault protection for people is asked of the outlets of dwellings up to 50 A, "
                "hardwired stations included",
                (*station.path, "outdoors"),
                severity=None if outdoors else Severity.INFO,
                remedy=remedy(
                    when(
                        [Edit((*station.path, key), value=True) for key in ("gfci", "gfci_allowed")],
                        "with a breaker that has it, where the station's manual allows one",
                    ),
                    "ask the authority, since adoptions and makers differ",
                ),
            )


def _gfci_required(analysis: SiteAnalysis, station: Station) -> bool:
    """Whether a station is hardwired on a small single-phase circuit without protection that is declared."""
    circuits = [analysis.site.circuits[name] for name in station.circuits]
    small = any(
        item.connection != "ABC" and not exceeds(item.breaker_a, _LARGEST_BREAKER_A) for item in circuits
    ) and not exceeds(to_ground_v(analysis, station), _MOST_TO_GROUND_V)
    return small and station.installation.connection != "plug" and not station.installation.gfci


OUTDOORS = SINGLE.edited("site", dwelling="one-family").edited("stations.S", outdoors=True)

RULE = Rule(
    code="EV320",
    name="outdoor-outlet-without-gfci",
    title="outdoor outlets of dwellings have ground-fault protection",
    fails="outlet without ground-fault protection",
    severity=Severity.WARNING,
    asks=(
        "From 2020 outlets outdoors at dwellings, on single-phase circuits up to 50 A and 150 V to ground, have "
        "ground-fault protection for people ahead of them, hardwired stations too; from 2023 also in garages and "
        "accessory buildings. Asked where the site says `dwelling`."
    ),
    why="What a station has inside protects its cable, not its own enclosure and wiring.",
    topics=("outdoor-gfci",),
    otherwise="NEC 2020, outdoor outlets of dwellings (none before)",
    inputs=("site.dwelling", "stations.*.outdoors", "stations.*.gfci", "stations.*.connection", "circuits.*.breaker"),
    failing=(OUTDOORS, OUTDOORS.edited("stations.S", outdoors=False), OUTDOORS.without("stations.S.outdoors")),
    passing=(OUTDOORS.edited("stations.S", gfci=True), OUTDOORS.edited("site", nec=2017)),
    check=check,
)
