"""The rows of the calculated load of a dwelling, as it is, and with chargers without and with load management."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.model import Column, Number, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.dwelling_service import DwellingService
    from evsite.codebook.dwelling_loads import CalculatedLoad
    from evsite.documents.model import Cell

METHODS = {
    "optional": "optional calculation",
    "existing": "optional calculation of an existing dwelling",
    "standard": "standard calculation",
}


def dwelling_table(found: DwellingService) -> Table:
    """Every row of the three calculations, with its section and factor."""
    columns = (
        Column("column", "column", label=True),
        Column("load", "load", wrap=True),
        Column("load_va", "VA", "VA", "right"),
        Column("factor_percent", "factor %", "%", "right"),
        Column("counted_va", "counts VA", "VA", "right"),
        Column("section", "section"),
    )
    method = METHODS[found.managed.method]
    rows = (
        *_rows("existing", found.existing),
        *_rows("new, unmanaged", found.connected),
        *_rows("new, managed", found.managed),
    )
    return Table("dwelling", f"calculated load of the dwelling, {method}", columns, rows, titled=True)


def _rows(column: str, load: CalculatedLoad) -> Iterator[tuple[Cell, ...]]:
    for row in load.rows:
        counted: tuple[Cell, Cell] = ("", "")
        if row.factor is not None and row.counted_va is not None:
            counted = (Number(100 * row.factor, "%", 0 if row.factor * 100 == int(row.factor * 100) else 1),
                       Number(row.counted_va, "VA"))  # fmt: skip
        yield (column, row.description, Number(row.load_va, "VA"), *counted, row.section)
    yield (column, "total", "", "", Number(load.total_va, "VA"), load.section)
