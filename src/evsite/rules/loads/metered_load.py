"""EV120 metered-load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import service_rating_a
from evsite.analysis.edits import group_on, supply_of
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rounding import ceil_to, exceeds, floor_to
from evsite.rules.example_site import PANEL
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import format_number, kva

if TYPE_CHECKING:
    from evsite.model.site import Supply

_FACTOR = 1.25
_LEAST_DAYS, _A_YEAR = 30, 365


def check(analysis: SiteAnalysis) -> Problems:
    """Services whose metered load and new load do not fit, or whose record is too short."""
    for supply in analysis.site.supplies.values():
        if supply.metered is not None:
            yield from _record(supply)
            yield from _sum(analysis, supply)


def _record(supply: Supply) -> Problems:
    metered = supply.metered
    assert metered is not None
    path = (*supply.path, "metered", "days")
    if metered.days is None:
        yield not_checked(f"whether the record of {supply.name} is long enough", path, needs="days", anchor="value")
    elif metered.days < _LEAST_DAYS:
        yield Problem(
            f"{supply.name}: a record of {metered.days} days, at least {_LEAST_DAYS}",
            path,
            remedy=remedy(
                when(Edit(path, _A_YEAR), "with a year of record"),
                when(Edit(path, _LEAST_DAYS), "with a month of record"),
            ),
        )
    elif metered.days < _A_YEAR:
        barred = metered.generation or metered.peak_shaving
        yield Problem(
            f"{supply.name}: a record of {metered.days} days is less than a year"
            + (", which generation or peak shaving behind the meter does not allow" if barred else ""),
            path,
            severity=None if barred else Severity.WARNING,
            remedy=remedy(
                when(Edit(path, _A_YEAR), "with a year of record"),
                None if barred else "confirm that seasonal load is added",
            ),
        )


def _sum(analysis: SiteAnalysis, supply: Supply) -> Problems:
    assert supply.metered is not None
    peak_kva = supply.metered.peak_kva
    path = (*supply.path, "metered", "peak")
    if peak_kva is None:
        what = f"the existing load of {supply.name}"
        yield not_checked(what, path, needs="power_factor, its peak is in kW", anchor="value")
        return
    rating_kva = supply.rating_kva or service_rating_a(supply) * _kva_per_a(supply)
    new_kva = analysis.managed(supply.name).power_kva
    total_kva = _FACTOR * peak_kva + new_kva
    if exceeds(total_kva, rating_kva):
        left_kva = max(0.0, rating_kva - _FACTOR * peak_kva)
        yield Problem(
            f"{supply.name}: 1.25 x {kva(peak_kva)} + {kva(new_kva)} of charging = {kva(total_kva)}, above "
            f"{kva(rating_kva)}",
            path,
            remedy=group_on(analysis.site, supply.name, f"{format_number(floor_to(left_kva, 0.1))} kW")
            if left_kva >= 1
            else supply_of(supply, kva(ceil_to(total_kva, 0.1))),
        )
    elif exceeds(_FACTOR * (peak_kva + new_kva), rating_kva):
        yield Problem(
            f"{supply.name}: with 125 % on the charging too it is {kva(_FACTOR * (peak_kva + new_kva))}, above "
            f"{kva(rating_kva)}",
            path,
            severity=Severity.WARNING,
            remedy="ask the authority whether the new load takes 125 % here",
        )


def _kva_per_a(supply: Supply) -> float:
    return supply.system.kva_per_a("ABC") if supply.system.three_phase else supply.system.line_v / 1000


FAILING = PANEL.without("groups.EV1").edited("supplies.U", rating="3000 A", metered={"peak": "700 kVA", "days": 365})
FAILING_2 = FAILING.edited("supplies.U", metered={"peak": "440 kW", "power_factor": 0.85, "days": 20})

RULE = Rule(
    code="EV120",
    name="metered-load",
    title="the metered peak at 125 % and the new load fit the service",
    severity=Severity.ERROR,
    asks=(
        "1.25 times the highest demand plus the new load is at most the service. The demand is a year's maximum, "
        "or of 30 days at least where there is neither generation nor peak shaving."
    ),
    why="A month can miss the worst day of the year, and what a solar roof hides comes back at night.",
    topics=("existing-load",),
    inputs=("supplies.*.metered.peak", "supplies.*.metered.days", "supplies.*.metered.generation"),
    failing=(
        FAILING,
        FAILING_2,
        FAILING_2.edited("supplies.U.metered", days=60),
        FAILING_2.edited("supplies.U.metered", days=60, generation=True),
        FAILING.edited("supplies.U.metered", peak="440 kW"),
    ),
    passing=(FAILING_2.edited("supplies.U.metered", days=365),),
    check=check,
)
