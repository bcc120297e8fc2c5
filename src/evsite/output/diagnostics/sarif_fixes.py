"""Remedies as SARIF fixes: what to replace where in the text of a site file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.model.remedy import Remedy
from evsite.model.remedy_words import sentence
from evsite.output.diagnostics.fix_texts import FixTexts
from evsite.sitefile.file_names import plain

if TYPE_CHECKING:
    from evsite.model.finding import Span
    from evsite.output.located import LocatedFinding


class Fixes:
    """Makes the fixes of one run."""

    def __init__(self) -> None:
        self._texts = FixTexts()

    def of(self, entry: LocatedFinding, uri: str) -> list[dict[str, Any]]:
        """A fix for every way out of a finding that is made of edits which have their place in the text."""
        document, found = entry.file.document, []
        for way in entry.finding.fix.alternatives:
            if not (way.edits or way.rewrites):
                continue
            parts = [
                {"deletedRegion": region(document.between(start, end)), "insertedContent": {"text": plain(text)}}
                for start, end, text in self._texts.of(document, way)
            ]
            if parts:
                words = plain(sentence(Remedy((way,)), entry.finding.path))
                change = {"artifactLocation": {"uri": uri}, "replacements": parts}
                found.append({"description": {"text": words}, "artifactChanges": [change]})
        return found


def region(span: Span) -> dict[str, int]:
    """A region with all four corners; one that ends where it begins is a place to insert at."""
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
