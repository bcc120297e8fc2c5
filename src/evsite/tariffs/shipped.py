"""The tariffs that come with evsite, by id: files of grids in `data/`, each with its source, date and mark."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_DATA = Path(__file__).resolve().parent / "data"


@cache
def shipped_tariffs() -> dict[str, Path]:
    """The file of each tariff that comes with evsite, by its id."""
    return {path.stem: path for path in sorted(_DATA.glob("*.json"))}
