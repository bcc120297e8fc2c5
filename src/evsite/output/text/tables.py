"""Tables: rich on a terminal, plain columns on a pipe, one block a row where the terminal is too narrow.

Nothing is lost without a word: columns that may go on a narrow terminal say so, and the reader is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evsite.output.text.terminal_style import TerminalStyle, cells, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "  "
_WRAPPED_MINIMUM = 16
"""A column of words is wrapped to no less than this."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the side it is aligned to, whether its words may wrap.

    `drop` is the turn at which a narrow terminal leaves the column out (1 goes first); None stays. `title` is used
    in blocks, where there is no line above the numbers that says what they are; the heading otherwise.
    """

    heading: str
    align: Literal["left", "right"] = "left"
    wrap: bool = False
    drop: int | None = None
    title: str = ""


@dataclass(slots=True)
class Table:
    """Rows of text under columns; `styles` has the style of a row ("" for none) where any has one."""

    columns: Sequence[Column]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def add(self, *values: str, style: str = "") -> None:
        """Add a row; control characters in the values are spelled out."""
        self.rows.append(tuple(map(printable, values)))
        self.styles.append(style)

    def render(self, terminal: TerminalStyle) -> str:
        """The table as lines, without a final line break."""
        if terminal.width is None:
            return self._plain(self._widths())
        least = self._least()
        kept, fits = self._fit(least, terminal.width)
        if not fits:
            return self._blocks(terminal)
        text = self._rich(kept, least, terminal)
        gone = (column for place, column in enumerate(self.columns) if place not in kept and column.heading)
        dropped = [column.title or column.heading for column in gone]
        if dropped:
            text += "\n" + terminal.prose(f"left out on this narrow terminal: {', '.join(dropped)}")
        return text

    def _widths(self) -> list[int]:
        return [
            max([cells(column.heading), *(cells(row[place]) for row in self.rows)])
            for place, column in enumerate(self.columns)
        ]

    def _least(self) -> list[int]:
        """The least width of each column, once words are wrapped."""
        return [
            min(natural, max(_WRAPPED_MINIMUM, cells(column.heading))) if column.wrap else natural
            for natural, column in zip(self._widths(), self.columns, strict=True)
        ]

    def _fit(self, least: Sequence[int], width: int) -> tuple[list[int], bool]:
        """The columns to keep, and whether they fit."""
        kept = list(range(len(self.columns)))
        turns = sorted({column.drop for column in self.columns if column.drop is not None})
        while sum(least[place] for place in kept) + len(_GAP) * (len(kept) - 1) > width:
            if not turns:
                return kept, False
            turn = turns.pop(0)
            kept = [place for place in kept if self.columns[place].drop != turn]
        return kept, True

    def _plain(self, widths: Sequence[int]) -> str:
        headings = [column.heading for column in self.columns]
        return "\n".join(self._line(row, widths) for row in [headings, *self.rows])

    def _line(self, values: Sequence[str], widths: Sequence[int]) -> str:
        parts = []
        for value, width, column in zip(values, widths, self.columns, strict=True):
            space = " " * (width - cells(value))
            parts.append(value + space if column.align == "left" else space + value)
        return _GAP.join(parts).rstrip()

    def _rich(self, kept: Sequence[int], least: Sequence[int], terminal: TerminalStyle) -> str:
        from rich import box
        from rich.console import Console
        from rich.table import Table as RichTable
        from rich.text import Text

        assert terminal.width is not None
        table = RichTable(
            box=box.SIMPLE_HEAD if terminal.unicode else box.ASCII2,
            show_edge=False,
            pad_edge=False,
            padding=(0, 1, 0, 0),
            header_style="bold",
            safe_box=not terminal.unicode,
        )
        for place in kept:
            column = self.columns[place]
            table.add_column(
                Text(column.heading),
                justify=column.align,
                no_wrap=not column.wrap,
                overflow="fold",
                min_width=least[place],
            )
        for row, style in zip(self.rows, self.styles, strict=True):
            table.add_row(*(Text(row[place]) for place in kept), style=style or None)
        console = Console(
            width=terminal.width,
            color_system="standard" if terminal.color else None,
            force_terminal=terminal.color,
            no_color=not terminal.color,
            markup=False,
            highlight=False,
            legacy_windows=False,
        )
        with console.capture() as capture:
            console.print(table)
        return "\n".join(line.rstrip() for line in capture.get().splitlines())

    def _blocks(self, terminal: TerminalStyle) -> str:
        """One block a row: the first value as a heading, the others below it, each with its title."""
        titles = [column.title or column.heading for column in self.columns]
        side = max(map(cells, titles[1:]), default=0)
        blocks = []
        for row in self.rows:
            lines = [terminal.styled(row[0], "bold")]
            for title, value in zip(titles[1:], row[1:], strict=True):
                if value:
                    space = " " * (side - cells(title))
                    lines.append(terminal.prose(f"  {title}{space}  {value}", " " * (side + 4)))
            blocks.append("\n".join(lines))
        return "\n".join(blocks)
