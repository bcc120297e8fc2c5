"""The schedules of a one-line: what the drawing keys by a tag, each thing by name, and what is to be verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.one_line.equipment_schedules import equipment_table, supply_table
from evsite.documents.one_line.run_schedules import branch_table, feeder_table
from evsite.documents.one_line.station_schedules import group_table, load_table, station_table

if TYPE_CHECKING:
    from evsite.documents.model import Table
    from evsite.documents.one_line.collapse import OneLine


def schedules(drawing: OneLine) -> tuple[Table, ...]:
    """Every schedule of a one-line that has rows."""
    found = (
        feeder_table(drawing),
        branch_table(drawing),
        equipment_table(drawing),
        supply_table(drawing),
        station_table(drawing),
        group_table(drawing),
        load_table(drawing),
    )
    return tuple(table for table in found if table.rows)
