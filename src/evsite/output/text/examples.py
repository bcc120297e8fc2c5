"""`evsite init --example` without a name: the examples, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.sitefile.examples import Example


def render_examples(examples: Iterable[Example], terminal: TerminalStyle) -> str:
    """Names with what each shows; those that fail their check are distinguished."""
    table = Table([Column("example"), Column("what it is", wrap=True)])
    for example in examples:
        table.add(example.name, f"fails its check: {example.shows}" if example.broken else example.shows)
    hint = "evsite init --example NAME writes one of them, with the data that it names"
    return f"{table.render(terminal)}\n\n{terminal.prose(hint)}\n"
