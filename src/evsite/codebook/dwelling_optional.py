"""The optional calculations of a dwelling: NEC 220.82, and 220.83 for existing ones (120.82 and 120.83 in 2026).

Where readings differ the larger load counts, and the milder reading is kept beside it (`CalculatedLoad.least_va`):

- Charging equipment stands with the general loads of 220.82(B) and 220.83 as an appliance on a circuit of its own. From
  2026 on it counts in full beside them (120.82(D) by trade sources).
- 7,200 VA as the least load of a charging unit (220.57, 2023) is a rule of Part III; it counts here too, and its
  nameplate by the milder reading.
- 220.83(A) has no line for air conditioning and heating that are there already: both are taken with the appliances, by
  the milder reading the larger one alone.
- Four or more heaters that are controlled for themselves are not named in 220.83(B): they count in full.
- Of Table 120.83 (2026) it was read that it takes 2 VA/ft2 and no longer asks whether heating or cooling is new. The
  factors are those of 220.83(B) here, and nothing in it is an error.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.dwelling_general import general_rows, where
from evsite.codebook.dwelling_loads import CalculatedLoad, LoadRow, demand, named, part, total_va, value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.codebook.dwelling_loads import Cooling, DwellingFacts, Evse, Heating

_EVSE_IN_FULL = 2026
_FEW = 4
"""From this many heaters with a control of their own on 40 % count, below it 65 %."""
NOT_READ = (
    "the figures of Table 120.83 were not read: those of 220.83(B) stand here, and nothing that follows is an error"
)
BOTH = (
    "220.83(A) has no line for air conditioning and heating that are there already: both are among the loads here; by "
    "another reading the larger one alone is"
)
LEAST_VALUE = (
    "7,200 VA is the least load of a charging unit in Part III (220.57); by another reading its nameplate counts here"
)
IN_POOL = (
    "charging equipment stands with the appliances, as a load on a circuit of its own; some authorities ask for it in "
    "full beside them"
)


def optional_load(facts: DwellingFacts, evse: Sequence[Evse], edition: int) -> CalculatedLoad:
    """The load of a dwelling by 220.82, or by 220.83 where its method says that it is an existing one.

    Parameters
    ----------
    facts
        The dwelling.
    evse
        Charging equipment, each with what it counts.
    edition
        Of the NEC.
    """
    existing = facts.method == "existing"
    load_rows = _existing(facts, evse, edition) if existing else _new(facts, evse, edition)
    mild = [replace(each, va=each.nameplate_va) for each in evse]
    milder = _existing(facts, mild, edition, mild=True) if existing else _new(facts, mild, edition, mild=True)
    topic = "dwelling-optional"
    if existing:
        topic = "dwelling-existing-climate" if facts.new_climate else "dwelling-existing"
    total = total_va(load_rows)
    unread = existing and edition >= _EVSE_IN_FULL
    return CalculatedLoad(
        facts.method, where(topic, edition), edition, tuple(load_rows), total,
        0.0 if unread else min(total, total_va(milder)),
        tuple(_notes(facts, evse, edition)),
    )  # fmt: skip


def _notes(facts: DwellingFacts, evse: Sequence[Evse], edition: int) -> list[str]:
    existing, found = facts.method == "existing", []
    if existing and edition >= _EVSE_IN_FULL:
        found.append(NOT_READ)
    if existing and edition < _EVSE_IN_FULL and not facts.new_climate and facts.cooling and facts.heating:
        found.append(BOTH)
    if any(each.va > each.nameplate_va for each in evse):
        found.append(LEAST_VALUE)
    if evse and edition < _EVSE_IN_FULL:
        found.append(IN_POOL)
    return found


def _new(facts: DwellingFacts, evse: Sequence[Evse], edition: int, *, mild: bool = False) -> list[LoadRow]:
    in_full = edition >= _EVSE_IN_FULL and not mild
    topic = "dwelling-optional-general"
    loads = _general(facts, [] if in_full else evse, edition, topic)
    found = [*loads, *_tiers(loads, value("optional_first", edition), value("optional_rest", edition), topic, edition)]
    found += _climate(facts, edition)
    return [*found, *(_in_full(evse, where("dwelling-optional-evse", edition)) if in_full else [])]


def _existing(facts: DwellingFacts, evse: Sequence[Evse], edition: int, *, mild: bool = False) -> list[LoadRow]:
    in_full = edition >= _EVSE_IN_FULL and not mild
    apart = facts.new_climate or edition >= _EVSE_IN_FULL
    topic = "dwelling-existing-climate" if apart else "dwelling-existing"
    cited = where(topic, edition)
    loads = _general(facts, [] if in_full else evse, edition, topic)
    cooling, heating = _at_nameplate(facts, cited)
    larger = max((cooling, heating), key=_sum_va)
    if not apart:
        loads += larger if mild else [*cooling, *heating]
    found = [*loads, *_tiers(loads, value("existing_first", edition), value("existing_rest", edition), topic, edition)]
    if apart:
        found += [demand(row.description, row.load_va, 1.0, cited) for row in larger]
    return [*found, *(_in_full(evse, cited) if in_full else [])]


def _general(facts: DwellingFacts, evse: Sequence[Evse], edition: int, topic: str) -> list[LoadRow]:
    cited = where(topic, edition)
    found = general_rows(facts, edition, (topic, topic, topic))
    found += [part(named(each.name, each.count), each.all_va, cited) for each in facts.appliances]
    evse_cited = where("dwelling-optional-evse", edition) if facts.method == "optional" else cited
    return [*found, *(part(each.name, each.va, evse_cited) for each in evse)]


def _tiers(loads: Sequence[LoadRow], first_va: float, factor: float, topic: str, edition: int) -> list[LoadRow]:
    va, cited = _sum_va(loads), where(topic, edition)
    found = [demand(f"first {first_va / 1000:g} kVA of these", min(va, first_va), 1.0, cited)]
    return [*found, demand("remainder", va - first_va, factor, cited)] if va > first_va else found


def _in_full(evse: Sequence[Evse], cited: str) -> list[LoadRow]:
    return [demand(each.name, each.va, 1.0, cited) for each in evse]


def _sum_va(found: Sequence[LoadRow]) -> float:
    return sum(row.load_va for row in found)


def _at_nameplate(facts: DwellingFacts, cited: str) -> tuple[list[LoadRow], list[LoadRow]]:
    """Cooling, heat pumps among it, and heating at their nameplates, of which one at a time runs."""
    pumps = [each for each in facts.heating if each.kind == "heat-pump"]
    cools: tuple[Cooling | Heating, ...] = (*facts.cooling, *pumps)
    cooling = [part(named(each.name, each.count), each.all_va, cited) for each in cools]
    heating = [part(named(each.name, each.count), each.running_va(), cited) for each in facts.heating]
    return (cooling if facts.cooling else []), heating


def _climate(facts: DwellingFacts, edition: int) -> list[LoadRow]:
    """The largest of the selections of 220.82(C)."""
    cited = where("dwelling-optional-climate", edition)
    supplemental, few, many = (value(key, edition) for key in ("supplemental_heat", "few_heaters", "many_heaters"))
    pumps = [each for each in facts.heating if each.kind == "heat-pump"]
    central = [each for each in facts.heating if each.kind == "central"]
    separate = [each for each in facts.heating if each.kind == "separate"]
    factor = many if sum(each.count for each in separate) >= _FEW else few
    cools: tuple[Cooling | Heating, ...] = (*facts.cooling, *pumps)
    selections = [
        [demand(named(each.name, each.count), each.all_va, 1.0, cited) for each in cools],
        [row for each in pumps for row in _heat_pump(each, supplemental, cited)],
        [
            *(demand(named(each.name, each.count), each.all_va, few, cited) for each in central),
            *(demand(named(each.name, each.count), each.all_va, factor, cited) for each in separate),
        ],
        [
            demand(named(each.name, each.count), each.all_va, 1.0, cited)
            for each in facts.heating
            if each.kind == "thermal-storage"
        ],
    ]
    return max(selections, key=total_va)


def _heat_pump(pump: Heating, supplemental: float, cited: str) -> list[LoadRow]:
    name = named(pump.name, pump.count)
    compressor = demand(name, pump.all_va, 1.0, cited)
    heat = demand(f"{name}, supplemental heat", pump.count * pump.supplemental_va, supplemental, cited)
    if not pump.supplemental_va:
        return [compressor]
    return [compressor, heat] if pump.together else [max(compressor, heat, key=lambda row: row.counted_va or 0.0)]
