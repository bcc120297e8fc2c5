"""EV120 metered-load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.existing_load import beside_metered, existing_loads, left_beside
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import PANEL
from evsite.rules.loads.record_length import record_length
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.analysis.existing_load import ExistingLoad
    from evsite.model.distribution import Supply


def check(analysis: SiteAnalysis) -> Problems:
    """Services whose metered load and new load do not fit, or whose record is too short."""
    for supply in analysis.site.supplies.values():
        if supply.metered is not None:
            yield from record_length(supply)
            yield from _sum(analysis, supply)


def _sum(analysis: SiteAnalysis, supply: Supply) -> Problems:
    path = (*supply.path, "metered", "peak")
    lines = existing_loads(analysis, supply)
    if not lines:
        what = f"the existing load of {supply.name}"
        yield not_checked(what, path, needs="power_factor, its peak is in kW", anchor="value")
        return
    load = max(lines, key=lambda line: line.total_a)
    if exceeds(load.total_a, load.line.rating_a):
        yield _problem(analysis, supply, load, _words(load, load.vehicles_a), load.total_a)
        return
    load = max(lines, key=lambda line: line.total_at_125_a)
    if exceeds(load.total_at_125_a, load.line.rating_a):
        both = [amps(load.vehicles_a), *_new(load.line.continuous_a)]
        other = "".join(f" + {words}" for words in _new(load.line.noncontinuous_a))
        sum_words = (
            f"with 125 % on vehicles too, 1.25 x ({amps(load.line.demand_a)} metered + {' + '.join(both)}){other}"
        )
        yield _problem(analysis, supply, load, sum_words, load.total_at_125_a, ASK)
        return
    load = max(lines, key=lambda line: line.total_if_new_a)
    if exceeds(load.total_if_new_a, load.line.rating_a):
        unsaid = f"{_words(load, load.vehicles_a)} + {amps(load.unsaid_a)} of load that may be new"
        yield _problem(analysis, supply, load, unsaid, load.total_if_new_a, SAY)


def _words(load: ExistingLoad, vehicles_a: float) -> str:
    parts = [f"{amps(vehicles_a)} of vehicles", *_new(load.line.other_a)]
    return f"1.25 x {amps(load.line.demand_a)} metered + {' + '.join(parts)}"


def _new(load_a: float) -> list[str]:
    return [f"{amps(load_a)} of new load"] if load_a else []


def _problem(
    analysis: SiteAnalysis, supply: Supply, load: ExistingLoad, words: str, total_a: float, doubt: str | None = None
) -> Problem:
    edits = [] if doubt == SAY else beside_metered(analysis, supply, load)
    return Problem(
        f"{supply.name}, line {load.line.leg}: {words} = {amps(total_a)}, above {amps(load.line.rating_a)}",
        (*supply.path, "metered", "peak"),
        severity=None if doubt is None else Severity.WARNING,
        remedy=remedy(*edits, doubt),
        notes=(left_beside(load.line, analysis.site.nec), *([SPREAD] if load.spread else [])),
    )


ASK = "ask the authority whether the new load takes 125 % here"
SAY = 'status = "existing" on loads that the meter saw, status = "new" on those that come on top'
SPREAD = "the peak is of all lines together, and is taken as spread evenly over them"

FAILING = PANEL.without("groups.EV1").edited("supplies.U", rating="3000 A", metered={"peak": "700 kVA", "days": 365})
SHORT_RECORD = FAILING.edited("supplies.U", metered={"peak": "430 kW", "power_factor": 0.85, "days": 20})
NEW_LOAD = SHORT_RECORD.edited("supplies.U.metered", days=365).edited(
    "loads.Chiller", on="U", current="1200 A", continuous=False, status="new"
)

RULE = Rule(
    code="EV120",
    name="metered-load",
    title="the metered peak at 125 % and the new load fit the service",
    severity=Severity.ERROR,
    asks=(
        "1.25 times the highest demand plus the new load is at most the service, on every line: vehicles, and loads "
        'with status = "new"; a warning where it is not with loads that do not say it. The demand is a year\'s '
        "maximum, or of 30 days at least where there is neither generation nor peak shaving."
    ),
    why="A month can miss the worst day of the year, and what a solar roof hides comes back at night.",
    topics=("existing-load",),
    inputs=("supplies.*.metered.peak", "supplies.*.metered.days", "supplies.*.metered.generation", "loads.*.status"),
    failing=(
        FAILING,
        SHORT_RECORD,
        SHORT_RECORD.edited("supplies.U.metered", days=60),
        SHORT_RECORD.edited("supplies.U.metered", days=60, generation=True),
        FAILING.edited("supplies.U.metered", peak="440 kW"),
        NEW_LOAD,
        NEW_LOAD.without("loads.Chiller.status"),
    ),
    passing=(SHORT_RECORD.edited("supplies.U.metered", days=365), NEW_LOAD.edited("loads.Chiller", status="existing")),
    check=check,
)
