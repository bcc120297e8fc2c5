"""Remedies as changes of the text of a site file, each seen to do what it says before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile.edits import stretches

if TYPE_CHECKING:
    from evsite.model.remedy import Alternative, Replacement
    from evsite.sitefile.document import Document

_MOST_READ = 1_000_000
"""Characters of text that are read again to see that changes are right; findings beyond that have none."""


class FixTexts:
    """Makes the changes of one run."""

    def __init__(self) -> None:
        self._left = _MOST_READ

    def of(self, document: Document, way: Alternative) -> list[Replacement]:
        """What to replace in a file for one way out of a finding; nothing where that has no place in the text."""
        self._left -= len(document.text)
        if self._left < 0:
            return []
        return stretches(document, way)
