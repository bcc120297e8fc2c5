"""Tables: drawn by rich on a terminal, plain columns on a pipe; a block a row where the terminal is too narrow.

A row is one line: where a terminal has no room for all columns the least important ones are left out, and long texts
are shortened with a sign that says so. Nothing is lost without a word: what is left out is stated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evsite.output.text.shortening import shortened
from evsite.output.text.terminal_style import cells, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.measure import Measurement

    from evsite.output.text.terminal_style import TerminalStyle

_GAP = "  "
_COMFORTABLE = 26
"""A text is shortened to no less than this before columns are left out."""
_LEAST = 12
"""A text is shortened to no less than this in any case."""
_LEAST_TITLE = 8
"""Columns of the titles in a block at least."""
_INDENT = "    "
_HEADING_LINES = 2
_ASCII_BOX = "\n".join(["    ", "    ", " -- ", *["    "] * 5]) + "\n"
"""The box of a table without signs beyond ASCII: a line under the headings, as rich spells boxes."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the side it is aligned to, and what may be done to it on a narrow terminal.

    `cut` says which part of a long text is taken out: its end, or the middle of a name, of which the number at the end
    distinguishes it from others. `wrap` is for explanations, which go on below in the same column; figures never do.
    `drop` is the turn at which the column is left out (1 goes first); None stays. `title` is used in blocks, where
    there is no line above the numbers that says what they are; the heading otherwise. `over_blocks` puts the heading of
    the first column over them too: one that says what all numbers are, or their unit.
    """

    heading: str
    align: Literal["left", "right"] = "left"
    cut: Literal["end", "middle"] | None = None
    wrap: bool = False
    drop: int | None = None
    title: str = ""
    over_blocks: bool = False


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
        if terminal.width is None:
            return "\n".join(self._plain())
        for least in (_COMFORTABLE, _LEAST):
            kept = self._kept(least, terminal.width)
            if kept is not None:
                return "\n".join([*self._drawn(kept, least, terminal), *self._dropped(kept, terminal)])
        return "\n".join(self._blocks(terminal))

    def _widths(self) -> list[int]:
        return [
            max([cells(column.heading), *(cells(row[place]) for row in self.rows)])
            for place, column in enumerate(self.columns)
        ]

    def _plain(self) -> Iterator[str]:
        """The heading and the rows, in columns that are as wide as what they hold."""
        widths = self._widths()
        yield _line(self.columns, [column.heading for column in self.columns], widths)
        for row, below in zip(self.rows, self.below, strict=True):
            yield _line(self.columns, row, widths)
            if below:
                yield _INDENT + below

    def _kept(self, least: int, width: int) -> list[int] | None:
        """The columns that a terminal has room for, with texts of `least` columns or more; None where it has none."""
        needed = [
            min(natural, least) if column.cut or column.wrap else natural
            for natural, column in zip(self._widths(), self.columns, strict=True)
        ]
        kept = list(range(len(self.columns)))
        turns = sorted({column.drop for column in self.columns if column.drop is not None})
        while sum(needed[place] + len(_GAP) for place in kept) - 1 > width:
            if not turns:
                return None
            turn = turns.pop(0)
            kept = [place for place in kept if self.columns[place].drop != turn]
        return kept

    def _drawn(self, kept: Sequence[int], least: int, terminal: TerminalStyle) -> Iterator[str]:
        """The heading, a line and the rows, drawn by rich; what stands below a row follows it."""
        from rich import box
        from rich.table import Table as RichTable
        from rich.text import Text

        table = RichTable(
            box=box.SIMPLE_HEAD if terminal.unicode else box.Box(_ASCII_BOX, ascii=True),
            show_edge=False,
            pad_edge=False,
            padding=(0, 1, 0, 0),
            header_style="bold",
        )

        def cell(text: str, column: Column) -> RenderableType:
            return ShortenedText(text, least, terminal, middle=column.cut == "middle") if column.cut else Text(text)

        widths = self._widths()
        for place in kept:
            column = self.columns[place]
            table.add_column(
                cell(column.heading, column),
                justify=column.align,
                no_wrap=not (column.wrap or column.cut),
                overflow="ellipsis" if terminal.unicode else "crop",
                min_width=min(widths[place], least) if column.wrap or column.cut else widths[place],
            )
        for row, style in zip(self.rows, self.styles, strict=True):
            table.add_row(*(cell(row[place], self.columns[place]) for place in kept), style=style or None)
        lines = terminal.drawn(table)
        if not any(self.below):
            yield from lines
            return
        # only explanations wrap, and no table has both: a row is a line
        yield from lines[:_HEADING_LINES]
        for line, below in zip(lines[_HEADING_LINES:], self.below, strict=True):
            yield line
            if below:
                yield terminal.prose(_INDENT + below, _INDENT)

    def _dropped(self, kept: Sequence[int], terminal: TerminalStyle) -> Iterator[str]:
        """The columns that a narrow terminal has no room for, by name."""
        gone = [column for place, column in enumerate(self.columns) if place not in kept and column.heading]
        if gone:
            names = "; ".join(column.title or column.heading for column in gone)
            yield terminal.styled_lines(terminal.prose(f"left out on this narrow terminal: {names}"), "dim")

    def _blocks(self, terminal: TerminalStyle) -> Iterator[str]:
        """One block a row: the first value as a heading, the others below it, each with its title."""
        from rich.padding import Padding
        from rich.table import Table as RichTable
        from rich.text import Text

        titles = [column.title or column.heading for column in self.columns]
        room = (terminal.width or 0) - len(_GAP) - 2
        if self.columns[0].over_blocks:
            yield terminal.styled_lines(terminal.prose(self.columns[0].heading), "bold")
        for row, below in zip(self.rows, self.below, strict=True):
            yield terminal.styled(shortened(row[0], terminal.width or 0, terminal, middle=True), "bold")
            if below:
                yield terminal.prose(_INDENT + below, _INDENT)
            block = RichTable.grid(padding=(0, 2, 0, 0))
            longest = max(map(cells, titles[1:]), default=0)
            # a fixed width, so that rich wraps the values to what is left and cuts none of them
            block.add_column(width=min(longest, max(_LEAST_TITLE, room * 2 // 3)), overflow="fold")
            block.add_column(overflow="fold")
            for title, value in zip(titles[1:], row[1:], strict=True):
                if value:
                    block.add_row(Text(title), Text(value))
            yield from terminal.drawn(Padding(block, (0, 0, 0, 2)))


class ShortenedText:
    """A text in a cell of rich's table: it takes the room that the table finds for it and is shortened to that.

    Parameters
    ----------
    text
        The text.
    least
        The columns that it asks for at least, where it is as long as that.
    terminal
        Where it is shown.
    middle
        Take out the middle in place of the end.
    """

    def __init__(self, text: str, least: int, terminal: TerminalStyle, *, middle: bool) -> None:
        self._text, self._least, self._terminal, self._middle = text, least, terminal, middle

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """The room that it takes, from the least to the most."""
        from rich.measure import Measurement

        natural = cells(self._text)
        return Measurement(min(natural, self._least), natural)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The text in the room that there is."""
        from rich.text import Text

        yield Text(shortened(self._text, options.max_width, self._terminal, middle=self._middle))


def _line(columns: Sequence[Column], values: Sequence[str], widths: Sequence[int]) -> str:
    parts = []
    for value, width, column in zip(values, widths, columns, strict=True):
        space = " " * (width - cells(value))
        parts.append(value + space if column.align == "left" else space + value)
    return _GAP.join(parts).rstrip()
