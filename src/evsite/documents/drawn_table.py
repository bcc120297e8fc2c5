"""Tables of documents drawn as lines and texts, with columns as wide as what stands in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.documents.cell_texts import column_heading, people_text
from evsite.documents.drawing import Polyline, Text
from evsite.documents.model import Column
from evsite.documents.text_lines import LINE_EM, SMALL_PX
from evsite.fonts.metrics import ASCENT_EM, shortened, text_width_px, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.documents.drawing import Item, Point
    from evsite.documents.model import Table

_PADDING = 4.0
_RULE_PX = 0.5
_WIDEST_EM, _NARROWEST_EM = 24.0, 5.0
"""Columns are no wider than the first, and where room is short no narrower than the second, if they may be broken."""
CONTINUED = " (continued)"


@dataclass(frozen=True, slots=True)
class MeasuredTable:
    """A table whose columns have their widths and whose cells are broken into lines."""

    title: str
    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    """Widths of columns, with the room around texts [px]."""
    head: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    """The lines of every cell."""
    size_px: float
    room_px: float
    """The width that it was fitted to [px]."""

    @property
    def width_px(self) -> float:
        """How wide it is, with its title where that is wider [px]."""
        title = text_width_px(self.title.removesuffix(CONTINUED) + CONTINUED, self.size_px, bold=True)
        return max(sum(self.widths), min(title, self.room_px))

    @property
    def title_px(self) -> float:
        """How high its title is, with the room below [px]."""
        return 1.5 * self.size_px

    def row_px(self, row: Sequence[tuple[str, ...]]) -> float:
        """How high a row is [px]."""
        return max((len(lines) for lines in row), default=1) * LINE_EM * self.size_px + _PADDING

    def fitting(self, height_px: float) -> int:
        """How many of its rows fit a height together with its title and its head."""
        left = height_px - self.title_px - self.row_px(self.head)
        for number, row in enumerate(self.rows):
            left -= self.row_px(row)
            if left < 0:
                return number
        return len(self.rows)

    def parted(self, rows: int) -> tuple[MeasuredTable, MeasuredTable]:
        """The table up to a row, and from there on."""
        title = self.title if self.title.endswith(CONTINUED) else self.title + CONTINUED
        return replace(self, rows=self.rows[:rows]), replace(self, title=title, rows=self.rows[rows:])

    def with_first_row_parted(self, height_px: float) -> MeasuredTable:
        """The table with as many lines in its first row as fit a height, and the others in a row of their own."""
        room_px = height_px - self.title_px - self.row_px(self.head) - _PADDING
        lines = max(1, int(room_px / (LINE_EM * self.size_px)))
        first, *others = self.rows
        upper = tuple(cell[:lines] for cell in first)
        lower = tuple(cell[lines:] or ("",) for cell in first)
        more = (lower,) if any(len(cell) > lines for cell in first) else ()
        return replace(self, rows=(upper, *more, *others))

    @property
    def height_px(self) -> float:
        """How high it is, with its title [px]."""
        return self.title_px + sum(map(self.row_px, (self.head, *self.rows)))


def measured(table: Table, width_px: float, size_px: float = SMALL_PX) -> list[MeasuredTable]:
    """A table fitted to a width; several below each other where it is too wide, each with what names the rows.

    None of them is wider than that.

    Parameters
    ----------
    table
        The table; a form becomes one of two columns.
    width_px
        The width that there is [px].
    size_px
        The size of the font [px].
    """
    if table.form:
        columns: tuple[Column, ...] = (Column("", "", label=True), Column("", "", wrap=True))
        fields = [
            (column.title, people_text(cell, with_unit=True))
            for row in table.rows
            for column, cell in zip(table.columns, row, strict=True)
        ]
        return [_measured(table.title, columns, ("", ""), fields, width_px, size_px, form=True)]
    heads = [column_heading(column) for column in table.columns]
    rows = [tuple(map(people_text, row)) for row in table.rows]
    parts: list[MeasuredTable] = []
    for places in _divided(table.columns, heads, rows, width_px, size_px):
        title = table.title if not parts else table.title + CONTINUED
        columns = tuple(table.columns[place] for place in places)
        cells = [tuple(row[place] for place in places) for row in rows]
        parts.append(_measured(title, columns, [heads[place] for place in places], cells, width_px, size_px))
    return parts


def _measured(
    title: str,
    columns: tuple[Column, ...],
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    width_px: float,
    size_px: float,
    *,
    form: bool = False,
) -> MeasuredTable:
    natural = _natural(heads, rows, size_px)
    least = _least(heads, natural, size_px)
    widths = _shared(natural, least, width_px)
    room = [width - 2 * _PADDING + 0.01 for width in widths]
    head = [tuple(wrapped(text, px, size_px, bold=True)) for text, px in zip(heads, room, strict=True)]
    body = [tuple(tuple(wrapped(text, px, size_px)) for text, px in zip(row, room, strict=True)) for row in rows]
    return MeasuredTable(title, columns, tuple(widths), () if form else tuple(head), tuple(body), size_px, width_px)


def _natural(heads: Sequence[str], rows: Sequence[Sequence[str]], size_px: float) -> list[float]:
    """The width that each column would like to have [px]."""
    widths = []
    for place, head in enumerate(heads):
        # most cells of a long column are alike
        texts = {row[place] for row in rows}
        words = max((text_width_px(word, size_px, bold=True) for word in head.split()), default=0.0)
        longest = max((text_width_px(text, size_px) for text in texts), default=0.0)
        widths.append(min(max(words, longest), _WIDEST_EM * size_px) + 2 * _PADDING)
    return widths


def _least(heads: Sequence[str], natural: Sequence[float], size_px: float) -> list[float]:
    """The width below which each column is not broken [px]."""
    words = [max((text_width_px(word, size_px, bold=True) for word in head.split()), default=0.0) for head in heads]
    return [
        min(width, max(word, _NARROWEST_EM * size_px) + 2 * _PADDING)
        for width, word in zip(natural, words, strict=True)
    ]


def _shared(natural: Sequence[float], least: Sequence[float], width_px: float) -> list[float]:
    """Widths of columns where what is too much is taken from each in the measure in which it can give."""
    too_much = sum(natural) - width_px
    if too_much <= 0:
        return list(natural)
    can_give = sum(natural) - sum(least)
    if too_much >= can_give:
        return [width * min(1.0, width_px / sum(least)) for width in least]
    share = too_much / can_give
    return [width - share * (width - small) for width, small in zip(natural, least, strict=True)]


def _divided(
    columns: Sequence[Column], heads: Sequence[str], rows: Sequence[Sequence[str]], width_px: float, size_px: float
) -> list[list[int]]:
    """The columns of each part."""
    least = _least(heads, _natural(heads, rows, size_px), size_px)
    labels = [place for place, column in enumerate(columns) if column.label]
    parts = [[*labels]]
    for place in range(len(columns)):
        if place in labels:
            continue
        if sum(least[each] for each in parts[-1]) + least[place] > width_px and len(parts[-1]) > len(labels):
            parts.append([*labels])
        parts[-1].append(place)
    return parts


def table_items(table: MeasuredTable, at: Point) -> tuple[Item, ...]:
    """A table drawn with its upper left corner at a point; the rules around its cells are its own."""
    return tuple(_items(table, at))


def _items(table: MeasuredTable, at: Point) -> Iterator[Item]:
    x, y = at
    size = table.size_px
    title = shortened(table.title, table.width_px, size, bold=True)
    yield Text((x, y + ASCENT_EM * size), title, size, bold=True)
    top = y = y + table.title_px
    edges = [x]
    for width in table.widths:
        edges.append(edges[-1] + width)
    yield _rule((x, y), (edges[-1], y))
    for number, row in enumerate((table.head, *table.rows) if table.head else table.rows):
        bold = bool(table.head) and number == 0
        for place, lines in enumerate(row):
            right = table.columns[place].align == "right"
            at_x = edges[place + 1] - _PADDING if right else edges[place] + _PADDING
            for line_number, line in enumerate(lines):
                base = y + _PADDING / 2 + (line_number * LINE_EM + ASCENT_EM) * size
                if line:
                    yield Text((at_x, base), line, size, "end" if right else "start", bold=bold)
        y += table.row_px(row)
        yield _rule((x, y), (edges[-1], y))
    for edge in edges:
        yield _rule((edge, top), (edge, y))


def _rule(start: Point, end: Point) -> Polyline:
    return Polyline((start, end), "rule", _RULE_PX)
