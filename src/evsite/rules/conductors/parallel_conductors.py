"""EV205 parallel-conductors."""

from __future__ import annotations

from dataclasses import replace

from evsite.analysis.conductor_edits import enlarged, resized, smallest_that_passes
from evsite.codebook.conductors import SMALLEST_IN_PARALLEL, size_words
from evsite.codebook.sizing import large_enough_in_parallel
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rules.conductors.given import given, unchecked
from evsite.rules.conductors.wording import size_path, title
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Conductors in parallel that are too small for it."""
    yield from unchecked(analysis, "the size of conductors in parallel")
    for run, conductor in given(analysis):
        if not large_enough_in_parallel(conductor):
            yield Problem(
                title(run),
                f"{conductor.sets} sets of {size_words(conductor.size)} in parallel, "
                f"smaller than "
                f"{size_words(SMALLEST_IN_PARALLEL)}",
                size_path(run),
                remedy=remedy(resized(run, smallest_that_passes(run, replace(conductor, sets=1))), enlarged(run)),
            )


RULE = Rule(
    code="EV205",
    name="parallel-conductors",
    title="conductors in parallel are 1/0 AWG or larger",
    fails="conductors too small to run in parallel",
    severity=Severity.WARNING,
    asks="Conductors are connected in parallel only from 1/0 AWG up.",
    why="Small conductors in parallel share the current badly, and one that comes loose overloads the others.",
    topics=("parallel-conductors",),
    inputs=("circuits.*.conductor.sets", "panels.*.conductor.sets", "supplies.*.conductor.sets"),
    failing=(WIRED.edited("circuits.C.conductor", size="4 AWG", sets=2),),
    passing=(WIRED,),
    check=check,
)
