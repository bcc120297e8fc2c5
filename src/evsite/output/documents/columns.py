"""The columns of a table on a page: in parts where they are too many, and as wide as there is room for.

Widths are whole numbers of one unit: characters in a text, points on paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.documents.model import Column


def divided(columns: Sequence[Column], least: Sequence[int], gap: int, width: int) -> list[list[int]]:
    """The places of the columns of each part of a table; what names the rows stands in each of them.

    Parameters
    ----------
    columns
        The columns.
    least
        How narrow each may be.
    gap
        What lies between two.
    width
        That of the page.
    """
    labels = [place for place, column in enumerate(columns) if column.label]
    parts = [[*labels]]
    for place in range(len(columns)):
        if place in labels:
            continue
        together = sum(least[each] + gap for each in parts[-1]) + least[place]
        if together > width and len(parts[-1]) > len(labels):
            parts.append([*labels])
        parts[-1].append(place)
    return parts


def widened(least: Sequence[int], natural: Sequence[int], gap: int, width: int) -> list[int]:
    """Widths of columns where the room that is left goes to those that want it, the narrowest first.

    Parameters
    ----------
    least
        How narrow each may be.
    natural
        How wide each is without a line break.
    gap
        What lies between two.
    width
        That of the page.
    """
    widths = list(least)
    left = width - sum(widths) - gap * (len(widths) - 1)
    while left > 0:
        wanting = [place for place, each in enumerate(widths) if each < natural[place]]
        if not wanting:
            break
        widths[min(wanting, key=lambda place: widths[place])] += 1
        left -= 1
    return widths
