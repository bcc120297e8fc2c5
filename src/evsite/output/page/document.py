"""The page as one HTML file: it asks for nothing and sends nothing, and its content policy says so."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from evsite.output.documents.html_parts import html_text, tables_style
from evsite.output.page.drivers import drivers
from evsite.output.page.findings import findings
from evsite.output.page.guarantee import guarantee
from evsite.output.page.offline import offline
from evsite.output.page.one_line import one_line
from evsite.output.page.policies import policies
from evsite.output.page.service import service
from evsite.output.page.sharing import sharing
from evsite.output.page.tables import tables
from evsite.output.page.verdict import verdict
from evsite.output.page.week import week
from evsite.words import NOTICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evsite.documents.site_page import SitePage
    from evsite.output.page.parts import Section

SECTIONS: tuple[Callable[[SitePage], Section | None], ...] = (
    verdict,
    sharing,
    drivers,
    one_line,
    service,
    week,
    policies,
    guarantee,
    findings,
    offline,
    tables,
)
"""What the page shows, in the order of reading; a section that has nothing to show is left out."""


def page_pieces(page: SitePage) -> Iterator[str]:
    """The page, piece by piece, in ASCII: however a stream spells letters, style and script keep their hashes."""
    return (piece.encode("ascii", "xmlcharrefreplace").decode("ascii") for piece in _pieces(page))


def _pieces(page: SitePage) -> Iterator[str]:
    site = page.loaded.site
    style, script = tables_style() + _file("page.css"), _file("page.js")
    sections = [found for make in SECTIONS if (found := make(page)) is not None]
    style += "".join(_file(f"{section.key}.css") for section in sections if section.styled)
    yield "<!DOCTYPE html>\n"
    yield '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">\n'
    yield f"<title>{html_text(site.name)}: power sharing</title>\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n'
    yield f"<style>{style}</style>\n</head>\n<body>\n"
    yield '<a class="skip" href="#verdict">Skip to the verdict</a>\n'
    yield from _head(page)
    yield '<nav aria-label="Sections">\n<ul>\n'
    for section in sections:
        yield f'<li><a href="#{section.key}">{html_text(section.short or section.title)}</a></li>\n'
    yield "</ul>\n</nav>\n<main>\n"
    for section in sections:
        printed = ' class="printed"' if section.printed else ""
        yield f'<section id="{section.key}" aria-labelledby="{section.key}-title"{printed}>\n'
        yield f'<h2 id="{section.key}-title">{html_text(section.title)}</h2>\n{section.body}</section>\n'
    source = f"Made from {html_text(PurePath(site.source.filename).name)}, SHA-256 {site.source.sha256[:16]}."
    yield f"</main>\n<footer>\n<p>{NOTICE}</p>\n<p>{source}</p>\n</footer>\n"
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _head(page: SitePage) -> Iterator[str]:
    """The name of the site, where it is, and which state of the project this is."""
    site, project = page.loaded.site, page.loaded.site.project
    yield f'<header>\n<p class="kicker">Power-shared EV charging</p>\n<h1>{html_text(site.name)}</h1>\n'
    if project is not None:
        drawing = [
            f"{word} {stated}"
            for word, stated in (("drawing", project.drawing), ("revision", project.revision), ("dated", project.date))
            if stated is not None
        ]
        lines = [project.address, project.owner, ", ".join(drawing)]
        shown = [html_text(line) for line in lines if line]
        if shown:
            yield f'<p class="about">{" · ".join(shown)}</p>\n'
    yield "</header>\n"


@cache
def _file(name: str) -> str:
    return "\n" + Path(__file__).with_name(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """What the page may do: its own style and script, known by their hashes, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
