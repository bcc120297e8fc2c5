"""What the strip at the bottom of a page says of the project; what the file does not say is to be verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.model import Verify

if TYPE_CHECKING:
    from evsite.documents.model import Cell, Document

TITLE_FIELDS = (
    (("address", "address"), ("parcel", "parcel")),
    (("owner", "owner"), ("jurisdiction", "jurisdiction"), ("preparer", "prepared by")),
    (
        ("contractor", "contractor"),
        ("license", "licence"),
        ("engineer", "engineer"),
        ("engineer_license", "engineer's licence"),
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
