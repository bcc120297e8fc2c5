"""EV112 breaker-oversized."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.formulas import minimum_ocpd_a
from evsite.codebook.ocpd import next_standard_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED, SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.rules.stations.station_circuits import by_tables_and_breaker, model_limit_a, stations_and_circuits
from evsite.words import amps, names

if TYPE_CHECKING:
    from evsite.model.distribution import Circuit
    from evsite.model.site import Station


def check(analysis: SiteAnalysis) -> Problems:
    """Breakers far larger than the one station on them needs."""
    wrong = (
        (station, item)
        for station, item in stations_and_circuits(analysis)
        if _largest_sensible_a(analysis, station, item) is not None
    )
    for station, item, _, where in by_tables_and_breaker(wrong):
        sensible_a = _largest_sensible_a(analysis, station, item)
        load_a = analysis.circuit_amps(item.name)
        needed_a = next_standard_a(minimum_ocpd_a(load_a), analysis.site.nec)
        assert sensible_a is not None
        assert needed_a is not None
        yield Problem(
            names(where),
            f"{amps(item.breaker_a)} breaker for {amps(load_a)} of charging, which needs {amps(needed_a)}",
            (*item.path, "breaker"),
            remedy=Edit((*item.path, "breaker"), amps(needed_a)),
        )


def _largest_sensible_a(analysis: SiteAnalysis, station: Station, item: Circuit) -> float | None:
    """One standard size above the least breaker; None where the breaker is within that, or where it does not apply."""
    limit_a = model_limit_a(station)
    if limit_a is not None and exceeds(item.breaker_a, limit_a):
        return None
    if len(analysis.stations_on_circuit[item.name]) != 1 or analysis.other_at(item.name).power_kva:
        return None
    if station.model is not None and item.breaker_a in {*station.model.settings, *station.model.jumper_settings}:
        return None
    needed_a = next_standard_a(minimum_ocpd_a(analysis.circuit_amps(item.name)), analysis.site.nec)
    if needed_a is None:
        return None
    one_up_a = next_standard_a(needed_a * 1.0001, analysis.site.nec)
    return one_up_a if one_up_a is not None and exceeds(item.breaker_a, one_up_a) else None


FAILING = SINGLE.edited("circuits.C", breaker="100 A")

RULE = Rule(
    code="EV112",
    name="breaker-oversized",
    title="the breaker of a single station is at most one size larger",
    fails="breaker larger than the station needs",
    severity=Severity.WARNING,
    asks="A circuit with one station has a breaker of at most one standard size above 125 % of its load.",
    why="Small conductors behind a large breaker are a hazard, and most manuals name one size for each setting.",
    guide="engineering: the NEC sets the least rating of this breaker and no greatest one; manuals name one a setting",
    inputs=("circuits.*.breaker", "stations.*.max_current", "stations.*.setting"),
    failing=(FAILING,),
    passing=(FAILING.edited("circuits.C", breaker="45 A"), SHARED.edited("stations.S", max_current="32 A", count=4)),
    check=check,
)
