"""Loads that every calculation of a dwelling begins with: lighting, small appliances, laundry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.dwelling_loads import LoadRow, part, value
from evsite.codebook.editions import section

if TYPE_CHECKING:
    from evsite.codebook.dwelling_loads import DwellingFacts


def where(topic: str, edition: int) -> str:
    """The section of a topic in an edition; empty where there is none."""
    return section(topic, edition) or ""


def general_rows(facts: DwellingFacts, edition: int, topics: tuple[str, str, str]) -> list[LoadRow]:
    """Lighting by area, small-appliance and laundry circuits; `topics` are what each is cited by."""
    lighting, kitchen, laundry = (where(topic, edition) for topic in topics)
    unit_va, circuit_va = value("lighting", edition), value("circuit", edition)
    found = [
        part(
            f"general lighting and receptacles, {facts.area_ft2:,.0f} ft2 at {unit_va:g} VA",
            facts.area_ft2 * unit_va,
            lighting,
        )
    ]
    for number, what, cited in (
        (facts.small_appliance_circuits, "small-appliance", kitchen),
        (facts.laundry_circuits, "laundry", laundry),
    ):
        if number:
            circuits = f"{number} {what} circuit{'' if number == 1 else 's'} at {circuit_va:,.0f} VA"
            found.append(part(circuits, number * circuit_va, cited))
    return found
