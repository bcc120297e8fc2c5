"""How full raceways are, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.raceway_fill import missing_keys, raceway_fill
from evsite.codebook.conductors import size_words
from evsite.model.remedy import Edit
from evsite.rules.conductors.given import EXAMPLES
from evsite.rules.rule import Problems, not_checked
from evsite.words import count, enumeration, format_number, names, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.raceway_fill import RacewayFill
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.codebook.conductors import Conductor

COMPACT = "compact aluminum conductors are thinner (chapter 9 table 5A)"

_MANY = {53.0: "one conductor", 31.0: "two conductors", 40.0: "three conductors and more", 60.0: "a nipple"}


def described(fill: RacewayFill) -> str:
    """The sentence with the numbers: what lies in which raceway, how much it fills, and how much it may."""
    parts = [f"{fill.phases} x {size_words(fill.size)}"]
    if fill.neutrals:
        parts.append(f"a neutral of {size_words(fill.neutral)}")
    if fill.grounds:
        parts.append(f"an equipment grounding conductor of {size_words(fill.ground)}")
    if fill.overfull:
        area, others = fill.area_in2, ""
    else:
        area, others = fill.likely_in2, f", and {count(fill.others, 'conductor')} of other circuits, if as large,"
    return (
        f"{enumeration(parts)}{others} fill {trimmed(100 * area / fill.room_in2, 1)} % of a {fill.trade_size} in "
        f"{fill.kind} raceway, above the {format_number(fill.percent)} % for {_MANY[fill.percent]}"
    )


def inside(fill: RacewayFill) -> tuple[str, ...]:
    """What was assumed of the conductors in it."""
    notes = [f"{trimmed(fill.area_in2, 3)} of {trimmed(fill.room_in2, 3)} in2 by chapter 9 tables 4 and 5"]
    if fill.grounds:
        notes.append("the equipment grounding conductor counts as insulated")
    if fill.overfull and fill.others:
        notes.append(f"without the {count(fill.others, 'conductor')} of other circuits")
    return tuple(notes)


def unknown(analysis: SiteAnalysis, runs: Iterable[tuple[Run, Conductor]]) -> Problems:
    """Say once for each kind of gap of which runs in raceways it is not known how full these are."""
    gaps: dict[tuple[str, ...], list[Run]] = {}
    for run, _ in runs:
        installed = run.installed
        if installed is None or installed.cable is not None:
            continue
        fill = raceway_fill(run)
        if installed.raceway_kind is None or installed.trade_size is None:
            known = {"raceway": installed.raceway_kind, "trade_size": installed.trade_size}
            gaps.setdefault(tuple(key for key, value in known.items() if value is None), []).append(run)
        elif fill is None:
            gaps.setdefault((), []).append(run)
        elif not fill.likely_overfull and (keys := missing_keys(analysis, run)):
            gaps.setdefault(keys, []).append(run)
    for keys, found in gaps.items():
        listed = names([node for run in found for node in run.nodes])
        yield not_checked(
            "how full raceways are",
            (*found[0].path, "conductor"),
            missing=[Edit((*run.path, "conductor", key), EXAMPLES[key]) for run in found for key in keys],
            needs="" if keys else f"the area of conductors of that size and insulation, those of {listed}",
        )
