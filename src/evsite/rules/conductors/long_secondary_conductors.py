"""EV209 long-secondary-conductors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.transformers import secondary_lengths
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rounding import fits
from evsite.rules.example_site import TRANSFORMER
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import format_number

if TYPE_CHECKING:
    from evsite.model.distribution import Supply

MOST_SECONDARY_FT = 25.0
"""Longest secondary conductors that land on one device, NEC 240.21(C)(6) [ft]."""


def check(analysis: SiteAnalysis) -> Problems:
    """Secondary conductors that are too long, by `secondary_length` or else by the length of the conductors."""
    unknown: list[Supply] = []
    for supply in analysis.site.supplies.values():
        if supply.kind != "transformer":
            continue
        lengths = list(secondary_lengths(analysis, supply))
        if not lengths and analysis.children[supply.name]:
            unknown.append(supply)
        for length_ft, path in lengths:
            if fits(length_ft, MOST_SECONDARY_FT):
                continue
            notes = ["outdoors they may be longer (240.21(C)(4))"]
            if supply.fed_from is None:
                notes.append(
                    "if the transformer is the utility's these are service conductors, and this does not apply"
                )
            yield Problem(
                supply.name,
                f"secondary conductors of {length_ft:g} ft, above {format_number(MOST_SECONDARY_FT)} ft",
                path,
                remedy=when(
                    Edit(path, f"{format_number(MOST_SECONDARY_FT)} ft"), "with the device that near to the transformer"
                ),
                notes=tuple(notes),
            )
    if unknown:
        missing = [Edit((*supply.path, "secondary_length"), "20 ft") for supply in unknown]
        yield not_checked("the length of secondary conductors", unknown[0].path, missing=missing)


FAILING = TRANSFORMER.edited("panels.EV1", conductor={"size": "600 kcmil", "length": "40 ft"})

RULE = Rule(
    code="EV209",
    name="long-secondary-conductors",
    title="secondary conductors end within 25 ft",
    fails="secondary conductors too long",
    severity=Severity.WARNING,
    asks=(
        "The conductors from a transformer land on one device within 10 ft, or within 25 ft under further conditions."
    ),
    why="Nothing on the secondary side protects them up to there; the primary device does not see their overload.",
    topics=("transformer-secondary",),
    inputs=("supplies.*.secondary_length", "panels.*.conductor.length", "supplies.*.conductor.length"),
    failing=(FAILING, TRANSFORMER.edited("supplies.U", secondary_length="30 ft")),
    passing=(
        FAILING.edited("panels.EV1.conductor", length="25 ft"),
        TRANSFORMER.edited("supplies.U", secondary_length="25 ft"),
    ),
    check=check,
)
