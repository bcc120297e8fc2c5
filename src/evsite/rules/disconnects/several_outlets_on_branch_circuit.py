"""EV301 several-outlets-on-branch-circuit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import group_on
from evsite.codebook.editions import EDITIONS
from evsite.model.finding import Label, Severity
from evsite.model.remedy import remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED, SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps_at_most, names

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.site import Circuit, Station


def check(analysis: SiteAnalysis) -> Problems:
    """Branch circuits with more outlets than the edition allows."""
    edition = analysis.site.nec
    families: dict[tuple[Path, int], list[Circuit]] = {}
    for item in analysis.site.circuits.values():
        outlets = sum(_outlets(station, item) for station in analysis.stations_on_circuit[item.name])
        if outlets > 1 and not _sharing_allowed(analysis, item):
            families.setdefault((item.path, outlets), []).append(item)
    for (_, outlets), items in families.items():
        first = items[0]
        station = analysis.stations_on_circuit[first.name][0]
        usable = amps_at_most(0.8 * first.breaker_a)
        yield Problem(
            f"{names([item.name for item in items])}: {outlets} EV outlets on one branch circuit, "
            + ("allowed is 1" if edition < 2023 else "allowed only under a group on that circuit"),
            (*station.path, "circuit"),
            # the wording of the 2026 edition has not been read, so it cannot be an error by itself
            severity=Severity.WARNING if edition == EDITIONS[-1] else None,
            remedy=f"a circuit for each: {outlets} circuits"
            if edition < 2023
            else remedy(group_on(analysis.site, first.name, usable), f"{outlets} circuits"),
            labels=(Label(first.path, f"{first.name} is here", "header"),),
            notes=(
                (
                    "legal in this edition only as one listed multi-port unit with a single supply connection, "
                    "or as feeder "
                    "taps each with its own overcurrent device"
                ),
            )
            if edition < 2023
            else (),
        )


def _outlets(station: Station, item: Circuit) -> int:
    """How many outlets a station has on a circuit: one where its ports share a feed."""
    ports = sum(1 for port in station.ports if port.circuit == item.name)
    if station.jumper or station.model is None:
        return min(ports, 1)
    return ports


def _sharing_allowed(analysis: SiteAnalysis, item: Circuit) -> bool:
    if analysis.site.nec < 2023:
        return False
    ports = analysis.ports_on_circuit[item.name]
    if all(not exceeds(port.max_a, 16) and not exceeds(port.voltage_v, 120) for port in ports):
        return True
    everything = frozenset(port.name for port in ports)
    return any(everything <= analysis.group_ports[held.name] for held in analysis.groups_at.get(item.name, []))


RULE = Rule(
    code="EV301",
    name="several-outlets-on-branch-circuit",
    title="outlets share a branch circuit only where the edition allows",
    severity=Severity.ERROR,
    asks=(
        "2017 and 2020: one outlet on a branch circuit. From 2023: several only where a load-management system "
        "limits that circuit, or where none is above 16 A and 120 V. A station whose ports share one feed is one "
        "outlet."
    ),
    why="Before 2023 sharing a branch circuit was not foreseen, however well the software shares it.",
    topics=("branch-circuit", "ems-load"),
    inputs=("stations.*.circuit", "stations.*.jumper", "groups.*.on", "site.nec"),
    failing=(
        *(SHARED.edited("site", nec=edition) for edition in (2017, 2020)),
        *(SHARED.without("groups.C").edited("site", nec=edition) for edition in (2023, 2026)),
    ),
    passing=(
        *(SINGLE.edited("site", nec=edition) for edition in (2017, 2020)),
        *(SHARED.edited("site", nec=edition) for edition in (2023, 2026)),
    ),
    check=check,
)
