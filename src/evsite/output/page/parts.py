"""Parts that sections of the page are made of: signs, bars, tables and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.documents.model import Column, Number, Table
from evsite.output.documents.html_parts import html_text, table_pieces
from evsite.words import trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.model import Cell

Sign = Literal["good", "bad", "open", "note"]
_SIGNS: dict[Sign, str] = {
    "good": '<path d="M7 12.5l3.5 3.5L17 8.5"/>',
    "bad": '<path d="M8 8l8 8M16 8l-8 8"/>',
    "open": '<path d="M12 6.5v7M12 16.6v.4"/>',
    "note": '<path d="M12 11v6.5M12 7.2v.3"/>',
}


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page: its id and title, what stands in it as HTML, and whether it is printed."""

    key: str
    title: str
    body: str
    printed: bool = False
    short: str = ""
    """What links to it are called, where that is not its title."""
    styled: bool = False
    """Whether it has a style sheet of its own, which pages without it leave out."""


def sign(kind: Sign) -> str:
    """A sign of whether something is good; words stand beside it."""
    return (
        f'<svg class="sign {kind}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f'<circle cx="12" cy="12" r="11"/>{_SIGNS[kind]}</svg>'
    )


def bar(least: float, most: float, full: float, name: str = "") -> str:
    """A bar from 0 to the least, going on lighter to the most; `full` is as long as there is room."""
    key = f' data-bar="{name}"' if name else ""
    return (
        f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"{key}>'
        '<rect class="rail" width="100" height="10"/>'
        f'<rect class="most" width="{length(most, full)}" height="10"/>'
        f'<rect class="least" width="{length(least, full)}" height="10"/></svg>'
    )


def length(value: float, full: float) -> str:
    """A part of 100, to a hundredth."""
    return trimmed(min(100.0, 100 * value / full) if full else 0.0, 2)


def paragraph(words: str, kind: str = "") -> str:
    """A paragraph of text."""
    return f"<p{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{html_text(words)}</p>\n"


def bullets(texts: Sequence[str], kind: str = "") -> str:
    """A list of texts; nothing for none."""
    if not texts:
        return ""
    name = f' class="{kind}"' if kind else ""
    return f"<ul{name}>\n{''.join(f'<li>{html_text(text)}</li>{chr(10)}' for text in texts)}</ul>\n"


def table(key: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], kind: str = "") -> str:
    """A table, as documents have them."""
    return "".join(table_pieces(Table(key, title, tuple(columns), tuple(tuple(row) for row in rows)), kind))


def folded(summary: str, body: str, attributes: str = "") -> str:
    """What is read by those who ask for it."""
    return f"<details{attributes}>\n<summary>{html_text(summary)}</summary>\n{body}</details>\n"


def label(key: str, title: str) -> Column:
    """A column that names the rows."""
    return Column(key, title, wrap=True, label=True)


def words(key: str, title: str) -> Column:
    """A column of words."""
    return Column(key, title, wrap=True)


def figures(key: str, title: str, unit: str = "") -> Column:
    """A column of numbers."""
    return Column(key, title, unit, "right")


def number(value: float, digits: int = 2) -> Number:
    """A number in a column."""
    return Number(value, digits=digits)
