"""The one-line diagram: the sheets of `evsite draw` that are drawings, as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.one_line.document import TITLE
from evsite.output.documents.svg import svg_text
from evsite.output.page.parts import Section, folded, paragraph
from evsite.words import count

if TYPE_CHECKING:
    from evsite.documents.site_page import SitePage

MOST_BYTES = 120_000
"""So large is all that is drawn at most, the first sheet aside."""


def one_line(page: SitePage) -> Section | None:
    """The drawing, sheet by sheet; only the first is printed."""
    drawn = [
        (sheet.number, sheet.drawing)
        for sheet in page.one_line.sheets
        if sheet.drawing is not None and sheet.title.startswith(TITLE)
    ]
    shown: list[str] = []
    taken = 0
    for key, drawing in drawn:
        svg = svg_text(drawing, prefix=f"one-line-{key}-", standalone=False)
        taken += len(svg)
        if shown and taken > MOST_BYTES:
            break
        shown.append(
            f'<div class="sheet {drawing.page}" role="group" aria-label="one-line diagram, sheet {key}" '
            f'tabindex="0">\n{svg}</div>\n'
        )
    if not shown:
        return None
    first, *further = shown
    body = first
    if further:
        body += folded(f"{count(len(further), 'further sheet')} of the drawing", "".join(further))
    rest = len(page.one_line.sheets) - len(shown)
    if rest:
        body += paragraph(
            f"What is alike is drawn once and counted. evsite draw makes {count(rest, 'sheet')} more, with the "
            "schedules that name everything.",
            "small",
        )
    else:
        body += paragraph("What is alike is drawn once and counted; evsite draw makes it in full size.", "small")
    return Section("one-line", "One-line diagram", body, printed=True, short="One-line")
