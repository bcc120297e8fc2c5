"""Transformers: the load on their windings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.formulas import exceeds
from evsite.model.finding import Severity
from evsite.network.limits import line_rating_a
from evsite.network.places import node_place, primary_place
from evsite.rules.overcurrent import who_overloads
from evsite.rules.registry import Example, Problem, rule
from evsite.rules.snippets import circuit, group, stations
from evsite.words import alternatives, amount, amps, amps_at_most, floor_to, kva

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.site import Supply

USUAL_KVA = (5.0, 7.5, 10.0, 15.0, 25.0, 30.0, 37.5, 45.0, 50.0, 75.0, 112.5, 150.0, 225.0, 300.0, 500.0, 750.0, 1000.0,
             1500.0, 2000.0, 2500.0)  # fmt: skip
"""Ratings that dry-type distribution transformers are made in [kVA]."""


def _primary(limit: str) -> str:
    return _site("150 kVA").replace("277.2 A", limit).replace("400 A", "600 A").replace("count = 6", "count = 18")


def _site(rating: str) -> str:
    return (
        '[site]\nname = "Example"\nnec = 2023\n\n'
        f'[supplies.T1]\nkind = "transformer"\nrating = "{rating}"\nsystem = "208Y/120"\nprimary = "480 delta"\n\n'
        '[panels.EV1]\nfed_from = "T1"\nmain = "400 A"\nbus = "400 A"\n\n'
        + circuit(breaker="100 A", more="count = 6")
        + stations("80 A", more="count = 6")
        + group("EV1", 'on = "EV1"\nlimit = "277.2 A"')
    )


def rating_kva(supply: Supply) -> float:
    """Rating of a transformer [kVA], also where it is given in amperes of its secondary."""
    if supply.rating_kva is not None:
        return supply.rating_kva
    assert supply.rating_a is not None
    return supply.rating_a / line_rating_a(1.0, supply.system)


def fullness(survey: Survey, supply: Supply) -> tuple[float, str]:
    """How full a transformer can get, as a share of its rating, and the line or total that is fullest.

    A winding of a wye secondary carries the line's current, so the secondary lines say how full the windings are, on
    the primary side too. Primary line currents are the business of what protects the primary.
    """
    rated_kva = rating_kva(supply)
    # what a device below lets through once it is put right: its own finding says that it is not
    load = survey.mended.managed(supply.name)
    other = survey.other_at(supply.name)
    candidates = [((load.power_kva + other.power_kva) / rated_kva, f"{kva(load.power_kva + other.power_kva)} in all")]
    rated_a = line_rating_a(rated_kva, supply.system)
    for leg in supply.system.legs:
        line_a = load.line_a(leg) + other.total_a(leg)
        candidates.append((line_a / rated_a, f"{amps(line_a)} on secondary line {leg}, rated {amps(rated_a)}"))
    return max(candidates, key=lambda candidate: candidate[0])


def _usable_line_a(survey: Survey, supply: Supply) -> float:
    other = survey.other_at(supply.name)
    rated_a = line_rating_a(rating_kva(supply), supply.system)
    return max(0.0, min(rated_a - other.total_a(leg) for leg in supply.system.legs))


@rule(
    "EV105",
    "transformer-load",
    "a transformer carries its charging load on every line",
    Severity.WARNING,
    asks="The load on every secondary line, and in all, stays within the transformer's rating.",
    why="Single-phase load is rarely balanced: a transformer within its kVA can still be overloaded on one line.",
    guide="engineering: rated line current is kVA x 1000 / (sqrt(3) x V); no NEC limit",
    inputs=("supplies.*.rating", "groups.*.limit", "loads.*"),
    failing=Example(_site("75 kVA")),
    passing=Example(_site("150 kVA")),
)
def transformer_load(survey: Survey) -> Iterator[Problem]:
    """Transformers that can be loaded beyond their rating."""
    for supply in survey.site.supplies.values():
        if supply.kind != "transformer":
            continue
        full, where = fullness(survey, supply)
        path = (*supply.path, "rating")
        if exceeds(full, 1.0):
            yield Problem(
                f"{supply.name}: up to {where}: {amount(100 * full)} % of its {kva(rating_kva(supply))}",
                path,
                remedy=_ways_out(survey, supply, full),
            )
        elif exceeds(full, 0.8):
            yield Problem(
                f"{supply.name}: up to {where}: {amount(100 * full)} % of its {kva(rating_kva(supply))}, continuous",
                path,
                severity=Severity.INFO,
            )


@rule(
    "EV122",
    "transformer-primary-load",
    "no line on the primary side of a transformer can be overloaded",
    Severity.WARNING,
    asks="Whatever vehicles plug in, no primary line carries more than the transformer's rated primary current.",
    why="Behind a delta-wye transformer the vehicles of one phase pair load one primary line twice, so groups that "
    "keep every secondary line within its rating can still overload the primary's conductors and breaker.",
    guide="engineering: a primary line carries the difference of two winding currents over the turns ratio",
    inputs=("supplies.*.rating", "supplies.*.primary", "groups.*.limit"),
    failing=Example(_primary("416 A")),
    passing=Example(_primary("360 A")),
)
def transformer_primary_load(survey: Survey) -> Iterator[Problem]:
    """Transformers whose primary lines the groups do not protect."""
    for supply in survey.site.supplies.values():
        if supply.primary is None or supply.winding != "delta-wye" or exceeds(fullness(survey, supply)[0], 1.0):
            continue
        loads = [survey.equipment.load_on(primary_place(supply.name), leg) for leg in supply.primary.legs]
        over = [load for load in loads if load is not None and load.overloaded]
        if over:
            worst = max(over, key=lambda load: load.reached)
            share = worst.allowed / worst.reached
            most_a = floor_to(share * _most_line_a(survey, supply), 1.0)
            yield Problem(
                f"{supply.name}: up to {amps(worst.reached)} on primary line {worst.limit.leg}, "
                f"rated {amps(worst.allowed)}",
                (*supply.path, "rating"),
                remedy=alternatives([f"a group on {supply.name} of at most {amps(most_a)}" if most_a > 0 else ""]),
                notes=(who_overloads(survey.site, worst),),
            )


def _most_line_a(survey: Survey, supply: Supply) -> float:
    """The greatest load on a secondary line [A]."""
    loads = [survey.equipment.load_on(node_place(supply.name), leg) for leg in supply.system.legs]
    return max((load.reached for load in loads if load is not None), default=0.0)


def _ways_out(survey: Survey, supply: Supply, full: float) -> str:
    needed_kva = full * rating_kva(supply)
    larger = next((size for size in USUAL_KVA if not exceeds(needed_kva, size)), None)
    left_a = _usable_line_a(survey, supply)
    left_kva = max(0.0, rating_kva(supply) - survey.other_at(supply.name).power_kva)
    most_a = min(left_a, left_kva / rating_kva(supply) * line_rating_a(rating_kva(supply), supply.system))
    parts = [f"a {kva(larger)} transformer" if larger else ""]
    if most_a > 0:
        parts.append(f"a group on {supply.name} of at most {amps_at_most(most_a)}")
    return alternatives(parts)
