"""The frame of a drawn sheet: border, title block, seal, legend and notes, and the room that is left for drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.documents.boxes import Box
from evsite.documents.drawing import PAGES_PX, Group, Polyline, Text
from evsite.documents.symbols.legend import legend, legend_columns, legend_width_px
from evsite.documents.text_lines import LEAST_PX, LINE_EM, SMALL_PX, text_lines
from evsite.documents.title_block import TITLE_BLOCK_HEIGHT_PX, title_block
from evsite.fonts.metrics import wrapped
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from evsite.documents.drawing import Item, PageSize
    from evsite.documents.symbols.symbol import SymbolKind
    from evsite.documents.title_block import SheetTitle

_MARGINS_PX: dict[PageSize, tuple[float, float]] = {"letter": (48, 28), "11x17": (64, 36), "22x34": (96, 48)}
"""On the left, where sheets are bound, and on the other sides."""
_TITLE_BLOCK_PX: dict[PageSize, float] = {"letter": 480, "11x17": 580, "22x34": 700}
_SEAL_PX: dict[PageSize, float] = {"letter": 96, "11x17": 180, "22x34": 260}
_NOTE_COLUMN_PX = 300.0
_LEAST_NOTES_PX = 130.0
_GAP_PX = 10.0
_DRAFT_PX = 28.0
_MOST_OF_SHEET = 0.45
"""The strip at the bottom is no higher than this part of the sheet."""


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """The frame of one sheet."""

    items: tuple[Item, ...]
    free: Box
    """The room for drawing and for tables."""
    notes_left: tuple[str, ...]
    """Notes that there is no room for."""


def sheet_frame(
    page: PageSize,
    sheet: SheetTitle,
    *,
    notes: Sequence[str] = (),
    symbols: Collection[SymbolKind] = (),
) -> SheetFrame:
    """The frame of a sheet.

    Parameters
    ----------
    page
        Its size.
    sheet
        What its title block says.
    notes
        The general notes, bottom left.
    symbols
        What the drawing has, for the legend.

    Returns
    -------
    SheetFrame
        The frame. Its strip at the bottom grows with notes and legend up to a part of the sheet.
    """
    width, height = PAGES_PX[page]
    left, other = _MARGINS_PX[page]
    border = Box(left, other, width - other, height - other)
    inner = border.grown(-_GAP_PX)
    items: list[Item] = [Polyline(border.corners, "frame", 2.0, closed=True)]
    top = border.top
    if sheet.errors:
        mark = f"DRAFT: {count(sheet.errors, 'error')} in the site file"
        items.append(Text(((border.left + border.right) / 2, top + 21), mark, 16, "middle", bold=True))
        top += _DRAFT_PX
    block_left = border.right - _TITLE_BLOCK_PX[page]
    seal_left = block_left - _SEAL_PX[page]
    block_top = border.bottom - TITLE_BLOCK_HEIGHT_PX
    beside = Box(inner.left, block_top + 6, seal_left - _GAP_PX, border.bottom - 6)
    strip = _strip(notes, symbols, beside, Box(seal_left, 0, inner.right, block_top - 6), _MOST_OF_SHEET * height)
    items.append(Polyline(((border.left, strip.top), (border.right, strip.top)), "frame", 0.7))
    items.append(title_block(sheet, Box(block_left, block_top, border.right, border.bottom)))
    items.append(_seal(Box(seal_left, block_top, block_left, border.bottom)))
    if strip.notes.columns:
        items.append(Group("notes", tuple(_notes(strip.notes, strip.notes_room)), title="general notes"))
    if symbols:
        items.append(Group("legend", legend(symbols, strip.legend_room)[0], title="legend"))
    free = Box(inner.left, top + _GAP_PX, inner.right, strip.top - _GAP_PX)
    return SheetFrame(tuple(items), free, strip.notes.left)


@dataclass(frozen=True, slots=True)
class _Notes:
    """Notes as lines in columns."""

    columns: tuple[tuple[str, ...], ...]
    width_px: float
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Strip:
    """What stands at the bottom of a sheet beside the title block."""

    top: float
    notes: _Notes
    notes_room: Box
    legend_room: Box


def _strip(notes: Sequence[str], symbols: Collection[SymbolKind], beside: Box, above: Box, most_px: float) -> _Strip:
    """The lowest strip at the bottom that has room for notes and legend.

    Parameters
    ----------
    notes
        The notes.
    symbols
        The kinds of symbols of the legend.
    beside
        The room to the left of the title block and the seal, as high as these.
    above
        Where the room above these ends, and its sides.
    most_px
        How high the strip may become [px].
    """
    top = beside.top
    while True:
        room = Box(beside.left, top, beside.right, beside.bottom)
        columns = legend_columns(symbols, room.height) if symbols else 0
        legend_px = columns * legend_width_px(symbols) + _GAP_PX * bool(columns)
        left = Box(room.left, top, room.right - legend_px, room.bottom)
        over = Box(above.left, top, above.right, above.bottom)
        strips = [
            _Strip(top - 6, _set(notes, left), left, Box(left.right + _GAP_PX, top, room.right, room.bottom)),
            _Strip(top - 6, _set(notes, over), over, room),
        ]
        found = min(strips, key=lambda strip: len(strip.notes.left))
        if (legend_px <= room.width and not found.notes.left) or beside.bottom - top + _GAP_PX > most_px:
            return found
        top -= _GAP_PX


def _set(notes: Sequence[str], room: Box) -> _Notes:
    """Notes in columns within a room, and those that do not fit."""
    width_px = room.width
    lines_in_column = int(room.height / (LINE_EM * SMALL_PX)) - 1
    if not notes or width_px < _LEAST_NOTES_PX or lines_in_column < 1:
        return _Notes((), 0.0, tuple(notes))
    most_columns = max(1, int((width_px + _GAP_PX) // (_NOTE_COLUMN_PX + _GAP_PX)))
    column_px = min((width_px - _GAP_PX * most_columns) / most_columns, 1.4 * _NOTE_COLUMN_PX)
    lines: list[str] = []
    for place, note in enumerate(notes):
        more = [
            f"{place + 1}. {line}" if not number else f"    {line}"
            for number, line in enumerate(wrapped(note, column_px - 2 * SMALL_PX, SMALL_PX))
        ]
        if len(lines) + len(more) > lines_in_column * most_columns:
            return _Notes(_columns(lines, lines_in_column), column_px, tuple(notes[place:]))
        lines += more
    return _Notes(_columns(lines, lines_in_column), column_px, ())


def _columns(lines: Sequence[str], of: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(lines[start : start + of]) for start in range(0, len(lines), of))


def _notes(words: _Notes, room: Box) -> list[Item]:
    items: list[Item] = [*text_lines((room.left, room.top), ("GENERAL NOTES",), SMALL_PX, bold_lines=1)]
    for number, lines in enumerate(words.columns):
        x = room.left + number * (words.width_px + _GAP_PX)
        for text in text_lines((x, room.top + LINE_EM * SMALL_PX), lines, SMALL_PX):
            indent = 1.4 * SMALL_PX if text.text.startswith("    ") else 0.0
            items.append(Text((text.at[0] + indent, text.at[1]), text.text.strip(), SMALL_PX))
    return items


def _seal(room: Box) -> Group:
    frame = Polyline(room.corners, "frame", 0.7, closed=True)
    return Group("seal", (frame, Text((room.left + 6, room.top + 12), "seal, signature", LEAST_PX)), title="seal")
