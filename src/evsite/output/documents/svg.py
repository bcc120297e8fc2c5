"""Drawings as SVG: plain shapes and texts with attributes alone, so that every viewer and converter draws the same.

There is no style sheet, no transform and no `paint-order`: each of them is lost by some program. Measures are px of
1/96 inch, the first measure of SVG. Groups carry the table of the site file that they show as `data-path`, spelled
as TOML spells keys: `panels.EV1`.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from evsite.documents.boxes import text_box
from evsite.documents.drawing import Arc, Circle, Group, Polyline, Text
from evsite.documents.flat import where_words
from evsite.fonts.files import FONT_FAMILIES
from evsite.words import printable, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.documents.drawing import Drawing, Item, Point, Shade

_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_.-]")
_SPACES = re.compile(r"^ |  | $")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_DASHES = (6.0, 4.0)
_COLORS: dict[Shade, str] = {"black": "#000", "blue": "#1f5fa8", "grey": "#777", "light": "#d0d0d0"}


def svg_pieces(drawing: Drawing, *, prefix: str = "", standalone: bool = True) -> Iterator[str]:
    """A drawing as SVG, line by line.

    Parameters
    ----------
    drawing
        The drawing.
    prefix
        What every id begins with: several drawings on one page need one each.
    standalone
        Whether it is a file of its own, with an XML declaration; not within HTML.
    """
    ids = _Ids(prefix)
    width, height = map(_number, drawing.size_px)
    if standalone:
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    title, description = ids.new("title"), ids.new("description")
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" id="{ids.new("drawing")}" width="{width}"'
        f' height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{title} {description}">\n'
    )
    yield f'<title id="{title}">{_escaped(drawing.title)}</title>\n'
    yield f'<desc id="{description}">{_escaped(drawing.description)}</desc>\n'
    yield f'<rect width="{width}" height="{height}" fill="#fff"/>\n'
    yield f'<g fill="none" stroke="#000" stroke-linejoin="round" font-family="{FONT_FAMILIES}">\n'
    yield from _lines(drawing.items, ids)
    yield "</g>\n</svg>\n"


def svg_text(drawing: Drawing, *, prefix: str = "", standalone: bool = True) -> str:
    """A drawing as SVG, as `svg_pieces` has it."""
    return "".join(svg_pieces(drawing, prefix=prefix, standalone=standalone))


class _Ids:
    """Ids as XML takes them: unique, and readable where the names are."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._used: set[str] = set()

    def new(self, name: str) -> str:
        """An id for a name; another one where the name had one already."""
        spelled = _NOT_IN_ID.sub(lambda match: f"_{ord(match.group()):x}_", self._prefix + name)
        if not spelled[:1].isalpha():
            spelled = f"_{spelled}"
        found, number = spelled, 1
        while found in self._used:
            number += 1
            found = f"{spelled}.{number}"
        self._used.add(found)
        return found


def _lines(items: Iterable[Item], ids: _Ids) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            path = "" if item.path is None else f' data-path="{_escaped(where_words(item.path))}"'
            yield f'<g id="{ids.new(item.id)}"{path}>\n'
            if item.title:
                yield f"<title>{_escaped(item.title)}</title>\n"
            yield from _lines(item.items, ids)
            yield "</g>\n"
        elif isinstance(item, Text):
            yield from _text(item)
        else:
            yield _shape(item)


def _shape(item: Polyline | Circle | Arc) -> str:
    stroke = f'data-role="{item.role}" stroke-width="{_number(item.weight_px)}"'
    if not isinstance(item, Arc) and item.shade != "black":
        stroke += f' stroke="{_COLORS[item.shade]}"'
    if isinstance(item, Circle):
        x, y = map(_number, item.center)
        fill = f' fill="{_COLORS[item.shade]}"' if item.filled else ""
        return f'<circle {stroke} cx="{x}" cy="{y}" r="{_number(item.radius_px)}"{fill}/>\n'
    if isinstance(item, Polyline):
        dashes = item.dashes_px or (_DASHES if item.dashed else ())
        look = f' stroke-dasharray="{" ".join(map(_number, dashes))}"' if dashes else ""
        look += f' fill="{_COLORS[item.shade]}"' if item.filled else ""
        points = " ".join(map(_point, item.points))
        return f'<{"polygon" if item.closed else "polyline"} {stroke} points="{points}"{look}/>\n'
    radius = _number(item.radius_px)
    sweep = 1 if item.clockwise else 0
    start, end = _point(item.start), _point(item.end)
    return f'<path {stroke} d="M {start} A {radius} {radius} 0 0 {sweep} {end}"/>\n'


def _text(item: Text) -> Iterator[str]:
    text = printable(item.text)
    if item.backed:
        box = text_box(item)
        place = f'x="{_number(box.left)}" y="{_number(box.top)}"'
        size = f'width="{_number(box.width)}" height="{_number(box.height)}"'
        yield f'<rect {place} {size} fill="#fff" stroke="none"/>\n'
    anchor = "" if item.anchor == "start" else f' text-anchor="{item.anchor}"'
    look = (' font-weight="bold"' if item.bold else "") + (' xml:space="preserve"' if _SPACES.search(text) else "")
    x, y = map(_number, item.at)
    yield (
        f'<text x="{x}" y="{y}" font-size="{_number(item.size_px)}"{anchor}{look} fill="#000" stroke="none">'
        f"{_escaped(text)}</text>\n"
    )


def _point(at: Point) -> str:
    return f"{_number(at[0])},{_number(at[1])}"


def _number(value: float) -> str:
    """A measure to a hundredth of a px.

    Raises
    ------
    ValueError
        It is no number.
    """
    if not math.isfinite(value):
        raise ValueError(f"a drawing has a measure of {value} px")
    return trimmed(value, 2)


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(letter, letter) for letter in printable(text))
