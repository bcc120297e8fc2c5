"""EV115 transformer-secondary-length."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rounding import exceeds
from evsite.rules.example_site import TRANSFORMER
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis

_LONGEST_SECONDARY_FT = 25.0


def check(analysis: SiteAnalysis) -> Problems:
    """Transformers with long unprotected conductors."""
    for supply in analysis.site.supplies.values():
        length_ft = supply.secondary_length_ft
        if length_ft is not None and exceeds(length_ft, _LONGEST_SECONDARY_FT):
            yield Problem(
                f"{supply.name}: secondary conductors of {length_ft:g} ft, at most {_LONGEST_SECONDARY_FT:g} "
                f"ft indoors",
                (*supply.path, "secondary_length"),
                remedy=when(
                    Edit((*supply.path, "secondary_length"), f"{_LONGEST_SECONDARY_FT:g} ft"), "with a device that near"
                ),
            )


FAILING = TRANSFORMER.edited("supplies.U", secondary_length="30 ft")

RULE = Rule(
    code="EV115",
    name="transformer-secondary-length",
    title="a device stands within 25 ft of a transformer",
    severity=Severity.WARNING,
    asks="The conductors from a transformer to the device that protects them are at most 25 ft long.",
    why="The primary device does not protect them: 10 ft and 25 ft are the lengths that the usual exceptions allow.",
    topics=("transformer-secondary",),
    inputs=("supplies.*.secondary_length",),
    failing=(FAILING,),
    passing=(FAILING.edited("supplies.U", secondary_length="25 ft"),),
    check=check,
)
