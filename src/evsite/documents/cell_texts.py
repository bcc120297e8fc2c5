"""What stands in a cell, as text: alike in everything that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.model import VERIFY, Blank, Number, Verify
from evsite.words import printable

if TYPE_CHECKING:
    from evsite.documents.model import Cell, Column


def cell_text(cell: Cell, *, blank: str = "") -> str:
    """A cell as text, without the unit of its number; control characters of names are spelled out."""
    if isinstance(cell, Number):
        return str(cell)
    if isinstance(cell, Verify):
        return VERIFY
    return blank if isinstance(cell, Blank) else printable(cell)


def people_text(cell: Cell, *, with_unit: bool = False) -> str:
    """A cell for people: thousands are set off, a blank is a line to write on."""
    if isinstance(cell, Number):
        text = f"{float(str(cell)):,.{cell.digits}f}"
        return f"{text} {cell.unit}" if with_unit and cell.unit else text
    return cell_text(cell, blank="________")


def column_heading(column: Column) -> str:
    """The title of a column, with the unit of its numbers where it does not say it."""
    named = not column.unit or column.unit in column.title.split()
    return column.title if named else f"{column.title} {column.unit}"
