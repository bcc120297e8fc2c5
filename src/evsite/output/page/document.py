"""The page as one HTML file: it asks for nothing and sends nothing, and its content policy says so."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from evsite.output.documents.html_parts import html_text
from evsite.output.page.drivers import drivers
from evsite.output.page.findings import findings
from evsite.output.page.frame import framed_pieces, part_of_page
from evsite.output.page.guarantee import guarantee
from evsite.output.page.offline import offline
from evsite.output.page.one_line import one_line
from evsite.output.page.policies import policies
from evsite.output.page.service import service
from evsite.output.page.sharing import sharing
from evsite.output.page.tables import tables
from evsite.output.page.verdict import verdict
from evsite.output.page.week import week

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
    site = page.loaded.site
    sections = [found for make in SECTIONS if (found := make(page)) is not None]
    source = f"Made from {html_text(PurePath(site.source.filename).name)}, SHA-256 {site.source.sha256[:16]}."
    title = f"{html_text(site.name)}: power sharing"
    return framed_pieces(title, _head(page), sections, source, part_of_page("page.js"))


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
