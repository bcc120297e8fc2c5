"""EV301 several-outlets-on-branch-circuit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import group_on
from evsite.analysis.outlets import outlets_on, sharing_allowed
from evsite.codebook.editions import EDITIONS
from evsite.codebook.formulas import usable_continuous_a
from evsite.model.finding import Label, Severity
from evsite.model.remedy import remedy
from evsite.rules.example_site import SHARED, SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps_at_most, names

if TYPE_CHECKING:
    from evsite.model.distribution import Circuit
    from evsite.model.finding import Path

ONE_LISTED_UNIT = (
    "legal in this edition only as one listed multi-port unit with a single supply connection, or as feeder taps each "
    "with its own overcurrent device"
)


def check(analysis: SiteAnalysis) -> Problems:
    """Branch circuits with more outlets than the edition allows."""
    families: dict[tuple[Path, int], list[Circuit]] = {}
    for circuit in analysis.site.circuits.values():
        outlets = outlets_on(analysis, circuit)
        if outlets > 1 and not sharing_allowed(analysis, circuit):
            families.setdefault((circuit.path, outlets), []).append(circuit)
    never = analysis.site.nec < 2023
    for (_, outlets), circuits in families.items():
        first = circuits[0]
        station = analysis.stations_on_circuit[first.name][0]
        group = group_on(analysis.site, first.name, amps_at_most(usable_continuous_a(first.breaker_a)))
        yield Problem(
            names([item.name for item in circuits]),
            f"{outlets} EV outlets on one branch circuit, "
            f"allowed {'is 1' if never else 'only under a group on that circuit'}",
            (*station.path, "circuit"),
            # the wording of the 2026 edition has not been read, so it cannot be an error by itself
            severity=Severity.WARNING if analysis.site.nec == EDITIONS[-1] else None,
            remedy=f"a circuit for each: {outlets} circuits" if never else remedy(group, f"{outlets} circuits"),
            labels=(Label(first.path, f"{first.name} is here", "header"),),
            notes=(ONE_LISTED_UNIT,) if never else (),
        )


RULE = Rule(
    code="EV301",
    name="several-outlets-on-branch-circuit",
    title="outlets share a branch circuit only where the edition allows",
    fails="several outlets on one branch circuit",
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
