"""EV302 disconnect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.disconnects import needs_disconnect
from evsite.codebook.editions import EDITIONS
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rules.example_site import LARGE, SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import count, names

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.site import Station


def check(analysis: SiteAnalysis) -> Problems:
    """Stations that need a disconnect and have none, or do not say."""
    at_any = " at any rating" if analysis.site.nec >= 2026 else ""
    families: dict[tuple[Path, str], list[Station]] = {}
    for station in analysis.site.stations.values():
        reason = needs_disconnect(analysis, station)
        if reason and not station.installation.disconnect:
            families.setdefault((station.path, reason), []).append(station)
    for (table, reason), stations in families.items():
        missing = stations[0].installation.disconnect is False
        path = (*table, "disconnect")
        found = "there is no disconnect" if missing else "not declared whether there is a disconnect"
        reach = f"with a lockable disconnect in reach of {count(len(stations), 'station')}"
        yield Problem(
            names([station.name for station in stations]),
            f"{reason}, so it needs a disconnect{at_any}; {found}",
            path if missing else table,
            anchor="value" if missing else "header",
            severity=None if missing else Severity.WARNING,
            remedy=when(Edit(path, value=True), reach),
        )


AT_48_A = SINGLE.edited("circuits.C", breaker="60 A").edited("stations.S", max_current="48 A")

RULE = Rule(
    code="EV302",
    name="disconnect",
    title="stations have a disconnect where the edition asks for one",
    fails="no disconnect declared",
    severity=Severity.ERROR,
    asks=(
        "Until 2023: equipment rated above 60 A, or above 150 V to ground, has a disconnect that is readily "
        "accessible and lockable open; 60 A is not above 60 A. 2026: all permanently connected equipment. A panel "
        "breaker counts where it is readily accessible and lockable."
    ),
    why="Whoever works on a large station must be able to make and keep it dead.",
    topics=("disconnect", "lockable"),
    inputs=("stations.*.disconnect", "stations.*.connection", "stations.*.max_current", "supplies.*.system"),
    failing=(
        *(LARGE.edited("site", nec=edition) for edition in (2017, 2020, 2023)),
        AT_48_A.edited("site", nec=2026),
    ),
    passing=(
        *(AT_48_A.edited("site", nec=edition) for edition in (2017, 2020, 2023)),
        *(LARGE.edited("site", nec=edition).edited("stations.S", disconnect=True) for edition in EDITIONS),
    ),
    check=check,
)
