"""Headers of a file that has several: readings may not be taken for those of another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.metering.errors import DataError
from evsite.metering.plans import normal
from evsite.metering.row_times import RowTimes
from evsite.metering.time_by_names import content_of
from evsite.metering.units import title_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.plans import TablePlan
    from evsite.metering.text_rows import Row


def refuse_readings_above(above: Sequence[Row], plan: TablePlan) -> None:
    """Refuse a file with rows above the header that are like those below it: they stand below another header.

    Raises
    ------
    DataError
        There are such rows.
    """
    wide = [(number, row) for number, row in above if len(row) * 2 > len(plan.header)]
    if len(wide) < 2:
        return
    times = RowTimes(plan.time, [row for _, row in wide], day_first=None)
    values = plan.value_columns()
    found = []
    for number, row in wide:
        try:
            timed = len(row) >= times.width and times.read(row) is not None
        except DataError:
            continue
        if timed and any(index < len(row) and content_of([row[index]]) == "number" for index in values):
            found.append(number)
    if len(found) > 1:
        raise DataError(
            f"{len(found):,} rows like readings stand above the line that is taken for the header: "
            "the header of those rows is not understood",
            line=found[0],
        )


def refuse_other_header(plan: TablePlan, number: int, row: Sequence[str]) -> None:
    """Refuse a line within the rows that is a header with other names, or in another order, and is not understood.

    Raises
    ------
    DataError
        It is one, so that the rows below it would be read by the header above.
    """
    header = plan.header
    common = {normal(name) for name in header if name} & {normal(cell) for cell in row if cell}
    if len(common) < 2 or 2 * len(common) < sum(map(bool, row)):
        return
    values = plan.value_columns()
    for at in sorted(plan.time.columns() | values | {each.index for each in plan.kinds} | set(plan.meter)):
        name = row[at] if at < len(row) else ""
        unit = title_unit(name).unit
        # rows below "USAGE (therms)" are no electric load, and say so themselves
        foreign = at in values and unit is not None and not unit.is_load
        if normal(name) != normal(header[at]) and not foreign:
            raise DataError(f"another header, in which '{name[:40]}' is not understood", line=number)
