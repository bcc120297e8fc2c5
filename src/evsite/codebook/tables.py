"""The code tables, read once from the package's CSV files.

Sources and confidence of every table: `evsite/data/SOURCES-codebook.md`.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """All rows of a table as text by column name; `table` is the file's name without its ending."""
    with (_DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def number(text: str) -> float | None:
    """The number in a cell; None for an empty one."""
    return float(text) if text else None
