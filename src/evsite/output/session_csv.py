"""Sessions of a simulation as CSV: a row for each session and policy, the columns as the keys of the JSON document."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from typing import TYPE_CHECKING

from evsite.model.spreadsheet import guarded
from evsite.output.json.contract.simulation import SessionFigures
from evsite.output.json.simulation import session_figures
from evsite.output.json.writer import number
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.studies.simulation.results import SimulationResult

_ROWS = 1000
"""So many rows are written at once."""


def session_csv(result: SimulationResult) -> Iterator[str]:
    """The text of the file, in pieces.

    Parameters
    ----------
    result
        The simulation.
    """
    columns = [field.name for field in fields(SessionFigures)]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for run in result.runs:
        for place, row in enumerate(session_figures(result.sessions, run)):
            writer.writerow([_field(getattr(row, name)) for name in columns])
            if not place % _ROWS:
                yield stream.getvalue()
                stream.seek(0)
                stream.truncate()
    yield stream.getvalue()


def _field(value: str | float | bool | None) -> str | float | None:  # noqa: FBT001 - a value of a row
    """A cell: texts guarded, numbers as the JSON document has them, nothing for None."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return guarded(printable(value))
    return number(value) if isinstance(value, float) else value
