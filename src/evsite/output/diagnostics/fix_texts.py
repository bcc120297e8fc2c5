"""Remedies as changes of the text of a site file, each seen to do what it says before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomli

from evsite.sitefile.edits import replacements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.remedy import Edit
    from evsite.sitefile.document import Document
    from evsite.sitefile.edits import Replacement

_MOST_READ = 1_000_000
"""Characters of text that are read again to see that changes are right; findings beyond that have none."""


class FixTexts:
    """Makes the changes of one run."""

    def __init__(self) -> None:
        self._left = _MOST_READ

    def of(self, document: Document, edits: Iterable[Edit]) -> list[Replacement]:
        """What to replace in a file so that some edits are made; nothing where they have no place in the text."""
        self._left -= len(document.text)
        if self._left < 0:
            return []
        try:
            return replacements(document.text, edits, document.places)
        except tomli.TOMLDecodeError:
            return []
