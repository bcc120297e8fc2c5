"""Letters of a document that the fonts of evsite do not have: on paper and in pictures each of them is a box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.boxes import each_item
from evsite.documents.cell_texts import cell_text
from evsite.documents.drawing import Text
from evsite.fonts.metrics import known_letters
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.model import Document


def missing_letters(document: Document) -> str:
    """The letters of a document that the fonts do not have, in the order of their codes."""
    found: set[str] = set()
    for text in _texts(document):
        found.update(text)
    return "".join(sorted(letter for letter in found.difference(known_letters()) if not letter.isspace()))


def _texts(document: Document) -> Iterator[str]:
    yield printable(document.site)
    for sheet in document.sheets:
        yield from map(printable, (sheet.title, sheet.about, *sheet.notes))
        yield from (cell_text(cell) for table in sheet.tables for row in table.rows for cell in row)
        if sheet.drawing is not None:
            yield from (item.text for item in each_item(sheet.drawing.items) if isinstance(item, Text))
