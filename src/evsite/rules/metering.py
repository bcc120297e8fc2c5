"""Existing load by a meter's record instead of a calculation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import service_rating_a
from evsite.codebook.formulas import exceeds
from evsite.model.finding import Severity
from evsite.rules.registry import Example, Problem, rule
from evsite.words import amount, kva

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.site import Supply

_FACTOR = 1.25
_LEAST_DAYS, _A_YEAR = 30, 365


def _metered(keys: str, rating: str = "3000 A") -> str:
    return (
        '[site]\nname = "Example"\nnec = 2023\n\n'
        f'[supplies.U]\nkind = "service"\nrating = "{rating}"\nsystem = "208Y/120"\n\n'
        f"[supplies.U.metered]\n{keys}\n\n"
        '[panels.EV1]\nfed_from = "U"\nmain = "1200 A"\nbus = "1200 A"\n\n[circuits.C]\npanel = "EV1"\ncount = 20\n'
        'breaker = "100 A"\n\n[stations.S]\nmax_current = "80 A"\ncount = 20\ncircuits = "C"\n'
    )


@rule(
    "EV120",
    "metered-load",
    "the metered peak at 125 % and the new load fit the service",
    Severity.ERROR,
    asks="1.25 times the highest demand plus the new load is at most the service. The demand is a year's "
    "maximum, or of 30 days "
    "at least where there is neither generation nor peak shaving.",
    why="A month can miss the worst day of the year, and what a solar roof hides comes back at night.",
    topics=("existing-load",),
    inputs=("supplies.*.metered.peak", "supplies.*.metered.days", "supplies.*.metered.generation"),
    failing=(
        Example(_metered('peak = "700 kVA"\ndays = 365')),
        Example(_metered('peak = "440 kW"\npower_factor = 0.85\ndays = 20')),
        Example(_metered('peak = "440 kW"\npower_factor = 0.85\ndays = 60')),
        Example(_metered('peak = "440 kW"\npower_factor = 0.85\ndays = 60\ngeneration = true')),
        Example(_metered('peak = "440 kW"\ndays = 365')),
    ),
    passing=Example(_metered('peak = "440 kW"\npower_factor = 0.85\ndays = 365')),
)
def metered_load(survey: Survey) -> Iterator[Problem]:
    """Services whose metered load and new load do not fit, or whose record is too short."""
    for supply in survey.site.supplies.values():
        if supply.metered is not None:
            yield from _record(supply)
            yield from _sum(survey, supply)


def _record(supply: Supply) -> Iterator[Problem]:
    metered = supply.metered
    assert metered is not None
    path = (*supply.path, "metered", "days")
    if metered.days is None:
        yield Problem(
            f"not checked: whether the record of {supply.name} is long enough needs days", path, severity=Severity.INFO
        )
    elif metered.days < _LEAST_DAYS:
        yield Problem(
            f"{supply.name}: a record of {metered.days} days, at least {_LEAST_DAYS}",
            path,
            remedy=f"a year of record (days = {_A_YEAR}), or at least days = {_LEAST_DAYS}",
        )
    elif metered.days < _A_YEAR:
        barred = metered.generation or metered.peak_shaving
        yield Problem(
            f"{supply.name}: a record of {metered.days} days is less than a year"
            + (", which generation or peak shaving behind the meter does not allow" if barred else ""),
            path,
            severity=None if barred else Severity.WARNING,
            remedy="a year of record (days = 365)" + ("" if barred else ", or confirm that seasonal load is added"),
        )


def _sum(survey: Survey, supply: Supply) -> Iterator[Problem]:
    assert supply.metered is not None
    peak_kva = supply.metered.peak_kva
    path = (*supply.path, "metered", "peak")
    if peak_kva is None:
        yield Problem(
            f"not checked: the existing load of {supply.name} needs power_factor, its peak is in kW",
            path,
            severity=Severity.INFO,
        )
        return
    rating_kva = supply.rating_kva or service_rating_a(supply) * _kva_per_a(supply)
    new_kva = survey.managed(supply.name).power_kva
    total_kva = _FACTOR * peak_kva + new_kva
    if exceeds(total_kva, rating_kva):
        left_kva = max(0.0, rating_kva - _FACTOR * peak_kva)
        yield Problem(
            f"{supply.name}: 1.25 x {kva(peak_kva)} + {kva(new_kva)} of charging = {kva(total_kva)}, above "
            f"{kva(rating_kva)}",
            path,
            remedy=f"a group of at most {amount(int(left_kva * 10) / 10)} kW on {supply.name}"
            if left_kva >= 1
            else f"a service of at least {kva(total_kva)}",
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
