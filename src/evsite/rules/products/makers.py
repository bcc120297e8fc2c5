"""Stations whose maker's instructions are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.products import instructions
from evsite.rules.example_site import SINGLE

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.products import Instruction
    from evsite.model.site import Station


HOME_FLEX = (
    SINGLE.edited("circuits.C", breaker="70 A")
    .without("stations.S.ports", "stations.S.max_current")
    .edited("stations.S", model="cph50")
)
"""A station whose maker's instructions are known, for examples."""


def stations_with(analysis: SiteAnalysis, instruction: str) -> list[tuple[Station, Instruction]]:
    """Stations whose maker gives an instruction, and that."""
    return [
        (station, given)
        for station in analysis.site.stations.values()
        if station.model is not None and (given := instructions(station.model.maker).get(instruction)) is not None
    ]


def notes(*given: Instruction) -> tuple[str, ...]:
    """What is unclear about instructions."""
    return tuple(dict.fromkeys(each.note for each in given if each.note))
