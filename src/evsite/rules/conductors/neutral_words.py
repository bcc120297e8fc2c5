"""Neutrals in words: those that carry something, and those that charging does not use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.site_analysis import SiteAnalysis

COUNTS = {
    False: "counts as a current-carrying conductor",
    True: "counts as a current-carrying conductor where most of the load is nonlinear",
}
"""What a neutral counts as; in the key whether loads to neutral cancel in it."""
IDLE = {
    "circuit": (
        "no charging from line to neutral: the neutral conductor may be left out; check the manual of the station",
        "neutral",
    ),
    "feeder": (
        "charging puts nothing on the neutral; other load from line to neutral needs it",
        "neutral",
    ),
    "service": (
        "charging puts nothing on the neutral, but it (the grounded conductor) runs to every service disconnect",
        "service-grounded-conductor",
    ),
    "transformer": ("charging puts nothing on the neutral; other load from line to neutral needs it", "neutral"),
}
"""What is stated of neutrals that charging does not use, and the section for it, by what kind of run has them."""


def idle_kind(analysis: SiteAnalysis, run: Run) -> str:
    """Which of these a run is: what may be service conductors has a grounded one in any case."""
    if run.kind == "circuit":
        return "circuit"
    panel = analysis.site.panels.get(run.node)
    supply = analysis.site.supplies.get(run.node if panel is None else panel.fed_from)
    if supply is None:
        return "feeder"
    return "service" if run.utility else supply.kind
