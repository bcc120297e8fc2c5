"""The table of ports: a row for each port with what the design says, and boxes for what is filled in on site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.as_built.design import Figure, design_cells
from evsite.documents.model import Blank, Column, Number, Table
from evsite.model.as_built import RECORD_COLUMNS

if TYPE_CHECKING:
    from evsite.analysis.as_built.design import Designs
    from evsite.documents.model import Cell
    from evsite.model.as_built import RecordColumn


def _column(column: RecordColumn) -> Column:
    return Column(
        column.key,
        column.title,
        column.unit,
        "right" if column.unit or column.key == "poles" else "left",
        wrap=not column.unit and column.key not in {"port", "mac", "spaces", "phases", "poles"},
        label=column.key == "port",
    )


COLUMNS = tuple(map(_column, RECORD_COLUMNS))


def ports_table(designs: Designs) -> Table:
    """The table of ports of a site."""
    rows = []
    for each in designs.ports.values():
        cells = design_cells(designs.site, each)
        rows.append(tuple(_cell(cells.get(column.key), column.unit) for column in RECORD_COLUMNS))
    return Table("ports", "ports as built", COLUMNS, tuple(rows), fill_in=True)


def _cell(designed: str | Figure | None, unit: str) -> Cell:
    if designed is None:
        return Blank()
    return Number(designed.value, unit, designed.digits) if isinstance(designed, Figure) else designed
