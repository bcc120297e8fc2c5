"""What is around the sections of every page: one file that asks for nothing, and whose content policy says so."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from evsite.output.documents.html_parts import html_text, tables_style
from evsite.words import NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.output.page.parts import Section


def framed_pieces(
    title: str, head: Iterable[str], sections: Sequence[Section], source: str, script: str = ""
) -> Iterator[str]:
    """A page, piece by piece, in ASCII: however a stream spells letters, style and script keep their hashes.

    Parameters
    ----------
    title
        The title of the window, as HTML.
    head
        What stands above the sections, as HTML.
    sections
        The sections, the verdict first.
    source
        What the page was made from, as HTML.
    script
        The script; there is none without it.
    """
    pieces = _pieces(title, head, sections, source, script)
    return (piece.encode("ascii", "xmlcharrefreplace").decode("ascii") for piece in pieces)


def _pieces(title: str, head: Iterable[str], sections: Sequence[Section], source: str, script: str) -> Iterator[str]:
    style = tables_style() + part_of_page("page.css")
    style += "".join(part_of_page(f"{section.key}.css") for section in sections if section.styled)
    yield "<!DOCTYPE html>\n"
    yield '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">\n'
    yield f"<title>{title}</title>\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n'
    yield f"<style>{style}</style>\n</head>\n<body>\n"
    yield '<a class="skip" href="#verdict">Skip to the verdict</a>\n'
    yield from head
    yield '<nav aria-label="Sections">\n<ul>\n'
    for section in sections:
        yield f'<li><a href="#{section.key}">{html_text(section.short or section.title)}</a></li>\n'
    yield "</ul>\n</nav>\n<main>\n"
    for section in sections:
        printed = ' class="printed"' if section.printed else ""
        yield f'<section id="{section.key}" aria-labelledby="{section.key}-title"{printed}>\n'
        yield f'<h2 id="{section.key}-title">{html_text(section.title)}</h2>\n{section.body}</section>\n'
    yield f"</main>\n<footer>\n<p>{NOTICE}</p>\n<p>{source}</p>\n</footer>\n"
    yield f"<script>{script}</script>\n</body>\n</html>\n" if script else "</body>\n</html>\n"


@cache
def part_of_page(name: str) -> str:
    """A style sheet or a script of this folder."""
    return "\n" + Path(__file__).with_name(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """What the page may do: its own style and script, known by their hashes, and nothing else."""
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    return f"default-src 'none'; style-src '{_hash(style)}'; {scripts}base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
