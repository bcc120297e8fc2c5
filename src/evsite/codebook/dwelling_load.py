"""The calculated load of a dwelling by the method that is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.dwelling_optional import optional_load
from evsite.codebook.dwelling_standard import standard_load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.codebook.dwelling_loads import CalculatedLoad, DwellingFacts, Evse


def dwelling_load(facts: DwellingFacts, evse: Sequence[Evse], edition: int) -> CalculatedLoad:
    """The calculated load of a dwelling.

    Parameters
    ----------
    facts
        The dwelling, with the method.
    evse
        Charging equipment, each with what it counts.
    edition
        Of the NEC, 2017, 2020, 2023 or 2026.

    Returns
    -------
    CalculatedLoad
        The load with every row. NEC 220.82, 220.83 or Part III of Article 220; 120.82, 120.83 or Article 120 in 2026.
    """
    calculate = standard_load if facts.method == "standard" else optional_load
    return calculate(facts, evse, edition)


def without_new(facts: DwellingFacts) -> DwellingFacts:
    """A dwelling as it is before anything is added."""
    return replace(
        facts,
        appliances=tuple(each for each in facts.appliances if not each.new),
        cooling=tuple(each for each in facts.cooling if not each.new),
        heating=tuple(each for each in facts.heating if not each.new),
    )
