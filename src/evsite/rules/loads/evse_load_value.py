"""EV121 evse-load-value."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import count, kva, names

_EVSE_FLOOR_VA = 7200.0


def check(analysis: SiteAnalysis) -> Problems:
    """Unmanaged stations below the floor of the 2023 load calculation."""
    if analysis.site.nec != 2023:
        return
    small = []
    for station in analysis.site.stations.values():
        if any(port.name in analysis.managed_ports for port in station.ports) or not station.circuits:
            continue
        nameplate_va = 1000 * sum(port.rated_a * port.input_kw_per_a for port in station.ports)
        if exceeds(_EVSE_FLOOR_VA, nameplate_va):
            small.append((station, nameplate_va))
    if small:
        total_kva = len(small) * _EVSE_FLOOR_VA / 1000
        own_kva = sum(value for _, value in small) / 1000
        yield Problem(
            f"{names([station.name for station, _ in small])}: {count(len(small), 'station')} of {kva(own_kva)} "
            f"in all count "
            f"{kva(total_kva)} in the load calculation",
            small[0][0].path,
            anchor="header",
            remedy=remedy(f"plan the feeder and service for {kva(total_kva)}", "put them under load management"),
        )


FAILING = SINGLE.edited("stations.S", max_current="16 A")

RULE = Rule(
    code="EV121",
    name="evse-load-value",
    title="small stations count 7,200 VA each in the load (2023)",
    severity=Severity.WARNING,
    asks=(
        "2023: outside load management each station counts the greater of 7,200 VA and its nameplate in the "
        "calculation of feeder and service. 2026: the nameplate, 7,200 VA only where it is unknown. Before 2023: "
        "the nameplate."
    ),
    why="The sum that a plan reviewer expects is larger than the stations' own.",
    topics=("evse-load-value",),
    guide="NEC, calculated load of electric vehicle supply equipment (none before 2023)",
    inputs=("stations.*.max_current", "site.nec", "groups.*.on", "groups.*.members"),
    failing=(FAILING,),
    passing=(
        *(FAILING.edited("site", nec=edition) for edition in (2026, 2020)),
        FAILING.edited("stations.S", max_current="40 A"),
    ),
    check=check,
)
