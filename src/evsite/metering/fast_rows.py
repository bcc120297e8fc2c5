"""Many rows at once, where every row is a time and plain numbers: what large files are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.metering.groups import NOT_SAID
from evsite.metering.numbers import GREATEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.groups import RowGroup
    from evsite.metering.numbers import NumberReader
    from evsite.metering.plans import TablePlan
    from evsite.metering.row_times import RowTimes


def plain(plan: TablePlan) -> bool:
    """Whether the rows of a table say nothing but their time and values."""
    time = plan.time
    beside = (time.end, time.period, time.number, time.duration_min, plan.unit, plan.multiplier)
    apart = plan.days or plan.meter or plan.kinds or plan.quality
    return time.start is not None and all(each is None for each in beside) and not apart


def take(
    rows: Sequence[Sequence[str]],
    group: RowGroup,
    indices: Sequence[int],
    times: RowTimes,
    numbers: NumberReader,
) -> bool:
    """Add rows to a group, all of them or none.

    Parameters
    ----------
    rows
        Cells of the rows.
    group
        What they are added to.
    indices
        Of the columns of values.
    times
        Reads the time of a row.
    numbers
        Reads numbers; takes note of decimal points.

    Returns
    -------
    bool
        False where a row is not plain: a time that is not understood, a cell that is no plain number.
    """
    if not numbers.plain:
        return False
    try:
        stamps = times.stamps_of(rows)
        texts = [[row[index] for row in rows] for index in indices]
        values = [list(map(float, column)) for column in texts]
    except (ValueError, IndexError):
        return False
    if stamps is None:
        return False
    joined = ",".join(cell for column in texts for cell in column)
    if "_" in joined or not all(max(column) <= GREATEST and min(column) >= -GREATEST for column in values):
        return False
    if any(math.isnan(sum(column)) for column in values):
        return False
    if "." in joined or not numbers.sure:
        numbers.saw_dot(texts)
    count = len(rows)
    group.walls.extend(stamp.wall_s for stamp in stamps)
    group.offsets.extend(NOT_SAID if stamp.offset_s is None else stamp.offset_s for stamp in stamps)
    group.ends.extend([NOT_SAID] * count)
    group.nth.extend([NOT_SAID] * count)
    for filled, column in zip(group.values, values, strict=True):
        filled.extend(column)
    return True
