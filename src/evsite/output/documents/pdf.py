"""Documents as PDF: sheets of tables on the smallest size that they fit, drawings as full pages, the same bytes again.

typst sets the pages by one template (`page.typ`), which gets everything as data and nothing as markup, in the fonts of
evsite alone. It comes with the extra `pdf`. The files are PDF/A-2b: what is printed needs nothing but the file.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from evsite.documents.model import VERIFY, Verify
from evsite.fonts.files import FONT_FAMILY, FONT_FOLDER
from evsite.fonts.metrics import shortened, wrapped
from evsite.output.documents import paper
from evsite.output.documents.extras import MissingExtraError
from evsite.output.documents.svg import svg_text
from evsite.output.documents.title_strip import title_fields, verify_table
from evsite.output.text.terminal_style import NOTICE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.drawing import Drawing, PageSize
    from evsite.documents.model import Cell, Document, Sheet

_UNDATED = date(1980, 1, 1)
"""The date of a document whose project has none: the standard wants one, and today's would change the bytes."""
_TEMPLATE = Path(__file__).with_name("page.typ")
_STANDARD: Final = "a-2b"
_STRIP_PARTS = (0.27, 0.2, 0.22, 0.14, 0.17)
"""How the strip at the bottom of a page is divided."""
_STRIP_PT = 62
_STRIP_LINES = 5
_FOOT_PT = 102
"""The bottom margin: the strip, the notice below it, and what is left to the edge."""
_INDENT_PT = 16
"""What notes are indented by, at most."""
_HEADING_PT = 12
"""The size of the title of a sheet."""
_EDGE_PT = 8
"""How far above the edge of a drawing its page number stands."""


def pdf_bytes(document: Document) -> bytes:
    """A document as a PDF file.

    Raises
    ------
    MissingExtraError
        Typst is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError("pdf") from error
    return bytes(
        typst.compile(
            _TEMPLATE,
            format="pdf",
            font_paths=[FONT_FOLDER],
            ignore_system_fonts=True,
            pdf_standards=_STANDARD,
            sys_inputs={"data": json.dumps(page_data(document))},
        )
    )


def page_data(document: Document) -> dict[str, Any]:
    """What the template sets: every word of the document, where each column and page is as wide as it will be."""
    sections = [section for sheet in document.sheets for section in _sections(document, sheet)]
    if not sections:
        parts = [{"kind": "line", "words": f"no {document.about} to show"}]
        sections = [_section("0", paper.printed(document.title), "letter", parts, document)]
    title = paper.printed(document.title)
    day = document.project.date or _UNDATED
    return {
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "title": f"{paper.printed(paper.cell_words(document.site))}: {title}",
        "description": f"{title}, NEC {document.nec}",
        "font": FONT_FAMILY,
        "letter_pt": paper.LETTER_PT,
        "inset_pt": paper.INSET_PT,
        "margin_pt": paper.MARGIN_PT,
        "foot_pt": _FOOT_PT,
        "strip_pt": _STRIP_PT,
        "edge_pt": _EDGE_PT,
        "notice": NOTICE,
        "about": f"{title}, NEC {document.nec}",
        "draft": document.draft_words,
        "sections": sections,
    }


def _sections(document: Document, sheet: Sheet) -> list[dict[str, Any]]:
    """The pages of a sheet: its drawing, which shows its tables and notes too, or these as they are."""
    if sheet.drawing is not None:
        return [_drawing_section(sheet, sheet.drawing)]
    tables = {id(each.table): each for each in paper.sheet_tables(sheet)}
    verify = verify_table(document, sheet)
    listed = None if verify is None else paper.measured(verify)
    page = paper.sheet_for([*tables.values(), *([listed] if listed else [])])
    parts: list[dict[str, Any]] = []
    for table in sheet.tables:
        if table.form:
            parts += paper.form_data(table, page)
        elif table.rows:
            parts.append(paper.table_data(tables[id(table)], page))
        else:
            parts.append({"kind": "line", "words": paper.printed(f"no {table.title}")})
    room = paper.room_pt(page) - _INDENT_PT
    notes = [paper.broken(paper.cell_words(note), room) for note in (*sheet.notes, *document.notes)]
    if notes:
        parts.append({"kind": "notes", "title": "notes", "lines": notes})
    if listed:
        parts.append(paper.table_data(listed, page))
    return [_section(sheet.number, _title(sheet), page, parts, document)]


def _title(sheet: Sheet) -> str:
    return paper.cell_words(sheet.title)


def _drawing_section(sheet: Sheet, drawing: Drawing) -> dict[str, Any]:
    return {
        "kind": "drawing",
        "number": sheet.number,
        "title": _title(sheet),
        "size_pt": paper.size_pt(drawing.page),
        "svg": paper.boxed(svg_text(drawing)),
        "alt": paper.printed(f"{drawing.title}. {drawing.description}"),
    }


def _section(
    number: str, title: str, page: PageSize, parts: Sequence[dict[str, Any]], document: Document
) -> dict[str, Any]:
    return {
        "kind": "tables",
        "number": number,
        "title": paper.broken(title, paper.room_pt(page) * paper.LETTER_PT // _HEADING_PT, bold=True),
        "size_pt": paper.size_pt(page),
        "strip": _strip(document, number, title, page),
        "parts": parts,
    }


def _strip(document: Document, number: str, title: str, page: PageSize) -> dict[str, Any]:
    """The strip at the bottom of the pages of a sheet, with texts cut to the room that they have."""
    widths = [round(part * paper.room_pt(page), 1) for part in _STRIP_PARTS]
    rooms = [width - 2 * paper.INSET_PT - 2 for width in widths]
    site = paper.cell_words(document.site)
    parts = []
    for place, (part, room) in enumerate(zip(title_fields(document), rooms, strict=False)):
        parts.append(_strip_part(part, room, _STRIP_LINES - (place == 0)))
    return {
        "widths": widths,
        "site": shortened(site, rooms[0], paper.LETTER_PT, bold=True),
        "parts": parts,
        "number": number,
        "title": "\n".join(_lines(title, rooms[-1])),
    }


def _strip_part(part: Sequence[tuple[str, Cell]], room: float, lines: int) -> list[list[Any]]:
    """The fields of a part of the strip; long values take the lines that are left, and are cut after these."""
    left = lines - len(part)
    fields: list[list[Any]] = []
    for words, cell in part:
        if isinstance(cell, Verify):
            fields.append([words, {"verify": VERIFY}])
            continue
        found = _lines(f"{words}: {paper.cell_words(cell)}", room, 1 + min(left, 1))
        left -= len(found) - 1
        fields.append([words, "\n".join(found).removeprefix(f"{words}:").lstrip()])
    return fields


def _lines(text: str, room: float, most: int = 2) -> list[str]:
    """A text in so many lines at most, the last one cut."""
    lines = wrapped(text, room, paper.LETTER_PT)
    if len(lines) <= most:
        return lines
    rest = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], shortened(rest, room, paper.LETTER_PT)]
