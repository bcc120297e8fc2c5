"""The calculated load of a dwelling in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.dwelling_edits import most_for_chargers_a
from evsite.analysis.dwelling_service import counted_loads
from evsite.words import amps, digits_apart, kva, names

if TYPE_CHECKING:
    from evsite.analysis.dwelling_service import DwellingService
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.codebook.dwelling_loads import Method

TOPICS: dict[Method, tuple[str, ...]] = {
    "optional": ("dwelling-optional", "dwelling-optional-evse", "service-disconnect"),
    "existing": ("dwelling-existing", "service-disconnect"),
    "standard": ("dwelling-standard", "dwelling-evse", "service-disconnect"),
}
"""What the calculation and the comparison are cited by."""
MEASURED = "the demand that a meter recorded may stand in place of the calculated load (220.87, 120.87 in 2026)"


def too_much(found: DwellingService) -> tuple[str, str]:
    """What it is about, and the sum and what it is above."""
    load, rating_a = found.managed, found.rating_a
    current_a = found.managed_at_125_a if found.fits else found.managed_a
    stated = amps(current_a, digits_apart(current_a, rating_a))
    continuous = f", with 125 % on charging {stated}" if found.fits else f" = {stated}"
    return (
        found.on,
        (
            f"calculated load of the dwelling by {load.section} with {kva(found.evse_va / 1000)} of charging: "
            f"{kva(load.total_va / 1000)}{continuous}, above the {amps(rating_a, digits_apart(rating_a, current_a))} "
            "service"
        ),
    )


def notes(analysis: SiteAnalysis, found: DwellingService) -> tuple[str, ...]:
    """The rows that count, what chargers could have, and which readings the sum rests on."""
    counted = [row for row in found.managed.rows if row.counted_va is not None]
    parts = "; ".join(
        f"{row.description} {row.counted_va:,.0f} VA"
        + (f" ({row.factor:.0%} of {row.load_va:,.0f})" if row.factor != 1 else "")
        for row in counted
    )
    most_a = most_for_chargers_a(analysis, found)
    left = "the dwelling alone leaves nothing for charging"
    if most_a:
        left = f"all chargers together fit with a setpoint of {amps(most_a, digits=1)}"
    others = names(load.name for load in counted_loads(analysis, found.on))
    besides = [f"{others} of [loads] counts besides what [dwelling] holds"] if others else []
    return (f"what counts: {parts}", left, *besides, *found.managed.notes)
