"""The page of a chart: the site and the title above it, where its numbers come from and what they rest on below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.documents.boxes import Box
from evsite.documents.drawing import PAGES_PX, Drawing, Polyline, Text
from evsite.documents.text_lines import LARGE_PX, LINE_EM, NORMAL_PX, SMALL_PX, text_lines
from evsite.fonts.metrics import shortened, wrapped
from evsite.words import NOTICE, count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from evsite.documents.drawing import Item, PageSize
    from evsite.model.site import Site

PAGE: PageSize = "letter"
_MARGIN_PX = 48.0
_NAME_PX = 20.0
_MOST_SOURCE_LINES = 7


@dataclass(frozen=True, slots=True)
class ChartHead:
    """What stands around a chart.

    `source` are the sentences below it: the command that shows the same numbers, and what they rest on.
    """

    title: str
    subtitle: str
    source: tuple[str, ...]


def chart_drawing(
    site: Site,
    head: ChartHead,
    draw: Callable[[Box], Iterable[Item]],
    *,
    errors: int = 0,
    at: str | None = None,
    size: PageSize = PAGE,
) -> Drawing:
    """A chart on a page of its own.

    Parameters
    ----------
    site
        The site that it is of.
    head
        What stands around it.
    draw
        Makes the chart in the room that is left for it.
    errors
        How many errors a check of the site finds; with any the page says that it is a draft.
    at
        The moment of the week that it is of.
    size
        The size of the page.
    """
    width, height = PAGES_PX[size]
    page = Box(_MARGIN_PX, _MARGIN_PX - 8, width - _MARGIN_PX, height - _MARGIN_PX + 12)
    room = page.width
    items: list[Item] = []
    if errors:
        mark = f"DRAFT: {count(errors, 'error')} in the site file"
        items.append(Text((page.right, page.top + 16), mark, NORMAL_PX, "end", bold=True))
        room -= 250
    title = f"{head.title[:1].upper()}{head.title[1:]}" + ("" if at is None else f", {at}")
    items += [
        Text((page.left, page.top + 18), shortened(site.name, room, _NAME_PX, bold=True), _NAME_PX, bold=True),
        Text((page.left, page.top + 42), shortened(title, page.width, LARGE_PX + 1), LARGE_PX + 1),
    ]
    subtitle = wrapped(head.subtitle, page.width, NORMAL_PX)[:2] if head.subtitle else []
    items += text_lines((page.left, page.top + 51), subtitle, NORMAL_PX)
    top = page.top + 56 + len(subtitle) * LINE_EM * NORMAL_PX
    lines = _source_lines(site, head.source, page.width)
    foot = page.bottom - (len(lines)) * LINE_EM * SMALL_PX
    items.append(Polyline(((page.left, foot - 6), (page.right, foot - 6)), "rule", 0.7))
    items += text_lines((page.left, foot), lines, SMALL_PX)
    items += draw(Box(page.left, top + 6, page.right, foot - 18))
    about = " ".join(filter(None, (head.subtitle, *head.source)))
    return Drawing(size, f"{site.name}: {title}", about, tuple(items))


def _source_lines(site: Site, source: Sequence[str], width_px: float) -> list[str]:
    """What stands below a chart, at the full width; of many lines the first, with an ellipsis."""
    edition = f"NEC {site.nec}"
    project = site.project
    if project is not None:
        drawing = (project.address, project.drawing, None if project.date is None else str(project.date))
        edition = ", ".join([edition, *(stated for stated in drawing if stated)])
    lines = [line for sentence in source for line in wrapped(sentence, width_px, SMALL_PX)]
    if len(lines) > _MOST_SOURCE_LINES:
        lines = lines[:_MOST_SOURCE_LINES]
        lines[-1] = shortened(f"{lines[-1]} and more notes beside the table", width_px, SMALL_PX)
    return [*lines, shortened(f"{edition}. {NOTICE}", width_px, SMALL_PX)]
