"""The part of EV120 that adds up a metered load and what comes on top of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.beside_meter import left_beside
from evsite.analysis.existing_load import beside_metered, existing_loads
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds
from evsite.rules.rule import Problem, Problems, SiteAnalysis, not_checked
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.analysis.existing_load import ExistingLoad
    from evsite.model.distribution import Supply

ASK = "ask the authority whether the new load takes 125 % here"
SAY = 'status = "existing" on loads that the meter saw, status = "new" on those that come on top'
LEAST = " at 7,200 VA each or more"
SPREAD = "the peak is of all lines together, and is taken as spread evenly over them"


def metered_total(analysis: SiteAnalysis, supply: Supply) -> Problems:
    """A metered service that is too small, or is if the authority or what the file leaves out decides so."""
    path = (*supply.path, "metered", "peak")
    lines = existing_loads(analysis, supply)
    if not lines:
        what = f"the existing load of {supply.name}"
        yield not_checked(what, path, missing=[Edit((*path[:-1], "power_factor"), 0.9)], anchor="value")
        return
    load = max(lines, key=lambda line: round(line.total_a, 6))
    if exceeds(load.total_a, load.line.rating_a):
        yield _problem(analysis, supply, load, _words(load, load.vehicles_a), load.total_a)
        return
    load = max(lines, key=lambda line: round(line.total_counted_a, 6))
    if exceeds(load.total_counted_a, load.line.rating_a):
        yield _problem(analysis, supply, load, _words(load, load.counted_a, LEAST), load.total_counted_a)
        return
    load = max(lines, key=lambda line: round(line.total_at_125_a, 6))
    if exceeds(load.total_at_125_a, load.line.rating_a):
        both = [amps(load.vehicles_a), *_new(load.line.continuous_a)]
        other = "".join(f" + {words}" for words in _new(load.line.noncontinuous_a))
        sum_words = (
            f"with 125 % on vehicles too, 1.25 x ({amps(load.line.demand_a)} metered + {' + '.join(both)}){other}"
        )
        yield _problem(analysis, supply, load, sum_words, load.total_at_125_a, ASK)
        return
    load = max(lines, key=lambda line: round(line.total_if_new_a, 6))
    if exceeds(load.total_if_new_a, load.line.rating_a):
        not_stated = f"{_words(load, load.counted_a)} + {amps(load.status_unknown_a)} of load that may be new"
        yield _problem(analysis, supply, load, not_stated, load.total_if_new_a, SAY)


def _words(load: ExistingLoad, vehicles_a: float, counted: str = "") -> str:
    parts = [f"{amps(vehicles_a)} of vehicles{counted}", *_new(load.line.other_a)]
    return f"1.25 x {amps(load.line.demand_a)} metered + {' + '.join(parts)}"


def _new(load_a: float) -> list[str]:
    return [f"{amps(load_a)} of new load"] if load_a else []


def _problem(
    analysis: SiteAnalysis, supply: Supply, load: ExistingLoad, words: str, total_a: float, doubt: str | None = None
) -> Problem:
    edits = [] if doubt == SAY else beside_metered(analysis, supply, load)
    return Problem(
        f"{supply.name}, line {load.line.leg}",
        f"{words} = {amps(total_a)}, above {amps(load.line.rating_a)}",
        (*supply.path, "metered", "peak"),
        severity=None if doubt is None else Severity.WARNING,
        remedy=remedy(*edits, doubt),
        notes=(left_beside(load.line, analysis.site.nec), *([SPREAD] if load.spread else [])),
    )
