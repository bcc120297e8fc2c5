"""A bar for what takes longer than a second: on a terminal's standard error, and nowhere else."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

_PATIENCE_S, _REDRAWN_S = 1.0, 0.1


@contextmanager
def progress(what: str) -> Iterator[Callable[[float], None]]:
    """Give a function that takes the share of the work that is done, from 0 to 1.

    Nothing is shown, and rich is not imported, before a second has passed or where standard error is no terminal.
    """
    bar: Progress | None = None
    started = drawn = time.monotonic()
    watched = sys.stderr.isatty()

    def on_progress(done: float) -> None:
        nonlocal bar, drawn
        if not watched or (bar is None and time.monotonic() - started < _PATIENCE_S):
            return
        if bar is None:
            from rich.console import Console
            from rich.progress import Progress

            # without a thread that draws: processes begin only where no other thread runs
            bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)
            bar.add_task(what, total=1.0)
            bar.start()
        due = time.monotonic() - drawn >= _REDRAWN_S
        bar.update(bar.task_ids[0], completed=done, refresh=due)
        if due:
            drawn = time.monotonic()

    try:
        yield on_progress
    finally:
        if bar is not None:
            bar.stop()
