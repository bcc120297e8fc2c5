"""The standard calculation of a dwelling: Part III of NEC Article 220 (Article 120 in 2026).

Demand factors that are permitted are taken: Table 220.42 (220.45 in 2023), 220.53, Table 220.55. Charging equipment has
none in any edition, and is not among the appliances of 220.53. Electric dryers count 5,000 VA or their nameplate each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.dwelling_cooking import TABLE_FROM_VA, cooking_rows
from evsite.codebook.dwelling_general import general_rows, where
from evsite.codebook.dwelling_loads import COOKING, CalculatedLoad, LoadRow, demand, named, part, total_va, value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.codebook.dwelling_loads import Cooling, DwellingFacts, Evse, Heating

_FOUR = 4
_LEAST_VA = 500.0
"""Smaller appliances do not count among the four of 220.53."""


def standard_load(facts: DwellingFacts, evse: Sequence[Evse], edition: int) -> CalculatedLoad:
    """The load of a dwelling by Part III.

    Parameters
    ----------
    facts
        The dwelling.
    evse
        Charging equipment, each with what it counts.
    edition
        Of the NEC.
    """
    found = _lighting(facts, edition) + _appliances(facts, edition) + cooking_rows(facts.appliances, edition)
    found += _climate(facts, edition)
    found += [demand(each.name, each.va, 1.0, where("dwelling-evse", edition)) for each in evse]
    total = total_va(found)
    return CalculatedLoad("standard", where("dwelling-standard", edition), edition, tuple(found), total, total)


def _lighting(facts: DwellingFacts, edition: int) -> list[LoadRow]:
    topics = ("dwelling-lighting", "dwelling-small-appliances", "dwelling-laundry")
    loads = general_rows(facts, edition, topics)
    va, cited = sum(row.load_va for row in loads), where("dwelling-lighting-demand", edition)
    first_va, second_va = value("lighting_first", edition), value("lighting_second", edition)
    steps = (
        (f"first {first_va:,.0f} VA of these", min(va, first_va), 1.0),
        (f"up to {second_va:,.0f} VA", min(va, second_va) - first_va, value("lighting_second_part", edition)),
        ("remainder", va - second_va, value("lighting_rest", edition)),
    )
    return [*loads, *(demand(words, each_va, factor, cited) for words, each_va, factor in steps if each_va > 0)]


def _appliances(facts: DwellingFacts, edition: int) -> list[LoadRow]:
    cited = where("dwelling-appliances", edition)
    dryers = [each for each in facts.appliances if each.kind == "dryer"]
    others = [
        each
        for each in facts.appliances
        if each.kind != "dryer" and not (each.kind in COOKING and each.va > TABLE_FROM_VA)
    ]
    counted = [each for each in others if each.fastened and each.kind not in COOKING and each.va >= _LEAST_VA]
    found: list[LoadRow] = []
    if sum(each.count for each in counted) >= _FOUR:
        found += [part(named(each.name, each.count), each.all_va, cited) for each in counted]
        together_va, factor = sum(each.all_va for each in counted), value("four_appliances", edition)
        found.append(demand("four or more appliances fastened in place", together_va, factor, cited))
        others = [each for each in others if each not in counted]
    found += [demand(named(each.name, each.count), each.all_va, 1.0, cited) for each in others]
    least_va, cited = value("dryer", edition), where("dwelling-dryers", edition)
    found += [demand(named(each.name, each.count), each.count * max(each.va, least_va), 1.0, cited) for each in dryers]
    return found


def _climate(facts: DwellingFacts, edition: int) -> list[LoadRow]:
    """The larger one of heating and cooling, with 25 % of the largest motor beside it."""
    heat_cited, cited = where("dwelling-heating", edition), where("dwelling-noncoincident", edition)
    pumps = [each for each in facts.heating if each.kind == "heat-pump"]
    cools: tuple[Cooling | Heating, ...] = (*facts.cooling, *pumps)
    motors_va = [each.va for each in facts.appliances if each.motor]
    cooling = [demand(named(each.name, each.count), each.all_va, 1.0, cited) for each in cools]
    heating = [demand(named(each.name, each.count), each.running_va(), 1.0, heat_cited) for each in facts.heating]
    cooling += _largest_motor([*motors_va, *(each.va for each in cools)], edition)
    heating += _largest_motor([*motors_va, *(each.va for each in pumps)], edition)
    return max((cooling, heating), key=total_va)


def _largest_motor(motors_va: Sequence[float], edition: int) -> list[LoadRow]:
    if not motors_va:
        return []
    cited = where("dwelling-motors", edition)
    return [demand("25 % of the largest motor", max(motors_va), value("largest_motor", edition), cited)]
