"""Which of several readings is all of the load: by its name and by its values, beside those of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.vocabulary import kind_role, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from evsite.metering.plans import ValuePlan
    from evsite.metering.readings import Reading

_TOLERANCE = 2e-3
"""Of the greatest value: exports round each column by itself."""


def total_column(same: Sequence[Reading], columns: Sequence[ValuePlan]) -> ValuePlan | None:
    """The column that is all of the load beside others: by its name, and by its values nowhere less than another."""
    named = [column for column in columns if not column.about and not column.leg]
    candidates = named or list(columns)
    found = []
    for column in candidates:
        others = [each for each in columns if each is not column]
        if all(_covers(same, column, other) for other in others) and (named or _is_sum(same, column, others)):
            found.append(column)
    if len(named) > 1 and not all(
        _covers(same, other, named[0]) and _covers(same, named[0], other) for other in named[1:]
    ):
        return None
    return found[0] if found else None


def _by_group(same: Sequence[Reading], column: ValuePlan) -> dict[int, NDArray[np.float64]]:
    return {
        id(each.group): each.values * (each.unit.factor if each.unit else 1.0) for each in same if each.column == column
    }


def _covers(same: Sequence[Reading], column: ValuePlan, other: ValuePlan) -> bool:
    mine, theirs = _by_group(same, column), _by_group(same, other)
    if not mine.keys() & theirs.keys():
        # channels of their own: one says nothing of the other
        return False
    for group, values in mine.items():
        if group not in theirs:
            continue
        slack = _TOLERANCE * float(np.nanmax(np.abs(values), initial=0.0))
        if bool(np.any(theirs[group] > values + slack)) or bool(np.any(np.isnan(values) & ~np.isnan(theirs[group]))):
            return False
    return True


def _is_sum(same: Sequence[Reading], column: ValuePlan, others: Sequence[ValuePlan]) -> bool:
    mine = _by_group(same, column)
    for group, values in mine.items():
        parts = [found[group] for other in others if group in (found := _by_group(same, other))]
        if len(parts) < 2:
            return False
        total = np.nansum(np.vstack(parts), axis=0)
        slack = _TOLERANCE * max(1e-12, float(np.nanmax(np.abs(values), initial=0.0)))
        if bool(np.any(np.abs(total - values) > slack)):
            return False
    return True


def net_above(readings: Sequence[Reading]) -> str | None:
    """The column of net load that is somewhere above all columns of load together, which are not all of it then."""
    for net in readings:
        beside = [each for each in readings if each.role == "load" and each.group is net.group]
        if net.role != "net" or net.unit is None or not beside:
            continue
        if any(each.unit is None or each.unit.measure != net.unit.measure for each in beside):
            continue
        load = np.nansum([each.values * (each.unit.factor if each.unit else 1.0) for each in beside], axis=0)
        values = net.values * net.unit.factor
        slack = _TOLERANCE * float(np.nanmax(np.abs(values), initial=0.0))
        if bool(np.any(values > load + slack)):
            return net.column.name
    return None


def share_no_time(load: Sequence[Reading]) -> bool:
    """Whether no two kinds of rows of a meter are of the same time."""
    groups = {id(each.group): each.group for each in load}
    walls: dict[str, list[NDArray[np.int64]]] = {}
    for group in groups.values():
        key = np.asarray(group.walls, dtype=np.int64) * 400 + np.asarray(group.nth, dtype=np.int64) % 400
        walls.setdefault(group.meter, []).append(np.unique(key))
    every = (np.concatenate(each) for each in walls.values())
    return all(len(np.unique(each)) == len(each) for each in every)


_TOTALS = frozenset({"total", "whole", "main", "mains", "building", "site", "overall", "facility", "house", "home"})


def whole_kind(load: Sequence[Reading], kinds: Collection[str]) -> str | None:
    """The kind of rows that is all of the load: by its name, and nowhere less than another one by its values."""
    named = [kind for kind in kinds if _TOTALS & set(words_of(kind)) and kind_role(kind) in {"load", None}]
    if len(named) != 1:
        return None
    whole = {each.group.meter: each for each in load if each.group.kind == named[0]}
    for each in load:
        if each.group.kind == named[0]:
            continue
        total = whole.get(each.group.meter)
        if total is None or total.unit is None or each.unit is None:
            return None
        at, theirs = np.asarray(total.group.walls), np.asarray(each.group.walls)
        shared, mine, other = np.intersect1d(at, theirs, return_indices=True)
        greatest = total.values * total.unit.factor
        slack = _TOLERANCE * float(np.nanmax(np.abs(greatest), initial=0.0))
        less = each.values[other] * each.unit.factor > greatest[mine] + slack
        if len(shared) < len(np.unique(theirs)) or bool(np.any(less)):
            return None
    return named[0]
