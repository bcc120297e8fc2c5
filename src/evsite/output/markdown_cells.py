"""Rows of Markdown tables, with nothing in them that Markdown gives a meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.sitefile.file_names import plain
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

# what Markdown gives a meaning in running text; @ and # too, since hosts make mentions and references of them
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-!|~$@:])")
_INLINE = re.compile(r"(\\(?!://)|[`*_{}\[\]|])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def cell(text: str) -> str:
    """The text for a table cell: nothing in it is markup, line breaks stay inside the row, and all letters are seen."""
    shown = "\n".join(printable(line) for line in plain(text).replace("\r", "").split("\n"))
    marked = "".join(_ENTITIES.get(character, character) for character in shown)
    return "<br>".join(_SPECIAL.sub(r"\\\1", marked).split("\n"))


def row(cells: Iterable[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


def running_text(text: str) -> str:
    """A text of any origin as Markdown of a sentence: nothing in it is markup or an address, all letters are seen."""
    shown = printable(plain(text)).replace("://", "\\://")
    return "".join(_ENTITIES.get(character, character) for character in _INLINE.sub(r"\\\1", shown))


def documentation_text(text: str) -> str:
    """A text of evsite's own as Markdown of the documentation: what stands in backticks is code, the rest is no markup.

    Only what every Markdown reader takes for an escape gets a backslash, so that no backslash is shown.
    """
    parts = plain(text).split("`")
    marked = [part if number % 2 else _marked(part) for number, part in enumerate(parts)]
    return "`".join(marked).replace("\n", " ")


def _marked(text: str) -> str:
    escaped = re.sub(r"([\\*_{}\[\]])", r"\\\1", text)
    return "".join(_ENTITIES.get(character, character) for character in escaped).replace("|", "&#124;")
