"""What a command reads: the files that it was given, and the files that those name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.cli.places import file_mark, place_of, standard_marks
from evsite.sitefile.named_files import texts_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.cli.places import Mark
    from evsite.sitefile.document import Document

_LONGEST_NAME = 4096
_QUOTED = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
_BETWEEN_SIGNS = re.compile(r"[^\"'=,\[\]{}#\n]+")


class Inputs:
    """Files that a command reads, known by what they are and not by how they are spelled.

    A site file says what else is read for it (a meter's data, a catalogue). Every text in it that is the name of a
    file counts, under whatever key it stands: what cannot be understood, or is not understood yet, is spared as well.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = list(names)
        self._documents: list[Document] = []
        self._known: dict[Mark, str] = {}

    def add(self, names: Iterable[str]) -> None:
        """Files by name; "-" is standard input."""
        self._names.extend(names)

    def add_named_in(self, documents: Iterable[Document]) -> None:
        """The files that these documents name."""
        self._documents.extend(documents)

    def met_by(self, marks: frozenset[Mark]) -> str | None:
        """What a file with these marks is among the inputs, in words; None if it is none of them."""
        if not marks:
            return None
        self._look()
        return next((self._known[mark] for mark in marks if mark in self._known), None)

    def _look(self) -> None:
        """Find the marks of what was added since the last time."""
        while self._names:
            name = self._names.pop()
            self._know(_marks(name), "standard input" if name == "-" else name)
        while self._documents:
            document = self._documents.pop()
            for text in _texts(document):
                self._know(_mark_below(document, text), f"{text}, which {document.filename} names")

    def _know(self, marks: Iterable[Mark], words: str) -> None:
        for mark in marks:
            self._known.setdefault(mark, words)


def _marks(name: str) -> Iterable[Mark]:
    if name == "-":
        return standard_marks(0)
    try:
        return place_of(name).marks
    except (OSError, ValueError):  # what cannot be found cannot be written over
        return ()


def _mark_below(document: Document, text: str) -> Iterable[Mark]:
    if not 0 < len(text) < _LONGEST_NAME:
        return ()
    try:
        return (file_mark((document.folder / text).stat()),)
    except (OSError, ValueError):
        return ()


def _texts(document: Document) -> set[str]:
    """Every text in a document; of one that could not be parsed, everything that may have been meant to be one."""
    if document.data:
        return set(texts_in(document.data))
    quoted = {text for pair in _QUOTED.findall(document.text) for text in pair}
    return quoted | {text.strip() for text in _BETWEEN_SIGNS.findall(document.text)}
