"""The title block of a sheet: project, sheet number, date of the file, room for a seal, and what the file lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.documents.boxes import Box
from evsite.documents.cell_texts import people_text
from evsite.documents.drawing import Group, Polyline, Text
from evsite.documents.model import Column, Table, Verify
from evsite.documents.text_lines import LARGE_PX, LEAST_PX, NORMAL_PX, SMALL_PX
from evsite.fonts.metrics import shortened, text_width_px
from evsite.words import NOTICE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import Item
    from evsite.documents.model import Cell
    from evsite.model.site import Site

TITLE_BLOCK = "title_block"
"""The key of the table of its fields."""
_FIELDS = (
    ("address", "address"),
    ("parcel", "parcel"),
    ("owner", "owner"),
    ("jurisdiction", "jurisdiction"),
    ("contractor", "contractor"),
    ("license", "contractor's license"),
    ("utility", "utility"),
    ("account", "account"),
    ("engineer", "engineer"),
    ("engineer_license", "engineer's license"),
    ("preparer", "preparer"),
    ("drawing", "drawing"),
    ("revision", "revision"),
    ("date", "date"),
)
"""Keys of the project, and what they are called; the first has a line of its own."""
_SHORT = {"license": "license", "engineer_license": "license", "preparer": "prepared by"}
"""What a field is called in the title block, where its neighbour says whose it is."""
_COLUMNS = tuple(Column(key, title, wrap=True) for key, title in _FIELDS)
_ROW_PX = 12.5
_NUMBER_PX = 88.0
"""The width of the field of the sheet number."""
_LEAST_SHARE = 0.35
"""No column of fields takes less of the width."""
TITLE_BLOCK_HEIGHT_PX = 48 + _ROW_PX * (1 + len(_FIELDS) // 2) + 22


@dataclass(frozen=True, slots=True)
class SheetTitle:
    """What the title block of one sheet says."""

    site: str
    title: str
    """What is on the sheet."""
    number: str
    """"E-1"."""
    position: int
    sheets: int
    """How many sheets there are."""
    nec: int
    fields: Table
    """What the file says of the project: `title_block_table`."""
    errors: int = 0
    """How many errors a check of the site finds: with any the sheet is a draft."""
    noticed: bool = True
    """Whether it says that evsite helps a licensed person; a page with the drawing on it says so itself."""


def title_block_table(site: Site) -> Table:
    """The fields of the title block, as far as the file says them; all else is to be verified."""
    project = site.project
    row: list[Cell] = []
    for key, title in _FIELDS:
        stated = None if project is None else getattr(project, key)
        row.append(Verify(title, "the title block", ("project", key)) if stated is None else str(stated))
    return Table(TITLE_BLOCK, "title block", _COLUMNS, (tuple(row),), form=True)


def title_block(sheet: SheetTitle, room: Box) -> Group:
    """The title block in a room of its own; what is too long for it ends in an ellipsis."""
    items: list[Item] = [Polyline(room.corners, "frame", 1.4, closed=True)]
    number_x = room.right - _NUMBER_PX
    head, foot = room.top + 48, room.bottom - 17
    items += [
        Polyline(((room.left, head), (number_x, head)), "frame", 0.7),
        Polyline(((room.left, foot), (room.right, foot)), "frame", 0.7),
        Polyline(((number_x, room.top), (number_x, foot)), "frame", 0.7),
    ]
    width = number_x - room.left - 12
    left = room.left + 6
    items += [
        Text((left, room.top + 19), shortened(sheet.site, width, LARGE_PX, bold=True), LARGE_PX, bold=True),
        Text((left, room.top + 38), shortened(f"{sheet.title}, NEC {sheet.nec}", width, NORMAL_PX), NORMAL_PX),
    ]
    if sheet.noticed:
        items.append(Text((left, foot + 12), shortened(NOTICE, room.width - 12, LEAST_PX), LEAST_PX))
    items += _fields(sheet.fields, Box(left, head + 3, number_x - 6, foot))
    items += _number(sheet, Box(number_x, room.top, room.right, foot))
    return Group("title-block", tuple(items), ("project",), "title block")


def _fields(table: Table, room: Box) -> list[Item]:
    first, *others = zip(table.columns, table.rows[0], strict=True)
    half = (len(others) + 1) // 2
    # a column of longer values takes more of the width
    wanted = [max(map(_wanted_px, part)) + 2 * SMALL_PX for part in (others[:half], others[half:])]
    share = min(max(wanted[0] / sum(wanted), _LEAST_SHARE), 1 - _LEAST_SHARE)
    middle = room.left + share * room.width
    items = _field_rows([first], room)
    below = room.top + _ROW_PX
    items += _field_rows(others[:half], Box(room.left, below, middle - 4, room.bottom))
    items += _field_rows(others[half:], Box(middle + 4, below, room.right, room.bottom))
    return items


def _label(column: Column) -> str:
    return _SHORT.get(column.key, column.title)


def _wanted_px(field: tuple[Column, Cell]) -> float:
    column, cell = field
    return text_width_px(_label(column), LEAST_PX) + text_width_px(people_text(cell), SMALL_PX)


def _field_rows(fields: Sequence[tuple[Column, Cell]], room: Box) -> list[Item]:
    labels = [_label(column) for column, _ in fields]
    side = max(text_width_px(label, LEAST_PX) for label in labels) + 6
    items: list[Item] = []
    for row, (label, (_, cell)) in enumerate(zip(labels, fields, strict=True)):
        y = room.top + (row + 0.78) * _ROW_PX
        value = shortened(people_text(cell), room.width - side, SMALL_PX)
        items += [Text((room.left, y), label, LEAST_PX), Text((room.left + side, y), value, SMALL_PX)]
    return items


def _number(sheet: SheetTitle, room: Box) -> list[Item]:
    middle = room.middle[0]
    size = 24.0
    while size > SMALL_PX and text_width_px(sheet.number, size, bold=True) > room.width - 8:
        size -= 1
    number = shortened(sheet.number, room.width - 8, size, bold=True)
    of = shortened(f"{sheet.position} of {sheet.sheets}", room.width - 8, NORMAL_PX)
    items: list[Item] = [
        Text((middle, room.top + 14), "SHEET", LEAST_PX, "middle"),
        Text((middle, room.top + 46), number, size, "middle", bold=True),
        Text((middle, room.top + 64), of, NORMAL_PX, "middle"),
    ]
    if sheet.errors:
        items.append(Text((middle, room.bottom - 14), "DRAFT", 20, "middle", bold=True))
    return items
