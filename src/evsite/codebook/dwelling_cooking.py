"""Household cooking appliances of one dwelling in the standard calculation, NEC Table 220.55."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.dwelling_general import where
from evsite.codebook.dwelling_loads import COOKING, LoadRow, demand, named, part
from evsite.codebook.tables import rows
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.codebook.dwelling_loads import Appliance

TABLE_FROM_VA = 1750.0
"""The table is about appliances above this rating."""
_COLUMN_B_FROM_VA = 3500.0
_COLUMN_C_FROM_VA = 8750.0
_COLUMN_C_TO_VA = 12_000.0
_LARGEST_VA = 27_000.0
_MORE_FOR_A_KW = 0.05


def cooking_rows(appliances: Sequence[Appliance], edition: int) -> list[LoadRow]:
    """The demand of all cooking appliances above 1.75 kW.

    Ranges above 8.75 kW go by column C with notes 1 and 2; smaller appliances by columns A and B (note 3), where these
    are all that there are also by column C if that is less. What is beyond the table counts its nameplate.
    """
    cited = where("dwelling-cooking", edition)
    ours = [each for each in appliances if each.kind in COOKING and each.va > TABLE_FROM_VA]
    ratings = [each.va for each in ours for _ in range(each.count)]
    if not ratings:
        return []
    loads = [part(named(each.name, each.count), each.all_va, cited) for each in ours]
    connected_va = sum(ratings)
    demand_va = cooking_demand_va(ratings)
    return [*loads, demand("cooking appliances", connected_va, demand_va / connected_va, cited)]


def cooking_demand_va(ratings_va: Sequence[float]) -> float:
    """The demand of cooking appliances by their ratings [VA]; never more than all of them together."""
    if len(ratings_va) > len(rows("cooking_220_55")) or max(ratings_va, default=0.0) > _LARGEST_VA:
        return sum(ratings_va)
    small = [va for va in ratings_va if va < _COLUMN_B_FROM_VA]
    middle = [va for va in ratings_va if _COLUMN_B_FROM_VA <= va <= _COLUMN_C_FROM_VA]
    large = [va for va in ratings_va if va > _COLUMN_C_FROM_VA]
    parts_va = _share(small, "below_3500_w") + _share(middle, "to_8750_w") + _column_c_va(large)
    return min(parts_va, sum(ratings_va)) if large else min(parts_va, _column_c_va(ratings_va), sum(ratings_va))


def _share(ratings_va: Sequence[float], column: str) -> float:
    return sum(ratings_va) * float(rows("cooking_220_55")[len(ratings_va) - 1][column]) if ratings_va else 0.0


def _column_c_va(ratings_va: Sequence[float]) -> float:
    """Column C, and 5 % more for each kilowatt, or major fraction of one, of the average above 12 kW."""
    if not ratings_va:
        return 0.0
    at_most_12_va = 1000 * float(rows("cooking_220_55")[len(ratings_va) - 1]["to_12_kw_kw"])
    average_va = sum(max(va, _COLUMN_C_TO_VA) for va in ratings_va) / len(ratings_va)
    more_kw = int((average_va - _COLUMN_C_TO_VA) / 1000 + 0.5 + TOLERANCE)
    return at_most_12_va * (1 + _MORE_FOR_A_KW * more_kw)
