"""EV314 adjusted-rating-not-in-edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.editions import section
from evsite.codebook.formulas import minimum_ocpd_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rounding import exceeds
from evsite.rules.example_site import LARGE, SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, names

if TYPE_CHECKING:
    from evsite.model.distribution import Circuit
    from evsite.model.finding import Path
    from evsite.model.site import Station


def check(analysis: SiteAnalysis) -> Problems:
    """Stations that pass only by their setting, under the 2017 edition."""
    if section("adjustable-rating", analysis.site.nec) is not None:
        return
    families: dict[tuple[Path, float, float, float], list[tuple[Station, Circuit]]] = {}
    for item in analysis.site.circuits.values():
        for station in analysis.stations_on_circuit[item.name]:
            nameplate_a = max(port.rated_a for port in station.ports)
            set_a = max(port.max_a for port in station.ports)
            if exceeds(nameplate_a, set_a) and exceeds(minimum_ocpd_a(nameplate_a), item.breaker_a):
                key = (station.path, nameplate_a, set_a, item.breaker_a)
                families.setdefault(key, []).append((station, item))
    for (path, nameplate_a, set_a, breaker_a), found in families.items():
        least = amps(minimum_ocpd_a(nameplate_a))
        circuits = dict.fromkeys(item.path for _, item in found)
        yield Problem(
            names(dict.fromkeys(station.name for station, _ in found)),
            f"{amps(nameplate_a)} by nameplate, set to "
            f"{amps(set_a)} to pass on {amps(breaker_a)}; "
            "the 2017 edition counts the nameplate",
            (*path, "setting"),
            remedy=remedy(
                f"a nameplate of {amps(set_a)}"
                if found[0][0].model is not None
                else when(Edit((*path, "max_current"), amps(set_a)), "with that on the nameplate"),
                [Edit((*circuit, "breaker"), least) for circuit in circuits],
            ),
        )


FAILING = SINGLE.edited("site", nec=2017).edited("stations.S", max_current="80 A", setting="32 A")

RULE = Rule(
    code="EV314",
    name="adjusted-rating-not-in-edition",
    title="a setting counts only where the edition says so",
    fails="setting that this edition does not count",
    severity=Severity.WARNING,
    asks=(
        "2017: the nameplate counts, unless it was changed. 2020: for fixed equipment with restricted access. "
        "From 2023: with restricted access, and a new label."
    ),
    why="What is set low today can be set high tomorrow.",
    topics=("adjustable-rating", "evse-continuous"),
    inputs=("stations.*.setting", "stations.*.model", "circuits.*.breaker", "site.nec"),
    failing=(FAILING,),
    passing=(LARGE.edited("site", nec=2017).edited("stations.S", disconnect=True), FAILING.edited("site", nec=2023)),
    check=check,
)
