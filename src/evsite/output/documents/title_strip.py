"""What the strip at the bottom of a page says of the project; what the file does not say is to be verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.flat import VERIFY_COLUMNS, all_names, where_words
from evsite.documents.model import VERIFY, Table, ToVerify, Verify

if TYPE_CHECKING:
    from evsite.documents.model import Cell, Document, Sheet

TITLE_FIELDS = (
    (("address", "address"), ("parcel", "parcel")),
    (("owner", "owner"), ("jurisdiction", "jurisdiction"), ("preparer", "prepared by")),
    (
        ("contractor", "contractor"),
        ("license", "license"),
        ("engineer", "engineer"),
        ("engineer_license", "engineer's license"),
    ),
    (("drawing", "drawing"), ("revision", "revision"), ("date", "date")),
)
"""The fields of the strip, part by part: the key of the project, and how it is called."""


def title_fields(document: Document) -> list[list[tuple[str, Cell]]]:
    """The fields of the strip, part by part, each with its value."""
    project = document.project
    return [
        [
            (
                words,
                Verify(words, "the title block", ("project", key))
                if (value := getattr(project, key)) is None
                else str(value),
            )
            for key, words in part
        ]
        for part in TITLE_FIELDS
    ]


def title_verify(document: Document) -> list[Verify]:
    """What the strip does not say."""
    return [cell for part in title_fields(document) for _, cell in part if isinstance(cell, Verify)]


def verify_table(document: Document, sheet: Sheet) -> Table | None:
    """What is to be verified on a sheet, and on the first one of a document what its strip does not say.

    On paper each kind of value is shown once, with everything that it is missing for; None where there is nothing.
    """
    strip = title_verify(document) if sheet is document.sheets[0] else []
    listed = [*sheet.verify, *(ToVerify(each.what, (each.of,), each.where) for each in strip)]
    of: dict[str, dict[str, None]] = {}
    where: dict[str, dict[str, None]] = {}
    for each in listed:
        of.setdefault(each.what, {}).update(dict.fromkeys(each.of))
        where.setdefault(each.what, {}).update({where_words(each.where): None} if each.where else {})
    rows = tuple((what, all_names(names), all_names(where[what])) for what, names in of.items())
    return Table(VERIFY, "to verify", VERIFY_COLUMNS, rows) if rows else None
