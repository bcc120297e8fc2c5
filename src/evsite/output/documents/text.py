"""Documents as text: forms as lists, tables as columns, in parts where they are too wide for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.flat import all_names, where_words
from evsite.output.documents.cells import column_heading, people_text
from evsite.output.documents.columns import divided, widened
from evsite.output.text.terminal_style import cells, notice, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.documents.model import Column, Document, Sheet, Table, ToVerify
    from evsite.output.text.terminal_style import TerminalStyle

PAGE_WIDTH = 80
"""The width of a text that is written to a file [characters]."""
_GAP = "  "
_LEAST = (34, 24, 12)
"""A column of words is wrapped to no less than the first of these with which every part of a table fits."""
_LEAST_OF_ALL = (12, 8)
"""So is one of any kind, with its heading, where that is not enough."""
_LEAST_VALUE = 16
"""The values of a form stand below their titles where they need more room than there is beside them, which is less."""
_LONGEST_NUMBER = 16
"""What is longer is no number that is read at a glance, and may be broken."""


def render_document(document: Document, terminal: TerminalStyle) -> Iterator[str]:
    """A document as text, sheet by sheet."""
    head = [terminal.title(printable(document.site)), terminal.prose(f"{document.title}, NEC {document.nec}")]
    if document.draft_words:
        head.append(terminal.title(document.draft_words))
    yield "\n".join(head) + "\n"
    if not document.sheets:
        yield f"\nno {document.about} to show\n"
    for sheet in document.sheets:
        yield f"\n{_sheet(sheet, terminal)}\n"
    if document.notes:
        yield "\n" + "\n".join(terminal.prose(f"note: {note}", "      ") for note in document.notes) + "\n"
    yield f"\n{notice(terminal)}\n"


def _sheet(sheet: Sheet, terminal: TerminalStyle) -> str:
    parts = [terminal.title(f"{sheet.number}  {printable(sheet.title)}", "    ")]
    for table in sheet.tables:
        if not table.rows:
            parts.append(terminal.prose(f"no {table.title}", "  "))
            continue
        text = _form(table, terminal) if table.form else "\n\n".join(_parts(table, terminal))
        title = terminal.title(printable(table.title), "    ")
        parts.append(f"{title}\n{text}" if table.titled else text)
    if sheet.notes:
        parts.append("\n".join(terminal.prose(printable(note), "  ") for note in sheet.notes))
    if sheet.verify:
        lines = [_missing(each, terminal) for each in sheet.verify]
        parts.append("\n".join([terminal.styled("to verify", "bold"), *lines]))
    return "\n\n".join(parts)


def _missing(each: ToVerify, terminal: TerminalStyle) -> str:
    place = "" if each.where is None else f": {where_words(each.where)}"
    return terminal.prose(f"  {printable(f'{each.what} of {all_names(each.of)}{place}')}", "      ")


def _form(table: Table, terminal: TerminalStyle) -> str:
    side = max(cells(column.title) for column in table.columns)
    lines = []
    rows = [[people_text(cell, with_unit=True) for cell in row] for row in table.rows]
    room = None if terminal.width is None else terminal.width - side - len(_GAP)
    below = room is not None and room < min(_LEAST_VALUE, _widest(value for row in rows for value in row))
    for row in rows:
        for column, value in zip(table.columns, row, strict=True):
            if below:
                lines += [terminal.prose(column.title, "  "), terminal.prose(f"    {value}", "    ")]
                continue
            title = column.title + " " * (side - cells(column.title))
            lines.append(terminal.prose(f"{title}{_GAP}{value}", " " * (side + len(_GAP))))
    return "\n".join(lines)


def _parts(table: Table, terminal: TerminalStyle) -> Iterator[str]:
    """The table as lines, in several parts where it is too wide; what names the rows stands in each of them."""
    headings = [column_heading(column) for column in table.columns]
    rows = _without_repeats(table.columns, [[people_text(cell) for cell in row] for row in table.rows])
    natural = [max(cells(text) for text in texts) for texts in zip(headings, *rows, strict=True)]
    if terminal.width is None:
        yield _lines(table.columns, headings, rows, natural, terminal)
        return
    for least, parts in _divisions(table.columns, headings, rows, natural, terminal.width):
        if all(sum(least[place] for place in part) + len(_GAP) * (len(part) - 1) <= terminal.width for part in parts):
            break
    for places in parts:
        wanted = [natural[place] for place in places]
        widths = widened([least[place] for place in places], wanted, len(_GAP), terminal.width)
        columns = [table.columns[place] for place in places]
        texts = [[row[place] for place in places] for row in rows]
        yield _lines(columns, [headings[place] for place in places], texts, widths, terminal)


def _divisions(
    columns: Sequence[Column],
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    natural: Sequence[int],
    width: int,
) -> Iterator[tuple[list[int], list[list[int]]]]:
    """Least widths with the parts that they lead to, from the most comfortable on.

    Names of any kind wrap at last, and headings. A number goes on in no further line.
    """
    texts = list(zip(*rows, strict=True))
    numbers = [_widest(word for text in each for word in text.split() if _is_number(word)) for each in texts]
    for room in _LEAST:
        least = [
            min(wanted, max(room, cells(heading), number)) if column.wrap else wanted
            for wanted, heading, number, column in zip(natural, headings, numbers, columns, strict=True)
        ]
        yield least, divided(columns, least, len(_GAP), width)
    for room in _LEAST_OF_ALL:
        least = [
            _widest([*heading.split(" "), *each])
            if column.align == "right"
            else min(wanted, max(room, number, _widest(heading.split(" "))))
            for wanted, heading, number, each, column in zip(natural, headings, numbers, texts, columns, strict=True)
        ]
        yield least, divided(columns, least, len(_GAP), width)


def _is_number(word: str) -> bool:
    return len(word) <= _LONGEST_NUMBER and any(map(str.isdecimal, word)) and not any(map(str.isalpha, word))


def _widest(texts: Iterable[str]) -> int:
    return max(map(cells, texts), default=0)


def _without_repeats(columns: Sequence[Column], rows: list[list[str]]) -> list[list[str]]:
    """The rows without what stands in the row above already, in the columns that are read once."""
    once = [place for place, column in enumerate(columns) if column.once]
    shown = [list(row) for row in rows]
    for above, row, out in zip(rows, rows[1:], shown[1:], strict=False):
        for place in once:
            if row[place] != above[place]:
                break
            out[place] = ""
    return shown


def _lines(
    columns: Sequence[Column],
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    terminal: TerminalStyle,
) -> str:
    lines = []
    for row in (headings, *rows):
        wrapped = [_wrapped(text, width) for text, width in zip(row, widths, strict=True)]
        for number in range(max(map(len, wrapped))):
            parts = []
            for texts, width, column in zip(wrapped, widths, columns, strict=True):
                text = texts[number] if number < len(texts) else ""
                space = " " * (width - cells(text))
                parts.append(space + text if column.align == "right" else text + space)
            line = _GAP.join(parts).rstrip()
            lines.append(terminal.styled(line, "bold") if row is headings else line)
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many columns, broken between words, and inside those that are longer."""
    if cells(text) <= width:
        return [text]
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and cells(lines[-1]) + cells(letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines[1:]
