"""Ways out where the calculated load of a dwelling does not fit its service: load management, or a larger service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.dwelling_service import at_125_va, calculated_facts, metered_group, per_ampere_va
from evsite.analysis.edits import group_on, supply_of
from evsite.codebook.dwelling_load import dwelling_load
from evsite.codebook.dwelling_loads import Evse
from evsite.codebook.formulas import CONTINUOUS_FACTOR
from evsite.codebook.ocpd import next_standard_a
from evsite.model.remedy import Edit
from evsite.model.settings import ADVISED_MINIMUM_A
from evsite.rounding import ceil_to, fits
from evsite.words import amps, amps_at_most, kva

if TYPE_CHECKING:
    from evsite.analysis.dwelling_service import DwellingService
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.remedy import Way

_STEP_A = 0.1


def ways_out(analysis: SiteAnalysis, found: DwellingService) -> list[Way]:
    """A limit of all chargers that fits, a site meter, or a larger service."""
    supply = analysis.site.supplies[found.on]
    return [
        *_limited(analysis, found),
        *_metered(analysis, found),
        supply_of(supply, kva(ceil_to(found.managed_at_125_a * found.va_per_a / 1000, 0.1)))
        if supply.rating_kva is not None
        else _larger(analysis, found),
    ]


def _larger(analysis: SiteAnalysis, found: DwellingService) -> Way:
    supply = analysis.site.supplies[found.on]
    rating_a = next_standard_a(found.managed_at_125_a, analysis.site.nec)
    return None if rating_a is None else supply_of(supply, amps(rating_a))


def most_for_chargers_a(analysis: SiteAnalysis, found: DwellingService) -> float:
    """The highest setpoint for all chargers with which the calculated load fits [A]; 0 where there is none."""
    supply, facts = analysis.site.supplies[found.on], calculated_facts(analysis)
    per_a = per_ampere_va(supply)

    def does(steps: int) -> bool:
        va = steps * _STEP_A * per_a
        load = dwelling_load(facts, (Evse("", va, va),), analysis.site.nec)
        return fits(at_125_va(load, facts, analysis.site.nec) / per_a, found.rating_a)

    lower, upper = 0, int(found.evse_va / per_a / _STEP_A)
    if not does(0):
        return 0.0
    while lower < upper:
        middle = (lower + upper + 1) // 2
        lower, upper = (middle, upper) if does(middle) else (lower, middle - 1)
    return lower * _STEP_A


def _limited(analysis: SiteAnalysis, found: DwellingService) -> list[Way]:
    most_a = most_for_chargers_a(analysis, found)
    if most_a < ADVISED_MINIMUM_A:
        return []
    limit, everything = amps_at_most(most_a), {port.name for port in analysis.ports_below[found.on]}
    here = [each for each in analysis.groups_at.get(found.on, []) if everything <= analysis.group_ports[each.name]]
    if not here:
        return [group_on(analysis.site, found.on, limit)]
    narrowest = here[-1]
    if narrowest.limit_a is None or not narrowest.limit_given or narrowest.metered or narrowest.schedule:
        return []
    return [Edit(narrowest.limit_path, limit)]


def _metered(analysis: SiteAnalysis, found: DwellingService) -> list[Way]:
    """A group with a site meter, where the dwelling alone leaves anything of the service."""
    supply = analysis.site.supplies[found.on]
    house_a = dwelling_load(calculated_facts(analysis), (), analysis.site.nec).total_va / found.va_per_a
    limit_a = found.rating_a / CONTINUOUS_FACTOR
    if analysis.groups_at.get(found.on) or metered_group(analysis, supply) or house_a + ADVISED_MINIMUM_A > limit_a:
        return []
    made = group_on(analysis.site, found.on, amps_at_most(limit_a))
    assert isinstance(made.value, dict)
    return [Edit(made.path, {**made.value, "site_meter": True})]
