"""Tables on paper: how wide their columns are in print, on which size of sheet, and where words have to be broken.

Widths are those of the font that is printed, so a table is as wide as it is said here. Measures are points of 1/72
inch.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from evsite.documents.drawing import PAGES_PX, PX_PER_INCH
from evsite.documents.model import Blank, SheetNumber, Verify
from evsite.fonts.metrics import known_letters, text_width_px
from evsite.output.documents.cells import column_heading, people_text
from evsite.output.documents.columns import divided, widened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import PageSize
    from evsite.documents.model import Cell, Column, Sheet, Table

POINTS_PER_INCH = 72
LETTER_PT = 8
"""The size of the print: its capitals are 0.08 inch high, the least that is taken on plans."""
INSET_PT = 3
"""What lies between the text of a cell and the line beside it."""
MARGIN_PT = 36
_LEAST_PT = 64
"""A column of words is wrapped to no less than this, unless all of them are shorter."""
_MOST_WORD_PT = 150
"""A word that is wider than this is broken, and a value that is not meant to be wrapped is so from twice of it on."""
_FIELD_GAP_PT = 12
TABLE_SHEETS: tuple[PageSize, ...] = ("letter", "11x17")
"""The sheets that tables are printed on, the smallest that they fit; all landscape."""


def points(px: float) -> float:
    """Px of a drawing as points."""
    return px * POINTS_PER_INCH / PX_PER_INCH


def size_pt(page: PageSize) -> tuple[float, float]:
    """Width and height of a sheet."""
    width, height = PAGES_PX[page]
    return points(width), points(height)


def room_pt(page: PageSize) -> int:
    """The width between the margins of a sheet of tables."""
    return math.floor(size_pt(page)[0]) - 2 * MARGIN_PT


_BOX = "\u25a1"
_UNKNOWN = re.compile(r"[^\n -~]")


def printed(text: str) -> str:
    """A text with what the font does not have spelled out: no sign of it is lost, and none is a box."""
    if text.isascii():
        return text
    known = known_letters()
    return _UNKNOWN.sub(lambda found: found[0] if found[0] in known else _spelled(ord(found[0])), text)


def boxed(text: str) -> str:
    """A text with a box for everything that the font does not have: in a drawing there is room for no more."""
    if text.isascii():
        return text
    known = known_letters()
    return _UNKNOWN.sub(lambda found: found[0] if found[0] in known else _BOX, text)


def _spelled(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cell_words(cell: Cell, *, with_unit: bool = False) -> str:
    """A cell as it is printed; nothing in a box to fill in."""
    return "" if isinstance(cell, Blank) else printed(people_text(cell, with_unit=with_unit))


@lru_cache(maxsize=65_536)
def width_pt(text: str, *, bold: bool = False) -> int:
    """The width of a text on one line."""
    return math.ceil(text_width_px(text, LETTER_PT, bold=bold))


def _longest_word(text: str, *, bold: bool = False) -> int:
    return max((width_pt(word, bold=bold) for word in text.split()), default=0)


def broken(text: str, room: int, *, bold: bool = False) -> str:
    """A text whose words are no wider than the room for them: longer ones go on in the next line."""
    if width_pt(text, bold=bold) <= room:
        return text
    return " ".join(
        word if width_pt(word, bold=bold) <= room else "\n".join(_pieces(word, room, bold=bold))
        for word in text.split(" ")
    )


def _pieces(word: str, room: int, *, bold: bool) -> list[str]:
    pieces, used = [""], 0.0
    for letter in word:
        letter_pt = text_width_px(letter, LETTER_PT, bold=bold)
        if used + letter_pt > room and pieces[-1]:
            pieces.append("")
            used = 0.0
        pieces[-1] += letter
        used += letter_pt
    return pieces


def data_cell(cell: Cell, room: int, *, with_unit: bool = False, bold: bool = False) -> str | dict[str, str]:
    """A cell as the template takes it."""
    words = broken(cell_words(cell, with_unit=with_unit), room, bold=bold)
    if isinstance(cell, Verify):
        return {"verify": words}
    if isinstance(cell, SheetNumber):
        return {"sheet": words}
    return {"blank": ""} if isinstance(cell, Blank) else words


# --- tables -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MeasuredTable:
    """A table with the widths that its columns want, and with which they do."""

    table: Table
    headings: tuple[str, ...]
    least: tuple[int, ...]
    natural: tuple[int, ...]
    broken: bool
    """Whether a word of it is broken."""

    @property
    def least_pt(self) -> int:
        """The width of the whole table where no column may be narrower, lines and insets too."""
        return sum(self.least) + 2 * INSET_PT * len(self.least) + 1


_PAGE_NUMBER = " (page 9,999)"


def measured(table: Table) -> MeasuredTable:
    """The widths of the columns of a table."""
    headings = tuple(printed(column_heading(column)) for column in table.columns)
    least, natural, cut = [], [], False
    for place, (column, heading) in enumerate(zip(table.columns, headings, strict=True)):
        texts = {cell_words(row[place]) for row in table.rows}
        if any(isinstance(row[place], SheetNumber) for row in table.rows):
            texts |= {text + _PAGE_NUMBER for text in texts}
        widest = max(map(width_pt, texts), default=0)
        word = max(map(_longest_word, texts), default=0)
        head_word = min(_longest_word(heading, bold=True), _MOST_WORD_PT)
        if column.wrap:
            narrow = max(min(word, _MOST_WORD_PT), min(widest, _LEAST_PT))
        else:
            narrow = min(widest, 2 * _MOST_WORD_PT)
        least.append(max(narrow, head_word))
        cut = cut or word > least[-1]
        natural.append(max(widest, least[-1], min(width_pt(heading, bold=True), 2 * head_word)))
    return MeasuredTable(table, headings, tuple(least), tuple(natural), cut)


def sheet_for(tables: Sequence[MeasuredTable]) -> PageSize:
    """The smallest size of sheet that the tables fit without being divided; the largest where none does."""
    widest = max((table.least_pt for table in tables), default=0)
    return next((page for page in TABLE_SHEETS if widest <= room_pt(page)), TABLE_SHEETS[-1])


def table_data(found: MeasuredTable, page: PageSize) -> dict[str, Any]:
    """A table as the template takes it, in parts where it is wider than the sheet."""
    table, room = found.table, room_pt(page) - 1 - 2 * INSET_PT
    pieces = []
    for places in divided(table.columns, found.least, 2 * INSET_PT, room):
        wanted = [found.natural[place] for place in places]
        widths = widened([found.least[place] for place in places], wanted, 2 * INSET_PT, room)
        rooms = dict(zip(places, widths, strict=True))
        pieces.append(
            {
                "widths": [width + 2 * INSET_PT for width in widths],
                "aligns": [table.columns[place].align for place in places],
                "head": [broken(found.headings[place], rooms[place], bold=True) for place in places],
                "rows": [[data_cell(row[place], rooms[place]) for place in places] for row in table.rows],
            }
        )
    return {"kind": "table", "title": printed(table.title), "pieces": pieces}


# --- forms ------------------------------------------------------------------------------------------------------------


def form_data(table: Table, page: PageSize) -> list[dict[str, Any]]:
    """A form as the template takes it: titles and values beside each other, down the columns."""
    return [_one_form(table, row, page) for row in table.rows]


def _one_form(table: Table, row: Sequence[Cell], page: PageSize) -> dict[str, Any]:
    width = room_pt(page)
    for number in (3, 2, 1):
        titles, values, fits = _field_widths(table.columns, row, width // number)
        if fits or number == 1:
            break
    lines = math.ceil(len(row) / number)
    cells: list[str | dict[str, str]] = []
    for line in range(lines):
        for place in range(line, lines * number, lines):
            if place < len(row):
                cells.append(broken(printed(table.columns[place].title), titles, bold=True))
                cells.append(data_cell(row[place], values, with_unit=True))
            else:
                cells += ["", ""]
    widths = [titles + 2 * INSET_PT, values + 2 * INSET_PT + _FIELD_GAP_PT] * number
    return {"kind": "form", "title": printed(table.title), "widths": widths, "cells": cells}


def _field_widths(columns: Sequence[Column], row: Sequence[Cell], width: int) -> tuple[int, int, bool]:
    """The widths of titles and of values, and whether no value needs more."""
    titles = min(max(width_pt(printed(column.title), bold=True) for column in columns), width // 2)
    values = width - titles - 4 * INSET_PT - _FIELD_GAP_PT
    return titles, values, all(width_pt(cell_words(cell, with_unit=True)) <= values for cell in row)


def sheet_tables(sheet: Sheet) -> list[MeasuredTable]:
    """The tables of a sheet that are no forms, with their widths."""
    return [measured(table) for table in sheet.tables if not table.form]
