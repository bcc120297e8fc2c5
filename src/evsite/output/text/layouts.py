"""`evsite load-study --layouts` for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.tables import Column, Table
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.layouts.model import Layout
    from evsite.output.text.terminal_style import TerminalStyle


def render_layouts(layouts: Sequence[Layout], terminal: TerminalStyle) -> str:
    """The layouts, one a line, and what the marks mean."""
    table = Table(
        [
            Column("layout"),
            Column("title", cut="end"),
            Column("exporters", cut="end", drop=1),
            Column("mark"),
            Column("form", drop=2),
        ]
    )
    for each in layouts:
        table.add(each.name, each.title, ", ".join(each.exporters), each.mark, each.form)
    words = (
        f"{count(len(layouts), 'layout')}; mark is how the header is known: real = rows of a real export, parser = "
        "code that reads it, second-hand = reported by others, generic = a form that many write"
    )
    return f"{table.render(terminal)}\n\n{terminal.prose(words)}\n"
