"""EV203 terminals-assumed."""

from __future__ import annotations

from evsite.codebook.conductors import default_terminal_c
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rules.conductors.given import given, unchecked
from evsite.rules.conductors.wording import title
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps


def check(analysis: SiteAnalysis) -> Problems:
    """Terminals that were taken to be for 60 degC."""
    yield from unchecked(analysis, "what terminals are marked for")
    for run, conductor in given(analysis):
        rating_a = run.duty.sized_a if run.duty.ocpd_a is None else run.duty.ocpd_a
        assert run.installed is not None
        if conductor.limited_c <= 60:
            continue  # a cable that is for no more, whatever its terminals are
        if run.installed.terminal_c is None and default_terminal_c(rating_a) == 60:
            path = (*run.path, "conductor", "terminal")
            yield Problem(
                title(run),
                f"{amps(rating_a)}, where terminals count as 60 °C unless they are marked otherwise",
                (*run.path, "conductor"),
                remedy=remedy(Edit(path, "60 °C"), when(Edit(path, "75 °C"), "where both ends are marked for it")),
                notes=("most breakers are marked 75 °C",),
            )


RULE = Rule(
    code="EV203",
    name="terminals-assumed",
    title="what terminals up to 100 A are marked for is given",
    fails="terminal rating assumed",
    severity=Severity.WARNING,
    asks="The marking of the terminals at both ends is given; up to 100 A they count as 60 °C otherwise.",
    why="Most breakers are marked 75 °C, which often saves a size, but both ends have to be, and the panel too.",
    topics=("terminals",),
    inputs=("circuits.*.conductor.terminal", "panels.*.conductor.terminal"),
    failing=(WIRED.without("circuits.C.conductor.terminal"),),
    passing=(WIRED,),
    check=check,
)
