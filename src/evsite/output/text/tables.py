"""Tables: plain columns on a pipe, no wider than the terminal on one; a block a row where that is too narrow.

A row is one line: where a terminal has no room for all columns the least important ones are left out, and long texts
are shortened with a sign that says so. Nothing is lost without a word: the reader is told what is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evsite.output.text.shortening import shortened
from evsite.output.text.terminal_style import TerminalStyle, cells, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GAP = "  "
_COMFORTABLE = 26
"""A text is shortened to no less than this before columns are left out."""
_LEAST = 12
"""A text is shortened to no less than this in any case."""
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the side it is aligned to, and what may be done to it on a narrow terminal.

    `cut` says which part of a long text is taken out: its end, or the middle of a name, of which the number at the end
    tells it from others. `wrap` is for explanations, which go on below in the same column; figures never do. `drop`
    is the turn at which the column is left out (1 goes first); None stays. `title` is used in blocks, where there is
    no line above the numbers that says what they are; the heading otherwise.
    """

    heading: str
    align: Literal["left", "right"] = "left"
    cut: Literal["end", "middle"] | None = None
    wrap: bool = False
    drop: int | None = None
    title: str = ""


@dataclass(slots=True)
class Table:
    """Rows of text under columns; `styles` has the style of a row ("" for none), `below` what stands under it."""

    columns: Sequence[Column]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    def add(self, *values: str, style: str = "", below: str = "") -> None:
        """Add a row; control characters in the values are spelled out. What stands `below` it is wrapped as prose."""
        self.rows.append(tuple(map(printable, values)))
        self.styles.append(style)
        self.below.append(printable(below))

    def render(self, terminal: TerminalStyle) -> str:
        """The table as lines, without a final line break."""
        natural = self._widths()
        every = range(len(self.columns))
        if terminal.width is None:
            return "\n".join(self._lines(list(every), natural, terminal))
        fitted = self._fit(natural, terminal.width)
        if fitted is None:
            return self._blocks(terminal)
        kept, widths = fitted
        text = "\n".join(self._lines(kept, widths, terminal))
        gone = [self.columns[place] for place in every if place not in kept and self.columns[place].heading]
        if gone:
            dropped = "; ".join(column.title or column.heading for column in gone)
            text += "\n" + terminal.styled_lines(terminal.prose(f"left out on this narrow terminal: {dropped}"), "dim")
        return text

    def _widths(self) -> list[int]:
        return [
            max([cells(column.heading), *(cells(row[place]) for row in self.rows)])
            for place, column in enumerate(self.columns)
        ]

    def _least(self, natural: Sequence[int], least: int) -> list[int]:
        return [
            min(width, max(least, cells(column.heading))) if column.cut or column.wrap else width
            for width, column in zip(natural, self.columns, strict=True)
        ]

    def _fit(self, natural: Sequence[int], width: int) -> tuple[list[int], list[int]] | None:
        """The columns to keep and the width of each column; None where they do not fit."""
        for least in (self._least(natural, _COMFORTABLE), self._least(natural, _LEAST)):
            kept = list(range(len(self.columns)))
            turns = sorted({column.drop for column in self.columns if column.drop is not None})
            while (over := _taken(kept, least) - width) > 0 and turns:
                turn = turns.pop(0)
                kept = [place for place in kept if self.columns[place].drop != turn]
            if over <= 0:
                return kept, _widened(kept, least, natural, width)
        return None

    def _lines(self, kept: Sequence[int], widths: Sequence[int], terminal: TerminalStyle) -> Iterator[str]:
        """The heading, on a terminal with a line under it, and the rows."""
        columns, widths = [self.columns[place] for place in kept], [widths[place] for place in kept]
        heading = _line(columns, [column.heading for column in columns], widths)
        yield terminal.styled(heading, "bold")
        if terminal.width is not None:
            yield ("─" if terminal.unicode else "-") * (sum(widths) + len(_GAP) * (len(widths) - 1))
        for row, style, below in zip(self.rows, self.styles, self.below, strict=True):
            values = [row[place] for place in kept]
            for line in _row(columns, values, widths, terminal):
                yield terminal.styled(line, style) if style else line
            if below:
                yield terminal.prose(_INDENT + below, _INDENT)

    def _blocks(self, terminal: TerminalStyle) -> str:
        """One block a row: the first value as a heading, the others below it, each with its title."""
        titles = [column.title or column.heading for column in self.columns]
        side = max(map(cells, titles[1:]), default=0)
        blocks = []
        for row, below in zip(self.rows, self.below, strict=True):
            lines = [terminal.styled(terminal.prose(row[0]), "bold")]
            lines += [terminal.prose(_INDENT + below, _INDENT)] if below else []
            for title, value in zip(titles[1:], row[1:], strict=True):
                if value:
                    space = " " * (side - cells(title))
                    lines.append(terminal.prose(f"  {title}{space}  {value}", " " * (side + 4)))
            blocks.append("\n".join(lines))
        return "\n".join(blocks)


def _taken(kept: Sequence[int], widths: Sequence[int]) -> int:
    return sum(widths[place] for place in kept) + len(_GAP) * (len(kept) - 1)


def _widened(kept: Sequence[int], least: Sequence[int], natural: Sequence[int], width: int) -> list[int]:
    """What room is left, given to the columns that want more, those first that lack least."""
    widths, spare = list(least), width - _taken(kept, least)
    for place in sorted(kept, key=lambda place: natural[place] - least[place]):
        more = min(spare, natural[place] - least[place])
        widths[place] += more
        spare -= more
    return widths


def _row(
    columns: Sequence[Column], values: Sequence[str], widths: Sequence[int], terminal: TerminalStyle
) -> Iterator[str]:
    """A row; one line, or several where a column of words wraps."""
    if all(cells(value) <= width for value, width in zip(values, widths, strict=True)):
        yield _line(columns, values, widths)
        return
    stacks = [
        _words(value, width) if column.wrap else [shortened(value, width, terminal, middle=column.cut == "middle")]
        for column, value, width in zip(columns, values, widths, strict=True)
    ]
    for number in range(max(map(len, stacks))):
        yield _line(columns, [stack[number] if number < len(stack) else "" for stack in stacks], widths)


def _words(text: str, width: int) -> list[str]:
    """Lines of whole words; a word that is longer than a line is shortened."""
    lines = [""]
    for word in text.split():
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) > width:
            lines.append("")
        piece = shortened(word, width, TerminalStyle(width), middle=True)
        lines[-1] += f" {piece}" if lines[-1] else piece
    return lines


def _line(columns: Sequence[Column], values: Sequence[str], widths: Sequence[int]) -> str:
    parts = []
    for value, width, column in zip(values, widths, columns, strict=True):
        space = " " * (width - cells(value))
        parts.append(value + space if column.align == "left" else space + value)
    return _GAP.join(parts).rstrip()
