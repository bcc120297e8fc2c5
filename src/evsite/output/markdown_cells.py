"""Rows of Markdown tables, with nothing in them that Markdown gives a meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.output.located import plain
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

# what Markdown gives a meaning in running text; @ and # too, since hosts make mentions and references of them
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-!|~$@:])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def cell(text: str) -> str:
    """The text for a table cell: nothing in it is markup, line breaks stay inside the row, and all letters are seen."""
    shown = "\n".join(printable(line) for line in plain(text).replace("\r", "").split("\n"))
    marked = "".join(_ENTITIES.get(character, character) for character in shown)
    return "<br>".join(_SPECIAL.sub(r"\\\1", marked).split("\n"))


def row(cells: Iterable[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"
